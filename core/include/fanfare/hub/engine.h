#pragma once

#include <fanfare/app.h>
#include <fanfare/event.h>
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
struct EngineOptions {
  std::vector<App> apps;  ///< at least one; ids and keys are unique
  /// The largest payload in bytes and the most events of a batch. A channel name has at most 164 characters.
  EventLimits limits{};
  bool observe = false;  ///< whether to return `Observed` actions
};

/// How a client marked a frame.
enum class FrameKind : std::uint8_t { text, binary };

/// How much an engine holds: all zero once every client is gone.
struct Occupancy {
  std::size_t connections = 0;
  std::size_t sockets = 0;        ///< socket ids that are taken
  std::size_t channels = 0;       ///< channels with a subscriber
  std::size_t subscriptions = 0;  ///< over all channels
  std::size_t members = 0;        ///< distinct users, over all presence channels
};

/// A server of the Pusher Channels protocol without I/O: bytes and the time come in, actions go out, and a host
/// carries them out. It reads no clock and draws no randomness. Not thread-safe.
///
/// ```cpp
/// auto engine = fanfare::hub::Engine::open({.apps = {app}});
/// for (auto& action : engine->connect(1, "/app/278d425bdf160c739803?protocol=7", random, now)) {
///   carry_out(action);
/// }
/// ```
class Engine {
 public:
  /// Fails with `invalid_option` when there is no app, or when two apps share an id or a key.
  [[nodiscard]] static Result<Engine> open(EngineOptions options);
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;
  ~Engine();

  /// A client opened a WebSocket at `target`, the path and query of its request. Its socket id is made from
  /// `random`, 64 random bits. A client that cannot be served gets a `pusher:error` and is closed with the
  /// same code.
  [[nodiscard]] Actions connect(ConnectionId connection, std::string_view target, std::uint64_t random,
                                Milliseconds now);

  /// A client sent a frame. Here and below, the engine ignores connections that it does not know.
  [[nodiscard]] Actions frame(ConnectionId connection, FrameKind kind, std::string_view bytes,
                              Milliseconds now);

  /// A client sent a WebSocket ping or pong, which proves that it is alive.
  void heard(ConnectionId connection, Milliseconds now);

  /// A connection is gone, for any reason.
  [[nodiscard]] Actions closed(ConnectionId connection);

  /// A request to the HTTP API arrived. Exactly one of the actions is its answer.
  [[nodiscard]] Actions request(const ReceivedRequest& request, UnixSeconds now);

  /// Pings silent clients and closes dead ones. Call it about once a second.
  [[nodiscard]] Actions tick(Milliseconds now);

  /// Closes every connection with 4200, which makes clients reconnect at once.
  [[nodiscard]] Actions shut_down();

  [[nodiscard]] Occupancy occupancy() const;

 private:
  struct State;
  explicit Engine(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace fanfare::hub
