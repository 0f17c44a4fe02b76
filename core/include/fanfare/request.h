#pragma once

#include <fanfare/app.h>
#include <fanfare/event.h>
#include <fanfare/result.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fanfare {

/// Seconds since 1970-01-01 UTC. The core reads no clock: time is an argument.
using UnixSeconds = std::int64_t;

/// How far `auth_timestamp` may be from the server's clock, in seconds.
inline constexpr UnixSeconds timestamp_tolerance = 600;

/// A signed HTTP request, for any transport.
struct Request {
  std::string method;  ///< `GET` or `POST`
  std::string path;    ///< `/apps/{app_id}/…`, without the prefix of a proxy
  std::string query;   ///< percent-encoded, with the signature, without the `?`
  std::string body;    ///< JSON, or empty
};

/// Query parameters: names and values, not percent-encoded.
using Parameters = std::vector<std::pair<std::string, std::string>>;

/// Signs a request to the HTTP API: adds `auth_key`, `auth_timestamp`, `auth_version`, for a non-empty body
/// its `body_md5`, and `auth_signature` (pusher/docs: docs/channels/library_auth_reference/rest-api.md).
/// `resource` is the path after `/apps/{id}`, like `"/events"` or `"/channels/presence-chat/users"`.
///
/// ```cpp
/// auto request = fanfare::sign_request(app, "GET", "/channels", {{"info", "user_count"}}, "", 1353088179);
/// // request->path == "/apps/3/channels", request->query ends with "&auth_signature=…"
/// ```
///
/// Names are lower-cased and sorted. Fails with `invalid_parameter` for a parameter with a reserved name
/// (`auth_*`, `body_md5`) or given twice, for a control character in a value, for a method other than GET and
/// POST, and for a resource with characters that a path would have to escape.
[[nodiscard]] Result<Request> sign_request(const App& app, std::string_view method, std::string_view resource,
                                           const Parameters& parameters, std::string_view body,
                                           UnixSeconds now);

/// The signed request that broadcasts `event`. Fails as `trigger_body` does.
[[nodiscard]] Result<Request> trigger_request(const App& app, const Event& event, UnixSeconds now,
                                              const EventLimits& limits = {});

/// The signed request that broadcasts several events at once. Fails as `batch_body` does.
[[nodiscard]] Result<Request> batch_request(const App& app, const std::vector<Event>& events, UnixSeconds now,
                                            const EventLimits& limits = {});

/// A request that a server received: the path and the query exactly as they were on the wire, the query without
/// its `?`.
struct ReceivedRequest {
  std::string_view method;
  std::string_view path;
  std::string_view query;
  std::string_view body;
};

/// Checks that `request` was signed with this app's secret, for this app, over this body, at most 600 s before or
/// after `now`. Returns the parameters that are not the signature's own: percent-decoded, sorted, with names in
/// lower case. Fails, checked in this order, with `invalid_parameter`, `unknown_key` (also for the path of another
/// app), `timestamp_expired`, `body_md5_mismatch` or `invalid_signature`. The sentences are for the sender of the
/// request and hold no secret.
[[nodiscard]] Result<Parameters> verify_request(const App& app, const ReceivedRequest& request,
                                                UnixSeconds now);

}  // namespace fanfare
