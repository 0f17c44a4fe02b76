#include "subscriptions.h"

#include "../decimal.h"
#include "frames.h"

#include <fanfare/auth.h>
#include <fanfare/channel.h>

#include <optional>
#include <string>

namespace fanfare::hub {
namespace {

/// Why a subscription is refused, in the shape of `pusher:subscription_error`.
struct Refusal {
  const char* type;
  std::string message;
  int status;
};

/// The protocol's code for "over capacity": trying again later may help.
constexpr int over_capacity = 4100;

std::optional<Refusal> refuse_by_name(const Connection& connection, const std::string& channel) {
  if (const auto checked = check_channel_name(channel, channel_name_max_pusher); !checked) {
    return Refusal{"InvalidChannel", checked.error().message(), 400};
  }
  if (connection.subscriptions.size() >= subscriptions_max) {
    return Refusal{
        "LimitReached",
        "A connection may be subscribed to at most " + decimal::text(subscriptions_max) + " channels.",
        over_capacity};
  }
  return std::nullopt;
}

std::optional<Refusal> refuse_by_signature(const Connection& connection, const SubscribeMessage& message) {
  const auto kind = channel_kind(message.channel);
  if (kind == ChannelKind::public_channel) return std::nullopt;
  if (message.auth.empty()) {
    return Refusal{"AuthError", "A subscription to " + message.channel + " needs an auth signature.", 401};
  }
  if (kind == ChannelKind::presence && message.channel_data.empty()) {
    return Refusal{"AuthError",
                   "A subscription to " + message.channel + " needs channel_data with a user_id.", 401};
  }
  if (!verify_authorization(connection.app->app, connection.socket_id, message.channel, message.channel_data,
                            message.auth)) {
    return Refusal{
        "AuthError",
        "Invalid signature for socket " + connection.socket_id + " on " + message.channel +
            ": it must be made with this app's key and secret over the socket id, the channel and, on a "
            "presence channel, channel_data as it is sent.",
        401};
  }
  return std::nullopt;
}

std::optional<Refusal> refuse_member(const Connection& connection, const std::string& channel,
                                     const Result<PresenceUser>& user) {
  if (!user) {
    return Refusal{"InvalidMember", user.error().message(),
                   user.error().code() == ErrorCode::member_too_large ? 413 : 400};
  }
  const OccupiedChannel* occupied = connection.app->channels.find(channel);
  if (occupied && !occupied->members.has_room_for(user->id)) {
    return Refusal{"LimitReached",
                   "The channel " + channel + " has its " + decimal::text(members_max) + " members already.",
                   over_capacity};
  }
  return std::nullopt;
}

void send_refusal(const Connection& connection, const std::string& channel, const Refusal& refusal,
                  Outbox& outbox) {
  outbox.send(connection.id,
              frames::subscription_error(channel, refusal.type, refusal.message, refusal.status));
  outbox.observe({.what = Happening::refused,
                  .app_id = connection.app->app.id(),
                  .socket_id = connection.socket_id,
                  .channel = channel,
                  .detail = refusal.message});
}

void observe(const Connection& connection, Happening what, const std::string& channel,
             const std::string& user_id, Outbox& outbox) {
  outbox.observe({.what = what,
                  .app_id = connection.app->app.id(),
                  .socket_id = connection.socket_id,
                  .channel = channel,
                  .detail = user_id});
}

void join(Connection& connection, const std::string& channel, const PresenceUser* user, Outbox& outbox) {
  OccupiedChannel& occupied = connection.app->channels.add(channel, connection.id);
  connection.subscriptions.emplace(channel, user ? user->id : "");
  observe(connection, Happening::subscribed, channel, user ? user->id : "", outbox);
  if (!user) {
    outbox.send(connection.id, frames::subscription_succeeded(channel));
    return;
  }
  const bool first = occupied.members.join(*user);
  outbox.send(connection.id, frames::subscription_succeeded(channel, occupied.members));
  if (!first) return;
  outbox.send(occupied.others(connection.id), frames::member_added(channel, *user));
  observe(connection, Happening::member_added, channel, user->id, outbox);
}

/// Removes a connection from a channel and tells the others. `user_id` is empty except on presence channels.
void leave(const Connection& connection, const std::string& channel, const std::string& user_id,
           Outbox& outbox) {
  OccupiedChannel* occupied = connection.app->channels.find(channel);
  const bool last = occupied && !user_id.empty() && occupied->members.leave(user_id);
  occupied = connection.app->channels.remove(channel, connection.id);
  observe(connection, Happening::unsubscribed, channel, user_id, outbox);
  if (!last) return;
  if (occupied) outbox.send(occupied->subscribers, frames::member_removed(channel, user_id));
  observe(connection, Happening::member_removed, channel, user_id, outbox);
}

}  // namespace

void subscribe(Connection& connection, const SubscribeMessage& message, Outbox& outbox) {
  const std::string& channel = message.channel;
  if (connection.subscriptions.find(channel) != connection.subscriptions.end()) {
    outbox.send(connection.id, frames::error(std::nullopt, "Existing subscription to channel " + channel));
    return;
  }
  auto refusal = refuse_by_name(connection, channel);
  if (!refusal) refusal = refuse_by_signature(connection, message);
  if (refusal) return send_refusal(connection, channel, *refusal, outbox);
  if (channel_kind(channel) != ChannelKind::presence) return join(connection, channel, nullptr, outbox);

  const auto user = parse_channel_data(message.channel_data);
  refusal = refuse_member(connection, channel, user);
  if (refusal) return send_refusal(connection, channel, *refusal, outbox);
  join(connection, channel, &*user, outbox);
}

void unsubscribe(Connection& connection, std::string_view channel, Outbox& outbox) {
  const auto found = connection.subscriptions.find(channel);
  if (found == connection.subscriptions.end()) return;
  const auto subscription = connection.subscriptions.extract(found);
  leave(connection, subscription.key(), subscription.mapped(), outbox);
}

void unsubscribe_all(Connection& connection, Outbox& outbox) {
  for (const auto& [channel, user_id] : connection.subscriptions) leave(connection, channel, user_id, outbox);
  connection.subscriptions.clear();
}

}  // namespace fanfare::hub
