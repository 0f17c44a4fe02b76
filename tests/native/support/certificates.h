#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

namespace certificates {

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};

template <class T>
using Owned = std::unique_ptr<T, Free>;

/// A certificate and its key.
struct Identity {
  Owned<EVP_PKEY> key;
  Owned<X509> certificate;
};

/// What a certificate says. Times are seconds from now.
struct Claim {
  std::string common_name = "test";
  std::string alternative_names{};  ///< `"DNS:localhost,IP:127.0.0.1"`
  long valid_from = -3'600;
  long valid_to = 3'600;
  bool authority = false;
};

/// Signed by `issuer`, or by itself without one.
[[nodiscard]] Identity issue(const Claim& claim, const Identity* issuer = nullptr);

/// A PEM file of one certificate, deleted with the object.
class File {
 public:
  explicit File(const Identity& identity);
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File();
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// The context of a server of this identity.
[[nodiscard]] Owned<SSL_CTX> server_context(const Identity& identity);

}  // namespace certificates
