#pragma once

#include "connection.h"
#include "outbox.h"
#include "protocol.h"

#include <string_view>

namespace fanfare::hub {

/// Subscribes a connection, or tells it why not. A signature is verified before anything that it covers is
/// read, and nothing is kept of a subscription that is refused.
void subscribe(Connection& connection, const SubscribeMessage& message, Outbox& outbox);

/// Ends a subscription; nothing happens where there is none.
void unsubscribe(Connection& connection, std::string_view channel, Outbox& outbox);

/// Ends every subscription of a connection that is going.
void unsubscribe_all(Connection& connection, Outbox& outbox);

}  // namespace fanfare::hub
