#pragma once

#include <fanfare/result.h>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fanfare {

/// The values of a pattern's `{names}` in a channel's name, in the pattern's order.
using RuleParameters = std::vector<std::pair<std::string, std::string>>;

/// A rule whose pattern matches a channel.
struct RuleMatch {
  std::size_t place;  ///< of its pattern in the list, from 0
  RuleParameters parameters;
};

/// Who may subscribe to a channel where the application gives no rules.
enum class Audience {
  everyone,
  users,    ///< everyone who is signed in
  members,  ///< everyone who is signed in, as the member that their user data names
  nobody,   ///< encrypted channels: the answer gives away their key
};

/// Checks that `pattern` can be the pattern of a rule: the whole prefix of a private, presence or encrypted
/// channel, then literal characters of a channel name and `{name}` parameters. A name is an ASCII identifier
/// as in JavaScript and is used once. Between two parameters there is at least one literal character. Fails
/// with `invalid_option`; the message says what to write instead.
[[nodiscard]] Result<void> check_rule_pattern(std::string_view pattern);

/// The parameters of `channel` if `pattern` matches all of it, else nothing. The kind and whether it is a
/// cache channel are compared first, so `private-{x}` does not match `private-encrypted-y`. `{x}` is one or
/// more characters without a dot, as few as possible (`{a}-{b}` splits `x-y-z` into `x` and `y-z`).
/// Everything else is literal.
///
/// ```cpp
/// match_rule("private-orders.{id}", "private-orders.42");  // {{"id", "42"}}
/// match_rule("private-orders.{id}", "private-orders.42.items");  // nothing
/// ```
[[nodiscard]] std::optional<RuleParameters> match_rule(std::string_view pattern, std::string_view channel);

/// The first of `patterns` from place `from` on that matches `channel`. This is the order in which rules are
/// asked: one after another as they are given, until one decides. A subscription that no rule allows is
/// denied.
[[nodiscard]] std::optional<RuleMatch> next_rule(std::span<const std::string_view> patterns,
                                                 std::string_view channel, std::size_t from = 0);

/// Checks that a subscription to `channel` can be authorized at all, and says who may have it where the
/// application gives no rules. `knows_users` says whether the application can tell who is signed in. Fails
/// with `invalid_channel`, and with `public_channel` for a channel that anybody may join without asking.
[[nodiscard]] Result<Audience> default_audience(std::string_view channel, bool knows_users);

}  // namespace fanfare
