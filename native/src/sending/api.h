#pragma once

#include <fanfare/broadcast.h>
#include <fanfare/channel.h>
#include <fanfare/channel_info.h>
#include <fanfare/driver.h>
#include <fanfare/event.h>
#include <fanfare/result.h>

#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// Checks that `user_id` fits in a path and in a channel's name. Fails with `invalid_user`.
[[nodiscard]] Result<void> check_user_id(std::string_view user_id);

/// The channel that a user's own events go to.
[[nodiscard]] std::string user_channel(std::string_view user_id);

/// The body that sends `event` to one user; its channels are ignored. Fails as `check_event` does.
[[nodiscard]] Result<std::string> user_event_body(std::string_view user_id, const Event& event,
                                                  const EventLimits& limits);

/// Checks a call for a driver that sends nothing: it is refused for what could not be signed.
[[nodiscard]] Result<void> check_call(const ApiCall& call);

/// The calls behind the methods of `Broadcast`. Each fails as the method that it is named after.
[[nodiscard]] Result<ApiCall> list_channels_call(const ChannelQuery& query);
[[nodiscard]] Result<ApiCall> channel_info_call(const Channel& channel, std::string_view info,
                                                const EventLimits& limits);
[[nodiscard]] Result<ApiCall> list_members_call(const Channel& channel, const EventLimits& limits);
[[nodiscard]] Result<ApiCall> terminate_connections_call(std::string_view user_id);

/// The answers to these calls as values. Fail with `invalid_json` for an answer of another form.
[[nodiscard]] Result<ChannelInfos, SendError> read_channels(const ApiResponse& response);
[[nodiscard]] Result<ChannelInfo, SendError> read_channel(const ApiResponse& response);
[[nodiscard]] Result<std::vector<std::string>, SendError> read_members(const ApiResponse& response);

}  // namespace fanfare
