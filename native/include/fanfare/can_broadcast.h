#pragma once

#include <fanfare/channels.h>
#include <fanfare/class_name.h>

#include <concepts>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

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
/// - `broadcast_with()` gives the payload: anything of which nlohmann::json can be made. A string travels as
/// it is, all else
///   as JSON. Without it the payload is what the class's own `to_json` makes, and `{}` for a class without
///   members.
/// - `broadcast_as()` gives the event's name, which is otherwise the class's own, without namespaces.
template <class T>
concept CanBroadcast = std::is_class_v<T> && requires(const T& event) {
  { event.broadcast_on() } -> std::convertible_to<Channels>;
};

namespace detail {

template <class T>
concept NamesItself = requires(const T& event) {
  { event.broadcast_as() } -> std::convertible_to<std::string>;
}
|| requires(const T& event) {
  { event.broadcast_as() } -> std::convertible_to<std::string_view>;
};

template <class T>
concept HasPayload = requires(const T& event) {
  nlohmann::json(event.broadcast_with());
};

template <class T>
concept HasToJson = requires(nlohmann::json& json, const T& event) {
  to_json(json, event);
};

}  // namespace detail

/// The name that `event` goes out with.
template <CanBroadcast T>
[[nodiscard]] std::string event_name(const T& event) {
  if constexpr (detail::NamesItself<T>) {
    return std::string(event.broadcast_as());
  } else {
    static_assert(detail::has_event_name<T>,
                  "this class has no name that an event can take (an anonymous namespace, a template or a "
                  "lambda): give it "
                  "std::string broadcast_as() const");
    return std::string(detail::class_name<T>);
  }
}

/// The payload that `event` goes out with.
template <CanBroadcast T>
[[nodiscard]] nlohmann::json event_payload(const T& event) {
  if constexpr (detail::HasPayload<T>) {
    return nlohmann::json(event.broadcast_with());
  } else if constexpr (detail::HasToJson<T>) {
    nlohmann::json payload;
    to_json(payload, event);
    return payload;
  } else {
    static_assert(std::is_empty_v<T>,
                  "this class has members and neither broadcast_with() nor a to_json(nlohmann::json&, const "
                  "T&): say what "
                  "its payload is");
    return nlohmann::json::object();
  }
}

/// An event of any class: for a container or a queue that holds events of many classes.
///
/// ```cpp
/// std::vector<fanfare::AnyEvent> events{NewRelease{"4.0.0"}, AdminUserAlert{"WARNING", "…"}};
/// for (const auto& event : events) broadcast.channel(event);
/// ```
class AnyEvent {
 public:
  template <class T>
  requires(!std::same_as<T, AnyEvent> && CanBroadcast<T>) AnyEvent(T event)
      : event_(std::make_shared<Holder<T>>(std::move(event))) {}  // NOLINT: implicit by design

  [[nodiscard]] Channels broadcast_on() const { return event_->channels(); }
  [[nodiscard]] std::string broadcast_as() const { return event_->name(); }
  [[nodiscard]] nlohmann::json broadcast_with() const { return event_->payload(); }

 private:
  struct Held {
    virtual ~Held() = default;
    [[nodiscard]] virtual Channels channels() const = 0;
    [[nodiscard]] virtual std::string name() const = 0;
    [[nodiscard]] virtual nlohmann::json payload() const = 0;
  };

  template <class T>
  struct Holder final : Held {
    explicit Holder(T held) : event(std::move(held)) {}
    [[nodiscard]] Channels channels() const override { return event.broadcast_on(); }
    [[nodiscard]] std::string name() const override { return event_name(event); }
    [[nodiscard]] nlohmann::json payload() const override { return event_payload(event); }
    T event;
  };

  std::shared_ptr<const Held> event_;
};

}  // namespace fanfare
