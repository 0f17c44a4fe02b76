// Run by valgrind, which is told that secrets are undefined: it then reports every branch and every address
// that depends on one (the approach of github.com/agl/ctgrind). With the argument `leak` it does what must be
// found.

#include <fanfare/signature.h>

#include <valgrind/memcheck.h>

#include <iostream>
#include <string>
#include <string_view>

using namespace fanfare;

namespace {

void make_secret(std::string& text) { VALGRIND_MAKE_MEM_UNDEFINED(text.data(), text.size()); }

/// What anybody gets to see, and so may depend on secrets.
bool told(bool answer) {
  VALGRIND_MAKE_MEM_DEFINED(&answer, sizeof answer);
  return answer;
}

bool is_signed(std::string_view hex) {
  std::string secret = "7ad3773142a6692b25b8";
  make_secret(secret);
  const SigningKey key(secret);
  return told(verify_hmac_sha256_hex(key, "1234.1234:private-foobar", hex));
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view right = "58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4";
  if (argc > 1 && std::string_view(argv[1]) == "leak") {
    std::string secret(right);
    make_secret(secret);
    return told(secret == right) ? 0 : 1;
  }
  if (!is_signed(right) || is_signed(std::string(64, 'a')) || is_signed("")) {
    std::cerr << "a signature was not verified\n";
    return 1;
  }
  return 0;
}
