#include <fanfare/auth.h>

#include "vectors.h"

#include <catch2/catch_test_macros.hpp>

using namespace fanfare;

TEST_CASE("a socket id is ASCII digits, a dot and ASCII digits", "[auth]") {
  for (const auto& vector : vectors::load("auth", "check_socket_id")) {
    INFO(vectors::title(vector));
    vectors::check_result(vector, check_socket_id(vectors::text(vector.at("socket_id"))));
  }
}

TEST_CASE("a subscription is authorized for this socket, this channel and this member", "[auth]") {
  for (const auto& vector : vectors::load("auth", "authorize")) {
    INFO(vectors::title(vector));
    const App app = vectors::app(vector);
    const std::string socket_id = vectors::text(vector.at("socket_id"));
    const std::string channel = vectors::text(vector.at("channel"));
    const auto answer = vector.contains("member")
                            ? authorize(app, socket_id, channel,
                                        Member{vectors::text(vector.at("member"), "user_id"),
                                               vectors::text(vector.at("member"), "user_info")})
                            : authorize(app, socket_id, channel);
    if (!vectors::check_result(vector, answer)) continue;
    CHECK(answer->auth == vectors::text(vector.at("expected"), "auth"));
    CHECK(answer->channel_data == vectors::text(vector.at("expected"), "channel_data"));
    CHECK(answer->to_json() == vectors::text(vector.at("expected"), "json"));
    CHECK(verify_authorization(app, socket_id, channel, answer->channel_data, answer->auth));
  }
}

TEST_CASE("a user is signed in on this socket with this data", "[auth]") {
  for (const auto& vector : vectors::load("auth", "authenticate")) {
    INFO(vectors::title(vector));
    const App app = vectors::app(vector);
    const std::string socket_id = vectors::text(vector.at("socket_id"));
    const auto answer = authenticate(app, socket_id, vectors::text(vector.at("user_data")));
    if (!vectors::check_result(vector, answer)) continue;
    CHECK(answer->auth == vectors::text(vector.at("expected"), "auth"));
    CHECK(answer->user_data == vectors::text(vector.at("expected"), "user_data"));
    CHECK(answer->to_json() == vectors::text(vector.at("expected"), "json"));
    CHECK(verify_authentication(app, socket_id, answer->user_data, answer->auth));
  }
}

TEST_CASE("a server takes a subscription's token for what was signed and nothing else", "[auth]") {
  for (const auto& vector : vectors::load("auth", "verify_authorization")) {
    INFO(vectors::title(vector));
    CHECK(verify_authorization(vectors::app(vector), vectors::text(vector.at("socket_id")),
                               vectors::text(vector.at("channel")), vectors::text(vector.at("channel_data")),
                               vectors::text(vector.at("auth"))) == vector.at("valid").get<bool>());
  }
}

TEST_CASE("a server takes a sign-in token for what was signed and nothing else", "[auth]") {
  for (const auto& vector : vectors::load("auth", "verify_authentication")) {
    INFO(vectors::title(vector));
    CHECK(verify_authentication(vectors::app(vector), vectors::text(vector.at("socket_id")),
                                vectors::text(vector.at("user_data")),
                                vectors::text(vector.at("auth"))) == vector.at("valid").get<bool>());
  }
}

TEST_CASE("nothing that can be asked for is accepted as another kind of token", "[auth]") {
  const App app = App::make("3", "key", "secret").value();
  const std::string socket = "1.1";
  const std::string user_data = R"({"id":"1"})";
  const auto member = authorize(app, socket, "presence-x", {"1", ""});
  const std::string private_token = authorize(app, socket, "private-x")->auth;
  const std::string sign_in = authenticate(app, socket, user_data)->auth;
  REQUIRE(member);

  CHECK_FALSE(verify_authentication(app, socket, user_data, private_token));
  CHECK_FALSE(verify_authentication(app, socket, member->channel_data, member->auth));
  CHECK_FALSE(verify_authorization(app, socket, "private-x", user_data, sign_in));
  CHECK_FALSE(verify_authorization(app, socket, ":user", user_data, sign_in));
  CHECK_FALSE(verify_authorization(app, socket, "private-x", member->channel_data, member->auth));
  CHECK_FALSE(verify_authorization(app, socket, "presence-x", member->channel_data, private_token));
}

TEST_CASE("a key with quotes is escaped in the answer", "[auth]") {
  const App app = App::make("3", "a\"b\\c", "secret").value();
  const auto answer = authorize(app, "1.1", "private-x");
  REQUIRE(answer);
  CHECK(nlohmann::json::parse(answer->to_json()).at("auth").get<std::string>() == answer->auth);
}
