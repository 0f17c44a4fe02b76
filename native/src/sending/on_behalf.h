#pragma once

#include "sending/outlet.h"

#include <fanfare/event.h>
#include <fanfare/result.h>
#include <fanfare/sent.h>

#include <optional>
#include <string>
#include <vector>

namespace fanfare {

/// Who a broadcast is sent for.
struct OnBehalf {
  std::optional<bool> has_user{};  ///< empty: the server itself sends
  std::string socket_id{};         ///< the sender's own connection
  bool to_others = false;          ///< leave that connection out
};

/// `event`, without the sender's own connection where `to_others()` asked for that. Warns when it is unknown.
[[nodiscard]] Event exclude_sender(Event event, const OnBehalf& on_behalf, const Outlet& outlet);

/// The channels of `names` that may be sent on, without a user only the public ones. Adds the others to
/// `skipped`. Fails with `invalid_channel`.
[[nodiscard]] Result<std::vector<std::string>, SendError> permitted_channels(
    const std::vector<std::string>& names, const OnBehalf& on_behalf, const EventLimits& limits,
    std::vector<Skipped>& skipped);

/// A channel that is skipped because nobody is signed in.
[[nodiscard]] Skipped without_user(const std::string& channel);

}  // namespace fanfare
