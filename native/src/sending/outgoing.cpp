#include "sending/outgoing.h"

#include <string_view>
#include <unordered_set>
#include <utility>

namespace fanfare {

Event with_options(Event event, const SendOptions& options) {
  if (!options.info.empty()) event.info = options.info;
  if (!options.socket_id.empty()) event.socket_id = options.socket_id;
  return event;
}

Event with_channels(Event event, std::vector<std::string> channels) {
  event.channels = std::move(channels);
  return event;
}

Sent sent_of(const std::vector<Event>& events) {
  Sent sent;
  for (const auto& event : events) {
    sent.channels.insert(sent.channels.end(), event.channels.begin(), event.channels.end());
    if (!event.socket_id.empty()) sent.excluded = event.socket_id;
  }
  return sent;
}

std::vector<std::string> each_once(const std::vector<std::string>& names) {
  std::unordered_set<std::string_view> seen;
  std::vector<std::string> once;
  for (const auto& name : names) {
    if (seen.insert(name).second) once.push_back(name);
  }
  return once;
}

ChannelInfo Sent::channel_info(std::string_view channel) const {
  if (!info.is_object()) return {};
  const auto found = info.find(std::string(channel));
  return found == info.end() ? ChannelInfo{} : channel_info_of(*found);
}

ChannelInfo Sent::event_info(std::size_t place) const {
  return info.is_array() && place < info.size() ? channel_info_of(info[place]) : ChannelInfo{};
}

}  // namespace fanfare
