#pragma once

#include <fanfare/result.h>

#include <optional>
#include <string>
#include <string_view>

namespace fanfare::hub {

/// What a client sends in `data` of `pusher:subscribe`.
struct SubscribeMessage {
  std::string channel;
  std::string auth;          ///< empty when absent
  std::string channel_data;  ///< empty when absent
};

/// A message of a client. `data` may be an object, or a string that holds one: client libraries do either.
struct Incoming {
  std::string event;
  std::string channel;  ///< beside `event`, of a client event; empty when absent
  std::string
      data_text;  ///< of a client event: a string as it is, anything else as its JSON; `null` when absent
  std::optional<SubscribeMessage>
      subscribe{};  ///< of `pusher:subscribe` and `pusher:unsubscribe`, when it names a channel
};

/// Reads one text frame. Fails with `invalid_json`; the sentence is for the client.
[[nodiscard]] Result<Incoming> parse_incoming(std::string_view text);

/// What a client asks for with the path and query of its WebSocket request.
struct Target {
  std::string_view key;
  std::string_view protocol;  ///< empty when absent
};

/// Nothing when the path is not `/app/{key}`.
[[nodiscard]] std::optional<Target> parse_target(std::string_view target);

/// Whether the hub speaks this version. 5, 6 and 7 differ in nothing that it does; Pusher's own Java and .NET
/// clients ask for 5.
[[nodiscard]] bool is_supported_protocol(std::string_view version);

}  // namespace fanfare::hub
