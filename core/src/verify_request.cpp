#include <fanfare/request.h>

#include "ascii.h"
#include "decimal.h"
#include "hmac.h"
#include "parameters.h"
#include "percent.h"
#include "sentence.h"

#include <algorithm>
#include <optional>

namespace fanfare {
namespace {

/// The MD5 of nothing (RFC 1321 A.5).
constexpr std::string_view md5_of_empty = "d41d8cd98f00b204e9800998ecf8427e";

Error invalid(const char* sentence, std::initializer_list<Part> parts = {}) {
  return refusal(ErrorCode::invalid_parameter, sentence, parts);
}

/// The parameters in their order, with names in lower case.
Result<Parameters> parse_query(std::string_view query) {
  Parameters parameters;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    const auto name = percent::decode(pair.substr(0, equals));
    const auto value = percent::decode(equals == std::string_view::npos ? "" : pair.substr(equals + 1));
    if (!name || !value || !is_parameter_name(*name) || !is_parameter_value(*value)) {
      return invalid("A query parameter is malformed.");
    }
    parameters.emplace_back(ascii::to_lower(*name), *value);
  }
  return parameters;
}

Result<std::vector<ParameterView>> sort(const Parameters& parameters) {
  SortedParameters sorted(parameters.size());
  for (const auto& [name, value] : parameters) {
    if (!sorted.insert({name, value})) return invalid("The query parameter %q is given twice.", {name});
  }
  return std::vector<ParameterView>(sorted.begin(), sorted.end());
}

std::optional<std::string_view> find(const std::vector<ParameterView>& fields, std::string_view name) {
  for (const ParameterView& parameter : fields) {
    if (parameter.name == name) return parameter.value;
  }
  return std::nullopt;
}

std::optional<UnixSeconds> parse_timestamp(std::string_view text) {
  return ascii::all(text, ascii::digits) ? decimal::parse(text) : std::nullopt;
}

bool is_within_tolerance(UnixSeconds timestamp, UnixSeconds now) {
  // unsigned, because the distance of two int64 may not fit one
  const auto a = static_cast<std::uint64_t>(std::max(timestamp, now));
  const auto b = static_cast<std::uint64_t>(std::min(timestamp, now));
  return a - b <= static_cast<std::uint64_t>(timestamp_tolerance);
}

bool is_path_of(const App& app, std::string_view path) {
  const std::string prefix = "/apps/" + app.id();
  return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

Result<void> check_body(std::optional<std::string_view> body_md5, std::string_view body) {
  const auto refuse = [](const char* reason) { return refusal(ErrorCode::body_md5_mismatch, reason); };
  if (!body_md5) {
    if (body.empty()) return {};
    return refuse("The request has a body but no body_md5: send the MD5 of the body as lower-case hex.");
  }
  // Python's library signs the MD5 of an empty body with every GET (pusher/pusher-http-python:
  // pusher/request.py). That is harmless, so it is accepted.
  if (body.empty() && *body_md5 != md5_of_empty) return refuse("The request has body_md5 but no body.");
  if (*body_md5 != md5_hex(body)) return refuse("body_md5 is not the MD5 of the body that arrived.");
  return {};
}

/// `METHOD\npath\nk1=v1&k2=v2`, unescaped. `sorted` is without `auth_signature`.
std::string text_to_sign(std::string_view method, std::string_view path,
                         const std::vector<ParameterView>& sorted) {
  std::string text(method);
  text += '\n';
  text += path;
  char before = '\n';
  for (const ParameterView& parameter : sorted) {
    text += before;
    text += parameter.name;
    text += '=';
    text += parameter.value;
    before = '&';
  }
  return text;
}

}  // namespace

Result<Parameters> verify_request(const App& app, const ReceivedRequest& request, UnixSeconds now) {
  const auto parsed = parse_query(request.query);
  if (!parsed) return parsed.error();
  auto fields = sort(*parsed);
  if (!fields) return fields.error();
  for (const char* required : {"auth_key", "auth_timestamp", "auth_version", "auth_signature"}) {
    if (!find(*fields, required)) return invalid("The query parameter %s is missing.", {required});
  }
  if (*find(*fields, "auth_version") != "1.0") return invalid("auth_version must be 1.0.");
  const auto timestamp = parse_timestamp(*find(*fields, "auth_timestamp"));
  if (!timestamp) return invalid("auth_timestamp must be the time in Unix seconds.");

  if (*find(*fields, "auth_key") != app.key() || !is_path_of(app, request.path)) {
    return refusal(ErrorCode::unknown_key, "auth_key is not the key of the app in the path.");
  }
  if (!is_within_tolerance(*timestamp, now)) {
    return refusal(ErrorCode::timestamp_expired,
                   "auth_timestamp is more than 600 s from the server's clock: check yours.");
  }
  if (auto checked = check_body(find(*fields, "body_md5"), request.body); !checked) return checked;

  const std::string_view claimed = *find(*fields, "auth_signature");
  std::erase_if(*fields, [](const ParameterView& parameter) { return parameter.name == "auth_signature"; });
  const std::string text = text_to_sign(request.method, request.path, *fields);
  if (!verify_hmac_sha256_hex(app.signing_key(), {text}, claimed)) {
    return refusal(
        ErrorCode::invalid_signature,
        "The signature does not match: check the app's secret, and that nothing changed the path or "
        "the query on the way.");
  }
  Parameters own;
  for (const ParameterView& parameter : *fields) {
    if (!is_reserved_parameter(parameter.name)) own.emplace_back(parameter.name, parameter.value);
  }
  return own;
}

}  // namespace fanfare
