#pragma once

#include "channel_registry.h"

#include <fanfare/app.h>
#include <fanfare/result.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare::hub {

/// One app with its channels and sockets. Apps share nothing, so nothing can leak from one to another.
struct HubApp {
  explicit HubApp(App credentials) : app(std::move(credentials)) {}

  App app;
  ChannelRegistry channels;
  std::map<std::string, ConnectionId, std::less<>> sockets;  ///< by socket id
};

/// The apps of a hub. An app keeps its address.
class AppRegistry {
 public:
  /// Fails with `invalid_option` when there is no app, or when two apps share an id or a key.
  [[nodiscard]] static Result<AppRegistry> make(std::vector<App> apps);

  [[nodiscard]] HubApp* find_by_id(std::string_view id) const;
  [[nodiscard]] HubApp* find_by_key(std::string_view key) const;
  [[nodiscard]] const std::vector<std::unique_ptr<HubApp>>& all() const { return apps_; }

 private:
  std::vector<std::unique_ptr<HubApp>> apps_;
};

}  // namespace fanfare::hub
