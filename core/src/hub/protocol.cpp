#include "protocol.h"

#include "../json.h"
#include "../sentence.h"
#include "json_value.h"

namespace fanfare::hub {
namespace {

std::optional<SubscribeMessage> parse_subscribe(const nlohmann::json& data) {
  if (const auto* text = data.get_ptr<const std::string*>()) {
    const auto inner = parse_json(*text);
    return inner && inner->is_object() ? parse_subscribe(*inner) : std::nullopt;
  }
  if (!data.is_object()) return std::nullopt;
  const std::string* channel = string_member(data, "channel");
  if (!channel) return std::nullopt;
  const std::string* auth = string_member(data, "auth");
  const std::string* channel_data = string_member(data, "channel_data");
  return SubscribeMessage{*channel, auth ? *auth : "", channel_data ? *channel_data : ""};
}

std::string_view query_value(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const auto end = query.find('&');
    const auto pair = query.substr(0, end);
    if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') {
      return pair.substr(name.size() + 1);
    }
    query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
  }
  return {};
}

}  // namespace

Result<Incoming> parse_incoming(std::string_view text) {
  const auto message = parse_json(text);
  if (!message || !message->is_object()) {
    return refusal(ErrorCode::invalid_json,
                   "A message must be one JSON object in UTF-8, nested at most 32 levels deep.");
  }
  const std::string* event = string_member(*message, "event");
  if (!event) return refusal(ErrorCode::invalid_json, "A message must have an event, a string.");

  Incoming incoming{*event, {}, "null"};
  if (const std::string* channel = string_member(*message, "channel")) incoming.channel = *channel;
  const auto data = message->find("data");
  if (data == message->end()) return incoming;
  if (event->starts_with("pusher:")) {
    incoming.subscribe = parse_subscribe(*data);
  } else if (const auto* string = data->get_ptr<const std::string*>()) {
    incoming.data_text = *string;
  } else {
    incoming.data_text = json::find(text, "data");
  }
  return incoming;
}

std::optional<Target> parse_target(std::string_view target) {
  constexpr std::string_view prefix = "/app/";
  const auto question = target.find('?');
  const auto path = target.substr(0, question);
  const auto query = question == std::string_view::npos ? std::string_view{} : target.substr(question + 1);
  if (!path.starts_with(prefix)) return std::nullopt;
  const auto key = path.substr(prefix.size());
  if (key.empty() || key.find('/') != std::string_view::npos) return std::nullopt;
  return Target{key, query_value(query, "protocol")};
}

bool is_supported_protocol(std::string_view version) {
  return version == "5" || version == "6" || version == "7";
}

}  // namespace fanfare::hub
