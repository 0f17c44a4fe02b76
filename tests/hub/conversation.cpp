#include "conversation.h"

#include "vectors.h"

#include <algorithm>
#include <utility>
#include <variant>

using nlohmann::json;

namespace fanfare::test {
namespace {

hub::Actions run(hub::Engine& engine, const json& step) {
  const auto at = step.value("at", std::int64_t{0});
  if (step.contains("connect")) {
    const auto random =
        (step["random"][0].get<std::uint64_t>() << 32U) | step["random"][1].get<std::uint64_t>();
    return engine.connect(step["connect"], vectors::text(step["target"]), random, at);
  }
  if (step.contains("frame")) {
    const auto kind = step.value("binary", false) ? hub::FrameKind::binary : hub::FrameKind::text;
    return engine.frame(step["frame"], kind, vectors::text(step["text"]), at);
  }
  if (step.contains("request")) {
    const auto& request = step["request"];
    const std::string method = request["method"];
    const std::string path = vectors::text(request["path"]);
    const std::string query = vectors::text(request["query"]);
    const std::string body = vectors::text(request["body"]);
    return engine.request({method, path, query, body}, step["now"]);
  }
  if (step.contains("heard")) {
    engine.heard(step["heard"], at);
    return {};
  }
  if (step.contains("closed")) return engine.closed(step["closed"]);
  if (step.contains("tick")) return engine.tick(step["tick"]);
  return engine.shut_down();
}

/// Whether a frame has what is expected of it, `data` being the JSON that it holds.
bool frame_matches(const std::string& frame, const json& expected) {
  if (!expected.is_object() || !expected.contains("event")) return frame == vectors::text(expected);
  const json actual = json::parse(frame, nullptr, false);
  if (actual.is_discarded() || !actual.contains("data") || !actual["data"].is_string()) return false;
  const json data = json::parse(actual["data"].get<std::string>(), nullptr, false);
  for (const auto& [name, value] : expected.items()) {
    if (name != "data" && actual.value(name, json()) != value) return false;
  }
  for (const auto& [name, value] : expected["data"].items()) {
    if (!data.contains(name) || data[name] != value) return false;
  }
  const auto sentence = data.contains("message") ? data["message"] : data.value("error", json());
  return sentence.is_string() && !sentence.get<std::string>().empty();
}

bool action_matches(const json& actual, const json& expected) {
  if (expected.contains("send")) {
    return actual.contains("send") && actual["send"] == expected["send"] &&
           frame_matches(actual["frame"], expected["frame"]);
  }
  if (expected.contains("close")) {
    return actual.contains("close") && actual["close"] == expected["close"] &&
           actual["code"] == expected["code"];
  }
  if (!actual.contains("respond") || actual["respond"] != expected["respond"]) return false;
  const bool is_json = actual["type"] == "application/json";
  if (is_json != (expected["respond"] == 200)) return false;
  return expected.contains("body") ? actual["body"] == expected["body"]
                                   : !actual["body"].get<std::string>().empty();
}

json describe(const hub::Occupancy& held) {
  return {{"connections", held.connections},
          {"sockets", held.sockets},
          {"channels", held.channels},
          {"subscriptions", held.subscriptions},
          {"members", held.members}};
}

}  // namespace

Conversation::Conversation(std::vector<App> apps)
    : engine(hub::Engine::open({.apps = std::move(apps)}).value()) {}

std::string Conversation::play(const json& step) {
  if (step.contains("holds")) {
    const json held = describe(engine.occupancy());
    return held == step["holds"] ? "" : "holds " + held.dump();
  }
  json actual = describe(run(engine, step));
  json expected = step["actions"];
  if (step.value("unordered", false)) {
    const auto by_connection = [](const json& a, const json& b) { return a["close"] < b["close"]; };
    std::sort(actual.begin(), actual.end(), by_connection);
    std::sort(expected.begin(), expected.end(), by_connection);
  }
  const bool matches =
      std::equal(actual.begin(), actual.end(), expected.begin(), expected.end(), action_matches);
  return matches ? "" : "got " + actual.dump(-1, ' ', false, json::error_handler_t::replace).substr(0, 2'000);
}

json describe(const hub::Actions& actions) {
  json all = json::array();
  for (const auto& action : actions) {
    if (const auto* send = std::get_if<hub::Send>(&action)) {
      all.push_back({{"send", send->to}, {"frame", send->frame}});
    } else if (const auto* close = std::get_if<hub::Close>(&action)) {
      all.push_back({{"close", close->connection}, {"code", close->code}, {"reason", close->reason}});
    } else if (const auto* respond = std::get_if<hub::Respond>(&action)) {
      all.push_back({{"respond", respond->status}, {"type", respond->content_type}, {"body", respond->body}});
    } else if (const auto* observed = std::get_if<hub::Observed>(&action)) {
      all.push_back({{"observed", hub::happening_name(observed->what)},
                     {"socket_id", observed->socket_id},
                     {"channel", observed->channel},
                     {"event", observed->event},
                     {"detail", observed->detail}});
    }
  }
  return all;
}

}  // namespace fanfare::test
