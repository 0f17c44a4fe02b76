#pragma once

#include <fanfare/result.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fanfare {

/// What a pattern's `{names}` stand for in a channel's name, in the pattern's order.
using RuleParameters = std::vector<std::pair<std::string, std::string>>;

/// Whether `pattern` can be the pattern of a rule: a full prefix of a private, presence or encrypted channel,
/// then literal characters of a channel name and `{name}` parameters, each an ASCII identifier as in
/// JavaScript and used once, with at least one literal character between two of them. Fails with
/// `invalid_option`; the message says what to write instead.
[[nodiscard]] Result<void> check_rule_pattern(std::string_view pattern);

/// The parameters of `channel` if `pattern` matches the whole of it, else nothing. The kind and whether it is
/// a cache channel are compared first, so `private-{x}` does not match `private-encrypted-y`; `{x}` is one or
/// more characters without a dot, as few as can be where several ways are possible (`{a}-{b}` takes `x-y-z`
/// for `x` and `y-z`); all else is literal.
///
/// ```cpp
/// match_rule("private-orders.{id}", "private-orders.42");  // {{"id", "42"}}
/// match_rule("private-orders.{id}", "private-orders.42.items");  // nothing
/// ```
[[nodiscard]] std::optional<RuleParameters> match_rule(std::string_view pattern, std::string_view channel);

}  // namespace fanfare
