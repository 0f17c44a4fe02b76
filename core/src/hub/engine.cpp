#include <fanfare/hub/engine.h>

#include "../decimal.h"
#include "client_events.h"
#include "connection.h"
#include "frames.h"
#include "http_api.h"
#include "outbox.h"
#include "protocol.h"
#include "subscriptions.h"

#include <string>
#include <unordered_map>
#include <utility>

// Theory of operation
//
// In: a host calls one function of Engine at a time, with the bytes that arrived, the time and, for a new
// connection, random bits. Nothing here reads a clock, draws a random number, waits or does I/O, so the same calls
// always give the same actions.
//
// Out: each call returns its actions, which an Outbox collects. The host carries them out in their order before
// the next call. Frames for one connection therefore arrive in the order in which they were made, and every
// subscriber of a channel sees the channel's events in one order. A refused message changes nothing, except when its
// client was last heard.
//
// State: Engine::State owns every connection, by the host's number, and every app. A Connection holds its
// subscriptions and points to its HubApp. The HubApp holds the other side: which connections subscribe to each
// channel, who its members are, which socket ids are taken. Both sides change in the same call, in
// subscriptions.cpp and in forget() below, so neither refers to a connection that is gone. Apps share nothing.
//
// The end of a connection: either the host reports it (closed) or the engine decides it (a Close action). In both
// cases the engine forgets the connection at once, and later calls with its number do nothing.
//
// Time: heard() and frame() note when a client was last alive. tick() compares: after ping_after it pings, after
// close_after it closes. The hub keeps no timers.
namespace fanfare::hub {
namespace {

// The codes of pusher/docs: docs/channels/library_auth_reference/pusher-websockets-protocol.md
enum CloseCode : std::uint16_t {
  app_does_not_exist = 4001,
  path_not_found = 4005,
  unsupported_protocol = 4007,
  no_protocol = 4008,
  reconnect_at_once = 4200,
  pong_not_received = 4201,
  unsupported_data = 1003,  // RFC 6455, 7.4.1
  message_too_big = 1009,
};

/// A socket id that no other connection of the app has.
std::string make_socket_id(const HubApp& app, std::uint64_t random) {
  const std::string first = decimal::text(random >> 32U) + ".";
  auto second = static_cast<std::uint32_t>(random);
  while (app.sockets.find(first + decimal::text(second)) != app.sockets.end()) ++second;
  return first + decimal::text(second);
}

}  // namespace

struct Engine::State {
  AppRegistry apps;
  EventLimits limits;
  bool observe;
  std::unordered_map<ConnectionId, Connection> connections{};

  void refuse(ConnectionId id, CloseCode code, const std::string& reason, Outbox& outbox) const {
    outbox.send(id, frames::error(code, reason));
    outbox.close(id, code, reason);
  }

  void forget(std::unordered_map<ConnectionId, Connection>::iterator found, Outbox& outbox) {
    Connection& connection = found->second;
    unsubscribe_all(connection, outbox);
    connection.app->sockets.erase(connection.socket_id);
    outbox.observe({.what = Happening::disconnected,
                    .app_id = connection.app->app.id(),
                    .socket_id = connection.socket_id});
    connections.erase(found);
  }

  void drop(ConnectionId id, CloseCode code, const std::string& reason, Outbox& outbox) {
    outbox.close(id, code, reason);
    if (const auto found = connections.find(id); found != connections.end()) forget(found, outbox);
  }

  void handle(Connection& connection, const Incoming& incoming, Milliseconds now, Outbox& outbox) {
    if (incoming.event.starts_with("client-")) {
      pass_client_event(connection, incoming, limits, now, outbox);
    } else if (incoming.event == "pusher:ping") {
      outbox.send(connection.id, frames::pong());
    } else if (incoming.event == "pusher:subscribe" && incoming.subscribe) {
      subscribe(connection, *incoming.subscribe, outbox);
    } else if (incoming.event == "pusher:unsubscribe" && incoming.subscribe) {
      unsubscribe(connection, incoming.subscribe->channel, outbox);
    } else if (incoming.event == "pusher:subscribe" || incoming.event == "pusher:unsubscribe") {
      outbox.send(connection.id,
                  frames::error(std::nullopt, "The data must be an object with a channel, a string."));
    } else if (incoming.event != "pusher:pong") {
      outbox.send(connection.id,
                  frames::error(std::nullopt,
                                "The hub does not know this event. Events of a client begin with client-."));
    }
  }
};

Engine::Engine(std::unique_ptr<State> state) : state_(std::move(state)) {}
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;
Engine::~Engine() = default;

Result<Engine> Engine::open(EngineOptions options) {
  auto apps = AppRegistry::make(std::move(options.apps));
  if (!apps) return apps.error();
  return Engine(std::make_unique<State>(State{std::move(*apps), options.limits, options.observe}));
}

Actions Engine::connect(ConnectionId id, std::string_view target, std::uint64_t random, Milliseconds now) {
  Outbox outbox(state_->observe);
  if (state_->connections.contains(id)) return outbox.take();
  const auto asked = parse_target(target);
  HubApp* app = asked ? state_->apps.find_by_key(asked->key) : nullptr;
  if (!asked) {
    state_->refuse(id, path_not_found, "Path not found: connect to /app/{key}.", outbox);
  } else if (!app) {
    state_->refuse(id, app_does_not_exist, "There is no app with this key on this hub.", outbox);
  } else if (asked->protocol.empty()) {
    state_->refuse(id, no_protocol, "No protocol version was given: add ?protocol=7.", outbox);
  } else if (!is_supported_protocol(asked->protocol)) {
    state_->refuse(id, unsupported_protocol, "Unsupported protocol version: the hub speaks 5, 6 and 7.",
                   outbox);
  } else {
    std::string socket_id = make_socket_id(*app, random);
    app->sockets.emplace(socket_id, id);
    outbox.send(id, frames::connection_established(socket_id));
    outbox.observe({.what = Happening::connected, .app_id = app->app.id(), .socket_id = socket_id});
    state_->connections.emplace(id, Connection{id, std::move(socket_id), app, now});
  }
  return outbox.take();
}

Actions Engine::frame(ConnectionId id, FrameKind kind, std::string_view bytes, Milliseconds now) {
  Outbox outbox(state_->observe);
  const auto found = state_->connections.find(id);
  if (found == state_->connections.end()) return outbox.take();
  heard(id, now);
  if (kind == FrameKind::binary) {
    state_->drop(id, unsupported_data, "Binary frames are not supported.", outbox);
  } else if (bytes.size() > frame_bytes_max) {
    state_->drop(id, message_too_big, "A message may have at most 65536 bytes.", outbox);
  } else if (const auto incoming = parse_incoming(bytes)) {
    state_->handle(found->second, *incoming, now, outbox);
  } else {
    outbox.send(id, frames::error(std::nullopt, incoming.error().message()));
  }
  return outbox.take();
}

void Engine::heard(ConnectionId id, Milliseconds now) {
  const auto found = state_->connections.find(id);
  if (found == state_->connections.end()) return;
  found->second.last_heard = now;
  found->second.pinged = false;
}

Actions Engine::closed(ConnectionId id) {
  Outbox outbox(state_->observe);
  if (const auto found = state_->connections.find(id); found != state_->connections.end()) {
    state_->forget(found, outbox);
  }
  return outbox.take();
}

Actions Engine::request(const ReceivedRequest& request, UnixSeconds now) {
  Outbox outbox(state_->observe);
  answer_request(state_->apps, request, state_->limits, now, outbox);
  return outbox.take();
}

Actions Engine::tick(Milliseconds now) {
  Outbox outbox(state_->observe);
  std::vector<ConnectionId> silent;
  std::vector<ConnectionId> dead;
  for (auto& [id, connection] : state_->connections) {
    const Milliseconds silence = now - connection.last_heard;
    if (silence >= close_after) {
      dead.push_back(id);
    } else if (silence >= ping_after && !connection.pinged) {
      connection.pinged = true;
      silent.push_back(id);
    }
  }
  outbox.send(std::move(silent), frames::ping());
  for (const ConnectionId id : dead) {
    state_->drop(id, pong_not_received, "Nothing was heard of this client for too long.", outbox);
  }
  return outbox.take();
}

Actions Engine::shut_down() {
  Outbox outbox(state_->observe);
  for (const auto& [id, connection] : state_->connections) {
    outbox.close(id, reconnect_at_once, "The hub is shutting down.");
    outbox.observe({.what = Happening::disconnected,
                    .app_id = connection.app->app.id(),
                    .socket_id = connection.socket_id});
  }
  state_->connections.clear();
  for (const auto& app : state_->apps.all()) {
    app->channels = ChannelRegistry();
    app->sockets.clear();
  }
  return outbox.take();
}

Occupancy Engine::occupancy() const {
  Occupancy held{.connections = state_->connections.size()};
  for (const auto& app : state_->apps.all()) {
    held.sockets += app->sockets.size();
    held.channels += app->channels.channels().size();
    for (const auto& [name, channel] : app->channels.channels()) {
      held.subscriptions += channel.subscribers.size();
      held.members += channel.members.size();
    }
  }
  return held;
}

}  // namespace fanfare::hub
