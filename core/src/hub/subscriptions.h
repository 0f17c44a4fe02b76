#pragma once

#include "connection.h"
#include "outbox.h"
#include "protocol.h"

#include <string_view>

namespace fanfare::hub {

/// Subscribes a connection, or tells the client why not. The signature is verified before anything that it covers
/// is read. A refused subscription leaves no trace.
void subscribe(Connection& connection, const SubscribeMessage& message, Outbox& outbox);

/// Ends a subscription, if there is one.
void unsubscribe(Connection& connection, std::string_view channel, Outbox& outbox);

/// Ends every subscription of a connection that is closing.
void unsubscribe_all(Connection& connection, Outbox& outbox);

}  // namespace fanfare::hub
