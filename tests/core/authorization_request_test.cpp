#include <fanfare/auth.h>
#include <fanfare/authorization_request.h>

#include <catch2/catch_test_macros.hpp>

#include <string>

using namespace fanfare;

namespace {

constexpr std::string_view form = "application/x-www-form-urlencoded";
constexpr std::string_view json = "application/json";

using Channels = std::vector<std::string>;

/// The status of a refusal, 200 if there is none.
int status_of(std::string_view type, std::string_view body) {
  const auto asked = read_authorization_request(type, body);
  return asked ? 200 : asked.error().status;
}

std::string list_of(std::size_t channels) {
  std::string body = "socket_id=1.1";
  for (std::size_t i = 0; i < channels; ++i) body += "&channel_name[]=private-" + std::to_string(i);
  return body;
}

}  // namespace

TEST_CASE("a request asks for one channel, for several, or to sign in", "[authorization_request]") {
  const auto one = read_authorization_request(form, "socket_id=1.1&channel_name=private-a").value();
  CHECK(one.socket_id == "1.1");
  CHECK(one.channels == Channels{"private-a"});
  CHECK_FALSE(one.is_batch);
  const auto user = read_authorization_request(form, "socket_id=1.1&user_id=7").value();
  CHECK(user.channels.empty());
  CHECK_FALSE(user.is_batch);
  const auto twice = read_authorization_request(
      form, "socket_id=1.1&channel_name[1]=b&channel_name%5B%5D=a&channel_name[]=b");
  CHECK(twice.value().channels == Channels{"b", "a"});
  CHECK(twice.value().is_batch);
  const auto array = read_authorization_request(json, R"({"channel_name":["a"],"socket_id":"1.1"})").value();
  CHECK(array.channels == Channels{"a"});
  CHECK(array.is_batch);
}

TEST_CASE("a form is decoded as a browser decodes it", "[authorization_request]") {
  // encoding.spec.whatwg.org: one U+FFFD for each longest start of a sequence
  const auto asked = read_authorization_request(
      form,
      "&&socket_id=1%2E1&channel_name[]=a+b%2&channel_name[]=%E2%82&channel_name[]=%F0%9F%98x&"
      "channel_name[]=%C0%80&channel_name[]=%ED%A0%80");
  CHECK(asked.value().socket_id == "1.1");
  CHECK(asked.value().channels ==
        Channels{"a b%2", "\uFFFD", "\uFFFDx", "\uFFFD\uFFFD", "\uFFFD\uFFFD\uFFFD"});
}

TEST_CASE("the last of two members with one name counts", "[authorization_request]") {
  const auto asked = read_authorization_request(
      json, R"({"socket_id":1,"channel_name":["x"],"socket\u005fid":"1.1","channel_name":"private-a"})");
  CHECK(asked.value().channels == Channels{"private-a"});
  CHECK_FALSE(asked.value().is_batch);
}

TEST_CASE("a malformed request is 400, and one that is too large 413", "[authorization_request]") {
  for (const char* body :
       {"", "channel_name=a", "socket_id=1.1&socket_id=1.1", "socket_id=1", "socket_id=1.1%0A",
        "socket_id=1.1&channel_name=a&channel_name=b", "socket_id=1.1&channel_name=a&channel_name[]=b",
        "socket_id=1.1&channel_name[x]=a", "socket_id=1.1&channel_name[=a", "socket_id=1.1&x=\xff"}) {
    INFO(body);
    CHECK(status_of(form, body) == 400);
  }
  for (const char* body :
       {"", "[]", "1", "{", R"({"socket_id":1.1})", R"({"socket_id":"1.1","channel_name":[]})",
        R"({"socket_id":"1.1","channel_name":null})", R"({"socket_id":"1.1","channel_name":["a",1]})",
        R"({"socket_id":"1.1","channel_name":{"a":"b"}})", R"({"socket_id":"1.1","x":"\ud800"})",
        "\xEF\xBB\xBF{\"socket_id\":\"1.1\"}"}) {
    INFO(body);
    CHECK(status_of(json, body) == 400);
  }
  CHECK(status_of("text/plain", "socket_id=1.1") == 400);
  CHECK(status_of("", "socket_id=1.1") == 400);
  CHECK(status_of(" Application/JSON\t; charset=x", R"({"socket_id":"1.1"})") == 200);
  CHECK(status_of(std::string(json) + ";" + std::string(8'192, ' '), R"({"socket_id":"1.1"})") == 400);

  const std::string most = "socket_id=1.1&x=" + std::string(authorization_body_max - 16, 'x');
  CHECK(status_of(form, most) == 200);
  CHECK(status_of(form, most + "x") == 413);
}

TEST_CASE("a request asks for at most 100 channels, and JSON nests at most 32 levels deep",
          "[authorization_request]") {
  CHECK(status_of(form, list_of(authorization_channels_max)) == 200);
  const auto more = read_authorization_request(form, list_of(authorization_channels_max + 1));
  REQUIRE_FALSE(more);
  CHECK(more.error().error.name() == "too_many_channels");
  CHECK(more.error().status == 400);
  const auto nested = [](std::size_t depth) {
    return R"({"socket_id":"1.1","x":)" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
  };
  CHECK(status_of(json, nested(32)) == 200);
  CHECK(status_of(json, nested(33)) == 400);
}

TEST_CASE("an error has its HTTP status", "[authorization_request]") {
  CHECK(authorization_status(ErrorCode::denied) == 403);
  CHECK(authorization_status(ErrorCode::origin_refused) == 403);
  CHECK(authorization_status(ErrorCode::malformed_request) == 400);
  CHECK(authorization_status(ErrorCode::not_found) == 404);
  CHECK(authorization_status(ErrorCode::method_not_allowed) == 405);
  CHECK(authorization_status(ErrorCode::internal) == 500);
  CHECK(webhook_status(ErrorCode::invalid_signature) == 401);
  CHECK(webhook_status(ErrorCode::invalid_json) == 400);
  CHECK(webhook_status(ErrorCode::internal) == 500);
}
