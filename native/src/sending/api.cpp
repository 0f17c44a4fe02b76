#include "sending/api.h"

#include "sending/payload.h"

#include <fanfare/request.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

namespace fanfare {
namespace {

using nlohmann::json;

Error invalid(std::string message) { return Error(ErrorCode::invalid_option, std::move(message)); }

std::optional<std::int64_t> read_count(const json& attributes, const char* name) {
  const auto found = attributes.find(name);
  if (found == attributes.end() || !found->is_number_integer()) return std::nullopt;
  return found->get<std::int64_t>();
}

SendError unreadable(std::string_view what) {
  return {Error(ErrorCode::invalid_json, "The server's answer does not list " + std::string(what) +
                                             ": it does not speak the Pusher protocol.")};
}

Result<void> check_attribute(std::string_view attribute, std::string_view prefix) {
  constexpr std::array<std::string_view, 3> known{"user_count", "subscription_count", "cache"};
  if (std::find(known.begin(), known.end(), attribute) == known.end()) {
    return invalid(
        "info has an unknown attribute: use user_count, subscription_count and cache, with commas between "
        "them.");
  }
  if (attribute == "user_count" && channel_kind(prefix) != ChannelKind::presence) {
    return invalid("user_count exists only on presence channels: ask for names that begin with presence-.");
  }
  if (attribute == "cache" && !is_cache_channel(prefix)) {
    return invalid(
        "cache exists only on cache channels: ask for names that begin with cache-, "
        "private-cache-, presence-cache- or private-encrypted-cache-.");
  }
  return {};
}

/// Checks that `info` is a list of attributes that channels whose names begin with `prefix` have.
Result<void> check_attributes(std::string_view info, std::string_view prefix) {
  if (info.empty()) return {};
  for (;;) {
    const auto comma = info.find(',');
    if (auto valid = check_attribute(info.substr(0, comma), prefix); !valid) return valid;
    if (comma == std::string_view::npos) return {};
    info.remove_prefix(comma + 1);
  }
}

ApiCall get_call(std::string resource) {
  return {.method = "GET", .resource = std::move(resource), .repeatable = true};
}

}  // namespace

ChannelInfo channel_info_of(const json& attributes) {
  ChannelInfo info;
  if (!attributes.is_object()) return info;
  info.occupied = attributes.contains("occupied") && attributes["occupied"] == true;
  info.user_count = read_count(attributes, "user_count");
  info.subscription_count = read_count(attributes, "subscription_count");
  if (const auto cache = attributes.find("cache"); cache != attributes.end() && cache->is_object()) {
    const auto data = cache->find("data");
    if (data != cache->end() && data->is_string()) {
      info.cache = {.data = data->get<std::string>(), .ttl = read_count(*cache, "ttl").value_or(0)};
    }
  }
  return info;
}

ChannelInfo Sent::channel_info(std::string_view channel) const {
  if (!info.is_object()) return {};
  const auto found = info.find(std::string(channel));
  return found == info.end() ? ChannelInfo{} : channel_info_of(*found);
}

ChannelInfo Sent::event_info(std::size_t place) const {
  return info.is_array() && place < info.size() ? channel_info_of(info[place]) : ChannelInfo{};
}

json ApiResponse::json() const { return parsed_or_null(body); }

Result<void> check_user_id(std::string_view user_id) {
  if (check_channel_name(user_id, user_id_max)) return {};
  return Error(ErrorCode::invalid_user,
               "The id of a user to send to has 1 to 128 characters of A-Z a-z 0-9 _ - = @ , . ;");
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

Result<void> check_call(const ApiCall& call) {
  const App anyone("app", "key", SigningKey("secret"));
  auto request = sign_request(anyone, call.method, call.resource, call.parameters, call.body, 0);
  if (!request) return request.error();
  return {};
}

Result<ApiCall> list_channels_call(const ChannelQuery& query) {
  if (auto valid = check_attributes(query.info, query.prefix); !valid) return valid.error();
  auto call = get_call("/channels");
  if (!query.prefix.empty()) call.parameters.emplace_back("filter_by_prefix", query.prefix);
  if (!query.info.empty()) call.parameters.emplace_back("info", query.info);
  return call;
}

Result<ApiCall> channel_info_call(const Channel& channel, std::string_view info, const EventLimits& limits) {
  const auto& name = channel.name();
  if (auto valid = check_channel_name(name, limits.channel_name); !valid) return valid.error();
  if (auto valid = check_attributes(info, name); !valid) return valid.error();
  auto call = get_call("/channels/" + name);
  if (!info.empty()) call.parameters.emplace_back("info", info);
  return call;
}

Result<ApiCall> list_members_call(const Channel& channel, const EventLimits& limits) {
  const auto& name = channel.name();
  if (auto valid = check_channel_name(name, limits.channel_name); !valid) return valid.error();
  if (channel_kind(name) != ChannelKind::presence) {
    return Error(ErrorCode::invalid_channel,
                 "Only presence channels have members: their names begin with presence-.");
  }
  return get_call("/channels/" + name + "/users");
}

Result<ApiCall> terminate_connections_call(std::string_view user_id) {
  if (auto valid = check_user_id(user_id); !valid) return valid.error();
  return ApiCall{.method = "POST",
                 .resource = "/users/" + std::string(user_id) + "/terminate_connections",
                 .body = "{}",
                 .repeatable = true};
}

Result<ChannelInfos, SendError> read_channels(const ApiResponse& response) {
  const auto answer = response.json();
  if (!answer.is_object() || !answer.contains("channels")) return unreadable("channels");
  ChannelInfos channels;
  const auto& listed = answer["channels"];
  // Servers written in PHP have an empty list for an empty object.
  if (!listed.is_object() && !(listed.is_array() && listed.empty())) return unreadable("channels");
  for (const auto& [name, attributes] : listed.items()) {
    auto info = channel_info_of(attributes);
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
