#include "crypto/secretbox.h"

#include <cryptopp/naclite.h>

namespace fanfare::crypto {
namespace {

namespace nacl = CryptoPP::NaCl;

static_assert(secretbox_key_bytes == nacl::crypto_secretbox_KEYBYTES);
static_assert(secretbox_nonce_bytes == nacl::crypto_secretbox_NONCEBYTES);

// NaCl takes the message after 32 zeros and returns the sealed text after 16: the authenticator replaces the other
// 16. It can work in place, because it reads each byte before it writes it.
constexpr std::size_t message_zeros = nacl::crypto_secretbox_ZEROBYTES;
constexpr std::size_t sealed_zeros = nacl::crypto_secretbox_BOXZEROBYTES;
static_assert(secretbox_mac_bytes == message_zeros - sealed_zeros);

std::string padded(std::size_t zeros, std::string_view text) {
  std::string box;
  box.reserve(zeros + text.size());
  box.resize(zeros);
  return box.append(text);
}

std::uint8_t* bytes(std::string& text) { return reinterpret_cast<std::uint8_t*>(text.data()); }

}  // namespace

std::string secretbox_seal(const std::uint8_t* key, const std::uint8_t* nonce, std::string_view message) {
  std::string box = padded(message_zeros, message);
  nacl::crypto_secretbox(bytes(box), bytes(box), box.size(), nonce, key);
  return {box.data() + sealed_zeros, box.size() - sealed_zeros};
}

std::optional<std::string> secretbox_open(const std::uint8_t* key, const std::uint8_t* nonce,
                                          std::string_view sealed) {
  if (sealed.size() < secretbox_mac_bytes) return std::nullopt;
  std::string box = padded(sealed_zeros, sealed);
  if (nacl::crypto_secretbox_open(bytes(box), bytes(box), box.size(), nonce, key) != 0) return std::nullopt;
  return std::string(box.data() + message_zeros, box.size() - message_zeros);
}

}  // namespace fanfare::crypto
