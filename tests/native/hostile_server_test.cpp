#include <fanfare/broadcast.h>

#include "support/loopback.h"

#include <catch2/catch_test_macros.hpp>

#include <functional>
#include <string>
#include <utility>
#include <vector>

using namespace fanfare;

static Result<Sent, SendError> broadcast_to(int port) {
  return Broadcast({.app_id = "3",
                    .key = "278d425bdf160c739803",
                    .secret = "7ad3773142a6692b25b8",
                    .host = "127.0.0.1",
                    .port = port,
                    .use_tls = false})
      .channel("a", "event");
}

static std::function<void(loopback::Peer&)> flooding(std::string head, std::string again) {
  return [head = std::move(head), again = std::move(again)](loopback::Peer& peer) {
    if (!peer.read_request()) return;
    peer.write(head);
    peer.flood(again);
  };
}

TEST_CASE("an answer without end is cut off, and may have been accepted", "[hostile]") {
  const std::string much(65'536, 'x');
  std::string headers;
  while (headers.size() < 65'536) headers += "X-Header: value\r\n";
  const std::vector<std::pair<std::string, std::function<void(loopback::Peer&)>>> table{
      {"status line", flooding("HTTP/1.1 200 ", much)},
      {"no HTTP at all", flooding("", much)},
      {"header line", flooding("HTTP/1.1 200 OK\r\nX: ", much)},
      {"headers", flooding("HTTP/1.1 200 OK\r\n", headers)},
      {"interim answers", flooding("", "HTTP/1.1 100 Continue\r\n\r\n")},
      {"body", flooding("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n", much)},
      {"body without a length", flooding("HTTP/1.1 200 OK\r\n\r\n", much)},
      {"chunks", flooding("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                          "1000\r\n" + std::string(4'096, 'x') + "\r\n")},
      {"size of a chunk",
       flooding("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", std::string(65'536, '0'))},
  };
  for (const auto& [title, serve] : table) {
    INFO(title);
    loopback::Server server(serve);
    const auto sent = broadcast_to(server.port());
    REQUIRE_FALSE(sent);
    CHECK(sent.error().code() == ErrorCode::ambiguous);
    CHECK(server.connections() == 1);
  }
}

TEST_CASE("a refusal without end is still a refusal", "[hostile]") {
  loopback::Server server(
      flooding("HTTP/1.1 400 Bad Request\r\nContent-Length: 1073741824\r\n\r\n", std::string(65'536, 'x')));
  const auto sent = broadcast_to(server.port());
  REQUIRE_FALSE(sent);
  CHECK(sent.error().code() == ErrorCode::rejected);
  CHECK(sent.error().status() == 400);
}

TEST_CASE("an answer that is no HTTP may have been an acceptance", "[hostile]") {
  for (const char* text :
       {"SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/2 200\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "\r\n\r\n", "{}"}) {
    loopback::Server server([text](loopback::Peer& peer) {
      if (peer.read_request()) peer.write(text);
    });
    const auto sent = broadcast_to(server.port());
    REQUIRE_FALSE(sent);
    CHECK(sent.error().code() == ErrorCode::ambiguous);
  }
}

TEST_CASE("a compressed answer is left as it is", "[hostile]") {
  const std::string gzip(
      "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab\xae\x05\x00\x43\xbf\xa6\xa3\x02\x00\x00\x00", 22);
  loopback::Server server(loopback::always(loopback::answer("200 OK", gzip, "Content-Encoding: gzip\r\n")));
  CHECK(broadcast_to(server.port()));
}
