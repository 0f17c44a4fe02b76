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

/// An event: any class with a const `broadcast_on()` that returns a channel, a name, or a list of either. An
/// empty list sends nothing.
///
/// ```cpp
/// struct NewRelease {
///   std::string version;
///   auto broadcast_on() const { return fanfare::Channel("releases"); }
///   auto broadcast_with() const {
///     return nlohmann::json{{"message", "Version " + version + " has been released!"}};
///   }
/// };
/// ```
///
/// A class may have more, each as a const member. A member of the wrong type does not compile:
///
/// - `broadcast_with()` returns the payload: anything that converts to nlohmann::json. A string is sent as it
///   is,
///   anything else as JSON. Without it the payload is that of the class's own `to_json`, or `{}` for a class
///   without members.
/// - `broadcast_as()` returns the event's name. By default that is the class's name, without namespaces.
/// - `bool broadcast_when()` says whether to send the event at all. It is asked before the payload is made.
///   After
///   a no, the result's `skipped` lists the channels, with the code `withheld`.
/// - `broadcast_via()` names the driver to send by, unless the caller names one; empty: the default driver.
/// - `void broadcast_rescue(const SendError&)` takes a failure: the result then holds it as `rescued` instead
///   of
///   being that error. It comes before `BroadcastOptions::rescue`. As `bool` it says whether it took the
///   failure.
template <class T>
concept CanBroadcast = std::is_class_v<T> && requires(const T& event) {
  { event.broadcast_on() } -> std::convertible_to<Channels>;
};

namespace detail {

template <class T>
concept Text = std::convertible_to<T, std::string> || std::convertible_to<T, std::string_view>;

// The class has a member of this name, of any type.
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

// The member has a usable type.
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

/// The name under which `event` is sent.
template <CanBroadcast T>
[[nodiscard]] std::string event_name(const T& event) {
  return detail::object_name(event);
}

/// The payload with which `event` is sent.
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
