#pragma once

#include <fanfare/app.h>
#include <fanfare/auth.h>
#include <fanfare/authorization_request.h>
#include <fanfare/encryption.h>
#include <fanfare/rule.h>

#include <concepts>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace fanfare {

/// A request as any HTTP server can give it.
struct HttpRequest {
  std::string method;
  std::string path;  ///< with or without the query
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string body{};

  /// The value of a header; the case of its name does not matter. Several of one name are joined by `, `. Empty
  /// if the request has no such header.
  [[nodiscard]] std::string header(std::string_view name) const;
};

/// What to answer.
struct HttpResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string body{};
};

/// The values of a pattern's `{names}` in the name of the channel that is asked for.
class Params {
 public:
  explicit Params(RuleParameters values) : values_(std::move(values)) {}

  /// `params["id"]`; throws std::out_of_range for a name that the pattern does not have.
  [[nodiscard]] const std::string& operator[](std::string_view name) const {
    for (const auto& [key, value] : values_) {
      if (key == name) return value;
    }
    throw std::out_of_range("the rule's pattern has no such parameter");
  }

 private:
  RuleParameters values_;
};

/// What a rule answers: `true`, or the member on a presence channel, allows; `false` denies; an empty
/// optional lets the next matching rule decide. Each converts to it.
class RuleAnswer {
 public:
  enum class Kind { next, deny, allow, member };

  RuleAnswer(std::nullopt_t) {}  // NOLINT: implicit by design, as are all below
  template <std::same_as<bool> Bool>
  RuleAnswer(Bool allow) : kind_(allow ? Kind::allow : Kind::deny) {}                // NOLINT
  RuleAnswer(Member member) : kind_(Kind::member), member_(std::move(member)) {}     // NOLINT
  RuleAnswer(std::optional<bool> answer) : RuleAnswer(from(std::move(answer))) {}    // NOLINT
  RuleAnswer(std::optional<Member> answer) : RuleAnswer(from(std::move(answer))) {}  // NOLINT

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] const Member& member() const { return member_; }

 private:
  template <class T>
  static RuleAnswer from(std::optional<T> answer) {
    return answer ? RuleAnswer(std::move(*answer)) : RuleAnswer(std::nullopt);
  }

  Kind kind_ = Kind::next;
  Member member_;
};

/// Decides whether a user may subscribe to the channels that match a pattern. It is made from anything that can
/// be called with `(user, params)`, `(user)` or nothing, and that returns a bool, a Member, an optional of
/// either, or a RuleAnswer. A rule that throws denies.
template <class User>
class Rule {
 public:
  template <class F>
  requires(!std::same_as<F, Rule>) && std::copy_constructible<F> &&
      (std::is_invocable_r_v<RuleAnswer, const F&, const User&, const Params&> ||
       std::is_invocable_r_v<RuleAnswer, const F&, const User&> ||
       std::is_invocable_r_v<RuleAnswer, const F&>)
          Rule(F rule) {  // NOLINT: implicit by design, a function is a rule
    if constexpr (std::is_invocable_r_v<RuleAnswer, const F&, const User&, const Params&>) {
      rule_ = [rule = std::move(rule)](const User* user, const Params& params) -> RuleAnswer {
        return std::invoke(rule, *user, params);
      };
    } else if constexpr (std::is_invocable_r_v<RuleAnswer, const F&, const User&>) {
      rule_ = [rule = std::move(rule)](const User* user, const Params&) -> RuleAnswer {
        return std::invoke(rule, *user);
      };
    } else {
      needs_user_ = false;
      rule_ = [rule = std::move(rule)](const User*, const Params&) -> RuleAnswer {
        return std::invoke(rule);
      };
    }
  }

  [[nodiscard]] bool needs_user() const { return needs_user_; }
  /// `user` may be null only where `needs_user()` is false.
  [[nodiscard]] RuleAnswer operator()(const User* user, const Params& params) const {
    return rule_(user, params);
  }

 private:
  std::function<RuleAnswer(const User*, const Params&)> rule_;
  bool needs_user_ = true;
};

/// A pattern, with the channel's full prefix (`private-orders.{id}`), and its rule.
template <class User>
struct PatternRule {
  std::string pattern;
  Rule<User> rule;
};

/// Rules in the order in which they are asked. Without any (`{}`), the default holds. Rules that are made from a
/// list or a vector, even an empty one, deny what no rule allows.
template <class User>
class Rules {
 public:
  Rules() = default;
  Rules(std::initializer_list<PatternRule<User>> rules) : rules_(std::vector<PatternRule<User>>(rules)) {}
  Rules(std::vector<PatternRule<User>> rules) : rules_(std::move(rules)) {}  // NOLINT: implicit by design

  [[nodiscard]] const std::optional<std::vector<PatternRule<User>>>& given() const { return rules_; }

 private:
  std::optional<std::vector<PatternRule<User>>> rules_;
};

/// Who signs in (`pusher.signin()`). The page sees it and, through the watchlist, other pages do.
struct UserData {
  std::string id;           ///< not empty
  std::string user_info{};  ///< a JSON text, or empty
  /// The ids of up to 100 users. The page learns when they come and go.
  std::vector<std::string> watchlist{};
};

/// The options of `Broadcast::routes` and of `Routes`.
template <class User>
struct RoutesOptions {
  /// The path that answers. Without one, every path that the routes are mounted on answers.
  std::optional<std::string> auth_route = "/broadcasting/authorize";
  /// Who asks: the session's user, or nothing when nobody is signed in. When it throws, the request is
  /// denied.
  std::function<std::optional<User>(const HttpRequest&)> user{};
  /// Who may subscribe to what: `{{"private-admins", is_admin}}`.
  Rules<User> channels{};
  /// Decides alone, in place of rules: (request, channel, socket id). On a presence channel it answers the
  /// member.
  std::function<RuleAnswer(const HttpRequest&, std::string_view, std::string_view)> authorize{};
  /// What sign-in signs; by default the user's `id` alone (a member or member function, a number or a
  /// string).
  std::function<UserData(const User&)> user_data{};
  /// Origins of pages on other hosts that may ask, with cookies: `{"https://app.example"}`.
  std::vector<std::string> allowed_origins{};
  /// Where the routes tell the operator why they denied; by default std::clog. It must be thread-safe.
  std::function<void(std::string_view)> log{};
};

namespace detail {

/// A rule whose user is of a type that only the template knows.
struct ErasedRule {
  std::string pattern;
  bool needs_user;
  std::function<RuleAnswer(const void*, const Params&)> rule;
};

/// `RoutesOptions` without the user's type.
struct ErasedOptions {
  std::optional<std::string> auth_route;
  std::function<std::shared_ptr<const void>(const HttpRequest&)> user{};
  std::optional<std::vector<ErasedRule>> rules{};
  std::function<RuleAnswer(const HttpRequest&, std::string_view, std::string_view)> authorize{};
  std::function<std::optional<UserData>(const void*)> user_data{};
  std::vector<std::string> allowed_origins;
  std::function<void(std::string_view)> log;
};

/// The compiled part of `Routes`.
class ErasedRoutes {
 public:
  ErasedRoutes(const App& app, ErasedOptions options, const std::optional<MasterKey>& master);
  [[nodiscard]] HttpResponse operator()(const HttpRequest& request) const;

 private:
  App app_;
  std::optional<MasterKey> master_;
  ErasedOptions options_;
};

template <class Id>
std::optional<UserData> user_data_of_id(const Id& id) {
  if constexpr (std::integral<Id>) {
    return UserData{std::to_string(id)};
  } else if constexpr (std::convertible_to<const Id&, std::string_view>) {
    return UserData{std::string(std::string_view(id))};
  } else {
    return std::nullopt;
  }
}

/// The user's own id, where it has one that can be told at compile time.
template <class User>
std::optional<UserData> default_user_data(const User& user) {
  if constexpr (requires { user.id(); }) {
    return user_data_of_id(user.id());
  } else if constexpr (requires { user.id; }) {
    return user_data_of_id(user.id);
  } else {
    return std::nullopt;
  }
}

template <class User>
ErasedOptions erase(RoutesOptions<User> options) {
  ErasedOptions erased{.auth_route = std::move(options.auth_route),
                       .authorize = std::move(options.authorize),
                       .allowed_origins = std::move(options.allowed_origins),
                       .log = std::move(options.log)};
  if (options.user) {
    erased.user = [user =
                       std::move(options.user)](const HttpRequest& request) -> std::shared_ptr<const void> {
      auto found = user(request);
      return found ? std::make_shared<const User>(std::move(*found)) : nullptr;
    };
  }
  if (options.channels.given()) {
    erased.rules.emplace();
    for (const auto& [pattern, rule] : *options.channels.given()) {
      erased.rules->push_back(
          {pattern, rule.needs_user(), [rule = rule](const void* user, const Params& params) {
             return rule(static_cast<const User*>(user), params);
           }});
    }
  }
  erased.user_data = [of = std::move(options.user_data)](const void* user) -> std::optional<UserData> {
    const auto& known = *static_cast<const User*>(user);
    if (of) return of(known);
    return default_user_data(known);
  };
  return erased;
}

}  // namespace detail

/// Authorizes channels (a POST with `channel_name`, or with up to 100 as `channel_name[]`) and signs users in
/// (with `socket_id` alone), for every version of pusher-js from 7.0.3 on: a request in, the answer out, for
/// any HTTP server. `routes_httplib.h` puts it on cpp-httplib's.
///
/// ```cpp
/// fanfare::Routes<Account> routes(app, {
///     .user = [](const fanfare::HttpRequest& request) { return account_of(request.header("cookie")); },
///     .channels =
///         {
///             {"private-orders.{id}",
///              [](const Account& account, const fanfare::Params& params) { return account.id == params["id"]; }},
///             {"presence-chat.{room}", [](const Account& account) { return fanfare::Member{account.id}; }},
///         },
/// });
/// fanfare::HttpResponse response = routes({"POST", "/broadcasting/authorize", headers, body});
/// ```
///
/// Answers 200 with what pusher-js expects, and to a list with what each channel would get alone,
/// `{"private-a":{"status":200,"data":{…}}}`; 403 when denied, 400 or 413 when malformed, 404 on another
/// path, 405 for another method, each with `{"error":{"code":…,"message":…}}`; 204 to a preflight. A call may
/// be made from many threads, when the functions in the options may, and never throws. The constructor throws
/// `BadResult` with `invalid_option` for options that cannot be used, bad patterns among them.
template <class User>
class Routes {
 public:
  /// With `master`, rules may allow encrypted channels: the answer then carries the channel's key.
  explicit Routes(const App& app, RoutesOptions<User> options = {},
                  const std::optional<MasterKey>& master = {})
      : erased_(app, detail::erase(std::move(options)), master) {}

  [[nodiscard]] HttpResponse operator()(const HttpRequest& request) const { return erased_(request); }

 private:
  detail::ErasedRoutes erased_;
};

}  // namespace fanfare
