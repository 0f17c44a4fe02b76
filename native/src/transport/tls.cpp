#include "transport/tls.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

namespace fanfare {

SSL_CTX* Tls::context() {
  std::call_once(made_, [this] {
    std::unique_ptr<SSL_CTX, SslDeleter> made(SSL_CTX_new(TLS_client_method()));
    if (!made) return;
    SSL_CTX_set_min_proto_version(made.get(), TLS1_2_VERSION);
    SSL_CTX_set_verify(made.get(), SSL_VERIFY_PEER, nullptr);
    auto* wanted = SSL_CTX_get0_param(made.get());
    X509_VERIFY_PARAM_set_hostflags(wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    host_is_address_ = X509_VERIFY_PARAM_set1_ip_asc(wanted, host_.c_str()) == 1;
    if (!host_is_address_ && X509_VERIFY_PARAM_set1_host(wanted, host_.c_str(), host_.size()) != 1) return;
    const int trusts = ca_file_.empty()
                           ? SSL_CTX_set_default_verify_paths(made.get())
                           : SSL_CTX_load_verify_locations(made.get(), ca_file_.c_str(), nullptr);
    if (trusts == 1) context_ = std::move(made);
  });
  return context_.get();
}

Tls::Outcome Tls::connect(int socket, const GuardedSocket& guard, std::unique_ptr<SSL, SslDeleter>& ssl,
                          std::string& problem) {
  if (context() == nullptr) return Outcome::no_authorities;
  ssl.reset(SSL_new(context()));
  if (!ssl || SSL_set_fd(ssl.get(), socket) != 1) return Outcome::failed;
  // Names the host for a server of several hosts; an address is not a host name (RFC 6066, 3).
  if (!host_is_address_) SSL_set_tlsext_host_name(ssl.get(), host_.c_str());
  for (;;) {
    ERR_clear_error();
    const int done = SSL_connect(ssl.get());
    if (done == 1) return Outcome::connected;
    const int error = SSL_get_error(ssl.get(), done);
    const bool again = error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
    if (!again || guard.reason() != GuardedSocket::Cut::none) break;
  }
  const auto result = SSL_get_verify_result(ssl.get());
  if (result == X509_V_OK) return Outcome::failed;
  problem = X509_verify_cert_error_string(result);
  return Outcome::untrusted;
}

}  // namespace fanfare
