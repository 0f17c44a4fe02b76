#pragma once

#include "connection.h"
#include "outbox.h"
#include "protocol.h"

#include <fanfare/hub/limits.h>

namespace fanfare::hub {

/// Passes an event of a client on to the others on its channel, or tells it why not.
void pass_client_event(Connection& connection, const Incoming& incoming, const Limits& limits,
                       Milliseconds now, Outbox& outbox);

}  // namespace fanfare::hub
