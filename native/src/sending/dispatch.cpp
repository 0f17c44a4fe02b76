#include "sending/dispatch.h"

#include <algorithm>

namespace fanfare {

Result<void, SendError> Dispatch::prepare(const detail::EventObject& object, const Channels* channels,
                                          const SendOptions& options, const OnBehalf& on_behalf) {
  if (outlet->error) return SendError(*outlet->error);
  if (auto read = read_call(outgoing, object, channels, options, on_behalf, *outlet); !read) return read;
  plan = plan_event(outgoing.event, outgoing.channels, outlet->settings.limits);
  // Nothing is sent of a broadcast whose last request would be refused.
  if (auto valid = check_plan(plan, *outlet); !valid) return SendError(valid.error());
  return {};
}

Result<Sent, SendError> Dispatch::carry_out(const SendOptions& options) const {
  auto* const offline = dynamic_cast<NullDriver*>(outlet->driver.get());
  auto sent = offline != nullptr && !outgoing.channels.empty()
                  ? offline->take(with_channels(outgoing.event, outgoing.channels), options)
                  : send_plan(*outlet->driver, plan, within(options, outlet->settings.total_timeout),
                              InfoShape::by_channel);
  if (sent) sent->skipped = outgoing.skipped;
  return sent;
}

Result<Sent, SendError> Dispatch::rescue(const SendError& error, const detail::EventObject& object) const {
  if (object.rescue(error)) return Sent{.rescued = error};
  // A handler for failures on the way must not hide that the configuration can send nothing at all.
  if (outlet->error || !outlet->settings.rescue) return error;
  outlet->settings.rescue(error, outgoing.event);
  return Sent{.rescued = error};
}

SendOptions within(SendOptions options, std::chrono::milliseconds time) {
  options.deadline = std::min(options.deadline, std::chrono::steady_clock::now() + time);
  return options;
}

}  // namespace fanfare
