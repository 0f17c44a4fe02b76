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

/// The state of SHA-256 after one block of the key exclusive-ored with `pad` (RFC 2104 §2).
Sha256::State absorb_pad(const std::array<std::uint8_t, crypto::block_size>& key, std::uint8_t pad) {
  std::array<std::uint8_t, crypto::block_size> block;
  const crypto::WipeLater wipe_block(block);
  for (std::size_t i = 0; i < block.size(); ++i) block[i] = static_cast<std::uint8_t>(key[i] ^ pad);
  Sha256::State state = crypto::sha256_start();
  Sha256::absorb(state.data(), block.data());
  return state;
}

Sha256::Digest hmac_sha256(const SigningKey& key, std::string_view message) {
  Sha256::State inner;
  Sha256::State outer;
  std::copy_n(key.words().begin(), inner.size(), inner.begin());
  std::copy_n(key.words().begin() + inner.size(), outer.size(), outer.begin());
  const crypto::WipeLater wipe_inner(inner);
  const crypto::WipeLater wipe_outer(outer);
  return Sha256::finish(outer, crypto::block_size, view(Sha256::finish(inner, crypto::block_size, message)));
}

}  // namespace

SigningKey::SigningKey(std::string_view secret) {
  std::array<std::uint8_t, crypto::block_size> key{};
  const crypto::WipeLater wipe_key(key);
  if (secret.size() > key.size()) {
    Sha256::Digest digest = Sha256::finish(crypto::sha256_start(), 0, secret);
    const crypto::WipeLater wipe_digest(digest);
    std::copy(digest.begin(), digest.end(), key.begin());
  } else if (!secret.empty()) {
    std::memcpy(key.data(), secret.data(), secret.size());
  }
  Sha256::State inner = absorb_pad(key, 0x36);
  Sha256::State outer = absorb_pad(key, 0x5c);
  const crypto::WipeLater wipe_inner(inner);
  const crypto::WipeLater wipe_outer(outer);
  std::copy(outer.begin(), outer.end(), std::copy(inner.begin(), inner.end(), words_.begin()));
}

SigningKey::~SigningKey() { crypto::wipe(words_.data(), sizeof words_); }

void append_hmac_sha256_hex(std::string& out, const SigningKey& key, std::string_view message) {
  const Sha256::Digest digest = hmac_sha256(key, message);
  ascii::append_hex(out, digest.data(), digest.size());
}

std::string hmac_sha256_hex(const SigningKey& key, std::string_view message) {
  std::string hex;
  append_hmac_sha256_hex(hex, key, message);
  return hex;
}

std::string md5_hex(std::string_view message) {
  const Md5::Digest digest = Md5::finish(crypto::md5_start(), 0, message);
  std::string hex;
  ascii::append_hex(hex, digest.data(), digest.size());
  return hex;
}

bool verify_hmac_sha256_hex(const SigningKey& key, std::string_view message, std::string_view hex) {
  return constant_time_equal(hmac_sha256_hex(key, message), hex);
}

bool constant_time_equal(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference |= static_cast<unsigned>(static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]));
  }
  return difference == 0;
}

}  // namespace fanfare
