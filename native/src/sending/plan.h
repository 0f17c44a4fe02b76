#pragma once

#include "sending/outlet.h"

#include <fanfare/driver.h>
#include <fanfare/event.h>
#include <fanfare/result.h>
#include <fanfare/sent.h>

#include <string>
#include <vector>

namespace fanfare {

/// One request, not signed yet: a batch, or a single event.
struct PlannedRequest {
  bool is_batch = false;
  std::vector<Event> events{};
};

/// The requests that one call becomes, in the order in which they are sent.
using Plan = std::vector<PlannedRequest>;

/// The requests that bring `event` to the channels of these names. Channels without encryption share
/// triggers; each encrypted one has its own key, so it gets an event of its own in a batch.
[[nodiscard]] Plan plan_event(const Event& event, const std::vector<std::string>& names,
                              const EventLimits& limits);

/// The requests for events of one channel each, however many.
[[nodiscard]] Plan plan_batches(const std::vector<Event>& events, const EventLimits& limits);

/// Checks every request before the first is sent. Fails as `check_event` and `batch_body` do.
[[nodiscard]] Result<void> check_plan(const Plan& plan, const Outlet& outlet);

enum class InfoShape { by_channel, by_event };

/// Sends one request after the other, since events of one channel must arrive in their order, and joins the
/// results. `info` says whether a batch's attributes are listed by event or by channel.
[[nodiscard]] Result<Sent, SendError> send_plan(Driver& driver, const Plan& plan, const SendOptions& options,
                                                InfoShape info);

}  // namespace fanfare
