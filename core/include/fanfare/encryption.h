#pragma once

#include <fanfare/app.h>
#include <fanfare/auth.h>
#include <fanfare/event.h>
#include <fanfare/result.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// An app's encryption master key: 32 random bytes that only your servers know. The key of each encrypted channel
/// is derived from it. Its memory is wiped on destruction, and nothing prints it.
///
/// ```cpp
/// // openssl rand -base64 32
/// auto master = fanfare::MasterKey::from_base64("zyrm8pvV2C9fJcBfhyXzvxbJVN/H7QLmbe0xJi1GhPU=");
/// if (!master) std::cerr << master.error().message();
/// ```
class MasterKey {
 public:
  static constexpr std::size_t size = 32;

  /// Parses padded base64 of exactly 32 bytes. Fails with `invalid_master_key` for anything else; the message
  /// never holds the text.
  [[nodiscard]] static Result<MasterKey> from_base64(std::string_view text);

  explicit MasterKey(const std::array<std::uint8_t, size>& bytes) : bytes_(bytes) {}
  MasterKey(const MasterKey&) = default;
  MasterKey& operator=(const MasterKey&) = default;
  ~MasterKey();

  [[nodiscard]] const std::array<std::uint8_t, size>& bytes() const { return bytes_; }

 private:
  std::array<std::uint8_t, size> bytes_;
};

/// The key of one encrypted channel: SHA-256 of its name and the master key. Subscribers get it with their
/// authorization. Its memory is wiped on destruction.
class SharedSecret {
 public:
  static constexpr std::size_t size = 32;

  SharedSecret(const MasterKey& master, std::string_view channel);
  SharedSecret(const SharedSecret&) = default;
  SharedSecret& operator=(const SharedSecret&) = default;
  ~SharedSecret();

  [[nodiscard]] const std::array<std::uint8_t, size>& bytes() const { return bytes_; }
  [[nodiscard]] std::string to_base64() const;

 private:
  std::array<std::uint8_t, size> bytes_;
};

/// 24 random bytes. Draw a new nonce for every message: two messages sealed with one nonce reveal each other.
using Nonce = std::array<std::uint8_t, 24>;

/// The size of sealed data in bytes: it counts towards the limit of an event's data. 7,619 bytes become 10,240.
[[nodiscard]] constexpr std::size_t sealed_size(std::size_t plaintext_bytes) {
  return 60 + (plaintext_bytes + 16 + 2) / 3 * 4;
}

/// Encrypts `plaintext` to `{"nonce":"…","ciphertext":"…"}`, with XSalsa20-Poly1305 as in NaCl's secretbox. Like
/// Pusher's libraries for Go, Ruby and Python, it seals the text as it stands and adds no quotes.
/// Fails with `invalid_channel` if the channel is not encrypted, and with `invalid_data` if the plaintext is not
/// valid UTF-8.
[[nodiscard]] Result<std::string> seal(const MasterKey& master, std::string_view channel,
                                       std::string_view plaintext, const Nonce& nonce);

/// Decrypts the result of `seal`. Fails with `invalid_channel`, with `invalid_json` or `json_too_deep`, and with
/// `decryption_failed` for data that was not sealed, was sealed with another key or for another channel, or was
/// changed on the way.
[[nodiscard]] Result<std::string> open(const MasterKey& master, std::string_view channel,
                                       std::string_view data);

/// Seals an event's data for its one channel. A trigger or a batch refuses an event for an encrypted channel that
/// is not sealed. The size limit is checked there, on the sealed text.
///
/// ```cpp
/// fanfare::Event event{.name = "Saved", .channels = {"private-encrypted-ann"}, .data = R"({"id":7})"};
/// auto sealed = fanfare::seal_event(master, std::move(event), nonce);
/// if (sealed) auto request = fanfare::trigger_request(app, *sealed, now);
/// ```
///
/// Fails with `encrypted_channel` when the event goes to several channels, because each has its own key, and with
/// `no_channel`, `invalid_channel` or `invalid_data` as `check_event` does.
[[nodiscard]] Result<Event> seal_event(const MasterKey& master, Event event, const Nonce& nonce);

/// Seals the events of a batch that go to an encrypted channel, each with the nonce at its own index. Leaves the
/// others as they are. Fails with `invalid_data` unless there are as many nonces as events, or as `seal_event`
/// does; the message says which event.
[[nodiscard]] Result<std::vector<Event>> seal_events(const MasterKey& master, std::vector<Event> events,
                                                     const std::vector<Nonce>& nonces);

/// Signs the subscription of one socket to one encrypted channel and reveals the channel's key:
/// `{"auth":"…","shared_secret":"…"}`. Fails with `invalid_socket_id`, and with `invalid_channel` for a channel
/// that is not encrypted.
[[nodiscard]] Result<Authorization> authorize_encrypted(const App& app, const MasterKey& master,
                                                        std::string_view socket_id, std::string_view channel);

}  // namespace fanfare
