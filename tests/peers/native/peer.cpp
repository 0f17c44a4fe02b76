// What the core makes of each call, natively: a JSON object a line on standard input, its answer a line on
// standard output. A call is {"op", "app", "master", ...}, with payloads as JSON text; an answer is
// {"answer"} or {"error"}.

#include <fanfare/auth.h>
#include <fanfare/encryption.h>
#include <fanfare/request.h>
#include <fanfare/webhook.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <iostream>
#include <map>
#include <span>
#include <string>
#include <vector>

using namespace fanfare;
using nlohmann::json;

namespace {

std::string text(const json& call, const char* name) { return call.value(name, std::string()); }

App app_of(const json& call) {
  const json& app = call.at("app");
  return App::make(text(app, "id"), text(app, "key"), text(app, "secret")).value();
}

MasterKey master_of(const json& call) { return MasterKey::from_base64(text(call, "master")).value(); }

Nonce nonce_of(const json& call) {
  Nonce nonce{};
  const auto bytes = call.at("nonceBytes").get<std::vector<std::uint8_t>>();
  std::copy(bytes.begin(), bytes.end(), nonce.begin());
  return nonce;
}

/// Those of a server that is not Pusher's own.
constexpr EventLimits limits{.channel_name = channel_name_max};

UnixSeconds seconds_of(const json& call) { return call.at("now").get<std::int64_t>() / 1'000; }

/// An Event takes an empty socket id for none: what came with a request is checked before.
Result<void> check_given_socket_id(const json& call) {
  return call.contains("socketId") ? check_socket_id(text(call, "socketId")) : Result<void>();
}

Event event_of(const json& call, std::vector<std::string> channels) {
  return {.name = text(call, "name"),
          .channels = std::move(channels),
          .data = text(call, "data"),
          .socket_id = text(call, "socketId"),
          .info = text(call, "info")};
}

json made(const Request& request) {
  return {{"path", request.path}, {"query", request.query}, {"body", request.body}};
}

json made(const std::string& value) { return value; }
json made(bool value) { return value; }

json made(const Authorization& answer) { return json::parse(answer.to_json()); }
json made(const Authentication& answer) { return json::parse(answer.to_json()); }

json made(const Webhook& webhook) {
  json events = json::array();
  for (const WebhookEvent& event : webhook.events) {
    json told = {{"name", event.name},   {"channel", event.channel}, {"user_id", event.user_id},
                 {"event", event.event}, {"data", event.data},       {"socket_id", event.socket_id}};
    if (event.subscription_count) told["subscription_count"] = *event.subscription_count;
    events.push_back(told);
  }
  return {{"time", webhook.time_ms}, {"events", events}};
}

json refused(const Error& error) { return {{"error", error.name()}}; }

template <class T>
json answer(const Result<T>& result) {
  if (!result) return refused(result.error());
  return {{"answer", made(*result)}};
}

json trigger(const json& call) {
  if (auto checked = check_given_socket_id(call); !checked) return refused(checked.error());
  const Event event = event_of(call, call.at("channels").get<std::vector<std::string>>());
  return answer(trigger_request(app_of(call), event, seconds_of(call), limits));
}

json batch(const json& call) {
  std::vector<Event> events;
  for (const json& event : call.at("events")) {
    if (auto checked = check_given_socket_id(event); !checked) return refused(checked.error());
    events.push_back(event_of(event, {text(event, "channel")}));
  }
  return answer(batch_request(app_of(call), events, seconds_of(call), limits));
}

json get(const json& call) {
  Parameters parameters;
  for (const auto& [name, value] : call.at("params").items()) parameters.emplace_back(name, value);
  return answer(sign_request(app_of(call), "GET", text(call, "resource"), parameters, "", seconds_of(call)));
}

json authorize_call(const json& call) {
  const App app = app_of(call);
  const std::string socket_id = text(call, "socketId");
  const std::string channel = text(call, "channel");
  if (call.contains("member")) {
    const json& member = call.at("member");
    return answer(authorize(app, socket_id, channel, {text(member, "user_id"), text(member, "user_info")}));
  }
  if (channel_kind(channel) == ChannelKind::encrypted)
    return answer(authorize_encrypted(app, master_of(call), socket_id, channel));
  return answer(authorize(app, socket_id, channel));
}

json authenticate_call(const json& call) {
  return answer(authenticate(app_of(call), text(call, "socketId"), text(call, "user")));
}

json shared_secret(const json& call) {
  const SharedSecret secret(master_of(call), text(call, "channel"));
  return answer(Result<std::string>(secret.to_base64()));
}

json seal_call(const json& call) {
  Event event{.name = "E", .channels = {text(call, "channel")}, .data = text(call, "plaintext")};
  const auto sealed = seal_event(master_of(call), std::move(event), nonce_of(call));
  if (!sealed) return refused(sealed.error());
  const auto body = trigger_body(*sealed, limits);
  if (!body) return refused(body.error());
  return {{"answer", json::parse(*body).at("data")}};
}

json open_call(const json& call) {
  return answer(open(master_of(call), text(call, "channel"), text(call, "data")));
}

json webhook(const json& call) {
  const App app = app_of(call);
  const std::string body = text(call, "body");
  const auto sender = verify_webhook(std::span(&app, 1), text(call, "key"), text(call, "signature"), body);
  if (!sender) return refused(sender.error());
  if (!call.contains("master")) return answer(parse_webhook(body));
  const MasterKey master = master_of(call);
  return answer(parse_webhook(body, &master));
}

json verify_authorization_call(const json& call) {
  return answer(Result<bool>(verify_authorization(app_of(call), text(call, "socketId"), text(call, "channel"),
                                                  text(call, "channel_data"), text(call, "auth"))));
}

json verify_authentication_call(const json& call) {
  return answer(Result<bool>(verify_authentication(app_of(call), text(call, "socketId"),
                                                   text(call, "user_data"), text(call, "auth"))));
}

const std::map<std::string, std::function<json(const json&)>> operations = {
    {"trigger", trigger},
    {"batch", batch},
    {"get", get},
    {"authorize", authorize_call},
    {"authenticate", authenticate_call},
    {"shared_secret", shared_secret},
    {"seal", seal_call},
    {"open", open_call},
    {"webhook", webhook},
    {"verify_authorization", verify_authorization_call},
    {"verify_authentication", verify_authentication_call},
};

}  // namespace

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    const json call = json::parse(line);
    std::cout << operations.at(text(call, "op"))(call).dump() << '\n';
  }
}
