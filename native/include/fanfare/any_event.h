#pragma once

#include <fanfare/can_broadcast.h>
#include <fanfare/channels.h>
#include <fanfare/result.h>
#include <fanfare/sent.h>

#include <concepts>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <type_traits>
#include <utility>

namespace fanfare {

namespace detail {

/// The text that is sent for a payload. Fails with `invalid_data` for a payload that cannot be sent.
[[nodiscard]] Result<std::string> text_of(const nlohmann::json& payload);

/// An event, without its type.
class EventObject {
 public:
  EventObject() = default;
  EventObject(const EventObject&) = delete;
  EventObject& operator=(const EventObject&) = delete;
  virtual ~EventObject() = default;

  [[nodiscard]] virtual Channels channels() const = 0;
  [[nodiscard]] virtual std::string name() const = 0;
  [[nodiscard]] virtual nlohmann::json payload() const = 0;
  /// The payload as the text that is sent.
  [[nodiscard]] virtual Result<std::string> text() const { return text_of(payload()); }
  [[nodiscard]] virtual bool when() const { return true; }
  /// The driver's name, or empty.
  [[nodiscard]] virtual std::string via() const { return {}; }
  /// Returns whether it took the failure.
  [[nodiscard]] virtual bool rescue(const SendError&) const { return false; }
};

template <class T>
concept KeepsPayload = requires(const T& event) {
  { event.broadcast_with() } -> std::same_as<const nlohmann::json&>;
};

/// An event of the class `T`; `Held` is `T`, or `const T&` for the length of a call.
template <class T, class Held = T>
class HeldEvent final : public EventObject {
 public:
  explicit HeldEvent(Held event) : event_(std::forward<Held>(event)) {}

  [[nodiscard]] Channels channels() const override { return event_.broadcast_on(); }
  [[nodiscard]] std::string name() const override { return object_name<T>(event_); }
  [[nodiscard]] nlohmann::json payload() const override { return event_payload<T>(event_); }
  [[nodiscard]] Result<std::string> text() const override {
    // Copying a deeply nested value recurses, and may overrun the stack.
    if constexpr (KeepsPayload<T>) return text_of(event_.broadcast_with());
    return text_of(payload());
  }
  [[nodiscard]] bool when() const override { return object_when<T>(event_); }
  [[nodiscard]] std::string via() const override { return object_via<T>(event_); }
  [[nodiscard]] bool rescue(const SendError& error) const override { return object_rescue<T>(event_, error); }

 private:
  Held event_;
};

}  // namespace detail

/// An event of any class, for a container or a queue of events of many classes.
///
/// ```cpp
/// std::vector<fanfare::AnyEvent> events{NewRelease{"4.0.0"}, AdminUserAlert{"WARNING", "…"}};
/// for (const auto& event : events) broadcast.channel(event);
/// ```
class AnyEvent {
 public:
  template <class T>
  requires(!std::same_as<T, AnyEvent> && CanBroadcast<T>) AnyEvent(T event)
      : event_(std::make_shared<detail::HeldEvent<T>>(std::move(event))) {}  // NOLINT: implicit by design

  [[nodiscard]] Channels broadcast_on() const { return event_->channels(); }
  [[nodiscard]] std::string broadcast_as() const { return event_->name(); }
  [[nodiscard]] nlohmann::json broadcast_with() const { return event_->payload(); }
  [[nodiscard]] bool broadcast_when() const { return event_->when(); }
  [[nodiscard]] std::string broadcast_via() const { return event_->via(); }
  [[nodiscard]] bool broadcast_rescue(const SendError& error) const { return event_->rescue(error); }

 private:
  std::shared_ptr<const detail::EventObject> event_;
};

}  // namespace fanfare
