#include "sending/on_behalf.h"

#include <utility>

namespace fanfare {

Event exclude_sender(Event event, const OnBehalf& on_behalf, const Outlet& outlet) {
  if (!on_behalf.to_others || !event.socket_id.empty()) return event;
  event.socket_id = on_behalf.socket_id;
  if (event.socket_id.empty()) {
    outlet.warn_once(
        "to_others(): the sender's connection is not known, so everyone gets the event. The page "
        "sends it as X-Socket-ID; as(user, {.socket_id = …}) takes it.");
  }
  return event;
}

Skipped without_user(const std::string& channel) {
  return {.channel = channel,
          .reason = "Nobody is signed in, and " + channel + " is sent on only on behalf of a user."};
}

Result<std::vector<std::string>, SendError> permitted_channels(const std::vector<std::string>& names,
                                                               const OnBehalf& on_behalf,
                                                               const EventLimits& limits,
                                                               std::vector<Skipped>& skipped) {
  if (on_behalf.has_user != false) return names;
  std::vector<std::string> permitted;
  for (const auto& name : names) {
    if (channel_kind(name) == ChannelKind::public_channel) {
      permitted.push_back(name);
      continue;
    }
    if (auto valid = check_channel_name(name, limits.channel_name); !valid) return SendError(valid.error());
    skipped.push_back(without_user(name));
  }
  return permitted;
}

}  // namespace fanfare
