#pragma once

#include "app_registry.h"
#include "rate_window.h"

#include <fanfare/hub/action.h>
#include <fanfare/hub/limits.h>

#include <map>
#include <string>

namespace fanfare::hub {

/// An open connection and all that the hub knows of it.
struct Connection {
  ConnectionId id;
  std::string socket_id;
  HubApp* app;
  Milliseconds last_heard;
  bool pinged = false;  ///< since it was last heard of
  /// Channel to the user that the connection is there, empty where there are no members.
  std::map<std::string, std::string, std::less<>> subscriptions{};
  RateWindow client_events{};
};

}  // namespace fanfare::hub
