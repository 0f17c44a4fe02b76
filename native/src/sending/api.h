#pragma once

#include <fanfare/channel_info.h>
#include <fanfare/driver.h>
#include <fanfare/event.h>
#include <fanfare/result.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// Whether `user_id` can stand in a path and in a channel's name. Fails with `invalid_user`.
[[nodiscard]] Result<void> check_user_id(std::string_view user_id);

/// The channel that a user's own events go to.
[[nodiscard]] std::string user_channel(std::string_view user_id);

/// The body that sends `event`, whose channels are not looked at, to one user. Fails as `check_event` does.
[[nodiscard]] Result<std::string> user_event_body(std::string_view user_id, const Event& event,
                                                  const EventLimits& limits);

/// Whether `info` is a list of attributes that a server can tell of channels whose names begin with `prefix`.
/// Fails with `invalid_option`.
[[nodiscard]] Result<void> check_attributes(std::string_view info, std::string_view prefix);

/// Whether a driver that sends nothing may take the call: what a signature of it would be refused for.
[[nodiscard]] Result<void> check_call(const ApiCall& call);

/// The answers as values. Fail with `invalid_json` for one that is of another form.
[[nodiscard]] Result<std::map<std::string, ChannelInfo, std::less<>>, SendError> read_channels(
    const ApiResponse& response);
[[nodiscard]] Result<ChannelInfo, SendError> read_channel(const ApiResponse& response);
[[nodiscard]] Result<std::vector<std::string>, SendError> read_members(const ApiResponse& response);

}  // namespace fanfare
