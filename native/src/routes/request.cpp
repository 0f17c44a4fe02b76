#include "routes/request.h"

#include <fanfare/auth.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

namespace fanfare::detail {
namespace {

using nlohmann::json;

constexpr int json_depth_max = 32;

Refusal malformed(std::string message) { return {ErrorCode::malformed_request, std::move(message)}; }

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
  return text;
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

/// `text` with U+FFFD in the place of what is no UTF-8, as JavaScript decodes a form.
std::string scrub(const std::string& text) {
  if (is_utf8(text)) return text;
  return json::parse(json(text).dump(-1, ' ', false, json::error_handler_t::replace));
}

/// What a body says under the names that count; nothing in the place of what is no text.
struct Fields {
  std::vector<std::optional<std::string>> socket_ids{};
  std::vector<std::optional<std::string>> single{};
  std::vector<std::optional<std::string>> listed{};
  bool names_are_right = true;  ///< of the list
};

/// A list in a form, as PHP, Rack and `qs` read one: `channel_name[]` or `channel_name[0]`.
bool is_list_name(std::string_view name) {
  constexpr std::string_view start = "channel_name[";
  if (name.size() <= start.size() || name.back() != ']') return false;
  const std::string_view index = name.substr(start.size(), name.size() - start.size() - 1);
  return std::all_of(index.begin(), index.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Fields read_form(std::string_view body) {
  Fields fields;
  while (!body.empty()) {
    const std::string_view pair = body.substr(0, body.find('&'));
    body.remove_prefix(std::min(pair.size() + 1, body.size()));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string name = form_decode(pair.substr(0, equals));
    const std::string_view value = pair.substr(std::min(equals + 1, pair.size()));
    if (name == "socket_id") {
      fields.socket_ids.emplace_back(form_decode(value));
    } else if (name == "channel_name") {
      fields.single.emplace_back(form_decode(value));
    } else if (name.starts_with("channel_name[")) {
      fields.names_are_right = fields.names_are_right && is_list_name(name);
      fields.listed.emplace_back(scrub(form_decode(value)));
    }
  }
  return fields;
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

std::optional<std::string> text_of(const json& value) {
  return value.is_string() ? std::optional(value.get<std::string>()) : std::nullopt;
}

Result<Fields, Refusal> read_json(const std::string& body) {
  // nlohmann skips a byte order mark, which is no JSON (RFC 8259, section 8.1)
  const bool readable = !is_deep(body) && !body.starts_with("\xEF\xBB\xBF");
  const json value = readable ? json::parse(body, nullptr, false) : json(json::value_t::discarded);
  if (!value.is_object()) {
    return malformed("The body is not a JSON object, at most " + std::to_string(json_depth_max) +
                     " levels deep.");
  }
  Fields fields;
  if (const auto found = value.find("socket_id"); found != value.end()) {
    fields.socket_ids.push_back(text_of(*found));
  }
  if (const auto found = value.find("channel_name"); found != value.end()) {
    const bool is_list = found->is_array() && !found->empty();
    if (!is_list) fields.single.push_back(text_of(*found));
    if (is_list) std::transform(found->begin(), found->end(), std::back_inserter(fields.listed), text_of);
  }
  return fields;
}

Result<AuthorizationRequest, Refusal> check(const Fields& fields) {
  const auto& [socket_ids, single, listed, names_are_right] = fields;
  if (socket_ids.empty())
    return malformed("socket_id is missing: pusher-js sends it with every authorization request.");
  if (socket_ids.size() > 1 || !socket_ids[0]) return malformed("socket_id must be one string, given once.");

  const auto is_text = [](const std::optional<std::string>& value) { return value.has_value(); };
  const bool has_one_form = single.empty() || (single.size() == 1 && listed.empty());
  if (!has_one_form || !names_are_right || !std::all_of(single.begin(), single.end(), is_text) ||
      !std::all_of(listed.begin(), listed.end(), is_text)) {
    return malformed("channel_name must be one string, given once; several are a list, channel_name[].");
  }
  if (listed.size() > authorization_channels_max) {
    return Refusal(ErrorCode::too_many_channels, "The request asks for " + std::to_string(listed.size()) +
                                                     " channels: one takes at most " +
                                                     std::to_string(authorization_channels_max) + ".");
  }
  AuthorizationRequest asked{.socket_id = *socket_ids[0]};
  if (!single.empty()) asked.channel = single[0];
  for (const auto& channel : listed) {
    if (std::find(asked.channels.begin(), asked.channels.end(), *channel) == asked.channels.end())
      asked.channels.push_back(*channel);
  }
  return asked;
}

int status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::malformed_request:
    case ErrorCode::invalid_socket_id:
    case ErrorCode::invalid_channel:
    case ErrorCode::too_many_channels:
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

std::string media_type(const HttpRequest& request) {
  std::string type = request.header("Content-Type");
  type.resize(std::min(type.find(';'), type.size()));
  const auto first = type.find_first_not_of(" \t");
  if (first == std::string::npos) return {};
  return lower(type.substr(first, type.find_last_not_of(" \t") - first + 1));
}

Refusal::Refusal(ErrorCode code_in, std::string message_in, int status_in)
    : code(code_in), message(std::move(message_in)), status(status_in) {}

Refusal::Refusal(ErrorCode code_in, std::string message_in)
    : Refusal(code_in, std::move(message_in), status_of(code_in)) {}

Refusal::Refusal(const Error& error) : Refusal(error.code(), error.message()) {}

std::string Refusal::to_json() const {
  const nlohmann::ordered_json body = {{"error", {{"code", error_name(code)}, {"message", message}}}};
  return body.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<AuthorizationRequest, Refusal> read_request(const HttpRequest& request) {
  if (request.body.size() > authorization_body_max) {
    return Refusal(ErrorCode::malformed_request,
                   "The body has more than " + std::to_string(authorization_body_max) + " bytes.", 413);
  }
  if (!is_utf8(request.body)) return malformed("The body is not UTF-8.");
  const std::string type = media_type(request);
  if (type == "application/json") {
    const auto fields = read_json(request.body);
    return fields ? check(*fields) : fields.error();
  }
  if (type == "application/x-www-form-urlencoded") return check(read_form(request.body));
  return malformed(
      "The Content-Type must be application/x-www-form-urlencoded, as pusher-js sends it, or "
      "application/json.");
}

}  // namespace fanfare::detail
