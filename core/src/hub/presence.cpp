#include "presence.h"

#include "../json.h"
#include "json_value.h"

#include <fanfare/auth.h>
#include <fanfare/hub/limits.h>

#include <algorithm>
#include <cstdint>
#include <optional>

namespace fanfare::hub {
namespace {

constexpr std::int64_t safe_integer_max = 9'007'199'254'740'991;  // Number.MAX_SAFE_INTEGER of ECMA-262

std::size_t code_points(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(
      utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::optional<std::string> canonical_user_id(const nlohmann::json& value) {
  if (value.is_number_unsigned() &&
      value.get<std::uint64_t>() <= static_cast<std::uint64_t>(safe_integer_max)) {
    return std::to_string(value.get<std::uint64_t>());
  }
  if (value.is_number_integer() && !value.is_number_unsigned() &&
      value.get<std::int64_t>() >= -safe_integer_max) {
    return std::to_string(value.get<std::int64_t>());
  }
  if (!value.is_string()) return std::nullopt;
  const auto& id = value.get_ref<const std::string&>();
  if (id.empty() || code_points(id) > user_id_max) return std::nullopt;
  return id;
}

}  // namespace

Result<PresenceUser> parse_channel_data(std::string_view channel_data) {
  if (channel_data.size() > member_bytes_max) {
    return Error(ErrorCode::member_too_large, "The member (channel_data) has " +
                                                  std::to_string(channel_data.size()) + " bytes; at most " +
                                                  std::to_string(member_bytes_max) + " are allowed.");
  }
  const auto member = parse_json(channel_data);
  if (!member || !member->is_object()) {
    return Error(ErrorCode::invalid_member, "channel_data must be a JSON object with a user_id.");
  }
  const auto id = member->find("user_id");
  const auto canonical = id == member->end() ? std::nullopt : canonical_user_id(*id);
  if (!canonical) {
    return Error(ErrorCode::invalid_member,
                 "The user_id in channel_data must be a string of 1 to 128 characters or a safe integer.");
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
