#pragma once

#include <fanfare/channel.h>
#include <fanfare/result.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fanfare {

/// The longest event name, in characters (Unicode code points).
inline constexpr std::size_t event_name_max = 200;
/// The most channels of one trigger.
inline constexpr std::size_t trigger_channels_max = 100;
/// The most events of one batch, unless the server is configured for more.
inline constexpr std::size_t batch_events_max = 10;
/// The largest payload in bytes, as UTF-8, unless the server is configured for more.
inline constexpr std::size_t data_bytes_max = 10'240;

struct Event;
class MasterKey;

/// An event's data, sealed for one channel. Only `seal_event` and `seal_events` (encryption.h) make one that is not
/// empty, so no event can go to an encrypted channel in the clear.
class SealedData {
 public:
  SealedData() = default;
  [[nodiscard]] bool empty() const { return text_.empty(); }
  /// The channel whose subscribers can open it.
  [[nodiscard]] const std::string& channel() const { return channel_; }
  /// `{"nonce":"…","ciphertext":"…"}`
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  using Nonce = std::array<std::uint8_t, 24>;
  friend Result<Event> seal_event(const MasterKey& master, Event event, const Nonce& nonce);
  friend Result<std::vector<Event>> seal_events(const MasterKey& master, std::vector<Event> events,
                                                const std::vector<Nonce>& nonces);
  static void replace_data(Event& event, std::string sealed);
  SealedData(std::string channel, std::string text) : channel_(std::move(channel)), text_(std::move(text)) {}

  std::string channel_;
  std::string text_;
};

/// An event to send: a name, its channels and its payload.
struct Event {
  std::string name;
  std::vector<std::string> channels;
  /// The payload as subscribers get it: a string as it stands, anything else as JSON. The size limit counts
  /// these bytes, before they are escaped into the body.
  std::string data;
  /// The socket that does not get the event, or empty.
  std::string socket_id{};
  /// The attributes of the channels that the server returns (`"user_count,subscription_count"`), or empty.
  std::string info{};
  /// Replaces `data`, which is then empty, on an encrypted channel.
  SealedData sealed{};
};

/// The largest events that a server accepts. The defaults are Pusher's own.
struct EventLimits {
  std::size_t channel_name = channel_name_max_pusher;  ///< characters of a channel name
  std::size_t data_bytes = data_bytes_max;             ///< bytes of a payload
  std::size_t batch_events = batch_events_max;         ///< events of a batch
};

/// Checks the name of an event: 1 to 200 characters of valid UTF-8, no control characters, and not in the
/// protocol's own namespaces `pusher:` and `pusher_internal:`. Fails with `invalid_event_name`.
[[nodiscard]] Result<void> check_event_name(std::string_view name);

/// Checks that `event` can be sent. Fails with `invalid_event_name`, `no_channel`,
/// `too_many_channels`, `invalid_channel`, `encrypted_channel`, `invalid_data`, `data_too_large`,
/// `invalid_socket_id`, or `invalid_option` for an `info` that is not a list of attributes.
[[nodiscard]] Result<void> check_event(const Event& event, const EventLimits& limits = {});

/// The body of `POST /apps/{id}/events`, byte for byte as the official `pusher` package for Node writes it:
/// `{"name":…,"data":"…","channels":[…],"socket_id":…,"info":…}`, without `socket_id` and `info` if empty.
/// Fails as `check_event` does.
[[nodiscard]] Result<std::string> trigger_body(const Event& event, const EventLimits& limits = {});

/// The body of `POST /apps/{id}/batch_events`:
/// `{"batch":[{"channel":…,"name":…,"data":"…","socket_id":…,"info":…},…]}`. Each event names exactly one
/// channel. Fails with `too_many_events`, with `invalid_data` for an empty batch, or as `check_event` does; the
/// message says which event.
[[nodiscard]] Result<std::string> batch_body(const std::vector<Event>& events,
                                             const EventLimits& limits = {});

}  // namespace fanfare
