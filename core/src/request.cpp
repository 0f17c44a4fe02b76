#include <fanfare/request.h>

#include "ascii.h"
#include "decimal.h"
#include "hmac.h"
#include "parameters.h"
#include "percent.h"
#include "sentence.h"
#include "views.h"

#include <utility>

namespace fanfare {
namespace {

using std::string_view_literals::operator""sv;  // a literal with its size

Error invalid(const char* sentence, std::initializer_list<Part> parts = {}) {
  return refusal(ErrorCode::invalid_parameter, sentence, parts);
}

/// Whether no client or proxy rewrites this path on its way. It is signed as it is sent.
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
      "%q is not a path: write it like /channels/a/users, with ASCII letters, digits and -._~=@,; between "
      "single "
      "slashes.",
      {resource});
}

Result<void> check_parameter(const ParameterView& parameter) {
  const auto& [name, value] = parameter;
  if (!is_parameter_name(name)) {
    return invalid("%q is not a parameter name: use ASCII letters, digits, - and _.", {name});
  }
  if (is_reserved_parameter(name)) {
    return invalid("The parameter %s belongs to the signature: leave it out.", {name});
  }
  if (!is_parameter_value(value)) {
    return invalid("The parameter %s has a control character or is not valid UTF-8.", {name});
  }
  return {};
}

/// The parameters that every signed request has.
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

/// Appends all parameters in order, each with a `&` after it. Returns whether a value was escaped. Only the stamp
/// has names that start with `auth_`, so its three stand together.
bool append_query(std::string& out, const Stamp& stamp, const SortedParameters& own, bool escape) {
  bool any = false;
  const ParameterView* next = own.begin();
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
  append_before("{");  // it sorts after every name
  return any;
}

/// `own` are the caller's parameters, checked.
Result<Request> sign(const AppView& app, std::string_view method, std::string_view resource,
                     const SortedParameters& own, std::string body, UnixSeconds now) {
  if (now < 0) return invalid("The time is before 1970: check the clock.");
  if (!app.signed_prefix.empty()) {
    if (auto checked = check_path(app.signed_prefix); !checked) return checked;
  }
  Request request{std::string(method), {}, {}, std::move(body)};
  request.path.reserve(app.id.size() + resource.size() + 6);
  request.path += "/apps/"sv;
  request.path += app.id;
  request.path += resource;

  const Stamp stamp{app.key, decimal::text(now),
                    request.body.empty() ? std::string() : md5_hex(request.body)};
  std::string& query = request.query;
  query.reserve(app.key.size() + 192);  // enough for a request without parameters
  const bool is_escaped = append_query(query, stamp, own, true);
  const std::size_t size = query.size() - 1;
  query += "auth_signature="sv;
  std::string unescaped;
  if (is_escaped) append_query(unescaped, stamp, own, false);
  const std::string_view text = is_escaped ? std::string_view(unescaped).substr(0, unescaped.size() - 1)
                                           : std::string_view(query).substr(0, size);
  // the text is hashed before the query grows
  append_hmac_sha256_hex(query, app.signing_key, {method, "\n", app.signed_prefix, request.path, "\n", text});
  return request;
}

/// The signed POST of a body, or the error that kept the body from being built.
Result<Request> post(const AppView& app, std::string_view resource, Result<std::string> body,
                     UnixSeconds now) {
  if (!body) return body.error();
  return sign(app, "POST", resource, SortedParameters(0), std::move(*body), now);
}

}  // namespace

Result<Request> sign_request(const AppView& app, std::string_view method, std::string_view resource,
                             std::span<const ParameterView> parameters, std::string body, UnixSeconds now) {
  if (method != "GET" && method != "POST") {
    return invalid("The HTTP API has no method %q: use GET or POST.", {method});
  }
  if (auto checked = check_path(resource); !checked) return checked;
  std::string names;
  for (const ParameterView& parameter : parameters) names += parameter.name;
  for (char& c : names) c = ascii::to_lower(c);
  SortedParameters sorted(parameters.size());
  std::size_t start = 0;
  for (const ParameterView& parameter : parameters) {
    const ParameterView lower{std::string_view(names).substr(start, parameter.name.size()), parameter.value};
    start += parameter.name.size();
    if (auto checked = check_parameter(lower); !checked) return checked;
    if (!sorted.insert(lower)) return invalid("The parameter %s is given twice.", {lower.name});
  }
  return sign(app, method, resource, sorted, std::move(body), now);
}

Result<Request> trigger_request(const AppView& app, const EventView& event, UnixSeconds now,
                                const EventLimits& limits) {
  return post(app, "/events", trigger_body(event, limits), now);
}

Result<Request> batch_request(const AppView& app, std::span<const EventView> events, UnixSeconds now,
                              const EventLimits& limits) {
  return post(app, "/batch_events", batch_body(events, limits), now);
}

Result<Request> sign_request(const App& app, std::string_view method, std::string_view resource,
                             const Parameters& parameters, std::string_view body, UnixSeconds now) {
  std::vector<ParameterView> views;
  for (const auto& [name, value] : parameters) views.push_back({name, value});
  return sign_request(AppView(app), method, resource, views, std::string(body), now);
}

Result<Request> trigger_request(const App& app, const Event& event, UnixSeconds now,
                                const EventLimits& limits) {
  const auto view = view_of(event);
  return view ? trigger_request(app, *view, now, limits) : view.error();
}

Result<Request> batch_request(const App& app, const std::vector<Event>& events, UnixSeconds now,
                              const EventLimits& limits) {
  const auto views = views_of(events);
  return views ? batch_request(app, *views, now, limits) : views.error();
}

}  // namespace fanfare
