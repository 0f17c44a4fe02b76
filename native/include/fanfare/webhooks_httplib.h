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

namespace detail {

inline void answer_webhook(httplib::Response& response, int status, const nlohmann::json& body) {
  response.status = status;
  response.set_header("Cache-Control", "no-store");
  response.set_content(body.dump(), "application/json");
}

inline void refuse_webhook(httplib::Response& response, int status, const Error& error) {
  answer_webhook(response, status, {{"error", {{"code", error.name()}, {"message", error.message()}}}});
}

}  // namespace detail

/// What `Broadcast::webhooks` calls: puts a route for webhooks on a cpp-httplib server.
///
/// ```cpp
/// broadcast.webhooks(server, "/webhooks", [](const fanfare::Webhook& webhook) {
///   for (const auto& event : webhook.events) std::cout << event.name << ' ' << event.channel << '\n';
/// });
/// ```
///
/// Answers as TypeScript's `webhooks` does: 200 once `handler` returned, 401 to what is not genuine, 400 to
/// what cannot be read or is not JSON by its content type, 405 to other methods than POST, and 413 to a body
/// of more than `webhook_body_max` bytes, each with `{"error":{"code":…,"message":…}}`. When `handler` throws
/// it answers 500, and the server sends the webhook again.
template <class Handler>
void mount_webhooks(const Broadcast& broadcast, httplib::Server& server, const std::string& path,
                    Handler handler, WebhookOptions options) {
  detail::require_httplib(CPPHTTPLIB_VERSION);
  const auto pattern = detail::quoted_for_regex(path);
  const auto shared = std::make_shared<Handler>(std::move(handler));
  server.Post(pattern, [broadcast, shared, options = std::move(options)](
                           const httplib::Request& request, httplib::Response& response,
                           const httplib::ContentReader& reader) {
    const auto refuse = [&](int status, const Error& error) {
      broadcast.log("A webhook was refused, " + std::string(error.name()) + ": " + error.message());
      detail::refuse_webhook(response, status, error);
    };
    const auto own = detail::from_httplib(request, detail::read_capped(request, reader, webhook_body_max));
    if (own.body.size() > webhook_body_max) {
      return refuse(413, Error(ErrorCode::malformed_request,
                               "The body has more than " + std::to_string(webhook_body_max) + " bytes."));
    }
    const auto webhook = broadcast.webhook(own.headers, own.body, options);
    if (!webhook) return refuse(webhook_status(webhook.error().code()), webhook.error());
    try {
      (*shared)(*webhook);
      detail::answer_webhook(response, 200, nlohmann::json::object());
    } catch (...) {
      broadcast.log("The handler of webhooks threw, so the server will send this one again.");
      detail::refuse_webhook(response, 500, Error(ErrorCode::internal, "The webhook could not be handled."));
    }
  });
  const auto not_post = [](const httplib::Request&, httplib::Response& response) {
    response.set_header("Allow", "POST");
    detail::refuse_webhook(response, 405, Error(ErrorCode::method_not_allowed, "Webhooks are sent by POST."));
  };
  const auto not_post_with_body = [not_post](const httplib::Request& request, httplib::Response& response,
                                             const httplib::ContentReader& reader) {
    static_cast<void>(detail::read_capped(request, reader, 0));
    not_post(request, response);
  };
  server.Get(pattern, not_post);
  server.Options(pattern, not_post);
  server.Put(pattern, not_post_with_body);
  server.Patch(pattern, not_post_with_body);
  server.Delete(pattern, not_post_with_body);
}

}  // namespace fanfare
