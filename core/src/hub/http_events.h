#pragma once

#include "app_registry.h"
#include "http_answer.h"

#include <fanfare/hub/limits.h>

#include <string_view>

namespace fanfare::hub {

/// `POST /apps/{id}/events`
[[nodiscard]] HttpAnswer post_event(const HubApp& app, std::string_view body, const Limits& limits,
                                    Outbox& outbox);

/// `POST /apps/{id}/batch_events`: all of the batch is sent, or nothing of it.
[[nodiscard]] HttpAnswer post_batch(const HubApp& app, std::string_view body, const Limits& limits,
                                    Outbox& outbox);

}  // namespace fanfare::hub
