#include <fanfare/auth.h>

#include "ascii.h"
#include "hmac.h"
#include "json.h"
#include "sentence.h"
#include "utf8.h"
#include "views.h"

namespace fanfare {
namespace {

using std::string_view_literals::operator""sv;

std::string token(const AppView& app, Parts text) {
  std::string token;
  token.reserve(app.key.size() + 65);
  token += app.key;
  token += ':';
  append_hmac_sha256_hex(token, app.signing_key, text);
  return token;
}

bool is_token(const AppView& app, Parts text, std::string_view auth) {
  const std::size_t size = app.key.size();
  return auth.starts_with(app.key) && auth.substr(size).starts_with(':') &&
         verify_hmac_sha256_hex(app.signing_key, text, auth.substr(size + 1));
}

/// The separator before `channel_data`, if there is any.
std::string_view colon_before(std::string_view channel_data) { return channel_data.empty() ? "" : ":"; }

constexpr std::string_view user_mark = "::user::";

std::string json_of(std::string_view auth, std::string_view opening, std::string_view value) {
  std::string json;
  json::append_member(json, "{\"auth\":"sv, auth);
  if (!value.empty()) json::append_member(json, opening, value);
  json += '}';
  return json;
}

Result<void> check_subscription(std::string_view socket_id, std::string_view channel) {
  if (auto checked = check_socket_id(socket_id); !checked) return checked;
  if (auto checked = check_channel_name(channel); !checked) return checked;
  switch (channel_kind(channel)) {
    case ChannelKind::public_channel:
      return refusal(ErrorCode::public_channel, "The channel %q is public: there is nothing to authorize.",
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
  if (!length) return not_utf8(ErrorCode::invalid_member, "user_id");
  if (*length == 0) return refuse("user_id is empty: a member needs one.");
  if (*length > user_id_max) {
    return refuse("user_id has %u characters: at most %u are allowed.", {*length, user_id_max});
  }
  return {};
}

Result<std::string> channel_data_of(const MemberView& member) {
  const auto& [user_id, user_info] = member;
  if (auto checked = check_user_id(user_id); !checked) return checked;
  std::string channel_data;
  channel_data.reserve(user_id.size() + user_info.size() + 32);  // enough unless something is escaped
  channel_data += "{\"user_id\":"sv;
  json::append_string(channel_data, user_id);
  if (!user_info.empty()) {
    channel_data += ",\"user_info\":"sv;
    channel_data += user_info;
  }
  channel_data += '}';
  if (channel_data.size() > member_bytes_max) {
    return refusal(
        ErrorCode::member_too_large,
        "The member has %u bytes: at most %u are allowed. Put only what others need into user_info.",
        {channel_data.size(), member_bytes_max});
  }
  if (!user_info.empty()) {
    // Checked alone, so that it cannot close the object and add another user_id.
    if (auto checked = json::check(user_info, "user_info", json::depth_max - 1); !checked) return checked;
  }
  return channel_data;
}

Result<void> check_user_data(std::string_view user_data) {
  if (auto checked = json::check(user_data, "The user data"); !checked) return checked;
  std::string_view id;
  std::size_t ids = 0;
  for (json::Items items(user_data); items.next();) {
    if (!items.is("id")) continue;
    id = items.value();
    ++ids;
  }
  if (ids != 1 || id[0] != '"') {
    return refusal(ErrorCode::invalid_user,
                   "The user data must be an object with one id, a string: {\"id\":\"42\"}.");
  }
  const auto length = utf8::length(json::unescape(id));
  if (!length || *length == 0 || *length > user_id_max) {
    return refusal(ErrorCode::invalid_user, "The user's id must have 1 to %u characters.", {user_id_max});
  }
  return {};
}

}  // namespace

std::string subscription_token(const AppView& app, std::string_view socket_id, std::string_view channel,
                               std::string_view channel_data) {
  return token(app, {socket_id, ":", channel, colon_before(channel_data), channel_data});
}

std::string Authorization::to_json() const {
  // no channel has both members and a key
  return shared_secret.empty() ? json_of(auth, ",\"channel_data\":"sv, channel_data)
                               : json_of(auth, ",\"shared_secret\":"sv, shared_secret);
}

std::string Authentication::to_json() const { return json_of(auth, ",\"user_data\":"sv, user_data); }

Result<void> check_socket_id(std::string_view socket_id) {
  const std::size_t dot = ascii::run(socket_id, ascii::digits);
  if (dot > 0 && dot + 1 < socket_id.size() && socket_id[dot] == '.' &&
      ascii::all(socket_id.substr(dot + 1), ascii::digits)) {
    return {};
  }
  return refusal(
      ErrorCode::invalid_socket_id,
      "The socket id %q is invalid: pass the one that pusher-js sends, two numbers with a dot between them.",
      {socket_id});
}

Result<Authorization> authorize(const AppView& app, std::string_view socket_id, std::string_view channel) {
  if (auto checked = check_subscription(socket_id, channel); !checked) return checked;
  if (channel_kind(channel) == ChannelKind::presence) {
    return refusal(ErrorCode::invalid_member,
                   "The channel %q is a presence channel: pass the member who subscribes.", {channel});
  }
  return Authorization{subscription_token(app, socket_id, channel, {})};
}

Result<Authorization> authorize(const AppView& app, std::string_view socket_id, std::string_view channel,
                                const MemberView& member) {
  if (auto checked = check_subscription(socket_id, channel); !checked) return checked;
  if (channel_kind(channel) != ChannelKind::presence) {
    return refusal(ErrorCode::invalid_member, "The channel %q has no members: only presence channels do.",
                   {channel});
  }
  auto channel_data = channel_data_of(member);
  if (!channel_data) return channel_data.error();
  return Authorization{subscription_token(app, socket_id, channel, *channel_data), std::move(*channel_data)};
}

Result<Authentication> authenticate(const AppView& app, std::string_view socket_id,
                                    std::string_view user_data) {
  if (auto checked = check_socket_id(socket_id); !checked) return checked;
  if (auto checked = check_user_data(user_data); !checked) return checked;
  return Authentication{token(app, {socket_id, user_mark, user_data}), std::string(user_data)};
}

Result<Authorization> authorize(const App& app, std::string_view socket_id, std::string_view channel) {
  return authorize(AppView(app), socket_id, channel);
}

Result<Authorization> authorize(const App& app, std::string_view socket_id, std::string_view channel,
                                const Member& member) {
  return authorize(AppView(app), socket_id, channel, MemberView{member.user_id, member.user_info});
}

Result<Authentication> authenticate(const App& app, std::string_view socket_id, std::string_view user_data) {
  return authenticate(AppView(app), socket_id, user_data);
}

bool verify_authorization(const App& app, std::string_view socket_id, std::string_view channel,
                          std::string_view channel_data, std::string_view auth) {
  if (!check_socket_id(socket_id) || !check_channel_name(channel)) return false;
  const ChannelKind kind = channel_kind(channel);
  if (kind == ChannelKind::public_channel || (kind == ChannelKind::presence && channel_data.empty()))
    return false;
  return is_token(app, {socket_id, ":", channel, colon_before(channel_data), channel_data}, auth);
}

bool verify_authentication(const App& app, std::string_view socket_id, std::string_view user_data,
                           std::string_view auth) {
  return check_socket_id(socket_id) && is_token(app, {socket_id, user_mark, user_data}, auth);
}

}  // namespace fanfare
