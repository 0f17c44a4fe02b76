#include "http_channels.h"

#include "channel_info.h"
#include "json_value.h"

#include <fanfare/channel.h>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>

namespace fanfare::hub {
namespace {

std::string_view parameter(const Parameters& parameters, std::string_view name) {
  const auto found =
      std::find_if(parameters.begin(), parameters.end(), [&](const auto& p) { return p.first == name; });
  return found == parameters.end() ? std::string_view{} : std::string_view(found->second);
}

std::optional<HttpAnswer> refuse_extraneous(const Parameters& parameters,
                                            std::initializer_list<std::string_view> allowed) {
  for (const auto& [name, value] : parameters) {
    if (std::find(allowed.begin(), allowed.end(), name) == allowed.end()) {
      return HttpAnswer::bad_request("The following query string parameters are extraneous: " + name);
    }
  }
  return std::nullopt;
}

}  // namespace

HttpAnswer get_channels(const HubApp& app, const Parameters& parameters) {
  if (auto refused = refuse_extraneous(parameters, {"filter_by_prefix", "info"})) return *refused;
  const auto prefix = parameter(parameters, "filter_by_prefix");
  const auto wanted = parse_info(parameter(parameters, "info"));
  if (!wanted || wanted->subscription_count) {
    return HttpAnswer::bad_request("info of several channels can only be user_count.");
  }
  if (wanted->user_count && channel_kind(prefix) != ChannelKind::presence) {
    return HttpAnswer::bad_request(
        "user_count exists on presence channels only: add filter_by_prefix=presence- or a longer prefix.");
  }
  const auto& all = app.channels.channels();
  std::string channels;
  for (auto channel = all.lower_bound(prefix); channel != all.end() && channel->first.starts_with(prefix);
       ++channel) {
    if (!channels.empty()) channels += ',';
    channels += json_string(channel->first) + ":{" +
                info_members(*wanted, channel_kind(channel->first), &channel->second) + "}";
  }
  return HttpAnswer::json("{\"channels\":{" + channels + "}}");
}

HttpAnswer get_channel(const HubApp& app, std::string_view name, const Parameters& parameters) {
  if (auto refused = refuse_extraneous(parameters, {"info"})) return *refused;
  if (const auto checked = check_channel_name(name, channel_name_max_pusher); !checked) {
    return HttpAnswer::of_error(checked.error());
  }
  const auto wanted = parse_info(parameter(parameters, "info"));
  if (!wanted) return HttpAnswer::bad_request("info may list user_count and subscription_count.");
  const auto kind = channel_kind(name);
  if (wanted->user_count && kind != ChannelKind::presence) {
    return HttpAnswer::bad_request("user_count exists on presence channels only.");
  }
  const OccupiedChannel* channel = app.channels.find(name);
  const std::string info = info_members(*wanted, kind, channel);
  return HttpAnswer::json(std::string("{\"occupied\":") + (channel ? "true" : "false") +
                          (info.empty() ? "" : ",") + info + "}");
}

HttpAnswer get_users(const HubApp& app, std::string_view name, const Parameters& parameters) {
  if (auto refused = refuse_extraneous(parameters, {})) return *refused;
  if (const auto checked = check_channel_name(name, channel_name_max_pusher); !checked) {
    return HttpAnswer::of_error(checked.error());
  }
  if (channel_kind(name) != ChannelKind::presence) {
    return HttpAnswer::bad_request("Users can only be listed for presence channels.");
  }
  std::string users;
  if (const OccupiedChannel* channel = app.channels.find(name)) {
    for (const auto& [id, entry] : channel->members.users()) {
      if (!users.empty()) users += ',';
      users += "{\"id\":" + json_string(id) + "}";
    }
  }
  return HttpAnswer::json("{\"users\":[" + users + "]}");
}

}  // namespace fanfare::hub
