#include <fanfare/webhooks_httplib.h>

#include <catch2/catch_test_macros.hpp>

#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace fanfare;

// The signature by Python's hmac.
TEST_CASE("a cpp-httplib server answers webhooks", "[webhook]") {
  const std::string body =
      R"({"time_ms":1353088179000,"events":[{"name":"channel_occupied","channel":"presence-a"}]})";
  const std::string signature = "2c942fd331cd314e1748c056349c2434dfbdf1b9f045b105b1ad56dc4b14d133";
  std::vector<std::string> lines;
  std::vector<std::string> seen;
  bool throws = false;
  const Broadcast broadcast(
      BroadcastOptions{.app_id = "3",
                       .key = "278d425bdf160c739803",
                       .secret = "7ad3773142a6692b25b8",
                       .driver = "null",
                       .logger = [&lines](std::string_view line) { lines.emplace_back(line); }});
  httplib::Server server;
  broadcast.webhooks(server, "/webhooks", [&](const Webhook& webhook) {
    if (throws) throw std::runtime_error("the database is away");
    for (const auto& event : webhook.events) seen.push_back(event.name + " " + event.channel);
  });
  const int port = server.bind_to_any_port("127.0.0.1");
  std::jthread listener([&server] { server.listen_after_bind(); });
  struct Stop {
    httplib::Server& server;
    ~Stop() { server.stop(); }
  } stop{server};
  httplib::Client client("127.0.0.1", port);
  client.set_keep_alive(true);
  const auto status = [&](const std::string& with, const std::string& text,
                          const std::string& type = "application/json; charset=utf-8") {
    const auto answer = client.Post(
        "/webhooks", {{"x-pusher-key", "278d425bdf160c739803"}, {"x-pusher-signature", with}}, text, type);
    return answer ? answer->status : 0;
  };

  CHECK(status(signature, body) == 200);
  CHECK(seen == std::vector<std::string>{"channel_occupied presence-a"});
  CHECK(lines.empty());
  CHECK(status(std::string(64, '0'), body) == 401);
  CHECK(status("74ed89baf8c7d8bbbd86289e6c912d1581a5766f3ff6b51509c8a905687c1066", "{}") == 400);
  CHECK(status(signature, std::string(webhook_body_max + 1, ' ')) == 413);
  CHECK(status(signature, body, "text/plain") == 400);
  for (const auto& answer : {client.Get("/webhooks"), client.Put("/webhooks", body, "application/json"),
                             client.Delete("/webhooks"), client.Options("/webhooks")}) {
    REQUIRE(answer);
    CHECK(answer->status == 405);
    CHECK(answer->get_header_value("Allow") == "POST");
    CHECK(answer->body ==
          R"({"error":{"code":"method_not_allowed","message":"Webhooks are sent by POST."}})");
  }
  CHECK(client.Get("/elsewhere")->status == 404);
  throws = true;
  CHECK(status(signature, body) == 500);
  CHECK(seen.size() == 1);
  REQUIRE(lines.size() == 5);
  for (const auto& line : lines) {
    CHECK(line.find(signature) == std::string::npos);
    CHECK(line.find("database") == std::string::npos);
  }
}
