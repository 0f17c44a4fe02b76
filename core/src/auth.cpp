#include <fanfare/auth.h>

#include "ascii.h"
#include "hmac.h"
#include "json.h"
#include "sentence.h"
#include "utf8.h"

namespace fanfare {
namespace {

std::string text_to_sign(std::string_view socket_id, std::string_view channel,
                         std::string_view channel_data) {
  std::string text(socket_id);
  text += ':';
  text += channel;
  if (!channel_data.empty()) {
    text += ':';
    text += channel_data;
  }
  return text;
}

std::string user_text_to_sign(std::string_view socket_id, std::string_view user_data) {
  return std::string(socket_id).append("::user::").append(user_data);
}

std::string token(const App& app, std::string_view text) {
  return app.key() + ":" + hmac_sha256_hex(app.signing_key(), text);
}

bool is_token(const App& app, std::string_view text, std::string_view auth) {
  if (!auth.starts_with(app.key() + ":")) return false;
  return verify_hmac_sha256_hex(app.signing_key(), text, auth.substr(app.key().size() + 1));
}

void append_member(std::string& json, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  json += json.empty() ? '{' : ',';
  json::append_string(json, name);
  json += ':';
  json::append_string(json, value);
}

Result<void> check_subscription(std::string_view socket_id, std::string_view channel) {
  if (auto checked = check_socket_id(socket_id); !checked) return checked;
  if (auto checked = check_channel_name(channel); !checked) return checked;
  switch (channel_kind(channel)) {
    case ChannelKind::public_channel:
      return refusal(ErrorCode::public_channel,
                     "The channel %q is public: anyone may subscribe, and there is nothing to authorize.",
                     {channel});
    case ChannelKind::encrypted:
      return refusal(ErrorCode::encrypted_channel,
                     "The channel %q is an encrypted channel: configure the encryption master key, so that "
                     "its key can be given.",
                     {channel});
    case ChannelKind::private_channel:
    case ChannelKind::presence:
      break;
  }
  return {};
}

Result<void> check_user_id(std::string_view user_id) {
  const auto refuse = [](const char* sentence, std::initializer_list<Part> parts = {}) {
    return refusal(ErrorCode::invalid_member, sentence, parts);
  };
  const auto length = utf8::length(user_id);
  if (!length) return refuse("user_id is not valid UTF-8.");
  if (*length == 0) return refuse("user_id is empty: a member of a presence channel needs one.");
  if (*length > user_id_max) {
    return refuse("user_id has %u characters: at most %u are allowed.", {*length, user_id_max});
  }
  return {};
}

Result<std::string> build_channel_data(const Member& member) {
  if (auto checked = check_user_id(member.user_id); !checked) return checked.error();
  std::string data = "{\"user_id\":";
  json::append_string(data, member.user_id);
  if (!member.user_info.empty()) {
    data += ",\"user_info\":";
    data += member.user_info;
  }
  data += '}';
  if (data.size() > member_bytes_max) {
    return refusal(
        ErrorCode::member_too_large,
        "The member has %u bytes: at most %u are allowed. Keep user_info to what other members need to see.",
        {data.size(), member_bytes_max});
  }
  // Checked by itself, so that it cannot close the object and bring a user_id of its own.
  if (!member.user_info.empty()) {
    if (auto checked = json::check(member.user_info, "user_info", json::depth_max - 1); !checked)
      return checked.error();
  }
  return data;
}

}  // namespace

std::string Authorization::to_json() const {
  std::string json;
  append_member(json, "auth", auth);
  append_member(json, "channel_data", channel_data);
  append_member(json, "shared_secret", shared_secret);
  json += '}';
  return json;
}

std::string Authentication::to_json() const {
  std::string json;
  append_member(json, "auth", auth);
  append_member(json, "user_data", user_data);
  json += '}';
  return json;
}

Result<void> check_socket_id(std::string_view socket_id) {
  const std::size_t dot = socket_id.find('.');
  if (dot != std::string_view::npos && dot > 0 && dot + 1 < socket_id.size() &&
      ascii::all(socket_id.substr(0, dot), ascii::is_digit) &&
      ascii::all(socket_id.substr(dot + 1), ascii::is_digit)) {
    return {};
  }
  return refusal(ErrorCode::invalid_socket_id,
                 "The socket id %q is not digits, a dot and digits: pass on the one that pusher-js sends.",
                 {socket_id});
}

Result<Authorization> authorize(const App& app, std::string_view socket_id, std::string_view channel) {
  if (auto checked = check_subscription(socket_id, channel); !checked) return checked.error();
  if (channel_kind(channel) == ChannelKind::presence) {
    return refusal(ErrorCode::invalid_member,
                   "The channel %q is a presence channel: say which member subscribes.", {channel});
  }
  return Authorization{token(app, text_to_sign(socket_id, channel, {}))};
}

Result<Authorization> authorize(const App& app, std::string_view socket_id, std::string_view channel,
                                const Member& member) {
  if (auto checked = check_subscription(socket_id, channel); !checked) return checked.error();
  if (channel_kind(channel) != ChannelKind::presence) {
    return refusal(ErrorCode::invalid_member, "The channel %q has no members: only a presence channel has.",
                   {channel});
  }
  auto channel_data = build_channel_data(member);
  if (!channel_data) return channel_data.error();
  return Authorization{token(app, text_to_sign(socket_id, channel, *channel_data)), std::move(*channel_data)};
}

Result<Authentication> authenticate(const App& app, std::string_view socket_id, std::string_view user_data) {
  if (auto checked = check_socket_id(socket_id); !checked) return checked.error();
  const auto ids = json::find_members(user_data, "The user data", "id");
  if (!ids) return ids.error();
  if (ids->size() != 1 || ids->front().front() != '"') {
    return refusal(ErrorCode::invalid_user,
                   "The user data must be an object with one id, a string: {\"id\":\"42\"}.");
  }
  const auto length = utf8::length(json::unescape(ids->front()));
  if (!length || *length == 0 || *length > user_id_max) {
    return refusal(ErrorCode::invalid_user, "The user's id must have 1 to %u characters.", {user_id_max});
  }
  return Authentication{token(app, user_text_to_sign(socket_id, user_data)), std::string(user_data)};
}

bool verify_authorization(const App& app, std::string_view socket_id, std::string_view channel,
                          std::string_view channel_data, std::string_view auth) {
  if (!check_socket_id(socket_id) || !check_channel_name(channel)) return false;
  const ChannelKind kind = channel_kind(channel);
  if (kind == ChannelKind::public_channel || (kind == ChannelKind::presence && channel_data.empty()))
    return false;
  return is_token(app, text_to_sign(socket_id, channel, channel_data), auth);
}

bool verify_authentication(const App& app, std::string_view socket_id, std::string_view user_data,
                           std::string_view auth) {
  return check_socket_id(socket_id) && is_token(app, user_text_to_sign(socket_id, user_data), auth);
}

}  // namespace fanfare
