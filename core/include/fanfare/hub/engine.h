#pragma once

#include <fanfare/app.h>
#include <fanfare/hub/action.h>
#include <fanfare/hub/limits.h>
#include <fanfare/request.h>
#include <fanfare/result.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace fanfare::hub {

/// What a hub serves.
struct Config {
  std::vector<App> apps;  ///< at least one; no two with the same id or the same key
  Limits limits{};
  bool observe = false;  ///< whether to make `Observed` actions
};

/// A request to the HTTP API: the path and the query as they stood on the wire, the query without its `?`.
struct HttpRequest {
  std::string_view method;
  std::string_view path;
  std::string_view query;
  std::string_view body;
};

/// How a frame came.
enum class FrameKind : std::uint8_t { text, binary };

/// How much an engine holds: all zero once every client is gone.
struct Occupancy {
  std::size_t connections = 0;
  std::size_t sockets = 0;        ///< socket ids that are taken
  std::size_t channels = 0;       ///< channels with a subscriber
  std::size_t subscriptions = 0;  ///< over all channels
  std::size_t members = 0;        ///< distinct users, over all presence channels
};

/// A server of the Pusher Channels protocol without any I/O: bytes and the time come in, actions go out, and
/// a host carries them out. It reads no clock and draws no randomness. Not thread-safe.
///
/// ```cpp
/// auto engine = fanfare::hub::Engine::open({.apps = {app}});
/// for (auto& action : engine->connect(1, "/app/278d425bdf160c739803?protocol=7", random, now))
/// carry_out(action);
/// ```
class Engine {
 public:
  /// Fails with `invalid_option` when there is no app or two of them share an id or a key.
  [[nodiscard]] static Result<Engine> open(Config config);
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;
  ~Engine();

  /// A client that opened a WebSocket at `target`, the path and query of its request. `random` are 64 random
  /// bits, of which its socket id is made. A client that cannot be served gets a `pusher:error` and is closed
  /// with the same code.
  [[nodiscard]] Actions connect(ConnectionId connection, std::string_view target, std::uint64_t random,
                                Milliseconds now);

  /// A message of a client. Connections that the engine does not know are ignored, here and below.
  [[nodiscard]] Actions frame(ConnectionId connection, FrameKind kind, std::string_view bytes,
                              Milliseconds now);

  /// A sign of life that carries nothing: a WebSocket ping or pong.
  void heard(ConnectionId connection, Milliseconds now);

  /// A client that is gone, however that came.
  [[nodiscard]] Actions closed(ConnectionId connection);

  /// A request to the HTTP API; the answer is one of the actions.
  [[nodiscard]] Actions request(const HttpRequest& request, UnixSeconds now);

  /// To be called about once a second: pings the silent and closes the dead.
  [[nodiscard]] Actions tick(Milliseconds now);

  /// Closes every connection with 4200, upon which clients connect anew at once.
  [[nodiscard]] Actions shut_down();

  [[nodiscard]] Occupancy occupancy() const;

 private:
  struct State;
  explicit Engine(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace fanfare::hub
