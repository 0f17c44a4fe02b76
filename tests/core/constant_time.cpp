// Runs under valgrind. Secrets are marked as undefined, so valgrind reports every branch and every address that
// depends on one (the approach of github.com/agl/ctgrind). With the argument `leak` the program leaks on purpose,
// to prove that a leak is found.

#include <fanfare/signature.h>

#include "hmac.h"

#include <valgrind/memcheck.h>

#include <iostream>
#include <string>
#include <string_view>

using namespace fanfare;

namespace {

void make_secret(std::string& text) { VALGRIND_MAKE_MEM_UNDEFINED(text.data(), text.size()); }

/// Marks an answer as public: it may depend on secrets.
bool published(bool answer) {
  VALGRIND_MAKE_MEM_DEFINED(&answer, sizeof answer);
  return answer;
}

bool is_signed(std::string_view hex) {
  std::string secret = "7ad3773142a6692b25b8";
  make_secret(secret);
  const SigningKey key(secret);
  return published(verify_hmac_sha256_hex(key, {"1234.1234:private-foobar"}, hex));
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view right = "58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4";
  if (argc > 1 && std::string_view(argv[1]) == "leak") {
    std::string secret(right);
    make_secret(secret);
    return published(secret == right) ? 0 : 1;
  }
  if (!is_signed(right) || is_signed(std::string(64, 'a')) || is_signed("")) {
    std::cerr << "a signature was not verified\n";
    return 1;
  }
  return 0;
}
