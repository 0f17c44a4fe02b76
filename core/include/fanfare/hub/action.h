#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fanfare::hub {

/// The host's number of a connection; never used for two connections of one engine.
using ConnectionId = std::uint32_t;

/// Send one text frame to each of these connections.
struct Send {
  std::vector<ConnectionId> to;
  std::string frame;
};

/// Close this connection. The engine has forgotten it already, so the host need not report it closed.
struct Close {
  ConnectionId connection;
  std::uint16_t code;
  std::string reason;
};

/// Answer the HTTP request: exactly one of the actions that `Engine::request` returns.
struct Respond {
  int status;
  std::string content_type;
  std::string body;
};

/// What happened, for a log or a console.
enum class Happening : std::uint8_t {
  connected,        ///< a client: `socket_id`
  disconnected,     ///< a client: `socket_id`
  subscribed,       ///< `socket_id` to `channel`, on a presence channel as the user `detail`
  unsubscribed,     ///< `socket_id` from `channel`
  refused,          ///< what `socket_id` asked for, on `channel` if it is about one; `detail` says why
  member_added,     ///< the user `detail` to `channel`
  member_removed,   ///< the user `detail` from `channel`
  event,            ///< `event` on `channel` through the HTTP API; `detail` is its data
  client_event,     ///< `event` on `channel` from `socket_id`; `detail` is its data
  request_refused,  ///< a request to the HTTP API; `detail` says why
};

/// The stable name of a happening: `"member_added"`.
[[nodiscard]] std::string_view happening_name(Happening happening);

/// Tell whoever watches. Only made when `Config::observe` is set. Holds no secret and no signature.
struct Observed {
  Happening what;
  std::string app_id;
  std::string socket_id{};
  std::string channel{};
  std::string event{};
  std::string detail{};
};

/// What a host has to do, in this order.
using Action = std::variant<Send, Close, Respond, Observed>;
using Actions = std::vector<Action>;

}  // namespace fanfare::hub
