#include <fanfare/options.h>

#include "configuration/settings.h"
#include "wipe.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace fanfare {
namespace {

std::optional<std::string> from_process(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): read once, at the start
  if (value == nullptr) return std::nullopt;
  return std::string(value);
}

std::optional<int> port_of(std::string_view text) {
  int port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size() || port < 1 || port > 65'535)
    return std::nullopt;
  return port;
}

/// Whether `text` could be decoded to `decoded`.
bool percent_decode(std::string_view text, std::string& decoded) {
  decoded.reserve(text.size());  // at once, for nothing wipes what a text grew out of
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      decoded += text[at];
      continue;
    }
    const auto digits = text.substr(at + 1, 2);
    unsigned byte = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    if (digits.size() != 2 || error != std::errc{} || end != digits.data() + 2) return false;
    decoded += static_cast<char>(byte);
    at += 2;
  }
  return true;
}

Error bad_url() {
  return Error(ErrorCode::invalid_option,
               "PUSHER_URL has the form https://key:secret@api-eu.pusher.com/apps/id.");
}

/// `key:secret`, or a part of it: variables of their own may tell the rest.
Result<void> read_credentials(std::string_view user, BroadcastOptions& options) {
  const auto colon = std::min(user.find(':'), user.size());
  const bool read = percent_decode(user.substr(0, colon), options.key) &&
                    percent_decode(user.substr(std::min(colon + 1, user.size())), options.secret);
  if (!read) return bad_url();
  return {};
}

/// Fills in what the URL tells. Its text is in no message: it holds the secret.
Result<void> read_url(std::string_view url, BroadcastOptions& options) {
  const auto scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos) return bad_url();
  const auto scheme = lower_case(std::string(url.substr(0, scheme_end)));
  if (scheme != "https" && scheme != "http") return bad_url();
  options.use_tls = scheme == "https";
  url.remove_prefix(scheme_end + 3);
  url = url.substr(0, url.find_first_of("?#"));

  const auto path_begin = std::min(url.find('/'), url.size());
  auto host = url.substr(0, path_begin);
  auto path = url.substr(path_begin);
  if (path.ends_with('/')) path.remove_suffix(1);
  const auto apps = path.rfind("/apps/");
  if (apps == std::string_view::npos) return bad_url();
  options.path = path.substr(0, apps);
  options.app_id = path.substr(apps + 6);
  if (options.app_id.empty() || options.app_id.find('/') != std::string::npos) return bad_url();

  if (const auto at = host.rfind('@'); at != std::string_view::npos) {
    if (auto read = read_credentials(host.substr(0, at), options); !read) return read;
    host.remove_prefix(at + 1);
  }
  if (const auto port_at = host.rfind(':'); port_at != std::string_view::npos && !host.ends_with(']')) {
    const auto port = port_of(host.substr(port_at + 1));
    if (!port) return bad_url();
    options.port = *port;
    host = host.substr(0, port_at);
  }
  if (host.empty()) return bad_url();
  options.host = host;
  return {};
}

}  // namespace

Result<BroadcastOptions> BroadcastOptions::from_env(const Environment& environment) {
  const auto read = [&environment](const char* name) -> std::string {
    return (environment ? environment(name) : from_process(name)).value_or("");
  };
  BroadcastOptions options;
  const WipeAtEnd wipe_options(options);
  auto url = read("PUSHER_URL");
  const WipeAtEnd wipe_url(url);
  if (!url.empty()) {
    if (auto done = read_url(url, options); !done) return done.error();
  }
  const auto replace = [&read](std::string& field, const char* name) {
    auto value = read(name);
    const WipeAtEnd wipe_value(value);
    if (!value.empty()) field.swap(value);
  };
  replace(options.driver, "BROADCAST_DRIVER");
  replace(options.app_id, "PUSHER_APP_ID");
  replace(options.key, "PUSHER_APP_KEY");
  replace(options.secret, "PUSHER_APP_SECRET");
  replace(options.encryption_master_key_base64, "PUSHER_ENCRYPTION_MASTER_KEY_BASE64");
  replace(options.cluster, "PUSHER_APP_CLUSTER");
  replace(options.host, "PUSHER_HOST");
  if (const auto port = read("PUSHER_PORT"); !port.empty()) {
    const auto number = port_of(port);
    if (!number) return Error(ErrorCode::invalid_option, "PUSHER_PORT is a number from 1 to 65535.");
    options.port = *number;
  }
  if (const auto scheme = read("PUSHER_SCHEME"); scheme == "http" || scheme == "https") {
    options.use_tls = scheme == "https";
  } else if (!scheme.empty()) {
    return Error(ErrorCode::invalid_option, "PUSHER_SCHEME is http or https.");
  }
  return options;
}

}  // namespace fanfare
