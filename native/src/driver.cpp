#include <fanfare/driver.h>

namespace fanfare {

Result<Sent, SendError> NullDriver::trigger(const Event& event, const SendOptions& options) {
  Event told = event;
  if (!options.info.empty()) told.info = options.info;
  if (auto valid = check_event(told, limits_); !valid) return SendError(valid.error());
  if (options.stop.stop_requested())
    return SendError(Error(ErrorCode::aborted, "the broadcast was cancelled"));
  accept(told);
  return Sent{.channels = told.channels};
}

Result<Sent, SendError> NullDriver::trigger_batch(const std::vector<Event>& events,
                                                  const SendOptions& options) {
  if (auto valid = batch_body(events, limits_); !valid) return SendError(valid.error());
  if (options.stop.stop_requested())
    return SendError(Error(ErrorCode::aborted, "the broadcast was cancelled"));
  Sent sent;
  for (const auto& event : events) {
    accept(event);
    sent.channels.insert(sent.channels.end(), event.channels.begin(), event.channels.end());
  }
  return sent;
}

void LogDriver::accept(const Event& event) {
  std::string line = "broadcast " + event.name + " on ";
  for (std::size_t at = 0; at < event.channels.size(); ++at)
    line += (at == 0 ? "" : ", ") + event.channels[at];
  line += ": " + event.data;
  const std::lock_guard lock(mutex_);
  logger_(line);
}

std::vector<Event> FakeDriver::sent(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  std::vector<Event> found;
  for (const auto& event : events_) {
    if (name.empty() || event.name == name) found.push_back(event);
  }
  return found;
}

void FakeDriver::clear() {
  const std::lock_guard lock(mutex_);
  events_.clear();
}

void FakeDriver::accept(const Event& event) {
  const std::lock_guard lock(mutex_);
  events_.push_back(event);
}

}  // namespace fanfare
