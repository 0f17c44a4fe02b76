#include "crypto/secretbox.h"

#include "crypto/wipe.h"

#include <cryptopp/naclite.h>

namespace fanfare::crypto {
namespace {

namespace nacl = CryptoPP::NaCl;

static_assert(secretbox_key_bytes == nacl::crypto_secretbox_KEYBYTES);
static_assert(secretbox_nonce_bytes == nacl::crypto_secretbox_NONCEBYTES);

// NaCl wants zeros before the message and gives zeros before what it sealed, 16 fewer: the authenticator
// takes their place.
constexpr std::size_t message_zeros = nacl::crypto_secretbox_ZEROBYTES;
constexpr std::size_t sealed_zeros = nacl::crypto_secretbox_BOXZEROBYTES;
static_assert(secretbox_mac_bytes == message_zeros - sealed_zeros);

std::string padded(std::size_t zeros, std::string_view text) {
  std::string buffer;
  buffer.reserve(zeros + text.size());
  return buffer.append(zeros, '\0').append(text);
}

const std::uint8_t* bytes(const std::string& text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}
std::uint8_t* bytes(std::string& text) { return reinterpret_cast<std::uint8_t*>(text.data()); }

}  // namespace

std::string secretbox_seal(const std::uint8_t* key, const std::uint8_t* nonce, std::string_view message) {
  std::string plain = padded(message_zeros, message);
  std::string sealed(plain.size(), '\0');
  nacl::crypto_secretbox(bytes(sealed), bytes(plain), plain.size(), nonce, key);
  wipe(plain.data(), plain.size());
  return sealed.erase(0, sealed_zeros);
}

std::optional<std::string> secretbox_open(const std::uint8_t* key, const std::uint8_t* nonce,
                                          std::string_view sealed) {
  if (sealed.size() < secretbox_mac_bytes) return std::nullopt;
  const std::string box = padded(sealed_zeros, sealed);
  std::string plain(box.size(), '\0');
  if (nacl::crypto_secretbox_open(bytes(plain), bytes(box), box.size(), nonce, key) != 0) return std::nullopt;
  return plain.erase(0, message_zeros);
}

}  // namespace fanfare::crypto
