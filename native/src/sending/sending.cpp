#include "sending/sending.h"

#include "sending/outgoing.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

namespace fanfare {
namespace {

/// What the several requests of one broadcast came to together.
void append(Sent& all, Sent part) {
  all.excluded = std::move(part.excluded);
  std::move(part.channels.begin(), part.channels.end(), std::back_inserter(all.channels));
  if (part.info.is_object() && (all.info.is_null() || all.info.is_object())) {
    all.info.update(part.info);
  } else if (part.info.is_array() && (all.info.is_null() || all.info.is_array())) {
    for (auto& entry : part.info) all.info.push_back(std::move(entry));
  }
}

/// A failure after a part of it all was accepted.
SendError partly(const SendError& error, const Sent& accepted, std::size_t done, std::size_t all) {
  if (done == 0) return error;
  auto message =
      std::to_string(done) + " of " + std::to_string(all) + " requests were accepted, then one failed. ";
  return {Error(error.code(), message + error.message()),
          {.status = error.status(),
           .attempts = error.attempts(),
           .retryable = error.retryable(),
           .maybe_delivered = true,
           .channels = accepted.channels}};
}

/// A list of what was told of each event as an object of their channels; null when nothing was told.
nlohmann::json by_channel(const nlohmann::json& list, const std::vector<Event>& events) {
  nlohmann::json object;
  for (std::size_t at = 0; at < events.size() && at < list.size(); ++at) {
    if (!list[at].empty()) object[events[at].channels.front()] = list[at];
  }
  return object;
}

/// A server that remembers keys would take the second request of one broadcast for the first again.
SendOptions of_request(SendOptions options, std::size_t number) {
  if (number > 0 && !options.idempotency_key.empty())
    options.idempotency_key += "." + std::to_string(number + 1);
  return options;
}

}  // namespace

std::vector<Sending> sendings_of(const Event& event, const std::vector<std::string>& names,
                                 const EventLimits& limits) {
  std::vector<std::string> shared;
  std::vector<Event> sealed_alone;
  for (const auto& name : each_once(names)) {
    if (channel_kind(name) != ChannelKind::encrypted) {
      shared.push_back(name);
      continue;
    }
    sealed_alone.push_back(event);
    sealed_alone.back().channels = {name};
  }
  std::vector<Sending> sendings;
  for (auto& part : parts_of(shared, trigger_channels_max)) {
    sendings.push_back({.events = {event}});
    sendings.back().events.front().channels = std::move(part);
  }
  if (shared.empty() && sealed_alone.size() == 1) {
    sendings.push_back({.events = std::move(sealed_alone)});
    return sendings;
  }
  for (auto& part : sendings_of(sealed_alone, limits)) sendings.push_back(std::move(part));
  return sendings;
}

std::vector<Sending> sendings_of(const std::vector<Event>& events, const EventLimits& limits) {
  std::vector<Sending> sendings;
  for (auto& part : parts_of(events, limits.batch_events)) sendings.push_back({true, std::move(part)});
  return sendings;
}

Result<Sent, SendError> send_all(Driver& driver, const std::vector<Sending>& sendings,
                                 const SendOptions& options, bool info_by_channel) {
  Sent all;
  for (std::size_t done = 0; done < sendings.size(); ++done) {
    const auto& [batch, events] = sendings[done];
    const auto own = of_request(options, done);
    auto sent = batch ? driver.trigger_batch(events, own) : driver.trigger(events.front(), own);
    if (!sent) return partly(sent.error(), all, done, sendings.size());
    if (batch && info_by_channel) sent->info = by_channel(sent->info, events);
    append(all, std::move(*sent));
  }
  return all;
}

}  // namespace fanfare
