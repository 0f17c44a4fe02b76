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

/// The key that all keys of an app's encrypted channels are made from: 32 random bytes that only your servers
/// know. Its memory is wiped when it goes, and nothing prints it.
///
/// ```cpp
/// // openssl rand -base64 32
/// auto master = fanfare::MasterKey::from_base64("zyrm8pvV2C9fJcBfhyXzvxbJVN/H7QLmbe0xJi1GhPU=");
/// if (!master) std::cerr << master.error().message();
/// ```
class MasterKey {
 public:
  static constexpr std::size_t size = 32;

  /// Fails with `invalid_master_key` for anything but the base64, with its padding, of exactly 32 bytes; the
  /// message never holds the text.
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
/// authorization. Its memory is wiped when it goes.
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

/// What makes each sealed message differ: 24 bytes that the caller draws at random, anew for every message.
/// Two messages under one nonce give each other away.
using Nonce = std::array<std::uint8_t, 24>;

/// How many bytes `plaintext_bytes` become when they are sealed, as they count towards the limit of an
/// event's data. 7,619 bytes become 10,240.
[[nodiscard]] constexpr std::size_t sealed_size(std::size_t plaintext_bytes) {
  return 60 + (plaintext_bytes + 16 + 2) / 3 * 4;
}

/// What goes over the wire in place of `plaintext`: `{"nonce":"…","ciphertext":"…"}`, XSalsa20-Poly1305 as in
/// NaCl's secretbox. `plaintext` is sealed as it stands, as Pusher's libraries for Go, Ruby and Python do: a
/// string is not put in quotes first.
/// Fails with `invalid_channel` for anything but an encrypted channel and with `invalid_data` for a plaintext
/// that is not valid UTF-8.
[[nodiscard]] Result<std::string> seal(const MasterKey& master, std::string_view channel,
                                       std::string_view plaintext, const Nonce& nonce);

/// What `data` was sealed from. Fails with `invalid_channel`, with `invalid_json` or `json_too_deep`, and
/// with `decryption_failed` for data that is not of the form of `seal`, that another key sealed, that was
/// sealed for another channel, or that was changed on the way.
[[nodiscard]] Result<std::string> open(const MasterKey& master, std::string_view channel,
                                       std::string_view data);

/// `event` with its data sealed for its one channel: the only way in which a trigger or a batch takes an
/// event for an encrypted channel. The size limit is checked there, on the sealed text.
///
/// ```cpp
/// fanfare::Event event{.name = "Saved", .channels = {"private-encrypted-ann"}, .data = R"({"id":7})"};
/// auto sealed = fanfare::seal_event(master, std::move(event), nonce);
/// if (sealed) auto request = fanfare::trigger_request(app, *sealed, now);
/// ```
///
/// Fails with `encrypted_channel` when the event goes to several channels, for each has a key of its own, and
/// with `no_channel`, `invalid_channel` or `invalid_data` as the event's check does.
[[nodiscard]] Result<Event> seal_event(const MasterKey& master, Event event, const Nonce& nonce);

/// `events` with those sealed that go to an encrypted channel, each with the nonce at its own place, and the
/// others as they are: for a batch. Fails with `invalid_data` when there are not as many nonces as events, or
/// as `seal_event` does, naming the event's place.
[[nodiscard]] Result<std::vector<Event>> seal_events(const MasterKey& master, std::vector<Event> events,
                                                     const std::vector<Nonce>& nonces);

/// Signs the subscription of one socket to one encrypted channel and hands out the channel's key:
/// `{"auth":"…","shared_secret":"…"}`. Fails with `invalid_socket_id`, and with `invalid_channel` for any
/// channel that is not encrypted.
[[nodiscard]] Result<Authorization> authorize_encrypted(const App& app, const MasterKey& master,
                                                        std::string_view socket_id, std::string_view channel);

}  // namespace fanfare
