#include <fanfare/encryption.h>

#include "ascii.h"
#include "base64.h"
#include "crypto/secretbox.h"
#include "crypto/sha256.h"
#include "crypto/wipe.h"
#include "decimal.h"
#include "hmac.h"
#include "json.h"
#include "sentence.h"
#include "utf8.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

namespace fanfare {
namespace {

using crypto::Sha256;

static_assert(SharedSecret::size == crypto::secretbox_key_bytes);
static_assert(std::tuple_size_v<Nonce> == crypto::secretbox_nonce_bytes);

Error invalid_key(std::string_view reason) {
  return refusal(ErrorCode::invalid_master_key,
                 "The encryption master key %s Make one with: openssl rand -base64 32.", {reason});
}

Error undecryptable(const char* sentence, std::initializer_list<Part> parts = {}) {
  return refusal(ErrorCode::decryption_failed, sentence, parts);
}

bool is_encrypted(std::string_view channel) { return channel_kind(channel) == ChannelKind::encrypted; }

Result<void> check_encrypted(std::string_view channel) {
  if (auto checked = check_channel_name(channel); !checked) return checked;
  if (is_encrypted(channel)) return {};
  return refusal(ErrorCode::invalid_channel,
                 "The channel %q is no encrypted channel: the name of one begins with private-encrypted-.",
                 {channel});
}

/// The bytes of the member of this name, a string of base64; of several the last counts, as in every reader
/// of JSON.
std::optional<std::string> find_base64(const std::vector<json::Member>& members, std::string_view name) {
  std::string_view literal;
  for (const json::Member& member : members) {
    if (member.name == name) literal = member.value;
  }
  if (!literal.starts_with('"')) return std::nullopt;
  const std::string text = json::unescape(literal);
  const auto size = base64::decoded_size(text);
  if (!size) return std::nullopt;
  std::string bytes(*size, '\0');
  if (!base64::decode(text, reinterpret_cast<std::uint8_t*>(bytes.data()))) return std::nullopt;
  return bytes;
}

std::string seal_with(const SharedSecret& secret, std::string_view plaintext, const Nonce& nonce) {
  const std::string sealed = crypto::secretbox_seal(secret.bytes().data(), nonce.data(), plaintext);
  std::string data;
  data.reserve(sealed_size(plaintext.size()));
  data += "{\"nonce\":\"";
  base64::append(data, nonce.data(), nonce.size());
  data += "\",\"ciphertext\":\"";
  base64::append(data, reinterpret_cast<const std::uint8_t*>(sealed.data()), sealed.size());
  data += "\"}";
  return data;
}

}  // namespace

Result<MasterKey> MasterKey::from_base64(std::string_view text) {
  if (text.empty()) return invalid_key("is empty.");
  const auto decoded = base64::decoded_size(text);
  if (!decoded) return invalid_key("is not base64: it was cut, or a space or a line break was copied along.");
  if (*decoded != size) {
    return invalid_key("must be the base64 of exactly 32 bytes, and this is one of " +
                       decimal::text(static_cast<std::int64_t>(*decoded)) + ".");
  }
  std::array<std::uint8_t, size> bytes;
  const crypto::WipeLater wipe_bytes(bytes);
  if (!base64::decode(text, bytes.data())) {
    return invalid_key("is not base64: it has a character that does not belong there.");
  }
  return MasterKey(bytes);
}

MasterKey::~MasterKey() { crypto::wipe(bytes_.data(), bytes_.size()); }

SharedSecret::SharedSecret(const MasterKey& master, std::string_view channel) {
  std::string text;
  text.reserve(channel.size() + MasterKey::size);  // or growing would leave a copy of the key behind
  text += channel;
  text.append(reinterpret_cast<const char*>(master.bytes().data()), MasterKey::size);
  bytes_ = Sha256::finish(crypto::sha256_start(), 0, text);
  crypto::wipe(text.data(), text.size());
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
  if (auto checked = check_encrypted(channel); !checked) return checked.error();
  if (!utf8::valid(plaintext))
    return refusal(ErrorCode::invalid_data, "The data to encrypt is not valid UTF-8.");
  return seal_with(SharedSecret(master, channel), plaintext, nonce);
}

Result<std::string> open(const MasterKey& master, std::string_view channel, std::string_view data) {
  if (auto checked = check_encrypted(channel); !checked) return checked.error();
  const auto members = json::members(data, "The sealed data");
  if (!members) return members.error();
  const auto nonce = find_base64(*members, "nonce");
  const auto ciphertext = find_base64(*members, "ciphertext");
  if (!nonce || !ciphertext) {
    return undecryptable(
        "The data was not sealed: it is no object with a nonce and a ciphertext, both in base64.");
  }
  if (nonce->size() != std::tuple_size_v<Nonce>)
    return undecryptable("The sealed data's nonce has %u bytes, not 24.", {nonce->size()});
  if (ciphertext->size() < crypto::secretbox_mac_bytes)
    return undecryptable("The sealed data's ciphertext is too short to be one.");
  const SharedSecret secret(master, channel);
  auto plaintext = crypto::secretbox_open(secret.bytes().data(),
                                          reinterpret_cast<const std::uint8_t*>(nonce->data()), *ciphertext);
  if (!plaintext) {
    return undecryptable(
        "The data cannot be decrypted: it was sealed with another master key or for another channel, or was "
        "changed on the way.");
  }
  if (!utf8::valid(*plaintext)) return undecryptable("The data was decrypted and is not valid UTF-8.");
  return std::move(*plaintext);
}

Result<Event> seal_event(const MasterKey& master, Event event, const Nonce& nonce) {
  if (event.channels.empty())
    return refusal(ErrorCode::no_channel, "The event names no channel: give it the encrypted one.");
  if (event.channels.size() > 1) {
    return refusal(ErrorCode::encrypted_channel,
                   "The event goes to several channels, and each encrypted channel has a key of its own: "
                   "send one event to each, as a batch.");
  }
  if (event.data.empty()) {
    return refusal(ErrorCode::invalid_data,
                   "The event's data is empty, which servers refuse: send {} or null instead.");
  }
  auto sealed = seal(master, event.channels.front(), event.data, nonce);
  if (!sealed) return sealed.error();
  crypto::wipe(event.data.data(), event.data.size());
  event.data.clear();
  event.sealed = SealedData(event.channels.front(), std::move(*sealed));
  return event;
}

Result<std::vector<Event>> seal_events(const MasterKey& master, std::vector<Event> events,
                                       const std::vector<Nonce>& nonces) {
  if (nonces.size() != events.size())
    return refusal(ErrorCode::invalid_data, "Each event of an encrypted batch needs a nonce of its own.");
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (std::none_of(events[i].channels.begin(), events[i].channels.end(), is_encrypted)) continue;
    auto sealed = seal_event(master, std::move(events[i]), nonces[i]);
    if (!sealed) {
      return refusal(sealed.error().code(), "Event %u of the batch: %s", {i + 1, sealed.error().message()});
    }
    events[i] = std::move(*sealed);
  }
  return events;
}

Result<Authorization> authorize_encrypted(const App& app, const MasterKey& master, std::string_view socket_id,
                                          std::string_view channel) {
  if (auto checked = check_socket_id(socket_id); !checked) return checked.error();
  if (auto checked = check_encrypted(channel); !checked) return checked.error();
  const std::string text = std::string(socket_id).append(":").append(channel);
  return Authorization{.auth = app.key() + ":" + hmac_sha256_hex(app.signing_key(), text),
                       .shared_secret = SharedSecret(master, channel).to_base64()};
}

}  // namespace fanfare
