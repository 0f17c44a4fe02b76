#pragma once

#include "app_registry.h"
#include "outbox.h"

#include <fanfare/hub/engine.h>

namespace fanfare::hub {

/// Answers one request to the HTTP API (pusher/docs: docs/channels/library_auth_reference/rest-api.md) and
/// sends what it broadcasts. Nothing is read of a request, and nothing told about an app, before its
/// signature is verified.
void answer_request(const AppRegistry& apps, const HttpRequest& request, const Limits& limits,
                    UnixSeconds now, Outbox& outbox);

}  // namespace fanfare::hub
