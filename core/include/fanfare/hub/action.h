#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fanfare::hub {

/// The host's number for a connection. A host never gives one number to two connections of an engine.
using ConnectionId = std::uint32_t;

/// Send one text frame to each of these connections.
struct Send {
  std::vector<ConnectionId> to;
  std::string frame;
};

/// Close this connection. The engine has already forgotten it, so the host need not report it as closed.
struct Close {
  ConnectionId connection;
  std::uint16_t code;
  std::string reason;
};

/// Answer the HTTP request. `Engine::request` returns exactly one of these.
struct Respond {
  int status;
  std::string content_type;
  std::string body;
};

/// What happened, for a log or a console.
enum class Happening : std::uint8_t {
  connected,        ///< `socket_id` connected
  disconnected,     ///< `socket_id` is gone
  subscribed,       ///< `socket_id` to `channel`; on a presence channel, as the user `detail`
  unsubscribed,     ///< `socket_id` from `channel`
  refused,          ///< a message from `socket_id`, for `channel` if it names one; `detail` says why
  member_added,     ///< the user `detail` joined `channel`
  member_removed,   ///< the user `detail` left `channel`
  event,            ///< `event` on `channel` through the HTTP API; `detail` is its data
  client_event,     ///< `event` on `channel` from `socket_id`; `detail` is its data
  request_refused,  ///< a request to the HTTP API; `detail` says why
};

/// The stable name of a happening: `"member_added"`.
[[nodiscard]] std::string_view happening_name(Happening happening);

/// Something happened: for a log or a console. Only returned if `EngineOptions::observe` is set. It holds no
/// secret and no signature.
struct Observed {
  Happening what;
  std::string app_id;
  std::string socket_id{};
  std::string channel{};
  std::string event{};
  std::string detail{};
};

/// The host carries these out in their order.
using Action = std::variant<Send, Close, Respond, Observed>;
using Actions = std::vector<Action>;

}  // namespace fanfare::hub
