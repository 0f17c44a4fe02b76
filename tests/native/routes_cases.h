#pragma once

#include <fanfare/routes.h>

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

// What a case of tests/vectors/routes.json names, written out as in tests/js/routes/cases.ts.
namespace routes_cases {

struct TestUser {
  std::int64_t id = 0;
  std::string name;
  std::string role;
};

[[noreturn]] inline void fail(const TestUser& user) {
  throw std::range_error("an error that quotes " + user.name);
}

inline std::string info(const std::string& name) { return nlohmann::json{{"name", name}}.dump(); }

inline fanfare::Rule<TestUser> rule(const std::string& name) {
  using fanfare::Member;
  using Rule = fanfare::Rule<TestUser>;
  static const std::map<std::string, Rule> rules = {
      {"admins-only", [](const TestUser& user) { return user.role == "admin"; }},
      {"own-id",
       [](const TestUser& user, const fanfare::Params& p) { return std::to_string(user.id) == p["id"]; }},
      {"anyone", [] { return true; }},
      {"nobody", [](const TestUser&) { return false; }},
      {"next", [](const TestUser&) { return std::optional<bool>(); }},
      {"throws", [](const TestUser& user) -> bool { fail(user); }},
      {"member",
       [](const TestUser& user) {
         return Member{std::to_string(user.id), info(user.name)};
       }},
      {"member-without-info",
       [](const TestUser& user) { return std::optional<Member>(Member{std::to_string(user.id)}); }},
      {"member-with-empty-id", [](const TestUser&) { return Member{}; }},
      {"member-too-large",
       [](const TestUser& user) {
         return Member{std::to_string(user.id), info(std::string(1'100, 'x'))};
       }},
  };
  return rules.at(name);
}

using Controller =
    std::function<fanfare::RuleAnswer(const fanfare::HttpRequest&, std::string_view, std::string_view)>;

inline Controller controller(const std::string& name) {
  using fanfare::HttpRequest;
  using fanfare::Member;
  using std::string_view;
  static const std::map<std::string, Controller> controllers = {
      {"by-role-header", [](const HttpRequest& request, string_view,
                            string_view) { return request.header("x-role") == "admin"; }},
      {"member-by-header",
       [](const HttpRequest& request, string_view, string_view) { return Member{request.header("X-USER")}; }},
      {"nothing", [](const HttpRequest&, string_view, string_view) { return std::nullopt; }},
      {"throws", [](const HttpRequest&, string_view, string_view) -> bool { throw std::range_error("no"); }},
      {"echo",
       [](const HttpRequest&, string_view channel, string_view socket_id) {
         return Member{std::string(channel) + " " + std::string(socket_id)};
       }},
  };
  return controllers.at(name);
}

inline fanfare::UserData watching(const TestUser& user, int users) {
  fanfare::UserData data{std::to_string(user.id)};
  for (int i = 0; i < users; ++i) data.watchlist.push_back(std::to_string(i));
  return data;
}

inline std::function<fanfare::UserData(const TestUser&)> user_data(const std::string& name) {
  using fanfare::UserData;
  static const std::map<std::string, std::function<UserData(const TestUser&)>> all = {
      {"by-name", [](const TestUser& user) { return UserData{"user-" + user.name}; }},
      {"with-watchlist",
       [](const TestUser& user) {
         return UserData{std::to_string(user.id), info(user.name), {"8", "9"}};
       }},
      {"watching-100", [](const TestUser& user) { return watching(user, 100); }},
      {"watching-101", [](const TestUser& user) { return watching(user, 101); }},
      {"with-empty-id", [](const TestUser&) { return UserData{}; }},
      {"throws", [](const TestUser& user) -> UserData { fail(user); }},
  };
  return all.at(name);
}

inline std::optional<TestUser> user_of(const nlohmann::json& request) {
  if (!request.contains("user")) return std::nullopt;
  const auto& user = request["user"];
  return TestUser{user.at("id"), user.at("name"), user.at("role")};
}

inline fanfare::RoutesOptions<TestUser> options_of(const nlohmann::json& one) {
  const auto& named = one.at("options");
  fanfare::RoutesOptions<TestUser> options;
  if (named.contains("user")) {
    options.user = [user = user_of(one.at("request")), throws = named["user"] == "throws"](const auto&) {
      if (throws) fail(*user);
      return user;
    };
  }
  if (named.contains("channels")) {
    std::vector<fanfare::PatternRule<TestUser>> rules;
    for (const auto& pair : named["channels"]) rules.push_back({pair.at(0), rule(pair.at(1))});
    options.channels = std::move(rules);
  }
  if (named.contains("authorize")) options.authorize = controller(named["authorize"]);
  if (named.contains("user_data")) options.user_data = user_data(named["user_data"]);
  if (named.contains("allowed_origins")) options.allowed_origins = named["allowed_origins"];
  if (named.contains("auth_route")) {
    options.auth_route.reset();
    if (named["auth_route"].is_string()) options.auth_route = named["auth_route"].get<std::string>();
  }
  return options;
}

/// A text, or one of the forms of tests/vectors/generator/independent.py.
inline std::string bytes_of(const nlohmann::json& text) {
  if (text.is_string()) return text;
  std::string bytes;
  if (text.contains("repeat")) {
    for (int i = 0; i < text.at("times").get<int>(); ++i) bytes += text["repeat"].get<std::string>();
  } else if (text.contains("join")) {
    for (const auto& part : text["join"]) bytes += bytes_of(part);
  } else {
    const std::string hex = text.at("hex");
    for (std::size_t i = 0; i < hex.size(); i += 2) {
      bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    }
  }
  return bytes;
}

inline fanfare::HttpRequest request_of(const nlohmann::json& one) {
  const auto& named = one.at("request");
  fanfare::HttpRequest request{
      .method = named.at("method"), .path = named.at("path"), .body = bytes_of(named.at("body"))};
  for (const auto& [name, value] : named.at("headers").items()) request.headers.emplace_back(name, value);
  return request;
}

}  // namespace routes_cases
