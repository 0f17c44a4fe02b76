#pragma once

#include "connection.h"
#include "outbox.h"
#include "protocol.h"

#include <fanfare/event.h>
#include <fanfare/hub/limits.h>

namespace fanfare::hub {

/// Sends a client event to the other subscribers of its channel, or tells the client why not.
void pass_client_event(Connection& connection, const Incoming& incoming, const EventLimits& limits,
                       Milliseconds now, Outbox& outbox);

}  // namespace fanfare::hub
