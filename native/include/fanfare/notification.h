#pragma once

#include <fanfare/any_event.h>
#include <fanfare/can_broadcast.h>
#include <fanfare/channels.h>
#include <fanfare/sent.h>

#include <concepts>
#include <nlohmann/json.hpp>
#include <string>

namespace fanfare::detail {

/// Stands for a missing notifiable.
struct Nobody {};

template <class N, class To>
concept HasChannelsFor = requires(const N& notification, const To& notifiable) {
  { notification.broadcast_on(notifiable) } -> std::convertible_to<Channels>;
};
template <class To>
concept RoutesNotifications = requires(const To& notifiable) {
  { notifiable.route_notification_for("broadcast") } -> std::convertible_to<Channels>;
};
template <class N, class To>
concept HasPayloadFor = requires(const N& notification, const To& notifiable) {
  nlohmann::json(notification.to_broadcast(notifiable));
};
template <class N>
concept HasPayloadAlone = requires(const N& notification) {
  nlohmann::json(notification.to_broadcast());
};
template <class N>
concept HasType = requires {
  &N::type;
};
template <class N>
concept NamesType = requires(const N& notification) {
  { notification.type() } -> Text;
};

/// A notification and its notifiable, as an event for the length of a call.
template <class N, class To>
class NotificationObject final : public EventObject {
 public:
  NotificationObject(const N& notification, const To& notifiable)
      : notification_(notification), notifiable_(notifiable) {}

  [[nodiscard]] Channels channels() const override {
    if constexpr (HasChannelsFor<N, To>) {
      return notification_.broadcast_on(notifiable_);
    } else if constexpr (CanBroadcast<N>) {
      return notification_.broadcast_on();
    } else {
      static_assert(
          RoutesNotifications<To>,
          "this notification does not say where it goes: write fanfare::Channels broadcast_on(const "
          "Notifiable&) const, or give the notifiable fanfare::Channels "
          "route_notification_for(std::string_view driver) const");
      if constexpr (RoutesNotifications<To>) return notifiable_.route_notification_for("broadcast");
    }
  }

  [[nodiscard]] nlohmann::json payload() const override {
    if constexpr (HasPayloadFor<N, To>) {
      return nlohmann::json(notification_.to_broadcast(notifiable_));
    } else {
      static_assert(HasPayloadAlone<N>,
                    "this is not a notification: write nlohmann::json to_broadcast(const Notifiable&) const");
      if constexpr (HasPayloadAlone<N>) return nlohmann::json(notification_.to_broadcast());
    }
  }

  [[nodiscard]] std::string name() const override {
    static_assert(
        NamesType<N> || !HasType<N>,
        "type() of this notification is not const, or gives no string: write std::string type() const");
    if constexpr (NamesType<N>)
      return std::string(notification_.type());
    else
      return object_name(notification_);
  }

  [[nodiscard]] bool when() const override { return object_when(notification_); }
  [[nodiscard]] std::string via() const override { return object_via(notification_); }
  [[nodiscard]] bool rescue(const SendError& error) const override {
    return object_rescue(notification_, error);
  }

 private:
  const N& notification_;
  const To& notifiable_;
};

}  // namespace fanfare::detail
