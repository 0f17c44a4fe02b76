#include "app_registry.h"

#include "../sentence.h"

namespace fanfare::hub {

Result<AppRegistry> AppRegistry::make(std::vector<App> apps) {
  if (apps.empty()) return refusal(ErrorCode::invalid_option, "A hub needs at least one app.");
  AppRegistry registry;
  for (auto& app : apps) {
    if (registry.find_by_id(app.id())) {
      return refusal(ErrorCode::invalid_option, "Two apps of the hub have the id %s: give each its own.",
                     {app.id()});
    }
    if (registry.find_by_key(app.key())) {
      return refusal(ErrorCode::invalid_option, "Two apps of the hub have the key %s: give each its own.",
                     {app.key()});
    }
    registry.apps_.push_back(std::make_unique<HubApp>(std::move(app)));
  }
  return registry;
}

HubApp* AppRegistry::find_by_id(std::string_view id) const {
  for (const auto& entry : apps_) {
    if (entry->app.id() == id) return entry.get();
  }
  return nullptr;
}

HubApp* AppRegistry::find_by_key(std::string_view key) const {
  for (const auto& entry : apps_) {
    if (entry->app.key() == key) return entry.get();
  }
  return nullptr;
}

}  // namespace fanfare::hub
