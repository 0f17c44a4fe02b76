#include <fanfare/hub/exposure.h>

#include "../ascii.h"
#include "../sentence.h"

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

/// Whether `text` repeats a text of at most half its length. The last repetition may be cut.
bool is_repeated(std::string_view text) {
  for (std::size_t length = 1; length <= text.size() / 2; ++length) {
    if (text.substr(length) == text.substr(0, text.size() - length)) return true;
  }
  return false;
}

std::size_t distinct(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.find(text[i]) == i) ++count;
  }
  return count;
}

}  // namespace

bool is_loopback(std::string_view address) {
  return address == "localhost" || address == "::1" || (address.starts_with("127.") && is_ipv4(address));
}

Result<void> check_exposure(std::string_view address, std::string_view secret) {
  if (is_loopback(address)) return {};
  const bool is_long = secret.size() >= exposed_secret_min;
  if (is_long && distinct(secret) >= exposed_secret_distinct_min && !is_repeated(secret)) return {};
  return refusal(
      ErrorCode::invalid_option,
      "A hub on %q can be reached from other machines, so its apps need secrets of at least %u random "
      "characters: make one with `openssl rand -hex 32`, or listen on 127.0.0.1.",
      {address, exposed_secret_min});
}

}  // namespace fanfare::hub
