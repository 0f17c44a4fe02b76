#include <fanfare/signature.h>

#include "ascii.h"
#include "crypto/md5.h"
#include "crypto/sha256.h"
#include "crypto/wipe.h"
#include "hmac.h"

#include <algorithm>
#include <cstring>

namespace fanfare {
namespace {

using crypto::Md5;
using crypto::Sha256;

static_assert(sizeof(Sha256::State) * 2 == SigningKey::bytes);

template <std::size_t N>
std::string_view view(const std::array<std::uint8_t, N>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), N};
}

Sha256::Digest hmac_sha256(const SigningKey& key, Parts message) {
  const std::uint32_t* const words = key.words().data();
  Sha256 inner(words, crypto::block_size);
  for (const std::string_view part : message) inner.add(part);
  Sha256 outer(words + key.words().size() / 2, crypto::block_size);
  return outer.finish_over(inner);
}

}  // namespace

SigningKey::SigningKey(std::string_view secret) {
  std::array<std::uint8_t, crypto::block_size> key{};
  const crypto::WipeLater wipe_key(key);
  if (secret.size() > key.size()) {
    Sha256 hash(crypto::sha256_start().data(), 0);
    hash.add(secret);
    Sha256::Digest digest = hash.finish();
    const crypto::WipeLater wipe_digest(digest);
    std::copy(digest.begin(), digest.end(), key.begin());
  } else if (!secret.empty()) {
    std::memcpy(key.data(), secret.data(), secret.size());
  }
  // the inner pad, then the outer one (RFC 2104 §2)
  auto to = words_.begin();
  for (const std::uint8_t pad : {std::uint8_t{0x36}, std::uint8_t{0x5c}}) {
    auto block = key;
    const crypto::WipeLater wipe_block(block);
    for (std::uint8_t& byte : block) byte ^= pad;
    Sha256 hash(crypto::sha256_start().data(), 0);
    hash.add(view(block));
    to = std::copy(hash.state().begin(), hash.state().end(), to);
  }
}

SigningKey::~SigningKey() { crypto::wipe(words_.data(), sizeof words_); }

void append_hmac_sha256_hex(std::string& out, const SigningKey& key, Parts message) {
  const Sha256::Digest digest = hmac_sha256(key, message);
  ascii::append_hex(out, digest.data(), digest.size());
}

std::string hmac_sha256_hex(const SigningKey& key, Parts message) {
  std::string hex;
  append_hmac_sha256_hex(hex, key, message);
  return hex;
}

std::string md5_hex(std::string_view message) {
  Md5 hash(crypto::md5_start().data(), 0);
  hash.add(message);
  const Md5::Digest digest = hash.finish();
  std::string hex;
  ascii::append_hex(hex, digest.data(), digest.size());
  return hex;
}

bool verify_hmac_sha256_hex(const SigningKey& key, Parts message, std::string_view hex) {
  return constant_time_equal(hmac_sha256_hex(key, message), hex);
}

bool constant_time_equal(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  std::uint64_t difference = 0;
  std::size_t at = 0;
  for (std::uint64_t left, right; a.size() - at >= sizeof difference; at += sizeof difference) {
    std::memcpy(&left, a.data() + at, sizeof left);
    std::memcpy(&right, b.data() + at, sizeof right);
    difference |= left ^ right;
  }
  for (; at < a.size(); ++at) difference |= static_cast<unsigned char>(a[at] ^ b[at]);
  return difference == 0;
}

}  // namespace fanfare
