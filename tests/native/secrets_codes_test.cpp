#include <fanfare/broadcast.h>
#include <fanfare/routes.h>

#include "support/fakes.h"
#include "support/loopback.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <regex>
#include <stdexcept>
#include <string>
#include <vector>

// Every code of error.h, provoked, and whatever can be printed of it.

using namespace fanfare;
using nlohmann::json;

namespace {

const std::string secret = "7ad3773142a6692b25b8";
// its bytes in base64, and the key of private-encrypted-x by Python's hashlib
const std::string master_base64 = "OHRXNUZRTG5pUTFzQlFGd3J3N3Q2VFZFc0paZDEweVk=";
const std::string master_text = "8tW5FQLniQ1sBQFwrw7t6TVEsJZd10yY";
const std::string encrypted = "private-encrypted-x";

/// What was told of one failure: its code and every text.
struct Told {
  std::string code;
  std::string text;
};

std::string logged;

BroadcastOptions test_options() {
  return {.app_id = "3",
          .key = "278d425bdf160c739803",
          .secret = secret,
          .encryption_master_key_base64 = master_base64,
          .delivery = DeliveryPolicy::once,
          .logger = [](std::string_view line) { logged += std::string(line) + '\n'; },
          .transport = std::make_shared<fakes::Transport>(std::vector{fakes::status(200)})};
}

BroadcastOptions changed(const std::function<void(BroadcastOptions&)>& change) {
  auto one = test_options();
  change(one);
  return one;
}

BroadcastOptions to(int port) {
  return changed([port](BroadcastOptions& one) {
    one.transport = nullptr;
    one.host = "127.0.0.1";
    one.port = port;
    one.use_tls = false;
  });
}

template <class T, class E>
Told of(const Result<T, E>& result) {
  if (result) return {"", "nothing failed"};
  return {std::string(result.error().name()), result.error().message()};
}

Told of(const HttpResponse& response) {
  return {json::parse(response.body).at("error").at("code"), response.body};
}

Told answered(int status) {
  return of(Broadcast(changed([status](BroadcastOptions& one) {
              const std::string quoting = "/apps/3/events?auth_key=a&auth_signature=" + std::string(64, 'd');
              one.transport = std::make_shared<fakes::Transport>(std::vector{fakes::status(status, quoting)});
            })).channel("a", "E"));
}

HttpResponse asked(const std::string& channel, const std::function<void(HttpRequest&)>& change = {},
                   bool is_signed_in = true) {
  const auto throwing = [](const auto&) -> bool { throw std::runtime_error(secret); };
  const Routes<std::string> routes(
      App::make("3", "278d425bdf160c739803", secret).value(),
      {.user = [=](const HttpRequest&) { return is_signed_in ? std::optional(secret) : std::nullopt; },
       .channels = {{{"private-throws", throwing}, {"private-{x}", [] { return false; }}}},
       .log = [](std::string_view line) { logged += std::string(line) + '\n'; }});
  HttpRequest request{.method = "POST",
                      .path = "/broadcasting/authorize",
                      .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                      .body = "socket_id=1.1&channel_name=" + channel};
  if (change) change(request);
  return routes(request);
}

Told verified(const std::string& query, const std::string& body = {}, UnixSeconds now = 1'353'088'179) {
  return of(verify_request(App::make("3", "278d425bdf160c739803", secret).value(),
                           {"GET", "/apps/3/channels", query, body}, now));
}

const std::string own_query =
    "auth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0&auth_signature=";

std::map<ErrorCode, std::vector<Told>> provoked() {
  const Broadcast broadcast(test_options());
  const App app = App::make("3", "278d425bdf160c739803", secret).value();
  const MasterKey master = MasterKey::from_base64(master_base64).value();
  const auto make = [](const std::function<void(BroadcastOptions&)>& change) {
    return of(Broadcast::make(changed(change)));
  };
  std::stop_source cancelled;
  cancelled.request_stop();
  loopback::Server breaking([](loopback::Peer& peer) {
    if (peer.read_request()) peer.reset();
  });
  const std::string big(20'000, 'x');
  std::vector<std::string> many;
  for (int i = 0; i < 101; ++i) many.push_back("a" + std::to_string(i));
  const std::vector<App> apps{app};
  return {
      {ErrorCode::missing_credentials,
       {make([](BroadcastOptions& one) { one.key = ""; }),
        make([](BroadcastOptions& one) { one.secret += "\n"; }),
        make([](BroadcastOptions& one) { one.secret = " " + secret; }),
        make([](BroadcastOptions& one) { one.app_id = "/"; })}},
      {ErrorCode::invalid_option,
       {make([](BroadcastOptions& one) { one.host = "http://278d425bdf160c739803:" + secret + "@host"; }),
        make([](BroadcastOptions& one) { one.cluster = secret + "!"; }),
        make([](BroadcastOptions& one) { one.path = "/?" + secret; }),
        of(BroadcastOptions::from_env([](const char* name) {
          return std::string_view(name) == "PUSHER_URL" ? std::optional("https://key:" + secret)
                                                        : std::optional<std::string>();
        })),
        of(BroadcastConfiguration::from_json(R"({"default":"log","log":{"secret":")" + secret +
                                             R"(","ssl":")" + secret + R"("}})"))}},
      {ErrorCode::unknown_driver,
       {of(broadcast.driver("other").channel("a", "E")),
        make([](BroadcastOptions& one) { one.driver = "other"; })}},
      {ErrorCode::invalid_channel,
       {of(broadcast.channel(":", "E")), of(broadcast.authorize("private-\n", "1.1")),
        of(broadcast.list_members("a"))}},
      {ErrorCode::too_many_channels, {of(broadcast.trigger({.name = "E", .channels = many, .data = "1"}))}},
      {ErrorCode::no_channel, {of(broadcast.trigger({.name = "E", .channels = {}, .data = "1"}))}},
      {ErrorCode::invalid_event_name,
       {of(broadcast.channel("a", "")), of(broadcast.channel("a", "pusher:x"))}},
      {ErrorCode::invalid_data,
       {of(broadcast.channel("a", "E", secret + "\xff")), of(broadcast.channel("a", "E", json("")))}},
      {ErrorCode::data_too_large,
       {of(broadcast.channel("a", "E", secret + big)), of(broadcast.channel(encrypted, "E", secret + big))}},
      {ErrorCode::too_many_events,
       {of(batch_request(app, std::vector<Event>(11, {.name = "E", .channels = {"a"}, .data = "1"}), 0))}},
      {ErrorCode::invalid_socket_id,
       {of(broadcast.authorize("private-a", "1.1:")), of(broadcast.authenticate("x", {{"id", "1"}}))}},
      {ErrorCode::encrypted_channel,
       {of(broadcast.trigger({.name = "E", .channels = {encrypted, "a"}, .data = "1"})),
        of(Broadcast(changed([](BroadcastOptions& one) {
             one.encryption_master_key_base64 = "";
           })).authorize(encrypted, "1.1"))}},
      {ErrorCode::invalid_master_key,
       {make([](BroadcastOptions& one) { one.encryption_master_key_base64.erase(0, 4); }),
        make([](BroadcastOptions& one) { one.encryption_master_key_base64 += "\n"; }),
        make([](BroadcastOptions& one) { one.encryption_master_key_base64 = secret; })}},
      {ErrorCode::decryption_failed,
       {of(open(master, encrypted, R"({"nonce":"AA==","ciphertext":"AA=="})")),
        of(open(master, encrypted, "{}"))}},
      {ErrorCode::invalid_webhook, {of(parse_webhook(R"({"time_ms":1})")), of(parse_webhook("[]"))}},
      {ErrorCode::public_channel, {of(broadcast.authorize("a", "1.1")), of(asked("a"))}},
      {ErrorCode::invalid_member, {of(broadcast.authorize("presence-a", "1.1"))}},
      {ErrorCode::member_too_large,
       {of(broadcast.authorize("presence-a", "1.1", {"1", '"' + secret + big + '"'}))}},
      {ErrorCode::invalid_user,
       {of(broadcast.authenticate("1.1", {{"id", ""}, {"a", secret}})),
        of(broadcast.send_to_user("a/b", "E"))}},
      {ErrorCode::malformed_request,
       {of(asked("a", [](HttpRequest& request) { request.body = "x=" + secret; }))}},
      {ErrorCode::denied, {of(asked("private-a")), of(asked("private-throws"))}},
      {ErrorCode::unauthenticated, {of(asked("private-a", {}, false))}},
      {ErrorCode::origin_refused,
       {of(asked(
           "private-a",
           [](HttpRequest& request) { request.headers.emplace_back("Origin", "https://evil.example"); }))}},
      {ErrorCode::method_not_allowed,
       {of(asked("private-a", [](HttpRequest& request) { request.method = "GET"; }))}},
      {ErrorCode::not_found,
       {of(asked("private-a", [](HttpRequest& request) { request.path = "/" + secret.substr(4); }))}},
      {ErrorCode::invalid_json,
       {of(authenticate(app, "1.1", R"({"id":")" + secret)),
        of(BroadcastConfiguration::from_json(R"({"log":{"secret":")" + secret))}},
      {ErrorCode::json_too_deep, {of(authenticate(app, "1.1", std::string(40, '[') + secret))}},
      {ErrorCode::unknown_key,
       {of(verify_webhook(apps, "other", std::string(64, 'a'), "{}")),
        verified("auth_key=x&auth_timestamp=1353088179&auth_version=1.0&auth_signature=1")}},
      {ErrorCode::timestamp_expired, {verified(own_query + std::string(64, 'a'), {}, 0)}},
      {ErrorCode::body_md5_mismatch, {verified(own_query + std::string(64, 'a'), secret)}},
      {ErrorCode::invalid_signature,
       {of(verify_webhook(apps, app.key(), std::string(64, 'a'), secret)),
        verified(own_query + std::string(64, 'a'))}},
      {ErrorCode::invalid_parameter,
       {of(broadcast.get("/../x")), of(broadcast.get("/x", {{"auth_key", secret}})),
        of(broadcast.get("/x", {{"a", "\n" + secret}})), verified("")}},
      {ErrorCode::rejected,
       {answered(302), answered(400), answered(401), answered(403), answered(404), answered(413)}},
      {ErrorCode::throttled, {answered(429), answered(503)}},
      {ErrorCode::ambiguous, {answered(500), of(Broadcast(to(breaking.port())).channel("a", "E"))}},
      {ErrorCode::not_sent, {of(Broadcast(to(loopback::closed_port())).channel("a", "E"))}},
      {ErrorCode::aborted, {of(broadcast.channel("a", "E", {}, {.stop = cancelled.get_token()}))}},
  };
}

/// The key of private-encrypted-x as the answer to its subscription has it.
std::string shared_secret() {
  return Broadcast(test_options()).authorize(encrypted, "1.1").value().shared_secret;
}

void check_silent(const std::string& text) {
  INFO(text);
  CHECK_FALSE(text.empty());
  for (const std::string& hidden : {secret, master_base64, master_text, shared_secret()}) {
    CHECK(text.find(hidden) == std::string::npos);
  }
  CHECK_FALSE(std::regex_search(text, std::regex("auth_signature=[0-9a-f]")));
  CHECK_FALSE(std::regex_search(text, std::regex("[0-9a-f]{64}")));
}

}  // namespace

TEST_CASE("no error of any code tells a secret, and neither does the log", "[secrets]") {
  logged = "The log.\n";
  const auto all = provoked();
  // A class's name survives compilers, what is withheld is no failure, and random bytes do not fail on
  // demand.
  const std::vector<ErrorCode> elsewhere = {ErrorCode::ok, ErrorCode::withheld,
                                            ErrorCode::event_name_minified, ErrorCode::internal};
  for (std::uint32_t number = 0; !error_name(static_cast<ErrorCode>(number)).empty(); ++number) {
    const auto code = static_cast<ErrorCode>(number);
    INFO(error_name(code));
    const bool is_elsewhere = std::find(elsewhere.begin(), elsewhere.end(), code) != elsewhere.end();
    REQUIRE(all.contains(code) != is_elsewhere);
    if (is_elsewhere) continue;
    for (const Told& told : all.at(code)) {
      INFO(told.text);
      CHECK(told.code == error_name(code));
      check_silent(told.text);
    }
  }
  check_silent(logged);
}

TEST_CASE("the log driver prints the event and no secret", "[secrets]") {
  logged.clear();
  const Broadcast broadcast(changed([](BroadcastOptions& one) { one.driver = "log"; }));
  REQUIRE(broadcast.channel({"a", encrypted}, "E", {{"id", 7}}));
  CHECK(logged.find(R"({"id":7})") != std::string::npos);
  check_silent(logged);
}
