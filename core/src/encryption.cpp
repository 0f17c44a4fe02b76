#include <fanfare/encryption.h>

#include "ascii.h"
#include "base64.h"
#include "crypto/secretbox.h"
#include "crypto/sha256.h"
#include "crypto/wipe.h"
#include "json.h"
#include "sentence.h"
#include "utf8.h"
#include "views.h"

#include <optional>
#include <tuple>
#include <utility>

namespace fanfare {
namespace {

using crypto::Sha256;

static_assert(SharedSecret::size == crypto::secretbox_key_bytes);
static_assert(std::tuple_size_v<Nonce> == crypto::secretbox_nonce_bytes);

Error invalid_key(std::string_view reason) {
  return refusal(ErrorCode::invalid_master_key,
                 "The encryption master key %s Make one with: openssl rand -base64 32.", {reason});
}

constexpr const char* not_base64 = "is not base64: a part is missing, or something was copied along.";

Error undecryptable(const char* sentence) { return refusal(ErrorCode::decryption_failed, sentence); }

Result<void> check_encrypted(std::string_view channel) {
  if (auto checked = check_channel_name(channel); !checked) return checked;
  if (channel_kind(channel) == ChannelKind::encrypted) return {};
  return refusal(
      ErrorCode::invalid_channel,
      "The channel %q is not encrypted: the name of an encrypted channel starts with private-encrypted-.",
      {channel});
}

/// The bytes of a base64 member of `object`. If several have this name, the last one counts.
std::optional<std::string> find_base64(std::string_view object, std::string_view name) {
  const std::string_view literal = json::find(object, name);
  if (!literal.starts_with('"')) return std::nullopt;
  const std::string text = json::unescape(literal);
  const auto size = base64::decoded_size(text);
  if (!size) return std::nullopt;
  std::string bytes;
  bytes.resize(*size);
  if (!base64::decode(text, reinterpret_cast<std::uint8_t*>(bytes.data()))) return std::nullopt;
  return bytes;
}

void append_sealed(std::string& out, const SharedSecret& secret, std::string_view plaintext,
                   const Nonce& nonce) {
  const std::string sealed = crypto::secretbox_seal(secret.bytes().data(), nonce.data(), plaintext);
  out.reserve(out.size() + sealed_size(plaintext.size()));
  out += "{\"nonce\":\"";
  base64::append(out, nonce.data(), nonce.size());
  out += "\",\"ciphertext\":\"";
  base64::append(out, reinterpret_cast<const std::uint8_t*>(sealed.data()), sealed.size());
  out += "\"}";
}

}  // namespace

Result<MasterKey> MasterKey::from_base64(std::string_view text) {
  if (text.empty()) return invalid_key("is empty.");
  const auto decoded = base64::decoded_size(text);
  if (!decoded) return invalid_key(not_base64);
  if (*decoded != size) return invalid_key("must be the base64 of exactly 32 bytes.");
  std::array<std::uint8_t, size> bytes;
  const crypto::WipeLater wipe_bytes(bytes);
  if (!base64::decode(text, bytes.data())) return invalid_key(not_base64);
  return MasterKey(bytes);
}

MasterKey::~MasterKey() { crypto::wipe(bytes_.data(), bytes_.size()); }

SharedSecret::SharedSecret(const MasterKey& master, std::string_view channel) {
  Sha256 hash(crypto::sha256_start().data(), 0);
  hash.add(channel);
  hash.add({reinterpret_cast<const char*>(master.bytes().data()), MasterKey::size});
  bytes_ = hash.finish();
}

SharedSecret::~SharedSecret() { crypto::wipe(bytes_.data(), bytes_.size()); }

std::string SharedSecret::to_base64() const {
  std::string text;
  text.reserve(base64::encoded_size(bytes_.size()));
  base64::append(text, bytes_.data(), bytes_.size());
  return text;
}

Result<std::string> seal(const MasterKey& master, std::string_view channel, std::string_view plaintext,
                         const Nonce& nonce) {
  if (auto checked = check_encrypted(channel); !checked) return checked;
  if (!utf8::valid(plaintext)) return not_utf8(ErrorCode::invalid_data, "The data to encrypt");
  std::string sealed;
  append_sealed(sealed, SharedSecret(master, channel), plaintext, nonce);
  return sealed;
}

Result<std::string> open(const MasterKey& master, std::string_view channel, std::string_view data) {
  if (auto checked = check_encrypted(channel); !checked) return checked;
  if (auto checked = json::check(data, "The sealed data"); !checked) return checked;
  const auto nonce = find_base64(data, "nonce");
  const auto ciphertext = find_base64(data, "ciphertext");
  if (!nonce || nonce->size() != std::tuple_size_v<Nonce> || !ciphertext ||
      ciphertext->size() < crypto::secretbox_mac_bytes) {
    return undecryptable(
        "The data was not sealed: it is not an object with a nonce of 24 bytes and a ciphertext, both in "
        "base64.");
  }
  const SharedSecret secret(master, channel);
  auto plaintext = crypto::secretbox_open(secret.bytes().data(),
                                          reinterpret_cast<const std::uint8_t*>(nonce->data()), *ciphertext);
  if (!plaintext) {
    return undecryptable(
        "The data cannot be decrypted: it was sealed with another master key, for another channel, or was "
        "changed on the way.");
  }
  if (!utf8::valid(*plaintext)) return undecryptable("The decrypted data is not valid UTF-8.");
  return std::move(*plaintext);
}

Result<Authorization> authorize_encrypted(const AppView& app, const MasterKey& master,
                                          std::string_view socket_id, std::string_view channel) {
  if (auto checked = check_socket_id(socket_id); !checked) return checked;
  if (auto checked = check_encrypted(channel); !checked) return checked;
  return Authorization{.auth = subscription_token(app, socket_id, channel, {}),
                       .shared_secret = SharedSecret(master, channel).to_base64()};
}

Result<Authorization> authorize_encrypted(const App& app, const MasterKey& master, std::string_view socket_id,
                                          std::string_view channel) {
  return authorize_encrypted(AppView(app), master, socket_id, channel);
}

}  // namespace fanfare
