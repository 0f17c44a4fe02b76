#include "certificates.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace certificates {
namespace {

void must(bool done) {
  if (!done) throw std::runtime_error("OpenSSL cannot make a certificate");
}

void extend(X509& certificate, X509& issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, &issuer, &certificate, nullptr, nullptr, 0);
  auto* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  must(extension != nullptr && X509_add_ext(&certificate, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

}  // namespace

Identity issue(const Claim& claim, const Identity* issuer) {
  static long serial = 1;
  Identity made{Owned<EVP_PKEY>(EVP_EC_gen("P-256")), Owned<X509>(X509_new())};
  auto& certificate = *made.certificate;
  X509_set_version(&certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(&certificate), serial++);
  X509_gmtime_adj(X509_getm_notBefore(&certificate), claim.valid_from);
  X509_gmtime_adj(X509_getm_notAfter(&certificate), claim.valid_to);
  X509_set_pubkey(&certificate, made.key.get());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(&certificate), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(claim.common_name.c_str()), -1, -1, 0);
  auto& signer = issuer == nullptr ? made : *issuer;
  X509_set_issuer_name(&certificate, X509_get_subject_name(signer.certificate.get()));
  extend(certificate, *signer.certificate, NID_basic_constraints,
         claim.authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
  if (!claim.alternative_names.empty()) {
    extend(certificate, *signer.certificate, NID_subject_alt_name, claim.alternative_names);
  }
  must(X509_sign(&certificate, signer.key.get(), EVP_sha256()) > 0);
  return made;
}

File::File(const Identity& identity)
    : path_((std::filesystem::temp_directory_path() / "fanfare-XXXXXX").string()) {
  auto* file = fdopen(mkstemp(path_.data()), "w");
  must(file != nullptr && PEM_write_X509(file, identity.certificate.get()) == 1);
  fclose(file);
}

File::~File() { std::filesystem::remove(path_); }

Owned<SSL_CTX> server_context(const Identity& identity) {
  Owned<SSL_CTX> context(SSL_CTX_new(TLS_server_method()));
  must(SSL_CTX_use_certificate(context.get(), identity.certificate.get()) == 1 &&
       SSL_CTX_use_PrivateKey(context.get(), identity.key.get()) == 1);
  return context;
}

}  // namespace certificates
