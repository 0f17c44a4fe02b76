#include <fanfare/broadcast.h>

#include "support/fakes.h"
#include "support/loopback.h"

#include <catch2/catch_test_macros.hpp>

#include <memory>
#include <regex>
#include <string>
#include <vector>

using namespace fanfare;

static const std::string secret = "7ad3773142a6692b25b8";

static void check_says_nothing(const Error& error) {
  INFO(error.message());
  CHECK_FALSE(error.message().empty());
  CHECK(error.message().find(secret) == std::string::npos);
  CHECK(error.message().find("auth_signature=d") == std::string::npos);
  CHECK(error.message().find("http://") == std::string::npos);
  CHECK_FALSE(std::regex_search(error.message(), std::regex("[0-9a-f]{32}")));
}

static BroadcastOptions test_options() {
  return {.app_id = "3",
          .key = "278d425bdf160c739803",
          .secret = secret,
          .host = "127.0.0.1",
          .use_tls = false,
          .delivery = DeliveryPolicy::once};
}

TEST_CASE("no failure tells the secret, a signature or a signed URL, even if the server does", "[secrets]") {
  // What Pusher answers to a wrong signature quotes the signed text and the signature.
  loopback::Server echo([](loopback::Peer& peer) {
    while (const auto request = peer.read_request()) {
      if (!peer.write(loopback::answer("401 Unauthorized", *request))) return;
    }
  });
  loopback::Server breaking([](loopback::Peer& peer) {
    if (peer.read_request()) peer.reset();
  });
  for (const int port : {echo.port(), breaking.port(), loopback::closed_port()}) {
    auto one = test_options();
    one.port = port;
    const Broadcast broadcast(one);
    const auto sent = broadcast.channel("a", "event");
    REQUIRE_FALSE(sent);
    check_says_nothing(sent.error());
  }
}

TEST_CASE("no refusal of input or configuration tells the secret", "[secrets]") {
  const Broadcast broadcast(test_options());
  check_says_nothing(broadcast.channel(":", "event").error());
  check_says_nothing(broadcast.channel("a", "").error());
  check_says_nothing(broadcast.authorize("private-a", "1.1:").error());
  check_says_nothing(broadcast.authenticate("1.1", "{").error());
  check_says_nothing(broadcast.driver("other").channel("a", "event").error());

  auto spaced = test_options();
  spaced.secret += "\n";
  check_says_nothing(Broadcast::make(spaced).error());
  auto wrong_host = test_options();
  wrong_host.host = "http://127.0.0.1";
  const auto refused = Broadcast::make(wrong_host);
  REQUIRE_FALSE(refused);
  check_says_nothing(BroadcastConfiguration::from_json(R"({"default": "log", "log": {"secret": ")" + secret +
                                                       R"(", "ssl": 1}})")
                         .error());
  check_says_nothing(
      BroadcastConfiguration::from_json(R"({"default": "log", "log": {"secret": ")" + secret).error());
}
