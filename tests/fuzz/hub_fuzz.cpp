#include <fanfare/auth.h>
#include <fanfare/hub/engine.h>

#include <string>
#include <variant>

#include "input.h"

using namespace fanfare;
using hub::Actions;
using hub::FrameKind;

namespace {

/// What every host relies on: frames are for connections that were not closed, and closes are the protocol's.
void require_sound(const Actions& actions) {
  for (const auto& action : actions) {
    if (const auto* send = std::get_if<hub::Send>(&action))
      require(!send->to.empty() && !send->frame.empty());
    if (const auto* close = std::get_if<hub::Close>(&action))
      require(close->code < 4300 && !close->reason.empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const App app = App::make("3", "key", "secret").value();
  auto engine = hub::Engine::open({.apps = {app}, .limits = {}, .observe = true}).value();
  Input input(data, size);
  for (hub::ConnectionId id = 1; id <= 2; ++id) {
    require_sound(engine.connect(id, "/app/key?protocol=7", id, 0));
    const auto member = authorize(app, "0." + std::to_string(id), "presence-x", Member{"1"}).value();
    std::string frame =
        R"({"event":"pusher:subscribe","data":{"channel":"presence-x","auth":")" + member.auth;
    frame += R"(","channel_data":"{\"user_id\":\"1\"}"}})";
    require_sound(engine.frame(id, FrameKind::text, frame, 0));
  }
  require(engine.occupancy().subscriptions == 2);
  require_sound(engine.connect(3, input.next(), 3, 0));
  for (const hub::ConnectionId id : {1U, 2U, 1U, 3U})
    require_sound(engine.frame(id, FrameKind::text, input.next(), 0));
  // signed, so that what lies behind the signature is reached
  const std::string body(input.next());
  for (const auto* resource : {"/events", "/batch_events"}) {
    const auto request = sign_request(app, "POST", resource, {}, body, 0).value();
    require_sound(engine.request({request.method, request.path, request.query, request.body}, 0));
  }
  const std::string_view path = input.next();
  require_sound(engine.request({"GET", path, input.next(), body}, 0));
  for (const hub::ConnectionId id : {1U, 2U, 3U}) require_sound(engine.closed(id));
  const auto held = engine.occupancy();
  require(held.connections + held.sockets + held.channels + held.subscriptions + held.members == 0);
  return 0;
}
