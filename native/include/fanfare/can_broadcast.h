#pragma once

#include <fanfare/channels.h>
#include <fanfare/class_name.h>
#include <fanfare/sent.h>

#include <concepts>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <type_traits>

namespace fanfare {

/// What `Broadcast::channel` takes as an event: any class with a const `broadcast_on()` that gives a channel,
/// a name, or a list of either. An empty list sends nothing.
///
/// ```cpp
/// struct NewRelease {
///   std::string version;
///   auto broadcast_on() const { return fanfare::Channel("releases"); }
///   auto broadcast_with() const { return nlohmann::json{{"message", "Version " + version + " has been
///   released !"}}; }
/// };
/// ```
///
/// All else that a class may say, each as a const member; one of the wrong type does not compile:
///
/// - `broadcast_with()` gives the payload: anything of which nlohmann::json can be made. A string travels as
///   it is, all else as JSON. Without it the payload is what the class's own `to_json` makes, and `{}` for a
///   class without members.
/// - `broadcast_as()` gives the event's name, which is otherwise the class's own, without namespaces.
/// - `bool broadcast_when()` says whether to send it at all, before the payload is made. Where it says no,
/// the
///   result's `skipped` has the channels, with the code `withheld`.
/// - `broadcast_via()` names the configured driver that it goes by, unless the caller names one; empty: the
///   usual one.
/// - `void broadcast_rescue(const SendError&)` takes a failure, so that it is no error but the result's
///   `rescued`; before `BroadcastOptions::rescue`. As `bool` it tells whether it took it.
template <class T>
concept CanBroadcast = std::is_class_v<T> && requires(const T& event) {
  { event.broadcast_on() } -> std::convertible_to<Channels>;
};

namespace detail {

template <class T>
concept Text = std::convertible_to<T, std::string> || std::convertible_to<T, std::string_view>;

// That a class has a member of this name, whatever it is.
template <class T>
concept HasAs = requires {
  &T::broadcast_as;
};
template <class T>
concept HasWith = requires {
  &T::broadcast_with;
};
template <class T>
concept HasWhen = requires {
  &T::broadcast_when;
};
template <class T>
concept HasVia = requires {
  &T::broadcast_via;
};
template <class T>
concept HasRescue = requires {
  &T::broadcast_rescue;
};

// That it is one that can be used.
template <class T>
concept NamesItself = requires(const T& event) {
  { event.broadcast_as() } -> Text;
};
template <class T>
concept HasPayload = requires(const T& event) {
  nlohmann::json(event.broadcast_with());
};
template <class T>
concept HasToJson = requires(nlohmann::json& json, const T& event) {
  to_json(json, event);
};
template <class T>
concept SaysWhen = requires(const T& event) {
  { event.broadcast_when() } -> std::same_as<bool>;
};
template <class T>
concept SaysVia = requires(const T& event) {
  { event.broadcast_via() } -> Text;
};
template <class T>
concept TakesFailures = requires(const T& event, const SendError& error) {
  { event.broadcast_rescue(error) } -> std::same_as<void>;
};
template <class T>
concept MayTakeFailures = requires(const T& event, const SendError& error) {
  { event.broadcast_rescue(error) } -> std::same_as<bool>;
};

template <class T>
std::string object_name(const T& event) {
  static_assert(NamesItself<T> || !HasAs<T>,
                "broadcast_as() of this class is not const, or gives no string: "
                "write std::string broadcast_as() const");
  if constexpr (NamesItself<T>) {
    return std::string(event.broadcast_as());
  } else {
    static_assert(has_event_name<T>,
                  "this class has no name that an event can take (an anonymous namespace, a template or a "
                  "lambda): give it std::string broadcast_as() const");
    return std::string(class_name<T>);
  }
}

template <class T>
bool object_when(const T& event) {
  static_assert(SaysWhen<T> || !HasWhen<T>,
                "broadcast_when() of this class is not const, or gives no bool: "
                "write bool broadcast_when() const");
  if constexpr (SaysWhen<T>) return event.broadcast_when();
  return true;
}

template <class T>
std::string object_via(const T& event) {
  static_assert(SaysVia<T> || !HasVia<T>,
                "broadcast_via() of this class is not const, or gives no driver's "
                "name: write std::string broadcast_via() const");
  if constexpr (SaysVia<T>) return std::string(event.broadcast_via());
  return {};
}

template <class T>
bool object_rescue(const T& event, const SendError& error) {
  static_assert(
      TakesFailures<T> || MayTakeFailures<T> || !HasRescue<T>,
      "broadcast_rescue() of this class is not const, or does not take a failure: write void "
      "broadcast_rescue(const fanfare::SendError& error) const, or bool to tell whether it took it");
  if constexpr (MayTakeFailures<T>) {
    return event.broadcast_rescue(error);
  } else if constexpr (TakesFailures<T>) {
    event.broadcast_rescue(error);
    return true;
  }
  return false;
}

}  // namespace detail

/// The name that `event` goes out with.
template <CanBroadcast T>
[[nodiscard]] std::string event_name(const T& event) {
  return detail::object_name(event);
}

/// The payload that `event` goes out with.
template <CanBroadcast T>
[[nodiscard]] nlohmann::json event_payload(const T& event) {
  static_assert(
      detail::HasPayload<T> || !detail::HasWith<T>,
      "broadcast_with() of this class is not const, or gives what no nlohmann::json can be made of: "
      "write nlohmann::json broadcast_with() const");
  if constexpr (detail::HasPayload<T>) {
    return nlohmann::json(event.broadcast_with());
  } else if constexpr (detail::HasToJson<T>) {
    nlohmann::json payload;
    to_json(payload, event);
    return payload;
  } else {
    static_assert(std::is_empty_v<T> || detail::HasWith<T>,
                  "this class has members and neither broadcast_with() nor a to_json(nlohmann::json&, const "
                  "T&): say what its payload is");
    return nlohmann::json::object();
  }
}

}  // namespace fanfare
