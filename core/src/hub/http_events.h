#pragma once

#include "app_registry.h"
#include "http_answer.h"

#include <fanfare/event.h>

#include <string_view>

namespace fanfare::hub {

/// `POST /apps/{id}/events`
[[nodiscard]] HttpAnswer post_event(const HubApp& app, std::string_view body, const EventLimits& limits,
                                    Outbox& outbox);

/// `POST /apps/{id}/batch_events`. Sends the whole batch or none of it.
[[nodiscard]] HttpAnswer post_batch(const HubApp& app, std::string_view body, const EventLimits& limits,
                                    Outbox& outbox);

}  // namespace fanfare::hub
