#include <fanfare/testing.h>

namespace fanfare {
namespace {

/// The event as pusher-js would deliver it.
SentEvent read_sent(const Event& event) {
  auto data = nlohmann::json::parse(event.data, nullptr, false);
  if (data.is_discarded()) data = event.data;
  return {
      .name = event.name, .channels = event.channels, .data = std::move(data), .socket_id = event.socket_id};
}

std::string list_sent(const Broadcast& broadcast) {
  const auto events = broadcast.sent();
  if (events.empty()) return "nothing was sent.";
  std::string list = "this was sent:";
  for (const auto& event : events) {
    list += "\n  " + event.name + " on ";
    for (std::size_t at = 0; at < event.channels.size(); ++at)
      list += (at == 0 ? "" : ", ") + event.channels[at];
    list += ": " + event.data;
  }
  return list;
}

void require(bool holds, const std::string& expected, const Broadcast& broadcast) {
  if (!holds) throw AssertionFailed("Expected " + expected + ", but " + list_sent(broadcast));
}

std::string describe(std::string_view event, const SentPredicate& predicate) {
  return std::string(event) + (predicate ? " that fits" : "");
}

}  // namespace

std::vector<SentEvent> sent_events(const Broadcast& broadcast, std::string_view event,
                                   const SentPredicate& predicate) {
  std::vector<SentEvent> found;
  for (const auto& candidate : broadcast.sent()) {
    if (candidate.name != event) continue;
    auto sent = read_sent(candidate);
    if (!predicate || predicate(sent)) found.push_back(std::move(sent));
  }
  return found;
}

void assert_sent(const Broadcast& broadcast, std::string_view event, const SentPredicate& predicate) {
  require(!sent_events(broadcast, event, predicate).empty(), "an event " + describe(event, predicate),
          broadcast);
}

void assert_sent_times(const Broadcast& broadcast, std::string_view event, std::size_t times,
                       const SentPredicate& predicate) {
  require(sent_events(broadcast, event, predicate).size() == times,
          std::to_string(times) + " × " + describe(event, predicate), broadcast);
}

void assert_not_sent(const Broadcast& broadcast, std::string_view event, const SentPredicate& predicate) {
  require(sent_events(broadcast, event, predicate).empty(), "no " + describe(event, predicate), broadcast);
}

void assert_nothing_sent(const Broadcast& broadcast) {
  require(broadcast.sent().empty(), "nothing to be sent", broadcast);
}

}  // namespace fanfare
