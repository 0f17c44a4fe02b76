#include <fanfare/broadcast.h>

#include "support/loopback.h"
#include "transport/transport_httplib.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <atomic>
#include <future>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

using namespace fanfare;

static BroadcastOptions options_for(int port) {
  return {.app_id = "3",
          .key = "278d425bdf160c739803",
          .secret = "7ad3773142a6692b25b8",
          .host = "127.0.0.1",
          .port = port,
          .use_tls = false};
}

TEST_CASE("a request arrives as it was signed", "[transport]") {
  std::string received;
  loopback::Server server([&received](loopback::Peer& peer) {
    received = peer.read_request().value_or("");
    peer.write(loopback::answer("200 OK", "{}"));
  });
  auto options = options_for(server.port());
  options.path = "/push";
  const Broadcast broadcast(options);
  REQUIRE(broadcast.channel("a,b;c=d@e.f", "event", {{"text", "ä"}}));
  CHECK(received.find("POST /push/apps/3/events?auth_key=278d425bdf160c739803&auth_timestamp=") == 0);
  CHECK(received.find("\r\nHost: 127.0.0.1:" + std::to_string(server.port()) + "\r\n") != std::string::npos);
  CHECK(received.find("\r\nContent-Type: application/json\r\n") != std::string::npos);
  CHECK(received.find("\r\nAccept-Encoding: identity\r\n") != std::string::npos);
  CHECK(received.find("\r\nX-Pusher-Library: fanfare-cpp ") != std::string::npos);
  CHECK(received.ends_with(
      "{\"name\":\"event\",\"data\":\"{\\\"text\\\":\\\"ä\\\"}\",\"channels\":[\"a,b;c=d@e.f\"]}"));
}

TEST_CASE("nothing of a request is changed or added on its way", "[transport]") {
  std::string received;
  loopback::Server server([&received](loopback::Peer& peer) {
    received = peer.read_request().value_or("");
    peer.write(loopback::answer("200 OK", "{}"));
  });
  // cpp-httplib 0.29 writes a query anew, and 0.30.2 asks whether a body of 1,024 bytes may follow.
  const std::string query = "a=%2c,%7E~&b=%20!*'()&c&auth_signature=00";
  const std::string body = "[" + std::string(20'000, ' ') + "]";
  const auto transport =
      make_httplib_transport({.host = "127.0.0.1", .port = server.port(), .use_tls = false, .path = "/push"});
  REQUIRE(transport.has_value());
  const auto answer = (*transport)
                          ->send({.method = "POST", .path = "/apps/3/events", .query = query, .body = body},
                                 {{"Content-Type", "application/json"}}, {});
  REQUIRE(answer.has_value());
  CHECK(answer->status == 200);
  CHECK(received.starts_with("POST /push/apps/3/events?" + query + " HTTP/1.1\r\nHost: 127.0.0.1:"));
  CHECK(received.find("\r\nContent-Length: 20002\r\n") != std::string::npos);
  CHECK(received.find("Expect") == std::string::npos);
  CHECK(received.ends_with("\r\n\r\n" + body));
}

TEST_CASE("an answer without a length that breaks off is none", "[transport]") {
  loopback::Server server([](loopback::Peer& peer) {
    if (peer.read_request()) peer.write("HTTP/1.1 200 OK\r\n\r\n{");
    peer.reset();
  });
  const auto sent = Broadcast(options_for(server.port())).channel("a", "event");
  REQUIRE_FALSE(sent);
  CHECK(sent.error().code() == ErrorCode::ambiguous);
}

/// What OpenSSL's HMAC makes of the parts of a request, as Pusher's documentation has it.
static std::string signature_of(const std::string& method, const std::string& path,
                                const std::string& query) {
  const std::string secret = "7ad3773142a6692b25b8";
  const auto text = method + "\n" + path + "\n" + query;
  std::array<unsigned char, 32> bytes{};
  unsigned size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), bytes.data(), &size);
  std::string hex;
  for (const auto byte : bytes) {
    hex += "0123456789abcdef"[byte >> 4];
    hex += "0123456789abcdef"[byte & 15];
  }
  return hex;
}

TEST_CASE("a proxy's prefix is signed only where the configuration says so", "[transport]") {
  const bool sign_path = GENERATE(false, true);
  const auto prefix = GENERATE(std::string(""), std::string("/push"), std::string("/a.b/c"));
  std::vector<std::string> heads;
  loopback::Server server([&heads](loopback::Peer& peer) {
    while (const auto request = peer.read_request()) {
      heads.push_back(request->substr(0, request->find(" HTTP/1.1")));
      peer.write(loopback::answer("200 OK", "{}"));
    }
  });
  auto options = options_for(server.port());
  options.path = prefix;
  options.sign_path = sign_path;
  options.encryption_master_key_base64 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  {
    const Broadcast broadcast(options);
    REQUIRE(broadcast.channel("a", "event"));
    REQUIRE(broadcast.channel({"private-encrypted-a", "private-encrypted-b"}, "event"));
    REQUIRE(broadcast.send_to_user("7", "event"));
    REQUIRE(broadcast.terminate_connections("7"));
    REQUIRE(broadcast.get("/channels", {{"info", "subscription_count"}}));
    // A page's subscription has no path that could be signed.
    CHECK(broadcast.authorize("private-foobar", "1234.1234")->auth ==
          "278d425bdf160c739803:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4");
  }
  REQUIRE(heads.size() == 5);
  for (const auto& head : heads) {
    const auto space = head.find(' ');
    const auto question = head.find('?');
    const auto mark = head.find("&auth_signature=");
    const auto path = head.substr(space + 1, question - space - 1);
    REQUIRE(path.starts_with(prefix + "/apps/3/"));
    const auto signed_path = sign_path ? path : path.substr(prefix.size());
    CHECK(head.substr(mark + 16) ==
          signature_of(head.substr(0, space), signed_path, head.substr(question + 1, mark - question - 1)));
  }
}

TEST_CASE("a connection is kept for the next request", "[transport]") {
  loopback::Server server(loopback::always(loopback::answer("200 OK", "{}")));
  const Broadcast broadcast(options_for(server.port()));
  for (int time = 0; time < 20; ++time) REQUIRE(broadcast.channel("a", "event"));
  CHECK(server.connections() == 1);
}

TEST_CASE("a connection that the server closes is replaced", "[transport]") {
  SECTION("when it says so") {
    loopback::Server server([](loopback::Peer& peer) {
      if (peer.read_request()) peer.write(loopback::answer("200 OK", "{}", "Connection: close\r\n"));
    });
    const Broadcast broadcast(options_for(server.port()));
    for (int time = 0; time < 3; ++time) REQUIRE(broadcast.channel("a", "event"));
    CHECK(server.connections() == 3);
  }
  SECTION("when it does not") {
    std::promise<void> closed;
    std::atomic<bool> first = true;
    loopback::Server server([&](loopback::Peer& peer) {
      if (!first.exchange(false)) return loopback::always(loopback::answer("200 OK", "{}"))(peer);
      if (peer.read_request()) peer.write(loopback::answer("200 OK", "{}"));
      peer.close();
      closed.set_value();
    });
    const Broadcast broadcast(options_for(server.port()));
    REQUIRE(broadcast.channel("a", "event"));
    closed.get_future().wait();
    REQUIRE(broadcast.channel("a", "event"));
    CHECK(server.connections() == 2);
  }
}

TEST_CASE("a status is told with what the server says", "[transport]") {
  loopback::Server server(loopback::always(loopback::answer("401 Unauthorized", "Invalid signature")));
  const auto sent = Broadcast(options_for(server.port())).channel("a", "event");
  REQUIRE_FALSE(sent);
  CHECK(sent.error().code() == ErrorCode::rejected);
  CHECK(sent.error().status() == 401);
  CHECK(sent.error().message() ==
        "127.0.0.1 refused it: it answered 401, Invalid signature. Compare secret with that of the server.");
}

TEST_CASE("a redirect is not followed", "[transport]") {
  loopback::Server elsewhere(loopback::always(loopback::answer("200 OK", "{}")));
  for (const char* status : {"301 Moved", "302 Found", "307 Temporary", "308 Permanent"}) {
    loopback::Server server(loopback::always(loopback::answer(
        status, "", "Location: http://127.0.0.1:" + std::to_string(elsewhere.port()) + "/\r\n")));
    const auto sent = Broadcast(options_for(server.port())).channel("a", "event");
    REQUIRE_FALSE(sent);
    CHECK(sent.error().code() == ErrorCode::rejected);
    CHECK(server.connections() == 1);
  }
  CHECK(elsewhere.connections() == 0);
}

TEST_CASE("a refused connection was not sent", "[transport]") {
  auto options = options_for(loopback::closed_port());
  options.delivery = DeliveryPolicy::once;
  const auto sent = Broadcast(options).channel("a", "event");
  REQUIRE_FALSE(sent);
  CHECK(sent.error().code() == ErrorCode::not_sent);
  CHECK(sent.error().retryable());
  CHECK_FALSE(sent.error().maybe_delivered());
  CHECK(sent.error().message() ==
        "Nothing was sent to 127.0.0.1: no connection could be made. Is the server running there? `npx "
        "fanfare hub` starts one.");
}

TEST_CASE("a connection that breaks after the request may have delivered it", "[transport]") {
  loopback::Server server([](loopback::Peer& peer) {
    if (peer.read_request()) peer.reset();
  });
  const auto sent = Broadcast(options_for(server.port())).channel("a", "event");
  REQUIRE_FALSE(sent);
  CHECK(sent.error().code() == ErrorCode::ambiguous);
  CHECK(sent.error().maybe_delivered());
  CHECK(sent.error().attempts() == 1);
}

TEST_CASE("a name with several addresses is tried on each of them", "[transport]") {
  loopback::Server server(loopback::always(loopback::answer("200 OK", "{}")));
  TransportOptions options{.host = "push.example.com", .port = server.port(), .use_tls = false};
  options.lookup = [](const std::string& host) {
    CHECK(host == "push.example.com");
    return std::vector<std::string>{"127.0.0.2", "127.0.0.1"};
  };
  const auto transport = make_httplib_transport(options);
  REQUIRE(transport);
  const auto answer =
      (*transport)->send({.method = "POST", .path = "/", .query = "a=b", .body = "{}"}, {}, {});
  REQUIRE(answer);
  CHECK(answer->status == 200);
}

TEST_CASE("a name without an address was not sent", "[transport]") {
  TransportOptions options{.host = "push.example.com", .port = 80, .use_tls = false};
  options.lookup = [](const std::string&) { return std::vector<std::string>{}; };
  const auto transport = make_httplib_transport(options);
  REQUIRE(transport);
  const auto answer =
      (*transport)->send({.method = "POST", .path = "/", .query = "a=b", .body = "{}"}, {}, {});
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code() == ErrorCode::not_sent);
  CHECK_FALSE(answer.error().left());
}

TEST_CASE("many threads share one broadcast and its connections", "[transport]") {
  std::atomic<int> requests = 0;
  loopback::Server server([&requests](loopback::Peer& peer) {
    while (peer.read_request()) {
      ++requests;
      if (!peer.write(loopback::answer("200 OK", "{}"))) return;
    }
  });
  auto options = options_for(server.port());
  options.connections = 8;
  const Broadcast broadcast(options);
  std::atomic<int> accepted = 0;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 16; ++thread) {
    threads.emplace_back([&] {
      for (int time = 0; time < 200; ++time)
        accepted += broadcast.channel("a", "event", {{"n", time}}).has_value();
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(accepted == 3'200);
  CHECK(requests == 3'200);
  CHECK(server.connections() <= 8);
}

TEST_CASE("a thousand resets do not end the process", "[transport]") {
  std::atomic<int> turn = 0;
  loopback::Server server([&turn](loopback::Peer& peer) {
    if (++turn % 2 == 0) static_cast<void>(peer.read_some());
    peer.reset();
  });
  auto options = options_for(server.port());
  options.delivery = DeliveryPolicy::once;
  const Broadcast broadcast(options);
  const std::string data(10'000, 'd');
  for (int time = 0; time < 1'000; ++time) {
    const auto sent = broadcast.channel("a", "event", data);
    REQUIRE_FALSE(sent);
    const auto code = sent.error().code();
    REQUIRE((code == ErrorCode::ambiguous || code == ErrorCode::not_sent));
  }
}
