#pragma once

#include "transport/guarded_socket.h"
#include "transport/transport_httplib.h"

#include <openssl/ssl.h>

#include <memory>
#include <mutex>
#include <string>

namespace fanfare {

struct SslDeleter {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

/// TLS 1.2 or later with the one server of a transport, whose certificate has to name it.
class Tls {
 public:
  enum class Outcome { connected, failed, no_authorities, untrusted };

  explicit Tls(const TransportOptions& options) : host_(options.host), ca_file_(options.ca_file) {}

  /// Shakes hands over a connected socket, for as long as `guard` lets it. `problem` is what a certificate
  /// that is not trusted lacks.
  [[nodiscard]] Outcome connect(int socket, const GuardedSocket& guard, std::unique_ptr<SSL, SslDeleter>& ssl,
                                std::string& problem);

 private:
  [[nodiscard]] SSL_CTX* context();

  std::string host_;
  std::string ca_file_;
  std::once_flag made_;  // reading the authorities takes time, and a process may never need them
  std::unique_ptr<SSL_CTX, SslDeleter> context_;
  bool host_is_address_ = false;
};

}  // namespace fanfare
