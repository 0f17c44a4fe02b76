#include "sending/delivery.h"

#include "support/fakes.h"

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <utility>
#include <vector>

using namespace fanfare;
using fakes::failure;
using fakes::status;

static const Sign sign = [](UnixSeconds now) -> Result<Request> {
  return Request{.method = "POST",
                 .path = "/apps/3/events",
                 .query = "auth_timestamp=" + std::to_string(now),
                 .body = "{}"};
};

struct Run {
  std::vector<std::int64_t> waits;
  Result<TransportResponse, SendError> result;
  std::size_t requests;
};

static Run run(std::vector<fakes::Outcome> outcomes, RetryPolicy policy = {}) {
  fakes::Transport transport(std::move(outcomes));
  fakes::Clock clock;
  auto result = deliver(transport, clock, sign, {.retry = policy, .host = "push.example.com"});
  return {clock.waits, std::move(result), transport.requests.size()};
}

TEST_CASE("what the server accepts is delivered by one request", "[delivery]") {
  for (const int code : {200, 201, 202, 204}) {
    const auto done = run({status(code, "body")});
    REQUIRE(done.result);
    CHECK(done.result->body == "body");
    CHECK(done.requests == 1);
  }
}

TEST_CASE("what the server rejects is sent once", "[delivery]") {
  for (const int code : {301, 302, 307, 308, 400, 401, 403, 404, 409, 413, 422}) {
    const auto done = run({status(code)}, {.delivery = DeliveryPolicy::at_least_once});
    REQUIRE_FALSE(done.result);
    CHECK(done.requests == 1);
    CHECK(done.result.error().code() == ErrorCode::rejected);
    CHECK(done.result.error().status() == code);
    CHECK(done.result.error().attempts() == 1);
    CHECK_FALSE(done.result.error().retryable());
    CHECK_FALSE(done.result.error().maybe_delivered());
  }
}

TEST_CASE("each delivery tries again what it may", "[delivery]") {
  struct Row {
    const char* title;
    fakes::Outcome outcome;
    RetryPolicy policy;
    std::size_t requests;
    ErrorCode code;
    bool maybe_delivered;
  };
  const auto not_sent = failure(ErrorCode::not_sent, false);
  const auto broken = failure(ErrorCode::ambiguous, true);
  const std::vector<Row> table{
      {"safe, not sent", not_sent, {}, 3, ErrorCode::not_sent, false},
      {"safe, throttled", status(429), {}, 3, ErrorCode::throttled, false},
      {"safe, unavailable", status(503), {}, 3, ErrorCode::throttled, false},
      {"safe, server error", status(500), {}, 1, ErrorCode::ambiguous, true},
      {"safe, bad gateway", status(502), {}, 1, ErrorCode::ambiguous, true},
      {"safe, broken", broken, {}, 1, ErrorCode::ambiguous, true},
      {"safe with keys, broken", broken, {.idempotent = true}, 3, ErrorCode::ambiguous, true},
      {"at least once, broken",
       broken,
       {.delivery = DeliveryPolicy::at_least_once},
       3,
       ErrorCode::ambiguous,
       true},
      {"at least once, server error",
       status(500),
       {.delivery = DeliveryPolicy::at_least_once},
       3,
       ErrorCode::ambiguous,
       true},
      {"once, not sent", not_sent, {.delivery = DeliveryPolicy::once}, 1, ErrorCode::not_sent, false},
      {"once, throttled", status(429), {.delivery = DeliveryPolicy::once}, 1, ErrorCode::throttled, false},
      {"five attempts", not_sent, {.attempts = 5}, 5, ErrorCode::not_sent, false},
      {"for good", failure(ErrorCode::not_sent, false, true), {}, 1, ErrorCode::not_sent, false},
      {"cancelled before it left", failure(ErrorCode::aborted, false), {}, 1, ErrorCode::aborted, false},
      {"cancelled under way", failure(ErrorCode::aborted, true), {}, 1, ErrorCode::aborted, true},
  };
  for (const auto& row : table) {
    INFO(row.title);
    const auto done = run({row.outcome}, row.policy);
    REQUIRE_FALSE(done.result);
    CHECK(done.requests == row.requests);
    CHECK(done.result.error().code() == row.code);
    CHECK(done.result.error().attempts() == static_cast<int>(row.requests));
    CHECK(done.result.error().maybe_delivered() == row.maybe_delivered);
  }
}

TEST_CASE("an attempt that may have arrived is remembered when the next ones do not", "[delivery]") {
  const auto done = run({failure(ErrorCode::ambiguous, true), failure(ErrorCode::not_sent, false)},
                        {.delivery = DeliveryPolicy::at_least_once});
  REQUIRE_FALSE(done.result);
  CHECK(done.result.error().code() == ErrorCode::not_sent);
  CHECK(done.result.error().maybe_delivered());
  CHECK(done.result.error().retryable());
}

TEST_CASE("attempts wait with full jitter and go on until one is accepted", "[delivery]") {
  const auto done = run({failure(ErrorCode::not_sent, false), status(429), status(200)});
  CHECK(done.result);
  CHECK(done.requests == 3);
  CHECK(done.waits == std::vector<std::int64_t>{50, 100});
}

TEST_CASE("what the server asks to wait is waited, if it fits", "[delivery]") {
  const auto fits = run({status(429, "", "2"), status(200)});
  CHECK(fits.result);
  REQUIRE(fits.waits.size() == 1);
  CHECK(fits.waits[0] >= 2'000);
  CHECK(fits.waits[0] <= 2'400);

  const auto late = run({status(429, "", "11")});
  REQUIRE_FALSE(late.result);
  CHECK(late.requests == 1);
  CHECK(late.waits.empty());
  CHECK(late.result.error().code() == ErrorCode::throttled);
}

TEST_CASE("every attempt is signed anew, with the same body", "[delivery]") {
  fakes::Transport transport({status(429, "", "1.5"), status(200)});
  fakes::Clock clock;
  REQUIRE(deliver(transport, clock, sign, {}));
  REQUIRE(transport.requests.size() == 2);
  CHECK(transport.requests[0].query == "auth_timestamp=1353088179");
  CHECK(transport.requests[1].query == "auth_timestamp=1353088180");
  CHECK(transport.requests[0].body == transport.requests[1].body);
}

TEST_CASE("every attempt has its own time and all of them one end", "[delivery]") {
  fakes::Transport transport({failure(ErrorCode::not_sent, false)});
  fakes::Clock clock;
  const auto begin = clock.now();
  REQUIRE_FALSE(deliver(transport, clock, sign, {.timeout = std::chrono::seconds(4)}));
  REQUIRE(transport.limit_list.size() == 3);
  for (const auto& limits : transport.limit_list) {
    CHECK(limits.timeout == std::chrono::seconds(4));
    CHECK(limits.deadline == begin + std::chrono::seconds(10));
  }
}

TEST_CASE("what cannot be signed is not sent", "[delivery]") {
  fakes::Transport transport({status(200)});
  fakes::Clock clock;
  const auto refuse = [](UnixSeconds) -> Result<Request> {
    return Error(ErrorCode::data_too_large, "too large");
  };
  const auto result = deliver(transport, clock, refuse, {});
  REQUIRE_FALSE(result);
  CHECK(result.error().code() == ErrorCode::data_too_large);
  CHECK(result.error().attempts() == 0);
  CHECK(transport.requests.empty());
}

TEST_CASE("a broadcast that was cancelled before is not sent", "[delivery]") {
  fakes::Transport transport({status(200)});
  fakes::Clock clock;
  std::stop_source source;
  source.request_stop();
  const auto result = deliver(transport, clock, sign, {.stop = source.get_token()});
  REQUIRE_FALSE(result);
  CHECK(result.error().code() == ErrorCode::aborted);
  CHECK(result.error().attempts() == 0);
  CHECK(transport.requests.empty());
}

TEST_CASE("a broadcast that is cancelled between two attempts ends", "[delivery]") {
  fakes::Transport transport({status(503)});
  fakes::Clock clock;
  std::stop_source source;
  clock.on_wait = [&source] { source.request_stop(); };
  const auto result = deliver(transport, clock, sign, {.stop = source.get_token()});
  REQUIRE_FALSE(result);
  CHECK(result.error().code() == ErrorCode::aborted);
  CHECK(result.error().attempts() == 1);
  CHECK(transport.requests.size() == 1);
}

TEST_CASE("a refusal within a 200 is one", "[delivery]") {
  const auto done = run({status(200, R"({"error":"The app 3 does not exist","ok":false,"code":404})")});
  REQUIRE_FALSE(done.result);
  CHECK(done.result.error().code() == ErrorCode::rejected);
  CHECK(done.result.error().status() == 404);
}

TEST_CASE("a failure says what happened and what to do", "[delivery]") {
  const std::vector<std::pair<fakes::Outcome, std::string>> table{
      {status(401, "Invalid signature\n"),
       "push.example.com refused it: it answered 401, Invalid signature. Compare secret with that of the "
       "server."},
      {status(500, "oops"), "push.example.com may or may not have taken it: it answered 500, oops."},
      {failure(ErrorCode::not_sent, false), "Nothing was sent to push.example.com: because."},
      {failure(ErrorCode::ambiguous, true), "push.example.com may or may not have taken it: because."},
      {failure(ErrorCode::aborted, true), "The broadcast to push.example.com was cancelled."},
  };
  for (const auto& [outcome, message] : table) {
    const auto done = run({outcome}, {.delivery = DeliveryPolicy::once});
    REQUIRE_FALSE(done.result);
    CHECK(done.result.error().message() == message);
  }
}
