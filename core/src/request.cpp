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

using std::string_view_literals::operator""sv;  // appended without a count of their characters

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

/// What every signature says of its request beside the caller's own parameters.
struct Stamp {
  std::string_view key;
  std::string timestamp;
  std::string body_md5;  // empty without a body
};

bool append_value(std::string& out, std::string_view value, bool escape) {
  if (escape) return percent::append_encoded(out, value);
  out += value;
  return false;
}

/// Appends all parameters in their order, each with a `&` after it, and gives whether a value was escaped.
/// What begins with `auth_` is the stamp's alone, so that three of its own stand together.
bool append_query(std::string& out, const Stamp& stamp, const SortedFields& own, bool escape) {
  bool any = false;
  const Field* next = own.begin();
  const auto append_before = [&](std::string_view name) {
    for (; next != own.end() && next->name < name; ++next) {
      out += next->name;
      out += '=';
      any = append_value(out, next->value, escape) || any;
      out += '&';
    }
  };
  append_before("auth_");
  out += "auth_key="sv;
  any = append_value(out, stamp.key, escape) || any;
  out += "&auth_timestamp="sv;
  out += stamp.timestamp;
  out += "&auth_version=1.0&"sv;
  append_before("body_md5");
  if (!stamp.body_md5.empty()) {
    out += "body_md5="sv;
    out += stamp.body_md5;
    out += '&';
  }
  append_before("{");  // no name has a character as high as this
  return any;
}

/// Fills path and query. `own` are the caller's parameters, checked.
Result<void> sign(const AppView& app, std::string_view method, std::string_view resource,
                  const SortedFields& own, std::string_view body, UnixSeconds now, Request& request) {
  if (now < 0) return invalid("The time is before 1970: check the clock.");
  if (!app.signed_prefix.empty()) {
    if (auto checked = check_path(app.signed_prefix); !checked) return checked;
  }
  request.path.reserve(app.id.size() + resource.size() + 6);
  request.path += "/apps/"sv;
  request.path += app.id;
  request.path += resource;

  const Stamp stamp{app.key, decimal::text(now), body.empty() ? std::string() : md5_hex(body)};
  std::string& query = request.query;
  query.reserve(app.key.size() + 192);  // all that a request without parameters takes
  const bool is_escaped = append_query(query, stamp, own, true);
  const std::size_t size = query.size() - 1;
  query += "auth_signature="sv;
  std::string unescaped;
  if (is_escaped) append_query(unescaped, stamp, own, false);
  const std::string_view text = is_escaped ? std::string_view(unescaped).substr(0, unescaped.size() - 1)
                                           : std::string_view(query).substr(0, size);
  // all of the text is hashed before the query grows
  append_hmac_sha256_hex(query, app.signing_key, {method, "\n", app.signed_prefix, request.path, "\n", text});
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
  std::string names;
  for (const Field& parameter : parameters) names += parameter.name;
  for (char& c : names) c = ascii::to_lower(c);
  SortedFields fields(parameters.size());
  std::size_t start = 0;
  for (const Field& parameter : parameters) {
    const Field field{std::string_view(names).substr(start, parameter.name.size()), parameter.value};
    start += parameter.name.size();
    if (auto checked = check_parameter(field); !checked) return checked;
    if (!fields.insert(field)) return invalid("The parameter %s is given twice.", {field.name});
  }
  return sign(app, method, resource, fields, body, now, request);
}

Result<void> trigger_request(const AppView& app, const EventView& event, UnixSeconds now,
                             const EventLimits& limits, Request& request) {
  if (auto built = append_trigger_body(request.body, event, limits); !built) return built;
  return sign(app, "POST", "/events", SortedFields(0), request.body, now, request);
}

Result<void> batch_request(const AppView& app, std::span<const EventView> events, UnixSeconds now,
                           const EventLimits& limits, Request& request) {
  if (auto built = append_batch_body(request.body, events, limits); !built) return built;
  return sign(app, "POST", "/batch_events", SortedFields(0), request.body, now, request);
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
