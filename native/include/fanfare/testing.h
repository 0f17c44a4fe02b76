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

/// What an assertion about a fake broadcast throws; any test framework reports it as a failure with its
/// message, which lists what was sent instead.
class AssertionFailed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One broadcast that the fake driver took.
struct SentEvent {
  std::string name;
  std::vector<std::string> channels;
  nlohmann::json data;      ///< the payload as it would have arrived: a string where it is no JSON
  std::string socket_id{};  ///< the connection that was left out, or empty
};

/// Decides whether a broadcast is the one that was meant.
using SentPredicate = std::function<bool(const SentEvent& sent)>;

/// What `broadcast`, a `Broadcast::fake()`, was given so far under this name, as far as it fits.
[[nodiscard]] std::vector<SentEvent> sent_events(const Broadcast& broadcast, std::string_view event,
                                                 const SentPredicate& predicate = {});

/// That an event of this name was sent at least once.
///
/// ```cpp
/// const auto broadcast = fanfare::Broadcast::fake();
/// release(broadcast);
/// fanfare::assert_sent<NewRelease>(broadcast, [](const auto& sent) { return sent.data["version"] == "4.0.0";
/// });
/// ```
///
/// Throws `AssertionFailed`.
void assert_sent(const Broadcast& broadcast, std::string_view event, const SentPredicate& predicate = {});
/// That it was sent exactly `times` times. Throws `AssertionFailed`.
void assert_sent_times(const Broadcast& broadcast, std::string_view event, std::size_t times,
                       const SentPredicate& predicate = {});
/// That it was never sent. Throws `AssertionFailed`.
void assert_not_sent(const Broadcast& broadcast, std::string_view event, const SentPredicate& predicate = {});
/// That nothing at all was sent. Throws `AssertionFailed`.
void assert_nothing_sent(const Broadcast& broadcast);

/// The name under which events of a class are sent, where the class alone tells it: its own name, or a static
/// `broadcast_as()`.
template <CanBroadcast E>
[[nodiscard]] std::string name_of() {
  if constexpr (requires { E::broadcast_as(); }) {
    return std::string(E::broadcast_as());
  } else {
    static_assert(
        !detail::NamesItself<E>,
        "broadcast_as() of this class is not static, so only an instance can tell its name: give the "
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
