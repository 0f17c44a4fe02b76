#include "frames.h"

#include "../decimal.h"
#include "json_value.h"

#include <fanfare/hub/limits.h>

namespace fanfare::hub::frames {
namespace {

std::string frame(std::string_view event, std::string_view data) {
  return "{\"event\":" + json_string(event) + ",\"data\":" + json_string(data) + "}";
}

std::string channel_frame(std::string_view channel, std::string_view event, std::string_view data) {
  return "{\"event\":" + json_string(event) + ",\"channel\":" + json_string(channel) +
         ",\"data\":" + json_string(data) + "}";
}

}  // namespace

std::string connection_established(std::string_view socket_id) {
  return frame("pusher:connection_established",
               "{\"socket_id\":" + json_string(socket_id) +
                   ",\"activity_timeout\":" + decimal::text(activity_timeout_seconds) + "}");
}

std::string ping() { return frame("pusher:ping", "{}"); }

std::string pong() { return frame("pusher:pong", "{}"); }

std::string error(std::optional<int> code, std::string_view message) {
  return frame("pusher:error", "{\"code\":" + (code ? decimal::text(*code) : "null") +
                                   ",\"message\":" + json_string(message) + "}");
}

std::string subscription_succeeded(std::string_view channel) {
  return channel_frame(channel, "pusher_internal:subscription_succeeded", "{}");
}

std::string subscription_succeeded(std::string_view channel, const PresenceMembers& members) {
  std::string ids;
  std::string hash;
  for (const auto& [id, entry] : members.users()) {
    const char* comma = ids.empty() ? "" : ",";
    const std::string quoted = json_string(id);
    ids += comma + quoted;
    hash += comma + quoted + ":" + entry.info;
  }
  return channel_frame(channel, "pusher_internal:subscription_succeeded",
                       "{\"presence\":{\"ids\":[" + ids + "],\"hash\":{" + hash +
                           "},\"count\":" + decimal::text(members.size()) + "}}");
}

std::string subscription_error(std::string_view channel, std::string_view type, std::string_view message,
                               int status) {
  return channel_frame(channel, "pusher:subscription_error",
                       "{\"type\":" + json_string(type) + ",\"error\":" + json_string(message) +
                           ",\"status\":" + decimal::text(status) + "}");
}

std::string member_added(std::string_view channel, const PresenceUser& user) {
  return channel_frame(channel, "pusher_internal:member_added",
                       "{\"user_id\":" + json_string(user.id) + ",\"user_info\":" + user.info + "}");
}

std::string member_removed(std::string_view channel, std::string_view user_id) {
  return channel_frame(channel, "pusher_internal:member_removed",
                       "{\"user_id\":" + json_string(user_id) + "}");
}

std::string event(std::string_view channel, std::string_view name, std::string_view data) {
  return channel_frame(channel, name, data);
}

std::string client_event(std::string_view channel, std::string_view name, std::string_view data,
                         std::string_view user_id) {
  std::string text = channel_frame(channel, name, data);
  if (user_id.empty()) return text;
  text.pop_back();
  return text + ",\"user_id\":" + json_string(user_id) + "}";
}

}  // namespace fanfare::hub::frames
