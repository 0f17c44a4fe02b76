#include <fanfare/signature.h>

#include "hmac.h"
#include "vectors.h"

#include <catch2/catch_test_macros.hpp>

#include <cstring>
#include <new>

using namespace fanfare;

TEST_CASE("HMAC-SHA256 is RFC 4231's and the published signatures", "[signature]") {
  for (const auto& vector : vectors::load("signature", "hmac_sha256")) {
    INFO(vectors::title(vector));
    const SigningKey key(vectors::text(vector.at("secret")));
    CHECK(hmac_sha256_hex(key, {vectors::text(vector.at("message"))}) ==
          vector.at("expected").get<std::string>());
  }
}

TEST_CASE("only the right signature is accepted", "[signature]") {
  for (const auto& vector : vectors::load("signature", "verify_hmac_sha256")) {
    INFO(vectors::title(vector));
    const SigningKey key(vectors::text(vector.at("secret")));
    CHECK(verify_hmac_sha256_hex(key, {vectors::text(vector.at("message"))},
                                 vectors::text(vector.at("hex"))) == vector.at("valid").get<bool>());
  }
}

TEST_CASE("MD5 is RFC 1321's", "[signature]") {
  for (const auto& vector : vectors::load("signature", "md5")) {
    INFO(vectors::title(vector));
    CHECK(md5_hex(vectors::text(vector.at("message"))) == vector.at("expected").get<std::string>());
  }
}

TEST_CASE("a prepared key signs as the one it was taken from", "[signature]") {
  // RFC 4231 §4.3
  const SigningKey key("Jefe");
  const SigningKey restored(key.words());
  CHECK(hmac_sha256_hex(restored, {"what do ya want for nothing?"}) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(sizeof(SigningKey) == SigningKey::bytes);
}

TEST_CASE("a prepared key's memory is wiped when it goes", "[signature]") {
  alignas(SigningKey) unsigned char memory[sizeof(SigningKey)];
  auto* key = new (memory) SigningKey("secret");
  CHECK(hmac_sha256_hex(*key, {}) == "f9e66e179b6747ae54108f82f8ade8b3c25d76fd30afde6c395822c530196169");
  key->~SigningKey();
  const unsigned char zeros[sizeof memory] = {};
  CHECK(std::memcmp(memory, zeros, sizeof memory) == 0);
}

TEST_CASE("strings are equal in constant time only if every byte is", "[signature]") {
  CHECK(constant_time_equal("", ""));
  CHECK(constant_time_equal("abc", "abc"));
  CHECK_FALSE(constant_time_equal("abc", "abd"));
  CHECK_FALSE(constant_time_equal("abc", "xbc"));
  CHECK_FALSE(constant_time_equal("abc", "ab"));
  CHECK_FALSE(constant_time_equal("", "a"));
  CHECK_FALSE(constant_time_equal(std::string("a\0", 2), "a"));
  CHECK_FALSE(constant_time_equal("\x80", std::string(1, '\0')));
}
