#include "configuration/settings.h"

#include <algorithm>
#include <cstddef>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>

namespace fanfare {
namespace {

bool only_of(std::string_view text, std::string_view allowed) {
  return text.find_first_not_of(allowed) == std::string_view::npos;
}

constexpr std::string_view letters_and_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-";

/// A host name, an IPv4 address, or an IPv6 address in brackets: nothing that could add to a URL or a header.
bool is_host(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
    return host.size() >= 2 && host.size() <= 45 && only_of(host, "0123456789abcdefABCDEF:.");
  }
  if (host.empty() || host.size() > 253) return false;
  if (host.front() == '.' || host.front() == '-' || host.find("..") != std::string_view::npos) return false;
  return only_of(host, std::string(letters_and_digits) + "._");
}

bool is_cluster(std::string_view cluster) {
  return cluster.size() <= 63 && !cluster.starts_with('-') && only_of(cluster, letters_and_digits);
}

bool is_path(std::string_view path) {
  if (path.empty()) return true;
  if (!path.starts_with('/') || !only_of(path, std::string(letters_and_digits) + "._~/")) return false;
  for (std::size_t begin = 1; begin <= path.size();) {
    const auto end = std::min(path.find('/', begin), path.size());
    const auto segment = path.substr(begin, end - begin);
    if (segment.empty() || segment == "." || segment == "..") return false;
    begin = end + 1;
  }
  return true;
}

bool is_pusher(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  return host == "pusher.com" || host.ends_with(".pusher.com") || host == "pusherapp.com" ||
         host.ends_with(".pusherapp.com");
}

std::string parse_host(const BroadcastOptions& options) {
  auto host = lower_case(options.host);
  if (host.empty()) {
    return "api-" + (options.cluster.empty() ? "mt1" : lower_case(options.cluster)) + ".pusher.com";
  }
  return host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
}

std::string parse_path(std::string path) {
  if (path.ends_with('/')) path.pop_back();
  return path;
}

int parse_port(const BroadcastOptions& options) {
  if (options.port != 0) return options.port;
  return options.use_tls ? 443 : 80;
}

EventLimits parse_limits(const BroadcastLimits& limits, const std::string& host) {
  const std::size_t by_host = is_pusher(host) ? channel_name_max_pusher : channel_name_max;
  return {.channel_name = limits.channel_name == 0 ? by_host : limits.channel_name,
          .data_bytes = limits.data_bytes,
          .batch_events = limits.batch_events};
}

Error invalid(std::string message) { return Error(ErrorCode::invalid_option, std::move(message)); }

Result<void> check_server(const BroadcastOptions& options) {
  if (!options.host.empty() && !is_host(options.host)) {
    return invalid(
        "host is only a name or an address, push.example.com or [::1]: give the port as port, TLS as "
        "use_tls and a prefix as path.");
  }
  if (options.host.empty() && !is_cluster(options.cluster)) {
    return invalid(
        "cluster is the short name on the app's page, such as eu or mt1: letters, digits and dashes.");
  }
  if (!is_path(parse_path(options.path))) {
    return invalid("path begins with / and has letters, digits and . _ ~ - between slashes: /push.");
  }
  if (options.port < 0 || options.port > 65'535)
    return invalid("port is a number from 1 to 65535, or 0 for the usual one.");
  return {};
}

Result<void> check_delivery(const BroadcastOptions& options) {
  using std::chrono::milliseconds;
  const auto usable = [](milliseconds time) {
    return time >= milliseconds(1) && time <= std::chrono::hours(1);
  };
  if (!usable(options.connect_timeout) || !usable(options.timeout) || !usable(options.total_timeout)) {
    return invalid("connect_timeout, timeout and total_timeout are from 1 millisecond to 1 hour.");
  }
  if (options.attempts < 1 || options.attempts > 10) return invalid("attempts is a number from 1 to 10.");
  if (options.connections < 1 || options.connections > 1'000)
    return invalid("connections is a number from 1 to 1000.");
  const auto& limits = options.limits;
  if (limits.batch_events < 1 || limits.data_bytes < 1 || limits.queue_events < 1 || limits.queue_bytes < 1) {
    return invalid("batch_events, data_bytes, queue_events and queue_bytes of limits are numbers above 0.");
  }
  return {};
}

Result<void> check_credentials(const BroadcastOptions& options) {
  const auto missing = [](std::string_view what, std::string_view member, std::string_view variable) {
    return Error(ErrorCode::missing_credentials, "There is no " + std::string(what) +
                                                     ": give BroadcastOptions::" + std::string(member) +
                                                     ", or set " + std::string(variable) + ".");
  };
  if (options.app_id.empty()) return missing("app id", "app_id", "PUSHER_APP_ID");
  if (options.key.empty()) return missing("key", "key", "PUSHER_APP_KEY");
  if (options.secret.empty()) return missing("secret", "secret", "PUSHER_APP_SECRET");
  return {};
}

Result<App> parse_app(const BroadcastOptions& options) {
  if (auto valid = check_credentials(options); !valid) return valid.error();
  return App::make(options.app_id, options.key, options.secret);
}

Result<void> check_options(const BroadcastOptions& options, const Settings& settings) {
  if (settings.driver == "log" || settings.driver == "null" || settings.driver == "fake") return {};
  if (settings.driver != "pusher") {
    return Error(ErrorCode::unknown_driver,
                 "There is no driver \"" + settings.driver + "\". There are: pusher, log, null, fake.");
  }
  if (!settings.app) return settings.app.error();
  if (auto valid = check_server(options); !valid) return valid;
  return check_delivery(options);
}

}  // namespace

std::string lower_case(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

Settings parse_options(const BroadcastOptions& options) {
  const auto host = parse_host(options);
  const auto path = parse_path(options.path);
  Settings settings{.driver = options.driver,
                    .app = parse_app(options),
                    .host = host,
                    .port = parse_port(options),
                    .use_tls = options.use_tls,
                    .path = path,
                    .signed_prefix = options.sign_path ? path : "",
                    .ca_file = options.ca_file,
                    .limits = parse_limits(options.limits, host),
                    .queue_events = options.limits.queue_events,
                    .queue_bytes = options.limits.queue_bytes,
                    .retry = {.delivery = options.delivery,
                              .idempotent = options.idempotent,
                              .attempts = options.attempts,
                              .total = options.total_timeout.count()},
                    .connect_timeout = options.connect_timeout,
                    .timeout = options.timeout,
                    .total_timeout = options.total_timeout,
                    .connections = options.connections,
                    .transport = options.transport,
                    .logger = options.logger,
                    .rescue = options.rescue};
  if (!settings.logger) {
    settings.logger = [](std::string_view line) { std::clog << std::string(line) + "\n" << std::flush; };
  }
  if (!options.encryption_master_key_base64.empty()) {
    auto master = MasterKey::from_base64(options.encryption_master_key_base64);
    if (!master) {
      settings.error = master.error();
      return settings;
    }
    settings.master = std::move(*master);
  }
  if (auto valid = check_options(options, settings); !valid) settings.error = valid.error();
  return settings;
}

}  // namespace fanfare
