#pragma once

#include <fanfare/broadcast.h>
#include <fanfare/routes_httplib.h>

#include <httplib.h>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace fanfare {

/// The most bytes of a webhook's body: a server may tell of many events at once.
inline constexpr std::size_t webhook_body_max = 1'048'576;

/// What `Broadcast::webhooks` calls: puts a route for webhooks on a cpp-httplib server.
///
/// ```cpp
/// broadcast.webhooks(server, "/webhooks", [](const fanfare::Webhook& webhook) {
///   for (const auto& event : webhook.events) std::cout << event.name << ' ' << event.channel << '\n';
/// });
/// ```
///
/// Answers 200 once `handler` returned, 401 to what is not genuine, 400 to what cannot be read and 413 to a
/// body of more than `webhook_body_max` bytes. When `handler` throws it answers 500, and the server
/// sends the webhook again.
template <class Handler>
void mount_webhooks(const Broadcast& broadcast, httplib::Server& server, const std::string& path,
                    Handler handler, WebhookOptions options) {
  const auto shared = std::make_shared<Handler>(std::move(handler));
  server.Post(detail::quoted_for_regex(path), [broadcast, shared, options = std::move(options)](
                                                  const httplib::Request& request,
                                                  httplib::Response& response,
                                                  const httplib::ContentReader& reader) {
    const auto own = detail::from_httplib(request, detail::read_capped(request, reader, webhook_body_max));
    if (own.body.size() > webhook_body_max) {
      response.status = 413;
      return;
    }
    const auto webhook = broadcast.webhook(own.headers, own.body, options);
    if (!webhook) {
      const auto code = webhook.error().code();
      const bool unreadable = code == ErrorCode::invalid_json || code == ErrorCode::json_too_deep ||
                              code == ErrorCode::invalid_webhook;
      broadcast.log("A webhook was refused: " + webhook.error().message());
      response.status = unreadable ? 400 : 401;
      return;
    }
    try {
      (*shared)(*webhook);
      response.status = 200;
    } catch (...) {
      broadcast.log("The handler of webhooks threw, so the server will send this one again.");
      response.status = 500;
    }
  });
}

}  // namespace fanfare
