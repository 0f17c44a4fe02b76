#include "presence.h"

#include "../decimal.h"
#include "../json.h"
#include "../sentence.h"
#include "../utf8.h"
#include "json_value.h"

#include <fanfare/auth.h>
#include <fanfare/hub/limits.h>

#include <cstdint>
#include <optional>

namespace fanfare::hub {
namespace {

constexpr std::int64_t safe_integer_max = 9'007'199'254'740'991;  // Number.MAX_SAFE_INTEGER of ECMA-262

/// The user id as a text, if it is one that may be used.
std::optional<std::string> canonical_user_id(const nlohmann::json& value) {
  if (value.is_number_unsigned() &&
      value.get<std::uint64_t>() <= static_cast<std::uint64_t>(safe_integer_max)) {
    return decimal::text(value.get<std::uint64_t>());
  }
  if (value.is_number_integer() && !value.is_number_unsigned() &&
      value.get<std::int64_t>() >= -safe_integer_max) {
    return decimal::text(value.get<std::int64_t>());
  }
  if (!value.is_string()) return std::nullopt;
  const auto& id = value.get_ref<const std::string&>();
  const auto length = utf8::length(id);
  if (!length || *length == 0 || *length > user_id_max) return std::nullopt;
  return id;
}

}  // namespace

Result<PresenceUser> parse_channel_data(std::string_view channel_data) {
  if (channel_data.size() > member_bytes_max) {
    return refusal(ErrorCode::member_too_large,
                   "The member (channel_data) has %u bytes; at most %u are allowed.",
                   {channel_data.size(), member_bytes_max});
  }
  const auto member = parse_json(channel_data);
  if (!member || !member->is_object()) {
    return refusal(ErrorCode::invalid_member, "channel_data must be a JSON object with a user_id.");
  }
  const auto id = member->find("user_id");
  const auto canonical = id == member->end() ? std::nullopt : canonical_user_id(*id);
  if (!canonical) {
    return refusal(ErrorCode::invalid_member,
                   "The user_id in channel_data must be a string of 1 to %u characters or a safe integer.",
                   {user_id_max});
  }
  const std::string_view info = json::find(channel_data, "user_info");
  return PresenceUser{*canonical, std::string(info.empty() ? "null" : info)};
}

bool PresenceMembers::has_room_for(std::string_view user_id) const {
  return users_.size() < members_max || has(user_id);
}

bool PresenceMembers::join(const PresenceUser& user) {
  const auto [entry, first] = users_.try_emplace(user.id, Entry{user.info, 0});
  ++entry->second.connections;
  return first;
}

bool PresenceMembers::leave(std::string_view user_id) {
  const auto entry = users_.find(user_id);
  if (entry == users_.end() || --entry->second.connections > 0) return false;
  users_.erase(entry);
  return true;
}

}  // namespace fanfare::hub
