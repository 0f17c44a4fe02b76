#include <fanfare/broadcast.h>

#include "support/loopback.h"
#include "transport/transport_httplib.h"

#include <catch2/catch_test_macros.hpp>

#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

// That each of these ends at all is what is tested: without a deadline that holds, ctest's own limit would
// end them.

using namespace fanfare;
using namespace std::chrono_literals;

static BroadcastOptions options_for(int port, bool use_tls = false) {
  return {.app_id = "3",
          .key = "278d425bdf160c739803",
          .secret = "7ad3773142a6692b25b8",
          .host = "127.0.0.1",
          .port = port,
          .use_tls = use_tls,
          .delivery = DeliveryPolicy::once,
          .connect_timeout = 150ms,
          .timeout = 300ms,
          .total_timeout = 600ms};
}

static Result<Sent, SendError> broadcast_to(int port, bool use_tls = false) {
  return Broadcast(options_for(port, use_tls)).channel("a", "event");
}

TEST_CASE("a connection that never comes to stand ends", "[deadline]") {
  loopback::BlackHole hole;
  for (const bool use_tls : {false, true}) {
    const auto sent = broadcast_to(hole.port(), use_tls);
    REQUIRE_FALSE(sent);
    CHECK(sent.error().code() == ErrorCode::not_sent);
    CHECK_FALSE(sent.error().maybe_delivered());
  }
}

TEST_CASE("a server that never answers ends", "[deadline]") {
  loopback::Server server([](loopback::Peer& peer) { peer.hold(); });
  const auto sent = broadcast_to(server.port());
  REQUIRE_FALSE(sent);
  CHECK(sent.error().code() == ErrorCode::ambiguous);
  CHECK(sent.error().maybe_delivered());
  CHECK(sent.error().message() == "127.0.0.1 may or may not have taken it: no answer came in time.");
}

TEST_CASE("an answer that drips ends, wherever it drips", "[deadline]") {
  const auto drip_after = [](std::string head, std::string dripped) {
    return [head, dripped](loopback::Peer& peer) {
      if (!peer.read_request()) return;
      peer.write(head);
      peer.drip(dripped);
    };
  };
  const std::vector<std::function<void(loopback::Peer&)>> table{
      drip_after("", "HTTP/1.1 200 OK\r\nX: x"),
      drip_after("HTTP/1.1 200 OK\r\n", "X: x"),
      drip_after("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", "x"),
      drip_after("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "fffff\r\nx"),
      drip_after("HTTP/1.1 200 OK\r\n\r\n", "x"),
  };
  for (const auto& serve : table) {
    loopback::Server server(serve);
    const auto sent = broadcast_to(server.port());
    REQUIRE_FALSE(sent);
    CHECK(sent.error().code() == ErrorCode::ambiguous);
    CHECK(sent.error().message() == "127.0.0.1 may or may not have taken it: no answer came in time.");
  }
}

TEST_CASE("a broadcast ends with its total time, also in the middle of an attempt", "[deadline]") {
  loopback::Server server([](loopback::Peer& peer) { peer.hold(); });
  auto options = options_for(server.port());
  options.delivery = DeliveryPolicy::at_least_once;
  options.timeout = 1h;
  options.total_timeout = 300ms;
  const auto sent = Broadcast(options).channel("a", "event");
  REQUIRE_FALSE(sent);
  CHECK(sent.error().code() == ErrorCode::ambiguous);
  CHECK(sent.error().attempts() == 1);
  CHECK(sent.error().message() == "127.0.0.1 may or may not have taken it: no answer came in time.");
}

TEST_CASE("a TLS handshake that is not answered, or drips, ends", "[deadline]") {
  // The header of a handshake record of 16,384 bytes (RFC 8446 §5.1), and too little of it.
  const std::string record = std::string("\x16\x03\x03\x40\x00\x02\x00\x3f\xfc\x03\x03r", 12);
  loopback::Server silent([](loopback::Peer& peer) { peer.hold(); });
  loopback::Server dripping([record](loopback::Peer& peer) {
    static_cast<void>(peer.read_some());
    peer.drip(record);
  });
  for (const int port : {silent.port(), dripping.port()}) {
    const auto sent = broadcast_to(port, true);
    REQUIRE_FALSE(sent);
    CHECK(sent.error().code() == ErrorCode::not_sent);
    CHECK_FALSE(sent.error().maybe_delivered());
    CHECK(sent.error().message().starts_with(
        "Nothing was sent to 127.0.0.1: no connection came to stand in time. "));
  }
}

namespace {

/// A name lookup that takes until the test is over; its thread outlives the transport.
struct SlowLookup {
  std::mutex mutex;
  std::condition_variable changed;
  bool over = false;

  static Lookup of(const std::shared_ptr<SlowLookup>& slow) {
    return [slow](const std::string&) {
      std::unique_lock lock(slow->mutex);
      slow->changed.wait(lock, [&] { return slow->over; });
      return std::vector<std::string>{};
    };
  }

  void end() {
    const std::lock_guard lock(mutex);
    over = true;
    changed.notify_all();
  }
};

}  // namespace

TEST_CASE("a name lookup that takes too long ends, and can be cancelled", "[deadline]") {
  const auto slow = std::make_shared<SlowLookup>();
  const auto transport = make_httplib_transport({.host = "push.example.com",
                                                 .port = 80,
                                                 .use_tls = false,
                                                 .connect_timeout = 100ms,
                                                 .lookup = SlowLookup::of(slow)});
  REQUIRE(transport);
  const Request request{.method = "POST", .path = "/", .query = "a=b", .body = "{}"};
  const auto late = (*transport)->send(request, {}, {.timeout = 1s});
  REQUIRE_FALSE(late);
  CHECK(late.error().code() == ErrorCode::not_sent);

  const auto patient = make_httplib_transport({.host = "push.example.com",
                                               .port = 80,
                                               .use_tls = false,
                                               .connect_timeout = 1h,
                                               .lookup = SlowLookup::of(slow)});
  REQUIRE(patient);
  std::stop_source source;
  std::thread stopper([&source] { source.request_stop(); });
  const auto cancelled = (*patient)->send(request, {}, {.timeout = 1h, .stop = source.get_token()});
  stopper.join();
  REQUIRE_FALSE(cancelled);
  CHECK(cancelled.error().code() == ErrorCode::aborted);
  CHECK_FALSE(cancelled.error().left());
  slow->end();
}

TEST_CASE("waiting for a connection of the pool ends with the broadcast", "[deadline]") {
  std::promise<void> arrived;
  loopback::Server server([&arrived](loopback::Peer& peer) {
    if (peer.read_request()) arrived.set_value();
    peer.hold();
  });
  auto options = options_for(server.port());
  options.connections = 1;
  options.timeout = options.total_timeout = 1h;
  const Broadcast broadcast(options);
  std::stop_source source;
  std::thread busy([&] { CHECK_FALSE(broadcast.channel("a", "first", {}, {.stop = source.get_token()})); });
  arrived.get_future().wait();

  const auto sent =
      broadcast.channel("a", "second", {}, {.deadline = std::chrono::steady_clock::now() + 100ms});
  REQUIRE_FALSE(sent);
  CHECK(sent.error().code() == ErrorCode::not_sent);
  CHECK(sent.error().message().find("Nothing was sent to 127.0.0.1: all 1 connections were busy") == 0);
  source.request_stop();
  busy.join();
}

TEST_CASE("a broadcast can be cancelled wherever it is", "[deadline]") {
  loopback::BlackHole hole;
  loopback::Server silent([](loopback::Peer& peer) { peer.hold(); });
  struct Row {
    const char* title;
    int port;
    bool use_tls;
  };
  for (const auto& [title, port, use_tls] :
       {Row{"connecting", hole.port(), false}, Row{"handshaking", silent.port(), true},
        Row{"waiting for the answer", silent.port(), false}}) {
    INFO(title);
    auto options = options_for(port, use_tls);
    options.connect_timeout = options.timeout = options.total_timeout = 1h;
    const Broadcast broadcast(options);
    for (const auto delay : {0ms, 50ms}) {  // before it began, or in the middle
      std::stop_source source;
      std::thread stopper([&source, delay] {
        std::this_thread::sleep_for(delay);
        source.request_stop();
      });
      const auto sent = broadcast.channel("a", "event", {}, {.stop = source.get_token()});
      stopper.join();
      REQUIRE_FALSE(sent);
      CHECK(sent.error().code() == ErrorCode::aborted);
    }
  }
}

TEST_CASE("a broadcast that waits to try again can be cancelled", "[deadline]") {
  loopback::Server server(
      loopback::always(loopback::answer("429 Too Many Requests", "", "Retry-After: 3000\r\n")));
  auto options = options_for(server.port());
  options.delivery = DeliveryPolicy::safe;
  options.total_timeout = 1h;
  std::stop_source source;
  std::thread stopper([&source] {
    std::this_thread::sleep_for(100ms);
    source.request_stop();
  });
  const auto sent = Broadcast(options).channel("a", "event", {}, {.stop = source.get_token()});
  stopper.join();
  REQUIRE_FALSE(sent);
  CHECK(sent.error().code() == ErrorCode::aborted);
}
