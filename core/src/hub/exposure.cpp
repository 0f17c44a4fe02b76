#include <fanfare/hub/exposure.h>

#include "../ascii.h"

#include <string>

namespace fanfare::hub {
namespace {

bool is_ipv4(std::string_view address) {
  int dots = 0;
  std::size_t digits = 0;
  for (const char c : address) {
    if (ascii::is_digit(c) && digits < 3) {
      ++digits;
    } else if (c == '.' && digits > 0) {
      digits = 0;
      ++dots;
    } else {
      return false;
    }
  }
  return dots == 3 && digits > 0;
}

}  // namespace

bool is_loopback(std::string_view address) {
  return address == "localhost" || address == "::1" || (address.starts_with("127.") && is_ipv4(address));
}

Result<void> check_exposure(std::string_view address, std::string_view secret) {
  if (is_loopback(address) || secret.size() >= exposed_secret_min) return {};
  return Error(ErrorCode::invalid_option,
               "A hub on " + ascii::quoted(address) +
                   " can be reached from other machines, so its apps need secrets of at least " +
                   std::to_string(exposed_secret_min) +
                   " characters: make one with `openssl rand -hex 32`, or listen on 127.0.0.1.");
}

}  // namespace fanfare::hub
