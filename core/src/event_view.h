#pragma once

#include <fanfare/event.h>
#include <fanfare/request.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app_view.h"

namespace fanfare {

/// An event whose texts belong to somebody else: what the core works on, so that nothing is copied before it
/// is written into the body.
struct EventView {
  std::string_view name;
  std::string_view data;  ///< as it goes over the wire
  std::string_view socket_id;
  std::string_view info;
  std::vector<std::string_view> channels;
  bool sealed = false;  ///< whether `data` is sealed for the one channel
};

/// Fails with `invalid_data` for an event that was changed after it was sealed.
[[nodiscard]] Result<EventView> view_of(const Event& event);
[[nodiscard]] Result<std::vector<EventView>> views_of(const std::vector<Event>& events);

// As those for an Event.
[[nodiscard]] Result<void> check_event(const EventView& event, const EventLimits& limits);
[[nodiscard]] Result<void> append_trigger_body(std::string& out, const EventView& event,
                                               const EventLimits& limits);
[[nodiscard]] Result<void> append_batch_body(std::string& out, std::span<const EventView> events,
                                             const EventLimits& limits);
// These fill all but the method, which is POST.
[[nodiscard]] Result<void> trigger_request(const AppView& app, const EventView& event, UnixSeconds now,
                                           const EventLimits& limits, Request& request);
[[nodiscard]] Result<void> batch_request(const AppView& app, std::span<const EventView> events,
                                         UnixSeconds now, const EventLimits& limits, Request& request);

// What is wrong with an event, sealed or not.
[[nodiscard]] Error no_channel();
[[nodiscard]] Error no_data();
[[nodiscard]] Error several_channels(std::string_view encrypted);

/// Refuses one of several events: the same error, with its place before the sentence.
[[nodiscard]] Error at_place(std::size_t index, const Error& error);

}  // namespace fanfare
