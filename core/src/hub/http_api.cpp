#include "http_api.h"

#include "../decimal.h"
#include "http_answer.h"
#include "http_channels.h"
#include "http_events.h"

#include <optional>
#include <string>

namespace fanfare::hub {
namespace {

struct AppPath {
  std::string_view app_id;
  std::string_view resource;  ///< what follows, with its slash
};

std::optional<AppPath> parse_app_path(std::string_view path) {
  constexpr std::string_view prefix = "/apps/";
  if (!path.starts_with(prefix)) return std::nullopt;
  path.remove_prefix(prefix.size());
  const auto slash = path.find('/');
  if (slash == std::string_view::npos || slash == 0) return std::nullopt;
  return AppPath{path.substr(0, slash), path.substr(slash)};
}

HttpAnswer route(const HubApp& app, const ReceivedRequest& request, std::string_view resource,
                 const Parameters& parameters, const EventLimits& limits, Outbox& outbox) {
  constexpr std::string_view channels = "/channels/";
  constexpr std::string_view users = "/users";
  const bool posts = resource == "/events" || resource == "/batch_events";
  const bool gets = resource == "/channels" || resource.starts_with(channels);
  if (!posts && !gets)
    return {404, "There is no such resource: the hub serves events, batch_events and channels."};
  if (request.method != (posts ? "POST" : "GET")) {
    return {405, std::string("This resource is asked for by ") + (posts ? "POST." : "GET.")};
  }
  if (resource == "/events") return post_event(app, request.body, limits, outbox);
  if (resource == "/batch_events") return post_batch(app, request.body, limits, outbox);
  if (resource == "/channels") return get_channels(app, parameters);
  resource.remove_prefix(channels.size());
  if (!resource.ends_with(users)) return get_channel(app, resource, parameters);
  resource.remove_suffix(users.size());
  return get_users(app, resource, parameters);
}

HttpAnswer answer(const AppRegistry& apps, const ReceivedRequest& request, const EventLimits& limits,
                  UnixSeconds now, Outbox& outbox) {
  const auto path = parse_app_path(request.path);
  if (!path) return {404, "Not found: the HTTP API begins at /apps/{app_id}/."};
  const HubApp* app = apps.find_by_id(path->app_id);
  if (!app) return {404, "There is no app with this id on this hub."};
  const auto parameters =
      verify_request(app->app, {request.method, request.path, request.query, request.body}, now);
  if (!parameters) return {401, parameters.error().message()};
  return route(*app, request, path->resource, *parameters, limits, outbox);
}

}  // namespace

void answer_request(const AppRegistry& apps, const ReceivedRequest& request, const EventLimits& limits,
                    UnixSeconds now, Outbox& outbox) {
  auto made = answer(apps, request, limits, now, outbox);
  if (made.status != 200) {
    const auto path = parse_app_path(request.path);
    outbox.observe({.what = Happening::request_refused,
                    .app_id = path ? std::string(path->app_id) : "",
                    .detail = decimal::text(made.status) + " " + made.body});
  }
  std::move(made).send(outbox);
}

}  // namespace fanfare::hub
