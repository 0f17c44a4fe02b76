#include <fanfare/routes.h>

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "routes_cases.h"

using fanfare::HttpRequest;
using fanfare::HttpResponse;
using fanfare::Member;
using fanfare::Params;
using fanfare::RuleAnswer;
using routes_cases::TestUser;

namespace {

const fanfare::App& app() {
  static const auto made = fanfare::App::make("3", "278d425bdf160c739803", "7ad3773142a6692b25b8").value();
  return made;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// The header's value, or nothing.
std::optional<std::string> header(const HttpResponse& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return std::nullopt;
}

HttpRequest post(std::string body) {
  return {.method = "POST",
          .path = "/broadcasting/authorize",
          .headers = {{"content-type", "application/x-www-form-urlencoded"}},
          .body = std::move(body)};
}

struct Account {
  std::string id;
  bool is_admin() const { return id == "admin"; }
};

bool is_admin(const Account& account) { return account.is_admin(); }

/// A signed-in Account, nothing logged.
fanfare::RoutesOptions<Account> quiet(std::string id = "admin") {
  return {.user = [id](const HttpRequest&) { return Account{id}; }, .log = [](std::string_view) {}};
}

int status(const fanfare::Routes<Account>& routes, const std::string& channel) {
  return routes(post("socket_id=1.1&channel_name=" + channel)).status;
}

}  // namespace

TEST_CASE("every case of tests/vectors/routes.json is answered as it says", "[routes]") {
  static const auto cases = [] {
    std::ifstream file(FANFARE_VECTORS "/routes.json");
    auto read = nlohmann::json::parse(file);
    auto all = read.at("routes").get<std::vector<nlohmann::json>>();
    all.insert(all.end(), read.at("batch").begin(), read.at("batch").end());
    return all;
  }();
  REQUIRE(cases.size() >= 110);
  for (const auto& one : cases) {
    DYNAMIC_SECTION(one.at("name").get<std::string>() << ": " << one.at("why").get<std::string>()) {
      std::vector<std::string> log;
      auto options = routes_cases::options_of(one);
      options.log = [&log](std::string_view line) { log.emplace_back(line); };
      const fanfare::Routes<TestUser> routes(app(), std::move(options));
      log.clear();
      const auto response = routes(routes_cases::request_of(one));
      const auto& expect = one.at("expect");
      INFO(response.body);

      CHECK(response.status == expect.at("status"));
      if (expect.contains("body")) CHECK(response.body == expect["body"]);
      if (expect.contains("code"))
        CHECK(nlohmann::json::parse(response.body)["error"]["code"] == expect["code"]);
      const auto headers = expect.value("headers", nlohmann::json::object());
      for (const auto& [name, value] : headers.items()) {
        INFO(name);
        CHECK(header(response, name) == (value.is_null() ? std::nullopt : std::optional<std::string>(value)));
      }

      const auto expected = expect.value("log", std::vector<std::string>());
      REQUIRE(log.size() == expected.size());
      for (std::size_t i = 0; i < log.size(); ++i) {
        INFO(log[i]);
        CHECK(contains(log[i], expected[i]));
        CHECK_FALSE(contains(log[i], "Ann"));
        CHECK_FALSE(contains(log[i], "Bob"));
        CHECK_FALSE(contains(log[i], "7ad3773142a6692b25b8"));
      }

      CHECK(header(response, "Cache-Control") == "no-store");
      CHECK(header(response, "Vary") == "Origin");
      CHECK(header(response, "Access-Control-Allow-Origin") != "*");
      if (response.status != 200) CHECK_FALSE(contains(response.body, "278d425bdf160c739803:"));
      CHECK_FALSE(contains(response.body, "7ad3773142a6692b25b8"));
    }
  }
}

TEST_CASE("options that cannot be used are refused when the routes are made", "[routes]") {
  using Options = fanfare::RoutesOptions<Account>;
  const auto yes = [] { return true; };
  const auto authorize = [](const HttpRequest&, std::string_view, std::string_view) { return true; };
  const std::vector<std::pair<Options, std::string>> refused = {
      {{.channels = {{"orders.{id}", yes}}}, "private-orders.{id}"},
      {{.channels = {{"private-orders:{id}", yes}}}, "private-orders"},
      {{.channels = {{"private-{id", yes}}}, "brace"},
      {{.channels = {{"private-x", yes}}, .authorize = authorize}, "one of the two"},
      {{.auth_route = "broadcasting"}, "begin with"},
      {{.allowed_origins = {"*"}}, "list the origins"},
      {{.allowed_origins = {"app.example"}}, "https://app.example"},
      {{.allowed_origins = {"https://*.example"}}, "not an origin"},
  };
  for (const auto& [options, message] : refused) {
    INFO(message);
    try {
      const fanfare::Routes<Account> routes(app(), options);
      FAIL_CHECK("accepted");
    } catch (const fanfare::BadResult& bad) {
      CHECK(bad.error().name() == "invalid_option");
      CHECK(contains(bad.error().message(), message));
    }
  }
}

TEST_CASE("the open default is announced once, and rules are not", "[routes]") {
  std::vector<std::string> log;
  const auto note = [&log](std::string_view line) { log.emplace_back(line); };
  const fanfare::Routes<Account> open(app(), {.log = note});
  REQUIRE(log.size() == 1);
  CHECK(contains(
      log[0],
      "authorized for everyone, presence channels for signed-in users, encrypted channels for nobody"));
  const fanfare::Routes<Account> signed_in(app(), {.user = quiet().user, .log = note});
  REQUIRE(log.size() == 2);
  CHECK(contains(log[1], "authorized for everyone who is signed in"));
  const fanfare::Routes<Account> ruled(app(), {.channels = {{"private-x", is_admin}}, .log = note});
  const fanfare::Routes<Account> empty(
      app(), {.channels = std::vector<fanfare::PatternRule<Account>>(), .log = note});
  CHECK(log.size() == 2);
}

TEST_CASE("a rule is a function, a member function, or a lambda, of the user, of both, or of nothing",
          "[routes]") {
  auto options = quiet();
  options.channels = {
      {"private-function", is_admin},
      {"private-member", &Account::is_admin},
      {"private-user", [](const Account& account) { return account.id == "admin"; }},
      {"private-both.{x}", [](const Account&, const Params& params) { return params["x"] == "1"; }},
      {"private-nothing", [] { return true; }},
      {"private-optional", [](const Account&) { return std::optional<bool>(true); }},
      {"presence-member", [](const Account& account) { return Member{account.id}; }},
      {"presence-optional", [](const Account& account) { return std::optional<Member>(Member{account.id}); }},
      {"presence-answer.{x}",
       [](const Account& account, const Params& params) -> RuleAnswer {
         if (params["x"] == "1") return Member{account.id};
         if (params["x"] == "2") return false;
         return std::nullopt;
       }},
      {"presence-{any}.3", [](const Account& account) { return Member{account.id}; }},
      {"private-misnamed.{x}", [](const Account&, const Params& params) { return params["y"] == "1"; }},
  };
  const fanfare::Routes<Account> routes(app(), std::move(options));
  for (const char* channel : {"private-function", "private-member", "private-user", "private-both.1",
                              "private-nothing", "private-optional", "presence-member", "presence-optional",
                              "presence-answer.1", "presence-answer.3"}) {
    INFO(channel);
    CHECK(status(routes, channel) == 200);
  }
  for (const char* channel :
       {"private-both.2", "presence-answer.2", "presence-answer.4", "private-misnamed.1"}) {
    INFO(channel);
    CHECK(status(routes, channel) == 403);
  }
}

TEST_CASE("what can be no rule does not compile", "[routes]") {
  using Rule = fanfare::Rule<Account>;
  STATIC_CHECK(std::is_constructible_v<Rule, bool (*)(const Account&)>);
  STATIC_CHECK_FALSE(std::is_constructible_v<Rule, int (*)(const Account&)>);
  STATIC_CHECK_FALSE(std::is_constructible_v<Rule, const char* (*)(const Account&)>);
  STATIC_CHECK_FALSE(std::is_constructible_v<Rule, bool (*)(const std::string&)>);
  STATIC_CHECK_FALSE(std::is_constructible_v<Rule, void (*)(const Account&)>);
}

TEST_CASE("a rule that asks for the user denies where no user is configured", "[routes]") {
  std::vector<std::string> log;
  const fanfare::Routes<Account> routes(app(),
                                        {.channels = {{"private-x", is_admin}},
                                         .log = [&log](std::string_view line) { log.emplace_back(line); }});
  const auto response = routes(post("socket_id=1.1&channel_name=private-x"));
  CHECK(response.status == 403);
  CHECK(nlohmann::json::parse(response.body)["error"]["code"] == "unauthenticated");
  REQUIRE(log.size() == 1);
  CHECK(contains(log[0], "The rule \"private-x\" asks for the user"));
}

TEST_CASE("what cannot be signed is denied and not thrown", "[routes]") {
  const std::vector<std::pair<Member, std::string>> members = {
      {{"", ""}, "invalid_member"},
      {{std::string(129, 'x'), ""}, "invalid_member"},
      {{"\xff", ""}, "invalid_member"},
      {{"1", "{"}, "invalid_json"},
      {{"1", "1},\"user_id\":\"2\",\"x\":{\"y\":1"}, "invalid_json"},
      {{"1", "\"" + std::string(1'024, 'x') + "\""}, "member_too_large"},
  };
  for (const auto& [member, code] : members) {
    auto options = quiet();
    options.channels = {{"presence-x", [member = member] { return member; }}};
    const fanfare::Routes<Account> routes(app(), std::move(options));
    const auto response = routes(post("socket_id=1.1&channel_name=presence-x"));
    CHECK(response.status == 403);
    CHECK(nlohmann::json::parse(response.body)["error"]["code"] == code);
  }
  const std::vector<fanfare::UserData> users = {
      {""}, {"\xff"}, {"1", "{"}, {"1", "1,\"id\":\"2\""}, {"1", "", {"\xff"}}};
  for (const auto& user : users) {
    auto options = quiet();
    options.user_data = [user](const Account&) { return user; };
    const auto response = fanfare::Routes<Account>(app(), std::move(options))(post("socket_id=1.1"));
    CHECK(response.status == 403);
    CHECK(nlohmann::json::parse(response.body)["error"]["code"] == "invalid_user");
  }
}

TEST_CASE("the user's id is found where it is a member or a member function, a number or a string",
          "[routes]") {
  struct Number {
    std::uint64_t id;
  };
  struct Function {
    std::string_view id() const { return "7"; }
  };
  struct None {
    int key;
  };
  const auto answer = [](auto user) {
    using User = decltype(user);
    const fanfare::Routes<User> routes(
        app(), {.user = [=](const HttpRequest&) { return user; }, .log = [](auto) {}});
    return nlohmann::json::parse(routes(post("socket_id=1.1")).body);
  };
  CHECK(answer(Number{18'446'744'073'709'551'615U})["user_data"] == R"({"id":"18446744073709551615"})");
  CHECK(answer(Function{})["user_data"] == R"({"id":"7"})");
  CHECK(answer(Account{"ann"})["user_data"] == R"({"id":"ann"})");
  CHECK(answer(None{7})["error"]["code"] == "denied");
}

TEST_CASE("many channels in one request ask for the user and the user's data once", "[routes]") {
  int users = 0;
  int data = 0;
  auto options = quiet();
  options.user = [&users](const HttpRequest&) { return ++users, Account{"ann"}; };
  options.user_data = [&data](const Account& account) { return ++data, fanfare::UserData{account.id}; };
  const fanfare::Routes<Account> routes(app(), std::move(options));
  const std::string list =
      "socket_id=1.1&channel_name[]=presence-a&channel_name[]=presence-b&channel_name[]=";
  const auto answer = nlohmann::json::parse(routes(post(list + "private-c")).body);
  for (const char* channel : {"presence-a", "presence-b", "private-c"})
    CHECK(answer.at(channel).at("status") == 200);
  CHECK(users == 1);
  CHECK(data == 1);
  CHECK(routes(post(list + "private-c")).status == 200);
  CHECK(users == 2);
  CHECK(routes(post("socket_id=1.1&channel_name[]=releases&channel_name[]=a+b")).status == 200);
  CHECK(users == 2);
}

TEST_CASE("what one channel of many throws denies it alone", "[routes]") {
  std::vector<std::string> log;
  fanfare::RoutesOptions<Account> options;
  options.channels = {
      {"private-number", []() -> bool { throw 7; }},
      {"private-error", []() -> bool { throw std::runtime_error("quotes a@example.com"); }},
      {"private-fine", [] { return true; }},
  };
  options.log = [&log](std::string_view line) { log.emplace_back(line); };
  const fanfare::Routes<Account> routes(app(), std::move(options));
  const auto response =
      routes(post("socket_id=1.1&channel_name[]=private-number&channel_name[]=private-error&channel_name[]="
                  "private-fine"));
  const auto answer = nlohmann::json::parse(response.body);
  CHECK(answer["private-number"]["status"] == 403);
  CHECK(answer["private-error"]["status"] == 403);
  CHECK(answer["private-fine"]["status"] == 200);
  REQUIRE(log.size() == 2);
  CHECK(contains(log[0], "private-number"));
  CHECK_FALSE(contains(log[1], "example.com"));
}

TEST_CASE("headers are found whatever their case, and several of one name are one list", "[routes]") {
  const HttpRequest request{
      .method = "POST", .path = "/", .headers = {{"ORIGIN", "a"}, {"x", "1"}, {"Origin", "b"}}};
  CHECK(request.header("origin") == "a, b");
  CHECK(request.header("X") == "1");
  CHECK(request.header("y").empty());
}

TEST_CASE("the routes answer many threads at once", "[routes]") {
  auto options = quiet();
  options.channels = {
      {"presence-{x}", [](const Account& account, const Params& p) { return Member{account.id + p["x"]}; }}};
  const fanfare::Routes<Account> routes(app(), std::move(options));
  std::vector<int> granted(4);
  {
    std::vector<std::jthread> threads;
    for (std::size_t thread = 0; thread < granted.size(); ++thread) {
      threads.emplace_back([&, thread] {
        for (int i = 0; i < 200; ++i)
          granted[thread] += status(routes, "presence-" + std::to_string(i)) == 200;
      });
    }
  }
  CHECK(granted == std::vector<int>(4, 200));
}
