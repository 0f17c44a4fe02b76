#pragma once

#include <fanfare/broadcast.h>

#include <concepts>
#include <cstddef>
#include <functional>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fanfare {

/// A failed assertion about a fake broadcast. Any test framework reports it as a failure; its message lists
/// the events that were sent instead.
class AssertionFailed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One broadcast that the fake driver kept.
struct SentEvent {
  std::string name;
  std::vector<std::string> channels;
  nlohmann::json data;      ///< the payload as a page would get it: a string if it is not JSON
  std::string socket_id{};  ///< the connection that was left out, or empty
};

/// Decides whether a broadcast is the expected one.
using SentPredicate = std::function<bool(const SentEvent& sent)>;

/// The events of this name that `broadcast`, a `Broadcast::fake()`, has kept and that `predicate` accepts.
[[nodiscard]] std::vector<SentEvent> sent_events(const Broadcast& broadcast, std::string_view event,
                                                 const SentPredicate& predicate = {});

/// Asserts that an event of this name was sent at least once.
///
/// ```cpp
/// const auto broadcast = fanfare::Broadcast::fake();
/// release(broadcast);
/// fanfare::assert_sent<NewRelease>(
///     broadcast, [](const fanfare::SentEvent& sent) { return sent.data["version"] == "4.0.0"; });
/// ```
///
/// Throws `AssertionFailed`.
void assert_sent(const Broadcast& broadcast, std::string_view event, const SentPredicate& predicate = {});
/// Asserts that it was sent exactly `times` times. Throws `AssertionFailed`.
void assert_sent_times(const Broadcast& broadcast, std::string_view event, std::size_t times,
                       const SentPredicate& predicate = {});
/// Asserts that it was never sent. Throws `AssertionFailed`.
void assert_not_sent(const Broadcast& broadcast, std::string_view event, const SentPredicate& predicate = {});
/// Asserts that nothing was sent at all. Throws `AssertionFailed`.
void assert_nothing_sent(const Broadcast& broadcast);

/// The name under which events of a class are sent: the class's own name, or its static `broadcast_as()`.
template <CanBroadcast E>
[[nodiscard]] std::string name_of() {
  if constexpr (requires { E::broadcast_as(); }) {
    return std::string(E::broadcast_as());
  } else {
    static_assert(!detail::NamesItself<E>,
                  "broadcast_as() of this class is not static, so only an instance knows its name: give the "
                  "name as text");
    return std::string(detail::class_name<E>);
  }
}

/// The same for the events of a class.
template <CanBroadcast E>
void assert_sent(const Broadcast& broadcast, const SentPredicate& predicate = {}) {
  assert_sent(broadcast, name_of<E>(), predicate);
}
template <CanBroadcast E>
void assert_sent_times(const Broadcast& broadcast, std::size_t times, const SentPredicate& predicate = {}) {
  assert_sent_times(broadcast, name_of<E>(), times, predicate);
}
template <CanBroadcast E>
void assert_not_sent(const Broadcast& broadcast, const SentPredicate& predicate = {}) {
  assert_not_sent(broadcast, name_of<E>(), predicate);
}

}  // namespace fanfare
