#include <fanfare/request.h>

#include "ascii.h"
#include "canonical.h"
#include "decimal.h"
#include "event_view.h"
#include "hmac.h"
#include "percent.h"
#include "sentence.h"

#include <utility>

namespace fanfare {
namespace {

Error invalid(const char* sentence, std::initializer_list<Part> parts = {}) {
  return refusal(ErrorCode::invalid_parameter, sentence, parts);
}

/// The path is signed as it travels, so it must be one that no client or proxy rewrites.
bool is_path(std::string_view resource) {
  constexpr ascii::Set unescaped("09AZaz", "-._~=@,;/");
  if (!resource.starts_with('/') || !ascii::all(resource, unescaped)) return false;
  while (!resource.empty()) {
    resource.remove_prefix(1);
    const std::string_view segment = resource.substr(0, resource.find('/'));
    resource.remove_prefix(segment.size());
    if (segment.empty() || segment == "." || segment == "..") return false;
  }
  return true;
}

Result<void> check_path(std::string_view resource) {
  if (is_path(resource)) return {};
  return invalid(
      "The resource %q is no path: write it like /channels/a/users, with ASCII letters, digits and "
      "-._~=@,; between single slashes.",
      {resource});
}

Result<void> check_parameter(const Field& field) {
  const auto& [name, value] = field;
  if (!is_parameter_name(name)) {
    return invalid("The parameter name %q is not one: use ASCII letters, digits, - and _.", {name});
  }
  if (is_reserved_parameter(name)) {
    return invalid("The parameter %s is part of the signature and cannot be given.", {name});
  }
  if (!is_parameter_value(value)) {
    return invalid("The parameter %s has a control character or is not valid UTF-8.", {name});
  }
  return {};
}

/// How many parameters a signature has beside itself.
constexpr std::size_t own_fields = 4;

/// Fills path and query. `fields` are the caller's own, checked.
Result<void> sign(const AppView& app, std::string_view method, std::string_view resource,
                  SortedFields& fields, std::string_view body, UnixSeconds now, Request& request) {
  if (now < 0) return invalid("The time is before 1970: check the clock.");
  std::string signed_path(app.signed_prefix);
  if (!signed_path.empty()) {
    if (auto checked = check_path(signed_path); !checked) return checked;
  }
  std::string timestamp;
  decimal::append(timestamp, now);
  std::string body_md5;
  fields.insert({"auth_key", app.key});
  fields.insert({"auth_timestamp", timestamp});
  fields.insert({"auth_version", "1.0"});
  if (!body.empty()) {
    body_md5 = md5_hex(body);
    fields.insert({"body_md5", body_md5});
  }

  request.path += "/apps/";
  request.path += app.id;
  request.path += resource;
  for (const Field& field : fields) {
    request.query += field.name;
    request.query += '=';
    percent::append_encoded(request.query, field.value);
    request.query += '&';
  }
  request.query += "auth_signature=";
  signed_path += request.path;
  append_hmac_sha256_hex(request.query, app.signing_key,
                         {text_to_sign(method, signed_path, {fields.begin(), fields.end()})});
  return {};
}

}  // namespace

Result<void> sign_request(const AppView& app, std::string_view method, std::string_view resource,
                          std::span<const Field> parameters, std::string_view body, UnixSeconds now,
                          Request& request) {
  if (method != "GET" && method != "POST") {
    return invalid("The method %q is not one of the HTTP API: use GET or POST.", {method});
  }
  if (auto checked = check_path(resource); !checked) return checked;
  std::vector<std::string> names(parameters.size());
  SortedFields fields(names.size() + own_fields);
  for (std::size_t i = 0; i < names.size(); ++i) {
    names[i] = ascii::to_lower(parameters[i].name);
    const Field field{names[i], parameters[i].value};
    if (auto checked = check_parameter(field); !checked) return checked;
    if (!fields.insert(field)) return invalid("The parameter %s is given twice.", {field.name});
  }
  return sign(app, method, resource, fields, body, now, request);
}

Result<void> trigger_request(const AppView& app, const EventView& event, UnixSeconds now,
                             const EventLimits& limits, Request& request) {
  if (auto built = append_trigger_body(request.body, event, limits); !built) return built;
  SortedFields fields(own_fields);
  return sign(app, "POST", "/events", fields, request.body, now, request);
}

Result<void> batch_request(const AppView& app, std::span<const EventView> events, UnixSeconds now,
                           const EventLimits& limits, Request& request) {
  if (auto built = append_batch_body(request.body, events, limits); !built) return built;
  SortedFields fields(own_fields);
  return sign(app, "POST", "/batch_events", fields, request.body, now, request);
}

Result<Request> sign_request(const App& app, std::string_view method, std::string_view resource,
                             const Parameters& parameters, std::string_view body, UnixSeconds now) {
  std::vector<Field> fields;
  for (const auto& [name, value] : parameters) fields.push_back({name, value});
  Request request{std::string(method), {}, {}, std::string(body)};
  if (auto done = sign_request(app, method, resource, fields, body, now, request); !done) return done;
  return request;
}

Result<Request> trigger_request(const App& app, const Event& event, UnixSeconds now,
                                const EventLimits& limits) {
  const auto view = view_of(event);
  if (!view) return view.error();
  Request request{"POST", {}, {}, {}};
  if (auto done = trigger_request(app, *view, now, limits, request); !done) return done;
  return request;
}

Result<Request> batch_request(const App& app, const std::vector<Event>& events, UnixSeconds now,
                              const EventLimits& limits) {
  const auto views = views_of(events);
  if (!views) return views.error();
  Request request{"POST", {}, {}, {}};
  if (auto done = batch_request(app, *views, now, limits, request); !done) return done;
  return request;
}

}  // namespace fanfare
