#include "sending/outgoing.h"

#include <string_view>
#include <unordered_set>
#include <utility>

namespace fanfare {

Result<void, SendError> read_call(Outgoing& outgoing, const detail::EventObject& object,
                                  const Channels* channels, const SendOptions& options,
                                  const OnBehalf& on_behalf, const Outlet& outlet) {
  const bool is_withheld = !object.when();
  std::vector<std::string> names;
  const Channels to = channels != nullptr ? *channels : object.channels();
  for (const auto& channel : to.list()) names.push_back(channel.name());
  outgoing.event.channels = unique_names(names);
  if (is_withheld) {
    for (const auto& name : outgoing.event.channels) {
      outgoing.skipped.push_back({.channel = name,
                                  .code = ErrorCode::withheld,
                                  .reason = "The broadcast_when() of " + outgoing.event.name + " said no."});
    }
    return {};
  }

  auto event = read_event(outgoing.event.name, object.text(), options, on_behalf, outlet);
  if (!event) return event.error();
  event->channels = std::move(outgoing.event.channels);
  outgoing.event = std::move(*event);
  auto permitted =
      permitted_channels(outgoing.event.channels, on_behalf, outlet.settings.limits, outgoing.skipped);
  if (!permitted) return permitted.error();
  outgoing.channels = std::move(*permitted);
  return {};
}

Result<Event, SendError> read_event(std::string name, Result<std::string> text, const SendOptions& options,
                                    const OnBehalf& on_behalf, const Outlet& outlet) {
  if (!text) return SendError(text.error());
  Event event{.name = std::move(name), .channels = {}, .data = std::move(*text)};
  event = exclude_sender(with_options(std::move(event), options), on_behalf, outlet);
  if (auto valid = check_event_name(event.name); !valid) return SendError(valid.error());
  if (!event.socket_id.empty()) {
    if (auto valid = check_socket_id(event.socket_id); !valid) return SendError(valid.error());
  }
  return event;
}

Event with_options(Event event, const SendOptions& options) {
  if (!options.info.empty()) event.info = options.info;
  if (!options.socket_id.empty()) event.socket_id = options.socket_id;
  return event;
}

Event with_channels(Event event, std::vector<std::string> channels) {
  event.channels = std::move(channels);
  return event;
}

Sent accepted(const std::vector<Event>& events) {
  Sent sent;
  for (const auto& event : events) {
    sent.channels.insert(sent.channels.end(), event.channels.begin(), event.channels.end());
    if (!event.socket_id.empty()) sent.excluded = event.socket_id;
  }
  return sent;
}

std::vector<std::string> unique_names(const std::vector<std::string>& names) {
  std::unordered_set<std::string_view> seen;
  std::vector<std::string> unique;
  for (const auto& name : names) {
    if (seen.insert(name).second) unique.push_back(name);
  }
  return unique;
}

}  // namespace fanfare
