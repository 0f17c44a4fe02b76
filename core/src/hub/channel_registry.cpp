#include "channel_registry.h"

#include <algorithm>

namespace fanfare::hub {

std::vector<ConnectionId> OccupiedChannel::others(ConnectionId except) const {
  std::vector<ConnectionId> result;
  result.reserve(subscribers.size());
  std::copy_if(subscribers.begin(), subscribers.end(), std::back_inserter(result),
               [except](ConnectionId id) { return id != except; });
  return result;
}

OccupiedChannel* ChannelRegistry::find(std::string_view name) {
  const auto found = channels_.find(name);
  return found == channels_.end() ? nullptr : &found->second;
}

const OccupiedChannel* ChannelRegistry::find(std::string_view name) const {
  const auto found = channels_.find(name);
  return found == channels_.end() ? nullptr : &found->second;
}

OccupiedChannel& ChannelRegistry::add(std::string_view name, ConnectionId connection) {
  auto& channel = channels_.try_emplace(std::string(name)).first->second;
  auto& all = channel.subscribers;
  all.insert(std::upper_bound(all.begin(), all.end(), connection), connection);
  return channel;
}

OccupiedChannel* ChannelRegistry::remove(std::string_view name, ConnectionId connection) {
  const auto found = channels_.find(name);
  if (found == channels_.end()) return nullptr;
  auto& all = found->second.subscribers;
  const auto place = std::lower_bound(all.begin(), all.end(), connection);
  if (place != all.end() && *place == connection) all.erase(place);
  if (!all.empty()) return &found->second;
  channels_.erase(found);
  return nullptr;
}

}  // namespace fanfare::hub
