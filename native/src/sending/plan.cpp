#include "sending/plan.h"

#include "sending/outgoing.h"
#include "sending/sealing.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

namespace fanfare {
namespace {

/// Adds the result of one request to that of the whole broadcast.
void append(Sent& all, Sent part) {
  all.excluded = std::move(part.excluded);
  std::move(part.channels.begin(), part.channels.end(), std::back_inserter(all.channels));
  if (part.info.is_object() && (all.info.is_null() || all.info.is_object())) {
    all.info.update(part.info);
  } else if (part.info.is_array() && (all.info.is_null() || all.info.is_array())) {
    for (auto& entry : part.info) all.info.push_back(std::move(entry));
  }
}

/// The failure of one request, after `done` others were accepted.
SendError partly_sent(const SendError& error, const Sent& so_far, std::size_t done, std::size_t all) {
  if (done == 0) return error;
  auto message =
      std::to_string(done) + " of " + std::to_string(all) + " requests were accepted, then one failed. ";
  return {Error(error.code(), message + error.message()),
          {.status = error.status(),
           .attempts = error.attempts(),
           .retryable = error.retryable(),
           .maybe_delivered = true,
           .channels = so_far.channels}};
}

/// The attributes of a batch's events as an object by channel, or null.
nlohmann::json by_channel(const nlohmann::json& list, const std::vector<Event>& events) {
  nlohmann::json object;
  for (std::size_t at = 0; at < events.size() && at < list.size(); ++at) {
    if (!list[at].empty()) object[events[at].channels.front()] = list[at];
  }
  return object;
}

/// The options of one request: with the same idempotency key a server would take the second request of a
/// broadcast for a repetition of the first.
SendOptions request_options(SendOptions options, std::size_t number) {
  if (number > 0 && !options.idempotency_key.empty())
    options.idempotency_key += "." + std::to_string(number + 1);
  return options;
}

/// `list` in parts of at most `size`.
template <class T>
std::vector<std::vector<T>> split(const std::vector<T>& list, std::size_t size) {
  std::vector<std::vector<T>> parts;
  for (const auto& item : list) {
    if (parts.empty() || parts.back().size() == size) parts.emplace_back();
    parts.back().push_back(item);
  }
  return parts;
}

}  // namespace

Plan plan_event(const Event& event, const std::vector<std::string>& names, const EventLimits& limits) {
  std::vector<std::string> shared;
  std::vector<Event> encrypted;
  for (const auto& name : unique_names(names)) {
    if (channel_kind(name) == ChannelKind::encrypted) {
      encrypted.push_back(with_channels(event, {name}));
    } else {
      shared.push_back(name);
    }
  }
  Plan plan;
  for (auto& part : split(shared, trigger_channels_max)) {
    plan.push_back({.events = {with_channels(event, std::move(part))}});
  }
  if (shared.empty() && encrypted.size() == 1) {
    plan.push_back({.events = std::move(encrypted)});
    return plan;
  }
  for (auto& batch : plan_batches(encrypted, limits)) plan.push_back(std::move(batch));
  return plan;
}

Plan plan_batches(const std::vector<Event>& events, const EventLimits& limits) {
  Plan plan;
  for (auto& part : split(events, limits.batch_events)) {
    plan.push_back({.is_batch = true, .events = std::move(part)});
  }
  return plan;
}

Result<void> check_plan(const Plan& plan, const Outlet& outlet) {
  const auto& limits = outlet.settings.limits;
  for (const auto& [is_batch, events] : plan) {
    auto valid = is_batch ? check_unsealed(events, limits, outlet.checks_with)
                          : check_unsealed(events.front(), limits, outlet.checks_with);
    if (!valid) return valid;
  }
  return {};
}

Result<Sent, SendError> send_plan(Driver& driver, const Plan& plan, const SendOptions& options,
                                  InfoShape info) {
  Sent all;
  for (std::size_t done = 0; done < plan.size(); ++done) {
    const auto& [is_batch, events] = plan[done];
    const auto own = request_options(options, done);
    auto sent = is_batch ? driver.trigger_batch(events, own) : driver.trigger(events.front(), own);
    if (!sent) return partly_sent(sent.error(), all, done, plan.size());
    if (is_batch && info == InfoShape::by_channel) sent->info = by_channel(sent->info, events);
    append(all, std::move(*sent));
  }
  return all;
}

}  // namespace fanfare
