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
  std::string prefix{};  ///< those whose names begin with it; empty: all
  std::string info{};    ///< what to tell of each: `"user_count"`, for which `prefix` begins with `presence-`
};

/// How `Broadcast::webhook` verifies.
struct WebhookOptions {
  /// Apps whose webhooks are taken, too: the same app with its earlier key, while it is being replaced.
  std::vector<App> keys{};
  /// How far the time that a webhook tells may be from now, either way; 0: as far as it likes.
  std::chrono::milliseconds window{0};
};

/// What servers tell of channels, by name.
using ChannelInfos = std::map<std::string, ChannelInfo, std::less<>>;

/// What an event that is sent later comes to.
using Pending = std::future<Result<Sent, SendError>>;

/// Who a bound `Broadcast` sends for, besides whether there is a user.
struct AsOptions {
  std::string socket_id{};  ///< the sender's own connection, which `to_others()` leaves out
};

/// Broadcasts events over the Pusher Channels protocol.
///
/// ```cpp
/// fanfare::Broadcast broadcast({.app_id = "…", .key = "…", .secret = "…", .cluster = "eu"});
/// if (auto sent = broadcast.channel(NewRelease{"4.0.0"}); !sent) std::cerr << sent.error().message();
/// ```
///
/// It is cheap to copy, copies share their connections, and all of it may be called from any thread. Nothing
/// is sent of an event that is not in order: the call fails with `invalid_channel`, `invalid_event_name`,
/// `invalid_data`, `data_too_large` or `invalid_socket_id`.
class Broadcast {
 public:
  /// With a configuration that cannot be used every call fails with what is wrong with it; `make` tells at
  /// once.
  explicit Broadcast(const BroadcastOptions& options);
  /// With a driver of one's own, which has no credentials: `authorize` and `authenticate` fail.
  explicit Broadcast(std::shared_ptr<Driver> driver);

  /// Fails with `missing_credentials`, `invalid_option` or `unknown_driver`.
  [[nodiscard]] static Result<Broadcast> make(const BroadcastOptions& options);
  /// Several drivers, of which `driver(name)` picks one. Fails as the other overload does, for any of them.
  [[nodiscard]] static Result<Broadcast> make(const BroadcastConfiguration& configuration);
  /// From the variables that `BroadcastOptions::from_env` names.
  [[nodiscard]] static Result<Broadcast> from_env();
  /// From JSON of the shape that `BroadcastConfiguration::from_json` takes.
  [[nodiscard]] static Result<Broadcast> from_json(std::string_view text);
  /// From a file of it. Fails with `invalid_option` when it cannot be read.
  [[nodiscard]] static Result<Broadcast> from_file(const std::string& path);
  /// For tests: keeps what it is given, see `sent()`.
  [[nodiscard]] static Broadcast fake();

  /// Sends an event to the channels that its class names. What else a class may say of its sending is told at
  /// `CanBroadcast`. A failure is the event's `broadcast_rescue()`'s to take, then `BroadcastOptions::rescue`'s; the
  /// result has it as `rescued` then, and else is that error.
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
  /// A string travels as it is, all else as JSON. Up to 100 channels go in one request, more are cut into
  /// several. On encrypted channels each gets the event encrypted with its own key, as a batch.
  [[nodiscard]] Result<Sent, SendError> channel(const Channels& channels, std::string_view event,
                                                const nlohmann::json& data = nlohmann::json::object(),
                                                const SendOptions& options = {}) const;

  /// Sends an event without the caller having to wait for it: `channel()`, queued. What it carries is read,
  /// and checked, at once. Events that share a channel go one after the other, in order; others beside them.
  ///
  /// ```cpp
  /// if (auto taken = broadcast.later(NewRelease{"4.0.0"}); !taken) std::cerr << taken.error().message();
  /// const auto left = broadcast.flush(std::chrono::seconds(5));  // before the program ends
  /// ```
  ///
  /// Fails as `channel()` does before it sends, and with `throttled` when the queue is full: it holds
  /// `BroadcastLimits::queue_events` and `queue_bytes`. What fails after that goes to `broadcast_rescue()` or
  /// `BroadcastOptions::rescue`, on a thread of the queue, and else is in the log; and it is in the `Pending`, which
  /// may be left alone.
  ///
  /// A `Broadcast` and its copies share one queue. When the last of them goes, it waits for what is being
  /// sent, and what has not begun is not sent: each such event fails with `aborted`, and is told so.
  /// The fake driver, which has nobody to wait for, keeps the event before this returns.
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

  /// Waits until all that `later()` has taken is sent, or has failed and that was told; gives how many events
  /// are left: those that others have added meanwhile. Not to be called from where failures are told.
  std::size_t flush() const;
  /// The same, but no longer than `time`.
  [[nodiscard]] std::size_t flush(std::chrono::milliseconds time) const;

  /// Sends a notification, as Masonite has them: an object with `to_broadcast(notifiable)`, to where its
  /// `broadcast_on(notifiable)` says or else the notifiable's `route_notification_for("broadcast")`, under
  /// its `type()`, or else as any event is named.
  ///
  /// ```cpp
  /// struct InvoicePaid {
  ///   int id;
  ///   auto broadcast_on(const User& user) const { return PrivateChannel("users." + std::to_string(user.id));
  ///   } auto to_broadcast(const User& user) const { return nlohmann::json{{"id", id}, {"name", user.name}};
  ///   }
  /// };
  /// auto sent = broadcast.notify(InvoicePaid{7}, user);
  /// ```
  ///
  /// Fails as `channel()` does; `broadcast_when()`, `broadcast_via()` and `broadcast_rescue()` are as there.
  template <class Notification, class Notifiable>
  [[nodiscard]] Result<Sent, SendError> notify(const Notification& notification, const Notifiable& notifiable,
                                               const SendOptions& options = {}) const {
    return send(detail::NotificationObject(notification, notifiable), nullptr, options);
  }
  /// One that needs nobody to be named.
  template <class Notification>
  [[nodiscard]] Result<Sent, SendError> notify(const Notification& notification,
                                               const SendOptions& options = {}) const {
    return send(detail::NotificationObject(notification, detail::Nobody{}), nullptr, options);
  }

  /// Sends one event in one request exactly as it stands; more than 100 channels fail with
  /// `too_many_channels`, and several of which one is encrypted with `encrypted_channel`.
  [[nodiscard]] Result<Sent, SendError> trigger(const Event& event, const SendOptions& options = {}) const;
  /// Sends events of one channel each, as many per request as a batch takes. All are checked before the first
  /// is sent. `Sent::event_info` tells what came back of each.
  [[nodiscard]] Result<Sent, SendError> trigger_batch(const std::vector<Event>& events,
                                                      const SendOptions& options = {}) const;

  /// Sends an event to every connection on which this user is signed in. `user_id` has 1 to 128 characters of
  /// those that a channel's name may have; any other fails with `invalid_user`.
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

  /// The channels that somebody is subscribed to.
  ///
  /// ```cpp
  /// auto chats = broadcast.list_channels({.prefix = "presence-chat.", .info = "user_count"});
  /// for (const auto& [name, info] : chats.value()) std::cout << name << ": " << *info.user_count << '\n';
  /// ```
  ///
  /// Fails with `invalid_option` for an `info` that no server tells of such channels, and with `invalid_json`
  /// for an answer that lists none.
  [[nodiscard]] Result<ChannelInfos, SendError> list_channels(const ChannelQuery& query = {},
                                                              const SendOptions& options = {}) const;
  /// What the server tells of one channel: whether it is occupied and, as far as `info` asks for them, its
  /// `user_count`, `subscription_count` and `cache`. Fails as `list_channels` does, and with
  /// `invalid_channel`.
  [[nodiscard]] Result<ChannelInfo, SendError> channel_info(const Channel& channel,
                                                            std::string_view info = {},
                                                            const SendOptions& options = {}) const;
  /// The user ids of a presence channel's members. Fails with `invalid_channel` for any other, and with
  /// `invalid_json` for an answer that lists none.
  [[nodiscard]] Result<std::vector<std::string>, SendError> list_members(
      const Channel& channel, const SendOptions& options = {}) const;

  /// A signed GET of what follows `/apps/{id}`, for what a server has besides: `broadcast.get("/channels")`.
  /// Fails with `invalid_parameter` for a resource or parameter that cannot be signed.
  [[nodiscard]] Result<ApiResponse, SendError> get(std::string_view resource,
                                                   const Parameters& parameters = {},
                                                   const SendOptions& options = {}) const;
  /// A signed POST; a string travels as it is, all else as JSON. It is tried again only where the event of a
  /// trigger would be.
  [[nodiscard]] Result<ApiResponse, SendError> post(std::string_view resource, const nlohmann::json& body,
                                                    const SendOptions& options = {}) const;

  /// The same object, bound to a sender: whatever sends an event, sends it on channels that are not public
  /// only if there is a user, and `Sent::skipped` names the others. `user` is a bool, an optional or a
  /// pointer.
  template <class User>
  requires std::constructible_from<bool, const User&>
  [[nodiscard]] Broadcast as(const User& user, AsOptions options = {}) const {
    return bound(static_cast<bool>(user), std::move(options));
  }

  /// `as(user, …)` with the socket id of the request's `X-Socket-ID` header, for a `HttpRequest` or any
  /// request with `get_header_value(name)`, such as cpp-httplib's.
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

  /// The same object; what it sends is not sent to the sender's own connection. Without a socket id all
  /// receive it.
  [[nodiscard]] Broadcast to_others() const;

  /// The same object on another of the configured drivers, whatever `broadcast_via()` says; with a name that
  /// none has, every call fails with `unknown_driver`. A fake stays one, for code under test may name the
  /// driver of production.
  [[nodiscard]] Broadcast driver(std::string_view name) const;

  /// Signs the subscription of one socket to one private or encrypted channel; an encrypted one needs the
  /// master key, without which it fails with `encrypted_channel`. Fails otherwise as `fanfare::authorize`
  /// does.
  [[nodiscard]] Result<Authorization> authorize(const Channel& channel, std::string_view socket_id) const;
  /// The same for a presence channel, as `member`.
  [[nodiscard]] Result<Authorization> authorize(const Channel& channel, std::string_view socket_id,
                                                const Member& member) const;
  /// Signs a user in on one socket. `user` is an object with a non-empty string `id`, or its JSON text; a
  /// `watchlist` is a list of at most 100 strings. Fails as `fanfare::authenticate` does.
  [[nodiscard]] Result<Authentication> authenticate(std::string_view socket_id,
                                                    const nlohmann::json& user) const;

  /// Verifies a webhook over its raw body, byte for byte as it arrived, and reads it; `data` of encrypted
  /// channels is decrypted with the master key. Header names may be of any case.
  ///
  /// ```cpp
  /// auto webhook = broadcast.webhook({{"X-Pusher-Key", key}, {"X-Pusher-Signature", signature}}, body);
  /// if (!webhook) return unauthorized();
  /// for (const auto& event : webhook->events) std::cout << event.name << '\n';
  /// ```
  ///
  /// Missing and odd headers are errors like any other: `unknown_key`, `invalid_signature`,
  /// `timestamp_expired`, `invalid_json`, `json_too_deep`, `invalid_webhook`, and `malformed_request` for a
  /// content type that is not JSON's.
  [[nodiscard]] Result<Webhook> webhook(const HeaderFields& headers, std::string_view body,
                                        const WebhookOptions& options = {}) const;

  /// Answers webhooks on `server`, a `httplib::Server`, with what `handler(const Webhook&)` makes of those
  /// that are genuine. Include fanfare/webhooks_httplib.h where this is called.
  template <class Server, class Handler>
  void webhooks(Server& server, const std::string& path, Handler handler, WebhookOptions options = {}) const {
    mount_webhooks(*this, server, path, std::move(handler), std::move(options));
  }

  /// Answers authorization requests on `server`, a `httplib::Server`:
  /// `broadcast.routes<Account>(server, {.user = …, .channels = {{"private-admins", is_admin}}})`.
  /// Include fanfare/routes_httplib.h where this is called. Throws `BadResult` when there is no app that
  /// could sign, when a rule's pattern cannot be one, or when the server is of another cpp-httplib than
  /// Fanfare was built with: a server that starts is one that can answer.
  template <class User, class Server>
  void routes(Server& server, RoutesOptions<User> options = {}) const {
    mount(*this, server, std::move(options));
  }

  /// The app that signs, or why there is none.
  [[nodiscard]] Result<App> app() const;
  /// The key that encrypted channels' keys are made from, if one is configured.
  [[nodiscard]] std::optional<MasterKey> master_key() const;
  /// What the fake driver was given so far; those of one name, if one is given. Empty on any other driver.
  [[nodiscard]] std::vector<Event> sent(std::string_view event = {}) const;
  /// Writes a line where the configuration says.
  void log(std::string_view line) const;

 private:
  struct State;
  struct Connection;
  struct Prepared;

  explicit Broadcast(std::shared_ptr<const State> state);
  [[nodiscard]] Result<Sent, SendError> send(const detail::EventObject& object, const Channels* channels,
                                             const SendOptions& options) const;
  [[nodiscard]] Result<Pending, SendError> enqueue(std::shared_ptr<const detail::EventObject> object,
                                                   const Channels* channels,
                                                   const SendOptions& options) const;
  [[nodiscard]] Result<void, SendError> prepare(Prepared& made, const detail::EventObject& object,
                                                const Channels* channels, const SendOptions& options) const;
  [[nodiscard]] Result<Event, SendError> outgoing(const Connection& connection, std::string name,
                                                  Result<std::string> text, const SendOptions& options) const;
  [[nodiscard]] Event from_sender(Event event, const Connection& connection,
                                  const SendOptions& options) const;
  [[nodiscard]] Result<std::vector<std::string>, SendError> open_channels(
      const std::vector<std::string>& names, const Connection& connection,
      std::vector<Skipped>& skipped) const;
  [[nodiscard]] std::shared_ptr<const Connection> connection_of(std::string_view driver) const;
  [[nodiscard]] Result<ApiResponse, SendError> call(const ApiCall& call, const SendOptions& options) const;
  [[nodiscard]] Broadcast bound(bool has_user, AsOptions options) const;

  std::shared_ptr<const State> state_;
  std::shared_ptr<const Connection> connection_;
  bool is_chosen_ = false;  // the caller named the driver, so events have no say
  std::optional<bool> has_user_{};
  std::string socket_id_{};
  bool to_others_ = false;
};

}  // namespace fanfare
