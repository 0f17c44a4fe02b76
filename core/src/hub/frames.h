#pragma once

#include "presence.h"

#include <optional>
#include <string>
#include <string_view>

// The text of every frame that the hub sends. `data` is always a string that holds JSON, as in the protocol's
// own handshake, so that every client library reads it the same way (pusher/docs:
// docs/channels/library_auth_reference/pusher-websockets-protocol.md).

namespace fanfare::hub::frames {

[[nodiscard]] std::string connection_established(std::string_view socket_id);
[[nodiscard]] std::string ping();
[[nodiscard]] std::string pong();

/// `pusher:error`. Without a code, its `code` is null.
[[nodiscard]] std::string error(std::optional<int> code, std::string_view message);

[[nodiscard]] std::string subscription_succeeded(std::string_view channel);
[[nodiscard]] std::string subscription_succeeded(std::string_view channel, const PresenceMembers& members);
[[nodiscard]] std::string subscription_error(std::string_view channel, std::string_view type,
                                             std::string_view message, int status);
[[nodiscard]] std::string member_added(std::string_view channel, const PresenceUser& user);
[[nodiscard]] std::string member_removed(std::string_view channel, std::string_view user_id);

[[nodiscard]] std::string event(std::string_view channel, std::string_view name, std::string_view data);
/// `user_id` is the sender's on a presence channel, and empty elsewhere.
[[nodiscard]] std::string client_event(std::string_view channel, std::string_view name, std::string_view data,
                                       std::string_view user_id);

}  // namespace fanfare::hub::frames
