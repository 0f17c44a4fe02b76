#pragma once

#include <fanfare/app.h>
#include <fanfare/broadcast.h>
#include <fanfare/encryption.h>
#include <fanfare/transport.h>
#include <fanfare/webhook.h>

#include <optional>
#include <string_view>

namespace fanfare {

/// Verifies a webhook of `app`, or of one of the option `keys`, and reads it. Fails as `Broadcast::webhook`
/// does.
[[nodiscard]] Result<Webhook> read_webhook(const App& app, const std::optional<MasterKey>& master,
                                           const HeaderFields& headers, std::string_view body,
                                           const WebhookOptions& options);

}  // namespace fanfare
