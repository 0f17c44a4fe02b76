#include <fanfare/hub/exposure.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <string>

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

TEST_CASE("beyond loopback a secret needs 32 characters") {
  const std::string weak(31, 's');
  const std::string strong(32, 's');
  CHECK(check_exposure("127.0.0.1", "app-secret").has_value());
  CHECK(check_exposure("0.0.0.0", strong).has_value());
  const auto refused = check_exposure("0.0.0.0", weak);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().name() == "invalid_option");
  CHECK(refused.error().message().find(weak) == std::string::npos);
  CHECK_FALSE(check_exposure("0.0.0.0", "app-secret").has_value());
}
