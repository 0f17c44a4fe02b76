#include "sending/api.h"

#include "sending/payload.h"

#include <fanfare/request.h>

#include <algorithm>
#include <array>
#include <utility>

namespace fanfare {
namespace {

using nlohmann::json;

Error invalid(std::string message) { return Error(ErrorCode::invalid_option, std::move(message)); }

std::optional<std::int64_t> count_of(const json& told, const char* name) {
  const auto found = told.find(name);
  if (found == told.end() || !found->is_number_integer()) return std::nullopt;
  return found->get<std::int64_t>();
}

SendError unreadable(std::string_view what) {
  return {Error(ErrorCode::invalid_json, "The server's answer does not list " + std::string(what) +
                                             ": what answers there is no server of the protocol.")};
}

Result<void> check_attribute(std::string_view attribute, std::string_view prefix) {
  constexpr std::array<std::string_view, 3> known{"user_count", "subscription_count", "cache"};
  if (std::find(known.begin(), known.end(), attribute) == known.end()) {
    return invalid(
        "info has an attribute that no server tells: there are user_count, subscription_count and "
        "cache, with commas between them.");
  }
  if (attribute == "user_count" && channel_kind(prefix) != ChannelKind::presence) {
    return invalid("user_count is told of presence channels alone: ask for names that begin with presence-.");
  }
  if (attribute == "cache" && !is_cache_channel(prefix)) {
    return invalid(
        "cache is told of cache channels alone: ask for names that begin with cache-, "
        "private-cache-, presence-cache- or private-encrypted-cache-.");
  }
  return {};
}

}  // namespace

ChannelInfo channel_info_of(const json& told) {
  ChannelInfo info;
  if (!told.is_object()) return info;
  info.occupied = told.contains("occupied") && told["occupied"] == true;
  info.user_count = count_of(told, "user_count");
  info.subscription_count = count_of(told, "subscription_count");
  if (const auto cache = told.find("cache"); cache != told.end() && cache->is_object()) {
    const auto data = cache->find("data");
    if (data != cache->end() && data->is_string()) {
      info.cache = {.data = data->get<std::string>(), .ttl = count_of(*cache, "ttl").value_or(0)};
    }
  }
  return info;
}

json ApiResponse::json() const { return parsed_or_null(body); }

Result<void> check_user_id(std::string_view user_id) {
  if (check_channel_name(user_id, user_id_max)) return {};
  return Error(ErrorCode::invalid_user,
               "A user id that events are sent to has 1 to 128 characters, all of A-Z a-z 0-9 _ - = @ , . ;");
}

std::string user_channel(std::string_view user_id) { return "#server-to-user-" + std::string(user_id); }

Result<std::string> user_event_body(std::string_view user_id, const Event& event, const EventLimits& limits) {
  if (auto valid = check_user_id(user_id); !valid) return valid.error();
  auto to_check = event;
  to_check.channels = {"user"};
  if (auto valid = check_event(to_check, limits); !valid) return valid.error();
  nlohmann::ordered_json body{{"name", event.name}, {"data", event.data}};
  body["channels"] = {user_channel(user_id)};
  if (!event.socket_id.empty()) body["socket_id"] = event.socket_id;
  if (!event.info.empty()) body["info"] = event.info;
  return body.dump();
}

Result<void> check_attributes(std::string_view info, std::string_view prefix) {
  if (info.empty()) return {};
  for (;;) {
    const auto comma = info.find(',');
    if (auto valid = check_attribute(info.substr(0, comma), prefix); !valid) return valid;
    if (comma == std::string_view::npos) return {};
    info.remove_prefix(comma + 1);
  }
}

Result<void> check_call(const ApiCall& call) {
  const App anyone("app", "key", SigningKey("secret"));
  auto request = sign_request(anyone, call.method, call.resource, call.parameters, call.body, 0);
  if (!request) return request.error();
  return {};
}

Result<std::map<std::string, ChannelInfo, std::less<>>, SendError> read_channels(
    const ApiResponse& response) {
  const auto answer = response.json();
  if (!answer.is_object() || !answer.contains("channels")) return unreadable("channels");
  std::map<std::string, ChannelInfo, std::less<>> channels;
  const auto& listed = answer["channels"];
  // Servers written in PHP have an empty list for an empty object.
  if (!listed.is_object() && !(listed.is_array() && listed.empty())) return unreadable("channels");
  for (const auto& [name, told] : listed.items()) {
    auto info = channel_info_of(told);
    info.occupied = true;
    channels.emplace(name, std::move(info));
  }
  return channels;
}

Result<ChannelInfo, SendError> read_channel(const ApiResponse& response) {
  const auto answer = response.json();
  if (!answer.is_object() || !answer.contains("occupied")) return unreadable("a channel's attributes");
  return channel_info_of(answer);
}

Result<std::vector<std::string>, SendError> read_members(const ApiResponse& response) {
  const auto answer = response.json();
  if (!answer.is_object() || !answer.contains("users") || !answer["users"].is_array())
    return unreadable("members");
  std::vector<std::string> ids;
  for (const auto& user : answer["users"]) {
    if (!user.is_object() || !user.contains("id")) return unreadable("members");
    const auto& id = user["id"];
    if (!id.is_string() && !id.is_number_integer()) return unreadable("members");
    ids.push_back(id.is_string() ? id.get<std::string>() : id.dump());
  }
  return ids;
}

}  // namespace fanfare
