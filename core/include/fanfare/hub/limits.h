#pragma once

#include <cstddef>
#include <cstdint>

namespace fanfare::hub {

/// Milliseconds on a clock that never goes back. Its starting point does not matter.
using Milliseconds = std::int64_t;

/// After this many seconds of silence a client pings the hub (`activity_timeout` of the handshake).
inline constexpr int activity_timeout_seconds = 30;
/// After this much silence the hub pings a client.
inline constexpr Milliseconds ping_after = 45'000;
/// After this much silence the hub takes a connection for dead and closes it with 4201.
inline constexpr Milliseconds close_after = 75'000;

/// The largest frame that a client may send, in bytes.
inline constexpr std::size_t frame_bytes_max = 65'536;
/// The largest body of a request to the HTTP API, in bytes. A full batch fits even if every byte is escaped.
inline constexpr std::size_t request_bytes_max = 1'048'576;
/// The most that may wait to be sent to one client, in bytes. A client that reads too slowly is closed with
/// 4100: it reconnects and knows that it missed something. A dropped frame would be a silent gap.
inline constexpr std::size_t backlog_bytes_max = 1'048'576;

/// The most distinct users of a presence channel (pusher/docs:
/// docs/channels/using_channels/presence-channels.md).
inline constexpr std::size_t members_max = 100;
/// The most channels that one connection may be subscribed to.
inline constexpr std::size_t subscriptions_max = 1'000;
/// The most client events that one connection may send within any second (pusher/docs:
/// docs/channels/using_channels/events.md).
inline constexpr std::size_t client_events_per_second = 10;

}  // namespace fanfare::hub
