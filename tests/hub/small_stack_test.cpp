#include "small_stack.h"

#include <fanfare/hub/engine.h>
#include <fanfare/request.h>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include <string>
#include <variant>
#include <vector>

using namespace fanfare;
using nlohmann::json;

namespace {

const App docs_app = App::make("3", "278d425bdf160c739803", "7ad3773142a6692b25b8").value();

std::string repeated(const std::string& text, std::size_t times) {
  std::string result;
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

/// A value in each place of a frame where one may stand, and alone.
std::vector<std::string> frames_of(const std::string& value) {
  return {
      value,
      R"({"event":)" + value + "}",
      R"({"event":"pusher:ping","data":)" + value + "}",
      R"({"event":"pusher:subscribe","data":)" + value + "}",
      R"({"event":"pusher:subscribe","data":{"channel":)" + value + "}}",
      R"({"event":"pusher:subscribe","data":{"channel":"presence-x","auth":"278d425bdf160c739803:0","channel_data":)" +
          json(value).dump(-1, ' ', false, json::error_handler_t::replace) + "}}",
      R"({"event":"pusher:signin","data":{"auth":"278d425bdf160c739803:0","user_data":)" +
          json(value).dump(-1, ' ', false, json::error_handler_t::replace) + "}}",
      R"({"event":"client-a","channel":"private-x","data":)" + value + "}",
  };
}

std::vector<std::string> bodies_of(const std::string& value) {
  return {
      value,
      R"({"name":"e","channels":["a"],"data":)" + value + "}",
      R"({"name":"e","channels":)" + value + R"(,"data":"1"})",
      R"({"batch":)" + value + "}",
      R"({"batch":[{"name":"e","channel":"a","data":)" + value + "}]}",
  };
}

/// Whether a hub that is told `value` in every way is as good as new afterwards, and what it answered by
/// HTTP.
bool survives(const std::string& value, std::vector<int>& statuses) {
  auto engine = hub::Engine::open({.apps = {docs_app}, .limits = {}, .observe = true}).value();
  hub::ConnectionId last = 0;
  for (const std::string& frame : frames_of(value)) {
    ++last;
    (void)engine.connect(last, "/app/278d425bdf160c739803?protocol=7", last, 0);
    (void)engine.frame(last, hub::FrameKind::text, frame, 0);
    (void)engine.closed(last);
  }
  for (const std::string& body : bodies_of(value)) {
    for (const char* resource : {"/events", "/batch_events"}) {
      const auto request = sign_request(docs_app, "POST", resource, {}, body, 0).value();
      for (const auto& action :
           engine.request({request.method, request.path, request.query, request.body}, 0)) {
        if (const auto* answer = std::get_if<hub::Respond>(&action)) statuses.push_back(answer->status);
      }
    }
  }
  const auto held = engine.occupancy();
  ++last;
  const auto greeting = engine.connect(last, "/app/278d425bdf160c739803?protocol=7", last, 0);
  return held.connections + held.sockets + held.channels + held.subscriptions + held.members == 0 &&
         !greeting.empty() && std::holds_alternative<hub::Send>(greeting.front());
}

}  // namespace

TEST_CASE("no frame and no body that nests 10,000 deep or is no Unicode harms a hub on a stack of 64 KiB") {
  const std::vector<std::string> values = {
      repeated("[", 10'000) + repeated("]", 10'000),
      repeated("[", 10'000),
      repeated(R"({"a":)", 10'000) + "1" + repeated("}", 10'000),
      repeated(R"([{"":)", 5'000) + "null" + repeated("}]", 5'000),
      "\"\xff\"",
      "\"\xed\xa0\xbd\"",
      R"("\ud800")",
      R"({"\udead":1})",
  };
  for (const std::string& value : values) {
    INFO(value.substr(0, 12));
    bool survived = false;
    std::vector<int> statuses;
    test::on_small_stack([&] { survived = survives(value, statuses); });
    CHECK(survived);
    CHECK(statuses.size() == 10);
    for (const int status : statuses) CHECK((status == 400 || status == 413));
  }
}

TEST_CASE("a hub passes on numbers that no double holds as they were sent") {
  auto engine = hub::Engine::open({.apps = {docs_app}}).value();
  (void)engine.connect(1, "/app/278d425bdf160c739803?protocol=7", 1, 0);
  (void)engine.frame(1, hub::FrameKind::text, R"({"event":"pusher:subscribe","data":{"channel":"a"}})", 0);
  for (const std::string number : {"9007199254740993", "18446744073709551617", "1e400"}) {
    const std::string body = R"({"name":"e","channel":"a","data":"{\"n\":)" + number + R"(}"})";
    const auto request = sign_request(docs_app, "POST", "/events", {}, body, 0).value();
    std::string frame;
    for (const auto& action :
         engine.request({request.method, request.path, request.query, request.body}, 0)) {
      if (const auto* send = std::get_if<hub::Send>(&action)) frame = send->frame;
    }
    INFO(frame);
    CHECK(json::parse(frame).at("data") == R"({"n":)" + number + "}");
  }
}
