#include "client_events.h"

#include "../decimal.h"
#include "frames.h"

#include <fanfare/channel.h>
#include <fanfare/event.h>

#include <optional>
#include <string>

namespace fanfare::hub {
namespace {

/// The protocol's code for "client event rejected due to rate limit".
constexpr int client_event_rejected = 4301;

/// Why a client event is refused, if it is.
std::optional<std::string> reason_to_refuse(const Connection& connection, const Incoming& incoming,
                                            const EventLimits& limits) {
  if (const auto checked = check_event_name(incoming.event); !checked) return checked.error().message();
  if (incoming.channel.empty()) return "A client event must name its channel.";
  const auto kind = channel_kind(incoming.channel);
  if (kind == ChannelKind::public_channel)
    return "Client events are only possible on private and presence channels.";
  if (kind == ChannelKind::encrypted) return "Client events are not possible on encrypted channels.";
  if (connection.subscriptions.find(incoming.channel) == connection.subscriptions.end()) {
    return "To send a client event one must be subscribed to its channel.";
  }
  if (incoming.data_text.size() > limits.data_bytes) {
    return "The data of this client event exceeds the allowed maximum (" + decimal::text(limits.data_bytes) +
           " bytes).";
  }
  return std::nullopt;
}

void refuse(const Connection& connection, const Incoming& incoming, std::optional<int> code,
            const std::string& reason, Outbox& outbox) {
  outbox.send(connection.id, frames::error(code, reason));
  outbox.observe({.what = Happening::refused,
                  .app_id = connection.app->app.id(),
                  .socket_id = connection.socket_id,
                  .channel = incoming.channel,
                  .event = incoming.event,
                  .detail = reason});
}

}  // namespace

void pass_client_event(Connection& connection, const Incoming& incoming, const EventLimits& limits,
                       Milliseconds now, Outbox& outbox) {
  if (const auto reason = reason_to_refuse(connection, incoming, limits)) {
    return refuse(connection, incoming, std::nullopt, *reason, outbox);
  }
  if (!connection.client_events.take(now)) {
    return refuse(connection, incoming, client_event_rejected,
                  "A connection may send at most " + decimal::text(client_events_per_second) +
                      " client events per second: this one was dropped.",
                  outbox);
  }
  const OccupiedChannel* occupied = connection.app->channels.find(incoming.channel);
  if (!occupied) return;
  const std::string& user_id = connection.subscriptions.find(incoming.channel)->second;
  outbox.send(occupied->others(connection.id),
              frames::client_event(incoming.channel, incoming.event, incoming.data_text, user_id));
  outbox.observe({.what = Happening::client_event,
                  .app_id = connection.app->app.id(),
                  .socket_id = connection.socket_id,
                  .channel = incoming.channel,
                  .event = incoming.event,
                  .detail = incoming.data_text});
}

}  // namespace fanfare::hub
