#pragma once

#include "app_registry.h"
#include "http_answer.h"

#include <fanfare/request.h>

#include <string_view>

namespace fanfare::hub {

/// `GET /apps/{id}/channels`
[[nodiscard]] HttpAnswer get_channels(const HubApp& app, const Parameters& parameters);

/// `GET /apps/{id}/channels/{name}`
[[nodiscard]] HttpAnswer get_channel(const HubApp& app, std::string_view name, const Parameters& parameters);

/// `GET /apps/{id}/channels/{name}/users`
[[nodiscard]] HttpAnswer get_users(const HubApp& app, std::string_view name, const Parameters& parameters);

}  // namespace fanfare::hub
