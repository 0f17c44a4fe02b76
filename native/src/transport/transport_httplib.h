#pragma once

#include <fanfare/result.h>
#include <fanfare/transport.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace fanfare {

/// The addresses of a host, as text; may take as long as it likes.
using Lookup = std::function<std::vector<std::string>(const std::string& host)>;

/// The server that a transport sends to.
struct TransportOptions {
  std::string host;
  int port = 443;
  bool use_tls = true;
  std::string path{};  ///< goes before every request's own path
  std::string ca_file{};
  std::chrono::milliseconds connect_timeout{2'000};
  std::size_t connections = 16;
  Lookup lookup{};  ///< `getaddrinfo` when empty
};

/// A pool of keep-alive connections on cpp-httplib. Fails with `invalid_option` when the file of authorities
/// cannot be read.
[[nodiscard]] Result<std::shared_ptr<Transport>> make_httplib_transport(TransportOptions options);

}  // namespace fanfare
