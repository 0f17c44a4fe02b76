#include <fanfare/auth.h>
#include <fanfare/origin.h>

#include <algorithm>
#include <utility>

#include "ascii.h"
#include "json.h"
#include "sentence.h"
#include "utf8.h"
#include "views.h"

namespace fanfare {
namespace {

constexpr std::string_view list_start = "channel_name[";

Error malformed(const char* sentence) { return refusal(ErrorCode::malformed_request, sentence); }

/// A list in a form, as PHP, Rack and `qs` read one: `channel_name[]` or `channel_name[0]`.
bool is_list_name(std::string_view name) {
  return name.ends_with(']') &&
         ascii::all(name.substr(list_start.size(), name.size() - list_start.size() - 1), ascii::digits);
}

/// Collects the fields that count, and decides what they ask for.
class FieldReader {
 public:
  explicit FieldReader(AuthorizationRequest& asked) : asked_(asked) {}

  void add(std::string_view name, std::string_view text, bool is_text = true) {
    if (name == "socket_id") {
      ++socket_ids_;
      socket_id_is_text_ = is_text;
      asked_.socket_id = text;
    } else if (name == "channel_name") {
      ++single_;
      add_channel(text, is_text);
    } else if (name.starts_with(list_start)) {
      ++listed_;
      add_channel(text, is_text && is_list_name(name));
    }
  }

  Result<void> finish() {
    if (socket_ids_ == 0)
      return malformed("socket_id is missing: pusher-js sends it with every authorization request.");
    if (socket_ids_ > 1 || !socket_id_is_text_) return malformed("socket_id must be one string, given once.");
    const bool has_one_form = single_ == 0 || (single_ == 1 && listed_ == 0);
    if (!has_one_form || !channels_are_right_)
      return malformed("channel_name must be one string, given once; several are a list, channel_name[].");
    if (listed_ > authorization_channels_max) {
      return refusal(ErrorCode::too_many_channels, "The request asks for %u channels: one takes at most %u.",
                     {listed_, authorization_channels_max});
    }
    asked_.is_batch = listed_ > 0;
    return check_socket_id(asked_.socket_id);
  }

 private:
  void add_channel(std::string_view text, bool is_right) {
    channels_are_right_ = channels_are_right_ && is_right;
    auto& channels = asked_.channels;
    // a request that asks for more is refused
    if (listed_ > authorization_channels_max) return;
    if (std::find(channels.begin(), channels.end(), text) == channels.end()) channels.emplace_back(text);
  }

  AuthorizationRequest& asked_;
  std::size_t socket_ids_ = 0;
  std::size_t single_ = 0;
  std::size_t listed_ = 0;
  bool socket_id_is_text_ = false;
  bool channels_are_right_ = true;
};

/// Decodes a name or a value (url.spec.whatwg.org/#urlencoded-parsing): a `%` without two hex digits stands
/// for itself.
std::string form_decode(std::string_view text) {
  std::string bytes(text);
  std::size_t size = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i] == '+' ? ' ' : text[i];
    if (c == '%' && text.size() - i > 2) {
      const int high = ascii::hex_value(text[i + 1]);
      const int low = ascii::hex_value(text[i + 2]);
      if (high >= 0 && low >= 0) {
        c = static_cast<char>(high * 16 + low);
        i += 2;
      }
    }
    bytes[size++] = c;
  }
  bytes.resize(size);
  return utf8::scrubbed(bytes);
}

void read_form(std::string_view body, FieldReader& reader) {
  while (!body.empty()) {
    const std::string_view pair = body.substr(0, body.find('&'));
    body.remove_prefix(std::min(pair.size() + 1, body.size()));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    reader.add(form_decode(pair.substr(0, equals)),
               form_decode(pair.substr(std::min(equals + 1, pair.size()))));
  }
}

void add_literal(FieldReader& reader, std::string_view name, std::string_view literal) {
  reader.add(name, json::unescape(literal), literal.starts_with('"'));
}

Result<void> read_json(std::string_view body, FieldReader& reader) {
  const bool is_object = json::check(body, {}).has_value() && body[body.find_first_not_of(" \t\n\r")] == '{';
  if (!is_object) {
    return refusal(ErrorCode::malformed_request, "The body is not a JSON object, at most %u levels deep.",
                   {json::depth_max});
  }
  for (const std::string_view name : {"socket_id", "channel_name"}) {
    const std::string_view value = json::find(body, name);
    json::Items items(name == "channel_name" && value.starts_with('[') ? value : "");
    if (value.empty()) continue;
    if (!items.next()) {
      add_literal(reader, name, value);
      continue;
    }
    do add_literal(reader, "channel_name[]", items.value());
    while (items.next());
  }
  return {};
}

bool is_media_type(std::string_view content_type, std::string_view wanted) {
  return ascii::equal_ignoring_case(ascii::trimmed(content_type.substr(0, content_type.find(';'))), wanted);
}

}  // namespace

Result<void> read_authorization_request(std::string_view content_type, std::string_view body,
                                        AuthorizationRequest& asked) {
  if (body.size() > authorization_body_max) {
    return refusal(ErrorCode::malformed_request, "The body has more than %u bytes.",
                   {authorization_body_max});
  }
  if (!utf8::valid(body)) return malformed("The body is not UTF-8.");
  FieldReader reader(asked);
  if (content_type.size() > header_bytes_max) content_type = {};
  if (is_media_type(content_type, "application/json")) {
    if (auto read = read_json(body, reader); !read) return read;
  } else if (is_media_type(content_type, "application/x-www-form-urlencoded")) {
    read_form(body, reader);
  } else {
    return malformed(
        "The Content-Type must be application/x-www-form-urlencoded, as pusher-js sends it, or "
        "application/json.");
  }
  return reader.finish();
}

Result<AuthorizationRequest, Refusal> read_authorization_request(std::string_view content_type,
                                                                 std::string_view body) {
  AuthorizationRequest asked;
  const auto done = read_authorization_request(content_type, body, asked);
  if (done) return asked;
  return Refusal(done.error(), refusal_status(body, done.error().code()));
}

}  // namespace fanfare
