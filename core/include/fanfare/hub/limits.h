#pragma once

#include <fanfare/event.h>

#include <cstddef>
#include <cstdint>

namespace fanfare::hub {

/// Milliseconds of a clock that never goes back; where it starts does not matter.
using Milliseconds = std::int64_t;

/// The seconds of silence after which clients are told to ping (`activity_timeout` of the handshake).
inline constexpr int activity_timeout_seconds = 30;
/// The silence after which the hub pings a client itself.
inline constexpr Milliseconds ping_after = 45'000;
/// The silence after which the hub takes a connection for dead and closes it with 4201.
inline constexpr Milliseconds close_after = 75'000;

/// The largest frame that a client may send, in bytes.
inline constexpr std::size_t frame_bytes_max = 65'536;
/// The largest body of a request to the HTTP API, in bytes: a full batch whose every byte is escaped, with
/// room to spare.
inline constexpr std::size_t request_bytes_max = 1'048'576;
/// How much may wait to be sent to one client, in bytes. A client that reads too slowly is closed with 4100:
/// it comes back and knows that it missed something, while a dropped frame would be a silent gap.
inline constexpr std::size_t backlog_bytes_max = 1'048'576;

/// The most distinct users of a presence channel (pusher/docs:
/// docs/channels/using_channels/presence-channels.md).
inline constexpr std::size_t members_max = 100;
/// The most channels that one connection may be subscribed to.
inline constexpr std::size_t subscriptions_max = 1'000;
/// The most client events that one connection may send within any second (pusher/docs:
/// docs/channels/using_channels/events.md).
inline constexpr std::size_t client_events_per_second = 10;

/// What a hub may be configured to take more of. The defaults are Pusher's own limits, so that what works on
/// the hub works there.
struct Limits {
  std::size_t data_bytes = data_bytes_max;      ///< payload of an event
  std::size_t batch_events = batch_events_max;  ///< events of one batch
};

}  // namespace fanfare::hub
