#pragma once

#include "sending/on_behalf.h"
#include "sending/outgoing.h"
#include "sending/outlet.h"
#include "sending/plan.h"

#include <fanfare/any_event.h>
#include <fanfare/driver.h>
#include <fanfare/sent.h>

#include <chrono>
#include <memory>

namespace fanfare {

/// One call on its way through an outlet: read, planned and checked by `prepare`, then sent by `carry_out`,
/// at once or from the queue.
struct Dispatch {
  std::shared_ptr<const Outlet> outlet{};
  Outgoing outgoing{};
  Plan plan{};

  /// Fails as `Broadcast::channel` does before it sends.
  [[nodiscard]] Result<void, SendError> prepare(const detail::EventObject& object, const Channels* channels,
                                                const SendOptions& options, const OnBehalf& on_behalf);

  [[nodiscard]] Result<Sent, SendError> carry_out(const SendOptions& options) const;

  /// Offers a failure to `broadcast_rescue()` and then to `BroadcastOptions::rescue`. The result is that
  /// error unless one of them took it.
  [[nodiscard]] Result<Sent, SendError> rescue(const SendError& error,
                                               const detail::EventObject& object) const;
};

/// The options of a broadcast that ends `time` from now at the latest.
[[nodiscard]] SendOptions within(SendOptions options, std::chrono::milliseconds time);

}  // namespace fanfare
