#include <fanfare/broadcast.h>

#include "support/certificates.h"
#include "support/loopback.h"

#include <catch2/catch_test_macros.hpp>

#include <pthread.h>
#include <array>
#include <atomic>
#include <csignal>
#include <functional>
#include <string>
#include <utility>
#include <vector>

using namespace fanfare;
using certificates::Identity;

/// Answers every request over TLS; `requests` counts those that were readable.
static std::function<void(loopback::Peer&)> over_tls(SSL_CTX* context, std::atomic<int>& requests,
                                                     std::string text = loopback::answer("200 OK", "{}")) {
  return [context, &requests, text = std::move(text)](loopback::Peer& peer) {
    // OpenSSL writes without MSG_NOSIGNAL, and a client that refuses the certificate goes at once
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    const certificates::Owned<SSL> ssl(SSL_new(context));
    SSL_set_fd(ssl.get(), peer.socket());
    if (SSL_accept(ssl.get()) != 1) return;
    std::array<char, 16'384> buffer;
    std::string request;
    for (int size = 0; (size = SSL_read(ssl.get(), buffer.data(), buffer.size())) > 0;) {
      request.append(buffer.data(), static_cast<std::size_t>(size));
      if (!request.ends_with("}")) continue;
      ++requests;
      request.clear();
      if (SSL_write(ssl.get(), text.data(), static_cast<int>(text.size())) <= 0) return;
    }
  };
}

static BroadcastOptions options_for(int port, std::string host, std::string ca_file) {
  return {.app_id = "3",
          .key = "278d425bdf160c739803",
          .secret = "7ad3773142a6692b25b8",
          .host = std::move(host),
          .port = port,
          .ca_file = std::move(ca_file),
          .delivery = DeliveryPolicy::at_least_once};
}

static const Identity& authority() {
  static const Identity identity = certificates::issue({.common_name = "authority", .authority = true});
  return identity;
}

TEST_CASE("a certificate of a trusted authority for the host is accepted", "[tls]") {
  const certificates::File trusted(authority());
  const auto identity =
      certificates::issue({.alternative_names = "DNS:localhost,IP:127.0.0.1"}, &authority());
  const auto context = certificates::server_context(identity);
  for (const char* host : {"127.0.0.1", "localhost"}) {
    std::atomic<int> requests = 0;
    loopback::Server server(over_tls(context.get(), requests));
    const Broadcast broadcast(options_for(server.port(), host, trusted.path()));
    for (int time = 0; time < 3; ++time) {
      const auto sent = broadcast.channel("a", "event");
      INFO((sent ? "" : sent.error().message()));
      REQUIRE(sent);
    }
    CHECK(requests == 3);
    CHECK(server.connections() == 1);
  }
}

TEST_CASE("a certificate that does not verify is refused for good, before anything is sent", "[tls]") {
  const auto other = certificates::issue({.common_name = "other", .authority = true});
  const std::string names = "DNS:localhost,IP:127.0.0.1";
  std::vector<std::pair<std::string, Identity>> table;
  const auto add = [&table](std::string title, const certificates::Claim& claim, const Identity* issuer) {
    table.emplace_back(std::move(title), certificates::issue(claim, issuer));
  };
  add("of another authority", {.alternative_names = names}, &other);
  add("signed by itself", {.alternative_names = names}, nullptr);
  add("expired", {.alternative_names = names, .valid_from = -7'200, .valid_to = -3'600}, &authority());
  add("not valid yet", {.alternative_names = names, .valid_from = 3'600, .valid_to = 7'200}, &authority());
  add("of another name", {.alternative_names = "DNS:example.com"}, &authority());
  add("of another address", {.alternative_names = "IP:127.0.0.2"}, &authority());
  add("of the name only as common name beside others",
      {.common_name = "localhost", .alternative_names = "DNS:example.com"}, &authority());
  add("of a partial wildcard", {.alternative_names = "DNS:local*"}, &authority());

  const certificates::File trusted(authority());
  for (const auto& [title, identity] : table) {
    INFO(title);
    const auto context = certificates::server_context(identity);
    std::atomic<int> requests = 0;
    loopback::Server server(over_tls(context.get(), requests));
    const auto sent =
        Broadcast(options_for(server.port(), "localhost", trusted.path())).channel("a", "event");
    REQUIRE_FALSE(sent);
    CHECK(sent.error().code() == ErrorCode::not_sent);
    CHECK_FALSE(sent.error().retryable());
    CHECK_FALSE(sent.error().maybe_delivered());
    CHECK(sent.error().attempts() == 1);
    CHECK(sent.error().message().find("its certificate is not trusted: ") != std::string::npos);
    CHECK(requests == 0);
  }
}

TEST_CASE("a server that does not speak TLS is not sent to", "[tls]") {
  loopback::Server server(loopback::always(loopback::answer("200 OK", "{}")));
  auto options = options_for(server.port(), "127.0.0.1", "");
  options.delivery = DeliveryPolicy::once;
  options.connect_timeout = std::chrono::milliseconds(300);
  const auto sent = Broadcast(options).channel("a", "event");
  REQUIRE_FALSE(sent);
  CHECK(sent.error().code() == ErrorCode::not_sent);
}

TEST_CASE("an answer without end is cut off over TLS too", "[tls]") {
  const certificates::File trusted(authority());
  const auto identity = certificates::issue({.alternative_names = "IP:127.0.0.1"}, &authority());
  const auto context = certificates::server_context(identity);
  const std::string much(2'000'000, 'x');
  for (const auto& text : {"HTTP/1.1 200 " + much + "\r\n\r\n", much, "HTTP/1.1 200 OK\r\nX: " + much}) {
    std::atomic<int> requests = 0;
    loopback::Server server(over_tls(context.get(), requests, text));
    auto options = options_for(server.port(), "127.0.0.1", trusted.path());
    options.delivery = DeliveryPolicy::once;
    const auto sent = Broadcast(options).channel("a", "event");
    REQUIRE_FALSE(sent);
    CHECK(sent.error().code() == ErrorCode::ambiguous);
    CHECK(requests == 1);
  }
}
