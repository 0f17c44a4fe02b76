#include "small_stack.h"

#include <fanfare/auth.h>
#include <fanfare/encryption.h>
#include <fanfare/webhook.h>

#include <catch2/catch_test_macros.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

// A message under the 10 kB limit can nest 5,000 deep, and nlohmann::json's dump() overruns 64 KiB at some
// 600. The core reads JSON without recursion: every entry is tried here on such a stack.

using namespace fanfare;

namespace {

std::string repeated(const std::string& text, std::size_t times) {
  std::string result;
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

/// Every function of the core that takes JSON, given `value` where a value may stand.
std::map<std::string, std::optional<Error>> offered(const std::string& value) {
  const App app = App::make("3", "278d425bdf160c739803", "7ad3773142a6692b25b8").value();
  const MasterKey master = MasterKey::from_base64("OHRXNUZRTG5pUTFzQlFGd3J3N3Q2VFZFc0paZDEweVk=").value();
  const std::vector<App> apps{app};
  const auto error = [](const auto& result) {
    return result ? std::optional<Error>() : std::optional<Error>(result.error());
  };
  const std::string event = R"({"name":"client_event","channel":"private-encrypted-x","data":)" + value + "}";
  return {
      {"user data", error(authenticate(app, "1.1", R"({"id":"1","user_info":)" + value + "}"))},
      {"user data alone", error(authenticate(app, "1.1", value))},
      {"a webhook", error(parse_webhook(value))},
      {"a webhook's time", error(parse_webhook(R"({"events":[],"time_ms":)" + value + "}"))},
      {"a webhook's events", error(parse_webhook(R"({"time_ms":1,"events":)" + value + "}"))},
      {"a webhook's event", error(parse_webhook(R"({"time_ms":1,"events":[)" + event + "]}"))},
      {"a webhook's event, decrypted",
       error(parse_webhook(R"({"time_ms":1,"events":[)" + event + "]}", &master))},
      {"sealed data", error(open(master, "private-encrypted-x", value))},
      {"sealed data's nonce",
       error(open(master, "private-encrypted-x", R"({"ciphertext":"","nonce":)" + value + "}"))},
      {"a webhook in its window",
       error(verify_webhook(apps, app.key(), std::string(64, '0'), value, {.window_ms = 1}))},
  };
}

std::map<std::string, std::optional<Error>> offered_on_small_stack(const std::string& value) {
  std::map<std::string, std::optional<Error>> errors;
  test::on_small_stack([&] { errors = offered(value); });
  return errors;
}

}  // namespace

TEST_CASE("JSON nested 10,000 deep is an error everywhere, on a stack of 64 KiB", "[json]") {
  const std::vector<std::string> texts = {
      repeated("[", 10'000) + repeated("]", 10'000),
      repeated("[", 10'000),
      repeated(R"({"a":)", 10'000) + "1" + repeated("}", 10'000),
      repeated(R"({"a":)", 10'000),
      repeated(R"([{"":)", 5'000) + "null" + repeated("}]", 5'000),
      repeated("[ \n", 10'000) + "1" + repeated(" ]", 10'000),
      repeated("[1,", 10'000) + "1" + repeated("]", 10'000),
      repeated("[", 1'000'000),
  };
  for (const std::string& text : texts) {
    for (const auto& [entry, error] : offered_on_small_stack(text)) {
      INFO(entry << ", " << text.substr(0, 12));
      REQUIRE(error);
      CHECK((error->code() == ErrorCode::json_too_deep || entry == "a webhook in its window"));
      CHECK(error->message().size() < 300);
    }
  }
}

TEST_CASE("a member whose info nests deep is an error by its size or its depth", "[json]") {
  const App app = App::make("3", "key", "secret").value();
  for (const std::size_t depth : {32U, 400U, 10'000U}) {
    std::optional<Error> error;
    test::on_small_stack([&] {
      error = authorize(app, "1.1", "presence-x", {"1", repeated("[", depth) + repeated("]", depth)}).error();
    });
    CHECK(error->code() == (depth == 10'000U ? ErrorCode::member_too_large : ErrorCode::json_too_deep));
  }
}

TEST_CASE("JSON that is no Unicode is an error everywhere", "[json]") {
  const std::vector<std::string> texts = {
      "\"\xff\"",        "\"\xc0\xba\"",      "\"\xed\xa0\xbd\"",  "\"\xf4\x90\x80\x80\"",
      "\"\xe2\x80\"",    R"("\ud800")",       R"("\udc00\ud800")", R"(["\ud83d"])",
      R"({"\udead":1})", R"("\ud83d\u0041")", "{\"a\":\"\x80\"}",  "[\"\xf0\x9f\x98\"]",
  };
  for (const std::string& text : texts) {
    for (const auto& [entry, error] : offered_on_small_stack(text)) {
      INFO(entry << ", " << text);
      REQUIRE(error);
      CHECK((error->code() == ErrorCode::invalid_json || entry == "a webhook in its window"));
    }
  }
}

TEST_CASE("numbers that no double holds are passed on digit by digit", "[json]") {
  const App app = App::make("3", "key", "secret").value();
  const std::vector<std::string> numbers = {
      "9007199254740993",
      "-9007199254740993",
      "18446744073709551617",
      "1e400",
      "-1E-400",
      "0.1000000000000000055511151231257827",
      std::string(900, '9'),
  };
  for (const std::string& number : numbers) {
    INFO(number);
    const std::string user_data = R"({"id":"1","user_info":)" + number + "}";
    CHECK(authenticate(app, "1.1", user_data).value().user_data == user_data);
    CHECK(authorize(app, "1.1", "presence-x", {"1", number}).value().channel_data ==
          R"({"user_id":"1","user_info":)" + number + "}");
    const auto webhook =
        parse_webhook(R"({"time_ms":9007199254740993,"events":[{"name":"client_event","data":)" + number +
                      R"(,"subscription_count":9007199254740993}]})");
    REQUIRE(webhook);
    CHECK(webhook->time_ms == 9'007'199'254'740'993);
    CHECK(webhook->events.front().data == number);
    CHECK(webhook->events.front().subscription_count == 9'007'199'254'740'993);
  }
  for (const char* time : {"9223372036854775808", "1e3", "1.5", "\"1\"", "-0.1", "[]"}) {
    INFO(time);
    CHECK(parse_webhook(std::string(R"({"events":[],"time_ms":)") + time + "}").error().code() ==
          ErrorCode::invalid_webhook);
  }
}
