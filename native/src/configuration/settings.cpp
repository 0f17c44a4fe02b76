#include "configuration/settings.h"

#include "sending/drivers/pusher.h"
#include "sending/sealing.h"
#include "transport/transport_httplib.h"

#include <algorithm>
#include <cstddef>
#include <iostream>
#include <string>
#include <string_view>

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

Error invalid(std::string message) { return Error(ErrorCode::invalid_option, std::move(message)); }

Result<void> check_server(const Config& config) {
  if (!config.host.empty() && !is_host(config.host)) {
    return invalid(
        "host is a name or an address alone, push.example.com or [::1]: give the port as port, TLS as "
        "use_tls and a "
        "prefix as path.");
  }
  if (config.host.empty() && !is_cluster(config.cluster)) {
    return invalid(
        "cluster is the short name on the app's page, such as eu or mt1: letters, digits and dashes.");
  }
  if (!is_path(path_of(config))) {
    return invalid("path begins with / and has letters, digits and . _ ~ - between slashes: /push.");
  }
  if (config.port < 0 || config.port > 65'535)
    return invalid("port is a number from 1 to 65535, or 0 for the usual one.");
  return {};
}

Result<void> check_delivery(const Config& config) {
  using std::chrono::milliseconds;
  const auto usable = [](milliseconds time) {
    return time >= milliseconds(1) && time <= std::chrono::hours(1);
  };
  if (!usable(config.connect_timeout) || !usable(config.timeout) || !usable(config.total_timeout)) {
    return invalid("connect_timeout, timeout and total_timeout are from 1 millisecond to 1 hour.");
  }
  if (config.attempts < 1 || config.attempts > 10) return invalid("attempts is a number from 1 to 10.");
  if (config.connections < 1 || config.connections > 1'000)
    return invalid("connections is a number from 1 to 1000.");
  const auto& limits = config.limits;
  if (limits.batch_events < 1 || limits.data_bytes < 1 || limits.queue_events < 1 || limits.queue_bytes < 1) {
    return invalid("batch_events, data_bytes, queue_events and queue_bytes of limits are numbers above 0.");
  }
  return {};
}

Result<void> check_present(const Config& config) {
  const auto missing = [](std::string_view what, std::string_view member, std::string_view variable) {
    return Error(ErrorCode::missing_credentials, "There is no " + std::string(what) +
                                                     ": give Config::" + std::string(member) + ", or set " +
                                                     std::string(variable) + ".");
  };
  if (config.app_id.empty()) return missing("app id", "app_id", "PUSHER_APP_ID");
  if (config.key.empty()) return missing("key", "key", "PUSHER_APP_KEY");
  if (config.secret.empty()) return missing("secret", "secret", "PUSHER_APP_SECRET");
  return {};
}

Result<App> app_of(const Config& config) {
  if (auto present = check_present(config); !present) return present.error();
  return App::make(config.app_id, config.key, config.secret);
}

Result<void> add_pusher(const Config& config, Configured& made) {
  if (!made.app) return made.app.error();
  if (auto valid = check_server(config); !valid) return valid;
  if (auto valid = check_delivery(config); !valid) return valid;
  auto transport = config.transport;
  if (!transport) {
    auto built = make_httplib_transport({.host = host_of(config),
                                         .port = port_of(config),
                                         .use_tls = config.use_tls,
                                         .path = path_of(config),
                                         .ca_file = config.ca_file,
                                         .connect_timeout = config.connect_timeout,
                                         .connections = config.connections});
    if (!built) return built.error();
    transport = std::move(*built);
  }
  const auto signer = made.app->with_signed_prefix(config.sign_path ? path_of(config) : "");
  made.driver = std::make_shared<PusherDriver>(signer, config, made.limits, std::move(transport),
                                               system_clock(), made.master);
  return {};
}

}  // namespace

std::string lower_case(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

std::string host_of(const Config& config) {
  auto host = lower_case(config.host);
  if (host.empty())
    return "api-" + (config.cluster.empty() ? "mt1" : lower_case(config.cluster)) + ".pusher.com";
  return host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
}

std::string path_of(const Config& config) {
  auto path = config.path;
  if (path.ends_with('/')) path.pop_back();
  return path;
}

int port_of(const Config& config) {
  if (config.port != 0) return config.port;
  return config.use_tls ? 443 : 80;
}

EventLimits limits_of(const Config& config) {
  const std::size_t by_host = is_pusher(host_of(config)) ? channel_name_max_pusher : channel_name_max;
  return {.channel_name = config.limits.channel_name == 0 ? by_host : config.limits.channel_name,
          .data_bytes = config.limits.data_bytes,
          .batch_events = config.limits.batch_events};
}

Configured configure(const Config& config) {
  Configured made{.app = app_of(config),
                  .limits = limits_of(config),
                  .total_timeout = config.total_timeout,
                  .logger = config.logger,
                  .rescue = config.rescue};
  if (!made.logger) {
    made.logger = [](std::string_view line) { std::clog << std::string(line) + "\n" << std::flush; };
  }
  if (!config.encryption_master_key_base64.empty()) {
    auto master = MasterKey::from_base64(config.encryption_master_key_base64);
    if (!master) {
      made.error = master.error();
      return made;
    }
    made.master = std::move(*master);
  }
  made.checks_with = made.master;
  if (config.driver == "fake" && !made.master) made.checks_with = blank_key();
  if (config.driver == "pusher") {
    if (auto added = add_pusher(config, made); !added) made.error = added.error();
  } else if (config.driver == "log") {
    made.driver = std::make_shared<LogDriver>(made.logger, made.limits, made.checks_with);
  } else if (config.driver == "null") {
    made.driver = std::make_shared<NullDriver>(made.limits, made.checks_with);
  } else if (config.driver == "fake") {
    made.fake = std::make_shared<FakeDriver>(made.limits, made.checks_with);
    made.driver = made.fake;
  } else {
    made.error = Error(ErrorCode::unknown_driver,
                       "There is no driver \"" + config.driver + "\". There are: pusher, log, null, fake.");
  }
  return made;
}

}  // namespace fanfare
