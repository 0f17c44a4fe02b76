#include "webhooks/webhook.h"

#include "clock.h"
#include "routes/request.h"

#include <fanfare/routes.h>

#include <vector>

namespace fanfare {

Result<Webhook> read_webhook(const App& app, const std::optional<MasterKey>& master,
                             const HeaderFields& headers, std::string_view body,
                             const WebhookOptions& options) {
  std::vector<App> apps{app};
  apps.insert(apps.end(), options.keys.begin(), options.keys.end());
  const HttpRequest request{.method = "POST", .path = {}, .headers = headers};
  // A framework may leave the type out: then the body itself shows whether it is JSON.
  if (const auto type = detail::media_type(request); !type.empty() && type != "application/json") {
    return Error(ErrorCode::malformed_request, "A webhook's Content-Type is application/json.");
  }
  const bool checks_time = options.window.count() != 0;
  auto verified = verify_webhook(
      apps, request.header("X-Pusher-Key"), request.header("X-Pusher-Signature"), body,
      {.window_ms = options.window.count(), .now_ms = checks_time ? system_clock().unix_ms() : 0});
  if (!verified) return verified.error();
  return parse_webhook(body, master ? &*master : nullptr);
}

}  // namespace fanfare
