#include <fanfare/hub/exposure.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <string>
#include <string_view>

using fanfare::hub::check_exposure;
using fanfare::hub::is_loopback;

TEST_CASE("loopback is localhost, 127.x.y.z and ::1, and nothing that only looks like it") {
  const auto address = GENERATE("localhost", "127.0.0.1", "127.255.255.254", "::1");
  CHECK(is_loopback(address));
  const auto other =
      GENERATE("", "0.0.0.0", "::", "192.168.0.1", "127.0.0.1.example.com", "127.example.com", "127.",
               "127.0.0", "127.0.0.1 ", "localhost.example.com", "1127.0.0.1", "::ffff:127.0.0.1");
  CHECK_FALSE(is_loopback(other));
}

namespace {

/// `text` as often as it takes, cut to `size`.
std::string repeated(std::string_view text, std::size_t size) {
  std::string all;
  while (all.size() < size) all += text;
  return all.substr(0, size);
}

}  // namespace

TEST_CASE("beyond loopback a secret needs 32 characters that are no shorter text over and over") {
  const std::string strong = "2b7e151628aed2a6abf7158809cf4f3c";
  CHECK(check_exposure("0.0.0.0", strong));
  CHECK(check_exposure("0.0.0.0", strong + strong.substr(1)));
  CHECK(check_exposure("0.0.0.0", "correct horse battery staple, as it is"));

  const std::string weak[] = {
      "",
      "app-secret",
      strong.substr(1),
      std::string(32, 's'),
      std::string(100'000, 's'),
      repeated("app-secret", 32),
      repeated("app-secret", 40),
      repeated("my-app-secret ", 32),
      repeated("0123456789abcdef", 32),
      "abcdefg" + std::string(25, 'g'),
  };
  for (const auto& secret : weak) {
    CAPTURE(secret.substr(0, 40));
    CHECK(check_exposure("127.0.0.1", secret));
    const auto refused = check_exposure("0.0.0.0", secret);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().name() == "invalid_option");
    CHECK((secret.empty() || refused.error().message().find(secret) == std::string::npos));
  }
}
