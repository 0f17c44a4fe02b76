#pragma once

#include "app_registry.h"
#include "rate_window.h"

#include <fanfare/hub/action.h>
#include <fanfare/hub/limits.h>

#include <map>
#include <string>

namespace fanfare::hub {

/// An open connection and everything that the hub knows about it.
struct Connection {
  ConnectionId id;
  std::string socket_id;
  HubApp* app;
  Milliseconds last_heard;
  bool pinged = false;  ///< whether the hub pinged it since `last_heard`
  /// Each channel with the user id of this connection there. It is empty except on presence channels.
  std::map<std::string, std::string, std::less<>> subscriptions{};
  RateWindow client_events{};
};

}  // namespace fanfare::hub
