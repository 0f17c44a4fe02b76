#include "routes_request.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string_view>
#include <utility>

namespace fanfare::detail {
namespace {

using nlohmann::json;

constexpr int json_depth_max = 32;

Refusal malformed(std::string message) { return {ErrorCode::malformed_request, std::move(message)}; }

Refusal repeated(std::string_view name) {
  return malformed(std::string(name) + " must be one string, given once.");
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
  return text;
}

std::string media_type(const HttpRequest& request) {
  std::string type = request.header("Content-Type");
  type.resize(std::min(type.find(';'), type.size()));
  const auto first = type.find_first_not_of(" \t");
  if (first == std::string::npos) return {};
  return lower(type.substr(first, type.find_last_not_of(" \t") - first + 1));
}

// nlohmann's serializer checks each byte (RFC 3629) and throws; a lone check is not in its interface
bool is_utf8(const std::string& text) {
  const bool is_ascii =
      std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (is_ascii) return true;
  try {
    (void)json(text).dump();
    return true;
  } catch (const json::exception&) {
    return false;
  }
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// As url.spec.whatwg.org/#urlencoded-parsing: a `%` without two hex digits stands for itself.
std::string form_decode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low >= 0) {
      decoded += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      decoded += text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

using Fields = Result<AuthorizationRequest, Refusal>;

Fields finish(std::optional<std::string> socket_id, std::optional<std::string> channel) {
  if (!socket_id)
    return malformed("socket_id is missing: pusher-js sends it with every authorization request.");
  return AuthorizationRequest{std::move(*socket_id), std::move(channel)};
}

Fields read_form(std::string_view body) {
  std::optional<std::string> socket_id;
  std::optional<std::string> channel;
  bool socket_id_repeated = false;
  bool channel_repeated = false;
  while (!body.empty()) {
    const std::string_view pair = body.substr(0, body.find('&'));
    body.remove_prefix(std::min(pair.size() + 1, body.size()));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string name = form_decode(pair.substr(0, equals));
    const bool is_socket_id = name == "socket_id";
    if (!is_socket_id && name != "channel_name") continue;
    auto& field = is_socket_id ? socket_id : channel;
    (is_socket_id ? socket_id_repeated : channel_repeated) |= field.has_value();
    field = form_decode(pair.substr(std::min(equals + 1, pair.size())));
  }
  if (socket_id_repeated) return repeated("socket_id");
  if (channel_repeated) return repeated("channel_name");
  return finish(std::move(socket_id), std::move(channel));
}

bool is_deep(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string && c == '\\') {
      ++i;
    } else if (c == '"') {
      in_string = !in_string;
    } else if (in_string) {
      continue;
    } else if (c == '[' || c == '{') {
      if (++depth > json_depth_max) return true;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return false;
}

Fields read_json(const std::string& body) {
  // nlohmann skips a byte order mark, which is no JSON (RFC 8259, section 8.1)
  const bool readable = !is_deep(body) && !body.starts_with("\xEF\xBB\xBF");
  const json value = readable ? json::parse(body, nullptr, false) : json(json::value_t::discarded);
  if (!value.is_object()) {
    return malformed("The body is not a JSON object, at most " + std::to_string(json_depth_max) +
                     " levels deep.");
  }
  std::optional<std::string> fields[2];
  const char* const names[] = {"socket_id", "channel_name"};
  for (int i = 0; i < 2; ++i) {
    const auto found = value.find(names[i]);
    if (found == value.end()) continue;
    if (!found->is_string()) return repeated(names[i]);
    fields[i] = found->get<std::string>();
  }
  return finish(std::move(fields[0]), std::move(fields[1]));
}

int status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::malformed_request:
    case ErrorCode::invalid_socket_id:
    case ErrorCode::invalid_channel:
      return 400;
    case ErrorCode::not_found:
      return 404;
    case ErrorCode::method_not_allowed:
      return 405;
    case ErrorCode::internal:
      return 500;
    default:
      return 403;
  }
}

}  // namespace

Refusal::Refusal(ErrorCode code_in, std::string message_in, int status_in)
    : code(code_in), message(std::move(message_in)), status(status_in) {}

Refusal::Refusal(ErrorCode code_in, std::string message_in)
    : Refusal(code_in, std::move(message_in), status_of(code_in)) {}

Refusal::Refusal(const Error& error) : Refusal(error.code(), error.message()) {}

Result<AuthorizationRequest, Refusal> read_request(const HttpRequest& request) {
  if (request.body.size() > authorization_body_max) {
    return Refusal(ErrorCode::malformed_request,
                   "The body has more than " + std::to_string(authorization_body_max) + " bytes.", 413);
  }
  if (!is_utf8(request.body)) return malformed("The body is not UTF-8.");
  const std::string type = media_type(request);
  if (type == "application/json") return read_json(request.body);
  if (type == "application/x-www-form-urlencoded") return read_form(request.body);
  return malformed(
      "The Content-Type must be application/x-www-form-urlencoded, as pusher-js sends it, or "
      "application/json.");
}

}  // namespace fanfare::detail
