#pragma once

#include "app_registry.h"
#include "outbox.h"

#include <fanfare/hub/engine.h>

namespace fanfare::hub {

/// Answers one request to the HTTP API (pusher/docs: docs/channels/library_auth_reference/rest-api.md) and
/// broadcasts its events. The signature is verified first: until then the body is not read, and the answer says
/// nothing about the app.
void answer_request(const AppRegistry& apps, const ReceivedRequest& request, const EventLimits& limits,
                    UnixSeconds now, Outbox& outbox);

}  // namespace fanfare::hub
