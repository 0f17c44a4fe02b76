#pragma once

#include <fanfare/result.h>

#include <optional>
#include <string>
#include <string_view>

namespace fanfare::hub {

/// The `data` of `pusher:subscribe` and `pusher:unsubscribe`.
struct SubscribeMessage {
  std::string channel;
  std::string auth;          ///< empty when absent
  std::string channel_data;  ///< empty when absent
};

/// A message from a client. Its `data` may be an object or a string that holds one: client libraries do either.
struct Incoming {
  std::string event;
  std::string channel;  ///< of a client event; empty when absent
  /// The `data` of a client event: a string as it stands, anything else as its JSON, `null` when absent.
  std::string data_text;
  /// Set for `pusher:subscribe` and `pusher:unsubscribe` when `data` names a channel.
  std::optional<SubscribeMessage> subscribe{};
};

/// Parses one text frame. Fails with `invalid_json`; the sentence is for the client.
[[nodiscard]] Result<Incoming> parse_incoming(std::string_view text);

/// The path and query of a WebSocket request, parsed.
struct Target {
  std::string_view key;
  std::string_view protocol;  ///< empty when absent
};

/// Empty if the path is not `/app/{key}`.
[[nodiscard]] std::optional<Target> parse_target(std::string_view target);

/// Whether the hub speaks this version: 5, 6 or 7, which are the same for everything that the hub does. Pusher's
/// own clients for Java and .NET ask for 5.
[[nodiscard]] bool is_supported_protocol(std::string_view version);

}  // namespace fanfare::hub
