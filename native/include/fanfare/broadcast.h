#pragma once

#include <fanfare/any_event.h>
#include <fanfare/auth.h>
#include <fanfare/can_broadcast.h>
#include <fanfare/channels.h>
#include <fanfare/configuration.h>
#include <fanfare/driver.h>
#include <fanfare/encryption.h>
#include <fanfare/event.h>
#include <fanfare/notification.h>
#include <fanfare/options.h>
#include <fanfare/result.h>
#include <fanfare/sent.h>
#include <fanfare/webhook.h>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <future>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fanfare {

/// The options of `Broadcast::routes`, defined in fanfare/routes.h.
template <class User>
struct RoutesOptions;

/// Which channels `Broadcast::list_channels` lists.
struct ChannelQuery {
  std::string prefix{};  ///< names that begin with it; empty: all
  std::string info{};    ///< the attributes to ask for: `"user_count"`, which needs a `prefix` of `presence-`
};

/// How `Broadcast::webhook` verifies.
struct WebhookOptions {
  /// Older keys that may have signed a webhook: the same app with the key that is being replaced.
  std::vector<App> keys{};
  /// The most that a webhook's own time may differ from now, either way; 0: any.
  std::chrono::milliseconds window{0};
};

/// The attributes of channels, by name.
using ChannelInfos = std::map<std::string, ChannelInfo, std::less<>>;

/// The outcome of an event that is sent later.
using Pending = std::future<Result<Sent, SendError>>;

/// The options of `Broadcast::as`.
struct AsOptions {
  std::string socket_id{};  ///< the sender's own connection, which `to_others()` leaves out
};

namespace detail {
class Sender;
}

/// Broadcasts events over the Pusher Channels protocol.
///
/// ```cpp
/// fanfare::Broadcast broadcast({.app_id = "…", .key = "…", .secret = "…", .cluster = "eu"});
/// if (auto sent = broadcast.channel(NewRelease{"4.0.0"}); !sent) std::cerr << sent.error().message();
/// ```
///
/// Cheap to copy: copies share their connections and their queue. Every member may be called from any thread.
/// An event that is not valid is not sent at all: the call fails with `invalid_channel`,
/// `invalid_event_name`, `invalid_data`, `data_too_large` or `invalid_socket_id`.
class Broadcast {
 public:
  /// With invalid options every call fails with the reason; `make` fails at once.
  explicit Broadcast(const BroadcastOptions& options);
  /// With a driver of your own. It has no credentials, so `authorize` and `authenticate` fail.
  explicit Broadcast(std::shared_ptr<Driver> driver);

  /// Fails with `missing_credentials`, `invalid_option` or `unknown_driver`.
  [[nodiscard]] static Result<Broadcast> make(const BroadcastOptions& options);
  /// Several drivers; `driver(name)` picks one. Fails as the other overload does, for any of them.
  [[nodiscard]] static Result<Broadcast> make(const BroadcastConfiguration& configuration);
  /// From the variables that `BroadcastOptions::from_env` names.
  [[nodiscard]] static Result<Broadcast> from_env();
  /// From JSON of the shape that `BroadcastConfiguration::from_json` takes.
  [[nodiscard]] static Result<Broadcast> from_json(std::string_view text);
  /// From a file of such JSON. Fails with `invalid_option` when it cannot be read.
  [[nodiscard]] static Result<Broadcast> from_file(const std::string& path);
  /// For tests: keeps the events instead of sending them, see `sent()`.
  [[nodiscard]] static Broadcast fake();

  /// Sends an event to the channels that its class names; `CanBroadcast` lists what else a class may say. A
  /// failure goes to the event's `broadcast_rescue()`, then to `BroadcastOptions::rescue`. If one takes it,
  /// the result holds it as `rescued`; otherwise it is the error.
  template <CanBroadcast E>
  [[nodiscard]] Result<Sent, SendError> channel(const E& event, const SendOptions& options = {}) const {
    return send(detail::HeldEvent<E, const E&>(event), nullptr, options);
  }

  /// Sends an event to other channels than its own.
  template <CanBroadcast E>
  [[nodiscard]] Result<Sent, SendError> channel(const Channels& channels, const E& event,
                                                const SendOptions& options = {}) const {
    return send(detail::HeldEvent<E, const E&>(event), &channels, options);
  }

  /// Sends without a class: `broadcast.channel({"channel1", "channel2"}, "event_name", {{"key", "value"}})`.
  /// A string is sent as it is, anything else as JSON. Up to 100 channels go in one request; more are split.
  /// Each encrypted channel gets the event encrypted with its own key, in a batch.
  [[nodiscard]] Result<Sent, SendError> channel(const Channels& channels, std::string_view event,
                                                const nlohmann::json& data = nlohmann::json::object(),
                                                const SendOptions& options = {}) const;

  /// `channel()`, queued: returns without waiting for the server. The event is read and checked at once.
  /// Events that share a channel go one after the other, in order; others go beside them.
  ///
  /// ```cpp
  /// if (auto queued = broadcast.later(NewRelease{"4.0.0"}); !queued) std::cerr << queued.error().message();
  /// const auto left = broadcast.flush(std::chrono::seconds(5));  // before the program ends
  /// ```
  ///
  /// Fails as `channel()` does before it sends, and with `throttled` when the queue is full: it holds
  /// `BroadcastLimits::queue_events` and `queue_bytes`. A later failure goes to `broadcast_rescue()` or
  /// `BroadcastOptions::rescue`, on a thread of the queue, otherwise into the log. The `Pending` holds it
  /// too, and may be ignored.
  ///
  /// A `Broadcast` and its copies share one queue. When the last of them is destroyed, it waits for the
  /// events that are being sent. The others are not sent: each fails with `aborted`, and is reported as any
  /// failure. The fake driver does not wait: it keeps the event before this returns.
  template <CanBroadcast E>
  [[nodiscard]] Result<Pending, SendError> later(E event, const SendOptions& options = {}) const {
    return enqueue(std::make_shared<detail::HeldEvent<E>>(std::move(event)), nullptr, options);
  }
  template <CanBroadcast E>
  [[nodiscard]] Result<Pending, SendError> later(const Channels& channels, E event,
                                                 const SendOptions& options = {}) const {
    return enqueue(std::make_shared<detail::HeldEvent<E>>(std::move(event)), &channels, options);
  }
  [[nodiscard]] Result<Pending, SendError> later(const Channels& channels, std::string_view event,
                                                 const nlohmann::json& data = nlohmann::json::object(),
                                                 const SendOptions& options = {}) const;

  /// Waits until every event that `later()` has queued is sent, or has failed and was reported. Returns how
  /// many events are left: the ones that others have added meanwhile. Must not be called from a rescue
  /// handler.
  std::size_t flush() const;
  /// The same, but no longer than `time`.
  [[nodiscard]] std::size_t flush(std::chrono::milliseconds time) const;

  /// Sends a notification, as Masonite does: an object with `to_broadcast(notifiable)`. It goes where its
  /// `broadcast_on(notifiable)` says, or else the notifiable's `route_notification_for("broadcast")`. Its
  /// name is `type()`, or else that of any event.
  ///
  /// ```cpp
  /// struct InvoicePaid {
  ///   int id;
  ///   auto broadcast_on(const User& user) const {
  ///     return fanfare::PrivateChannel("users." + std::to_string(user.id));
  ///   }
  ///   auto to_broadcast(const User& user) const {
  ///     return nlohmann::json{{"id", id}, {"name", user.name}};
  ///   }
  /// };
  /// auto sent = broadcast.notify(InvoicePaid{7}, user);
  /// ```
  ///
  /// Fails as `channel()` does. `broadcast_when()`, `broadcast_via()` and `broadcast_rescue()` work as there.
  template <class Notification, class Notifiable>
  [[nodiscard]] Result<Sent, SendError> notify(const Notification& notification, const Notifiable& notifiable,
                                               const SendOptions& options = {}) const {
    return send(detail::NotificationObject(notification, notifiable), nullptr, options);
  }
  /// A notification that goes to nobody in particular.
  template <class Notification>
  [[nodiscard]] Result<Sent, SendError> notify(const Notification& notification,
                                               const SendOptions& options = {}) const {
    return send(detail::NotificationObject(notification, detail::Nobody{}), nullptr, options);
  }

  /// Sends one event in one request, exactly as it is. Fails with `too_many_channels` for more than 100, and
  /// with `encrypted_channel` for an encrypted channel among others.
  [[nodiscard]] Result<Sent, SendError> trigger(const Event& event, const SendOptions& options = {}) const;
  /// Sends events of one channel each, as many per request as a batch takes. All are checked before the first
  /// is sent. `Sent::event_info` gives the attributes that came back for each.
  [[nodiscard]] Result<Sent, SendError> trigger_batch(const std::vector<Event>& events,
                                                      const SendOptions& options = {}) const;

  /// Sends an event to every connection on which this user is signed in. Fails with `invalid_user` unless
  /// `user_id` has 1 to 128 of the characters that a channel's name may have.
  [[nodiscard]] Result<Sent, SendError> send_to_user(std::string_view user_id, std::string_view event,
                                                     const nlohmann::json& data = nlohmann::json::object(),
                                                     const SendOptions& options = {}) const;
  template <CanBroadcast E>
  [[nodiscard]] Result<Sent, SendError> send_to_user(std::string_view user_id, const E& event,
                                                     const SendOptions& options = {}) const {
    return send_to_user(user_id, event_name(event), event_payload(event), options);
  }

  /// Closes every connection on which this user is signed in. Fails with `invalid_user` as `send_to_user`
  /// does.
  [[nodiscard]] Result<ApiResponse, SendError> terminate_connections(std::string_view user_id,
                                                                     const SendOptions& options = {}) const;

  /// Lists the channels that have subscribers.
  ///
  /// ```cpp
  /// auto chats = broadcast.list_channels({.prefix = "presence-chat.", .info = "user_count"});
  /// for (const auto& [name, info] : chats.value()) std::cout << name << ": " << *info.user_count << '\n';
  /// ```
  ///
  /// Fails with `invalid_option` for an `info` that such channels do not have, and with `invalid_json` for an
  /// answer that is not a list.
  [[nodiscard]] Result<ChannelInfos, SendError> list_channels(const ChannelQuery& query = {},
                                                              const SendOptions& options = {}) const;
  /// Asks about one channel: whether it is occupied and, as far as `info` names them, its `user_count`,
  /// `subscription_count` and `cache`. Fails as `list_channels` does, and with `invalid_channel`.
  [[nodiscard]] Result<ChannelInfo, SendError> channel_info(const Channel& channel,
                                                            std::string_view info = {},
                                                            const SendOptions& options = {}) const;
  /// The user ids of a presence channel's members. Fails with `invalid_channel` for other channels, and with
  /// `invalid_json` for an answer that is not a list.
  [[nodiscard]] Result<std::vector<std::string>, SendError> list_members(
      const Channel& channel, const SendOptions& options = {}) const;

  /// A signed GET below `/apps/{id}`, for anything else that a server offers: `broadcast.get("/channels")`.
  /// Fails with `invalid_parameter` for a resource or parameter that cannot be signed.
  [[nodiscard]] Result<ApiResponse, SendError> get(std::string_view resource,
                                                   const Parameters& parameters = {},
                                                   const SendOptions& options = {}) const;
  /// A signed POST. A string is sent as it is, anything else as JSON. It is retried only where a trigger
  /// would be.
  [[nodiscard]] Result<ApiResponse, SendError> post(std::string_view resource, const nlohmann::json& body,
                                                    const SendOptions& options = {}) const;

  /// The same object on behalf of a user. Without one it sends only on public channels; `Sent::skipped` names
  /// the others. `user` is a bool, an optional or a pointer.
  ///
  /// ```cpp
  /// auto sent = broadcast.as(user, {.socket_id = "1234.5678"}).to_others().channel(NewRelease{"4.0.0"});
  /// ```
  template <class User>
  requires std::constructible_from<bool, const User&>
  [[nodiscard]] Broadcast as(const User& user, AsOptions options = {}) const {
    return bound(static_cast<bool>(user), std::move(options));
  }

  /// `as(user, …)` with the socket id of the request's `X-Socket-ID` header. The request is an `HttpRequest`,
  /// or any with `get_header_value(name)`, such as cpp-httplib's.
  template <class Incoming, class User>
  requires std::constructible_from<bool, const User&>
  [[nodiscard]] Broadcast for_request(const Incoming& request, const User& user) const {
    if constexpr (requires { request.get_header_value("X-Socket-ID"); }) {
      return bound(static_cast<bool>(user),
                   {.socket_id = std::string(request.get_header_value("X-Socket-ID"))});
    } else {
      return bound(static_cast<bool>(user), {.socket_id = std::string(request.header("X-Socket-ID"))});
    }
  }

  /// The same object, which leaves out the sender's own connection. Without a socket id everyone gets the
  /// event.
  [[nodiscard]] Broadcast to_others() const;

  /// The same object on another of the configured drivers; `broadcast_via()` is then ignored. With an unknown
  /// name every call fails with `unknown_driver`. A fake stays a fake, since code under test may name the
  /// driver of production.
  [[nodiscard]] Broadcast driver(std::string_view name) const;

  /// Signs the subscription of one socket to one private or encrypted channel. An encrypted one needs the
  /// master key, otherwise it fails with `encrypted_channel`. Other failures are those of
  /// `fanfare::authorize`.
  [[nodiscard]] Result<Authorization> authorize(const Channel& channel, std::string_view socket_id) const;
  /// The same for a presence channel, as `member`.
  [[nodiscard]] Result<Authorization> authorize(const Channel& channel, std::string_view socket_id,
                                                const Member& member) const;
  /// Signs a user in on one socket. `user` is an object with a non-empty string `id`, or its JSON text; a
  /// `watchlist` is a list of at most 100 strings. Fails as `fanfare::authenticate` does.
  [[nodiscard]] Result<Authentication> authenticate(std::string_view socket_id,
                                                    const nlohmann::json& user) const;

  /// Verifies a webhook over its raw body, byte for byte as it arrived, and reads it. The `data` of encrypted
  /// channels is decrypted with the master key. Header names may be in any case.
  ///
  /// ```cpp
  /// auto webhook = broadcast.webhook({{"X-Pusher-Key", key}, {"X-Pusher-Signature", signature}}, body);
  /// if (!webhook) std::cerr << webhook.error().message();
  /// else for (const auto& event : webhook->events) std::cout << event.name << '\n';
  /// ```
  ///
  /// Fails with `unknown_key`, `invalid_signature`, `timestamp_expired`, `invalid_json`, `json_too_deep`,
  /// `invalid_webhook`, and with `malformed_request` for a content type other than JSON. A missing header is
  /// one of these.
  [[nodiscard]] Result<Webhook> webhook(const HeaderFields& headers, std::string_view body,
                                        const WebhookOptions& options = {}) const;

  /// Answers webhooks on `server`, an `httplib::Server`: calls `handler(const Webhook&)` for each genuine
  /// one. Include fanfare/webhooks_httplib.h where this is called.
  template <class Server, class Handler>
  void webhooks(Server& server, const std::string& path, Handler handler, WebhookOptions options = {}) const {
    mount_webhooks(*this, server, path, std::move(handler), std::move(options));
  }

  /// Answers authorization requests on `server`, an `httplib::Server`. Include fanfare/routes_httplib.h where
  /// this is called.
  ///
  /// ```cpp
  /// broadcast.routes<Account>(server, {.user = current_account, .channels = {{"private-admins", is_admin}}});
  /// ```
  ///
  /// Throws `BadResult` without an app to sign with, for an invalid rule pattern, and for a server of another
  /// cpp-httplib than Fanfare was built with: a server that starts can answer.
  template <class User, class Server>
  void routes(Server& server, RoutesOptions<User> options = {}) const {
    mount(*this, server, std::move(options));
  }

  /// The app that signs, or the reason why it is missing.
  [[nodiscard]] Result<App> app() const;
  /// The key that the keys of encrypted channels are made from, if configured.
  [[nodiscard]] std::optional<MasterKey> master_key() const;
  /// The events that the fake driver has kept, or only those named `event`. Empty on any other driver.
  [[nodiscard]] std::vector<Event> sent(std::string_view event = {}) const;
  /// Writes a line to `BroadcastOptions::logger`.
  void log(std::string_view line) const;

 private:
  explicit Broadcast(std::shared_ptr<const detail::Sender> sender);
  [[nodiscard]] Result<Sent, SendError> send(const detail::EventObject& object, const Channels* channels,
                                             const SendOptions& options) const;
  [[nodiscard]] Result<Pending, SendError> enqueue(std::shared_ptr<const detail::EventObject> object,
                                                   const Channels* channels,
                                                   const SendOptions& options) const;
  [[nodiscard]] Broadcast bound(bool has_user, AsOptions options) const;

  std::shared_ptr<const detail::Sender> sender_;
};

}  // namespace fanfare
