#include <fanfare/request.h>

#include "ascii.h"
#include "canonical.h"
#include "decimal.h"
#include "hmac.h"
#include "sentence.h"

namespace fanfare {
namespace {

Error invalid(const char* sentence, std::initializer_list<Part> parts = {}) {
  return refusal(ErrorCode::invalid_parameter, sentence, parts);
}

/// The path is signed as it travels, so it must be one that no client or proxy rewrites.
Result<void> check_resource(std::string_view resource) {
  const auto belongs = [](char c) { return ascii::is_alphanumeric(c) || ascii::is_any_of(c, "-._~=@,;/"); };
  const std::string closed = std::string(resource) + "/";
  bool fits = resource.starts_with('/') && ascii::all(resource, belongs);
  for (const std::string_view rewritten : {"//", "/./", "/../"}) {
    fits = fits && closed.find(rewritten) == std::string::npos;
  }
  if (fits) return {};
  return invalid(
      "The resource %q cannot be a path: write it like /channels/presence-chat/users, with ASCII letters, "
      "digits and -._~=@,; between single slashes.",
      {resource});
}

Result<void> check_parameters(const Parameters& sorted) {
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const auto& [name, value] = sorted[i];
    if (!is_parameter_name(name)) {
      return invalid("The parameter name %q is not one: use ASCII letters, digits, - and _.", {name});
    }
    if (is_reserved_parameter(name)) {
      return invalid("The parameter %s is part of the signature and cannot be given.", {name});
    }
    if (i > 0 && sorted[i - 1].first == name) return invalid("The parameter %s is given twice.", {name});
    if (!is_parameter_value(value)) {
      return invalid("The parameter %s has a control character or is not valid UTF-8.", {name});
    }
  }
  return {};
}

}  // namespace

Result<Request> sign_request(const App& app, std::string_view method, std::string_view resource,
                             const Parameters& parameters, std::string_view body, UnixSeconds now) {
  if (method != "GET" && method != "POST") {
    return invalid("The method %q is not one of the HTTP API: use GET or POST.", {method});
  }
  if (now < 0) return invalid("The time is before 1970: check the clock.");
  if (auto checked = check_resource(resource); !checked) return checked.error();
  const std::string& prefix = app.signed_prefix();
  if (!prefix.empty()) {
    if (auto checked = check_resource(prefix); !checked) return checked.error();
  }
  Parameters all = parameters;
  sort_parameters(all);
  if (auto checked = check_parameters(all); !checked) return checked.error();

  const auto add = [&all](std::string_view name, std::string_view value) { all.emplace_back(name, value); };
  add("auth_key", app.key());
  add("auth_timestamp", decimal::text(now));
  add("auth_version", "1.0");
  if (!body.empty()) add("body_md5", md5_hex(body));
  sort_parameters(all);

  Request request{std::string(method), "/apps/" + app.id(), {}, std::string(body)};
  request.path += resource;
  request.query = encoded_query(all);
  request.query += "&auth_signature=";
  request.query +=
      hmac_sha256_hex(app.signing_key(), text_to_sign(request.method, prefix + request.path, all));
  return request;
}

Result<Request> trigger_request(const App& app, const Event& event, UnixSeconds now,
                                const EventLimits& limits) {
  const auto body = trigger_body(event, limits);
  if (!body) return body.error();
  return sign_request(app, "POST", "/events", {}, *body, now);
}

Result<Request> batch_request(const App& app, const std::vector<Event>& events, UnixSeconds now,
                              const EventLimits& limits) {
  const auto body = batch_body(events, limits);
  if (!body) return body.error();
  return sign_request(app, "POST", "/batch_events", {}, *body, now);
}

}  // namespace fanfare
