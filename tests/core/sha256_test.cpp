#include "crypto/sha256.h"

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <string_view>

using namespace fanfare;

namespace {

std::string sha256_hex(std::string_view message) {
  crypto::Sha256 hash(crypto::sha256_start().data(), 0);
  hash.add(message);
  std::string digits;
  for (const auto byte : hash.finish()) {
    digits += "0123456789abcdef"[byte >> 4];
    digits += "0123456789abcdef"[byte & 15];
  }
  return digits;
}

}  // namespace

// The examples of FIPS 180-4 (SHA256.pdf, SHA2_Additional.pdf); the vectors of shared_secret hold them too,
// as far as they have 32 bytes.
TEST_CASE("SHA-256 is FIPS 180-4's", "[sha256]") {
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha256_hex("\xbd") == "68325720aabd7c82f30f554b313d0570c95accbb7dc4b5aae11204c08ffe732b");
  CHECK(sha256_hex("\xc9\x8c\x8e\x55") == "7abc22c0ae5af26ce93dbb94433a0e0b2e119d014f8e7f65bd56c61ccccd9504");
}
