#pragma once

#include <fanfare/driver.h>
#include <fanfare/event.h>
#include <fanfare/sent.h>

#include <string>
#include <vector>

namespace fanfare {

/// What goes in one request: a batch, or one event.
struct Sending {
  bool batch = false;
  std::vector<Event> events{};
};

/// The requests that `event` takes to reach the channels of these names: those that are not encrypted share
/// triggers, each of the others gets an event of its own in a batch, for each has a key of its own.
[[nodiscard]] std::vector<Sending> sendings_of(const Event& event, const std::vector<std::string>& names,
                                               const EventLimits& limits);

/// The requests that a batch of any size takes.
[[nodiscard]] std::vector<Sending> sendings_of(const std::vector<Event>& events, const EventLimits& limits);

/// Sends one after the other, for events of one channel shall arrive in their order, and gives what they came
/// to together. With `info_by_channel`, what a batch tells of its events is told of their channels.
[[nodiscard]] Result<Sent, SendError> send_all(Driver& driver, const std::vector<Sending>& sendings,
                                               const SendOptions& options, bool info_by_channel);

}  // namespace fanfare
