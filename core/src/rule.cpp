#include <fanfare/rule.h>

#include <fanfare/channel.h>

#include "ascii.h"
#include "sentence.h"
#include "views.h"

namespace fanfare {
namespace {

constexpr ascii::Set identifier("09AZaz", "_$");

bool is_identifier(std::string_view name) {
  return !name.empty() && !ascii::is_digit(name[0]) && ascii::all(name, identifier);
}

/// Takes a pattern apart: a literal, and the parameter after it, in turn.
class Pieces {
 public:
  explicit Pieces(std::string_view pattern) : rest_(pattern) { next(); }

  /// What follows the parameter, up to the next one or the end.
  void next() {
    literal = rest_.substr(0, rest_.find_first_of("{}"));
    rest_.remove_prefix(literal.size());
    last = rest_.empty();
    const std::size_t end = rest_.find('}');
    closed = last || (rest_[0] == '{' && end != std::string_view::npos);
    if (last || !closed) return;
    name = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
  }

  std::string_view literal;
  std::string_view name;  ///< of the parameter behind the literal, unless it is the last one
  bool last = false;      ///< whether no parameter follows
  bool closed = false;    ///< whether the brace behind the literal has its other half

 private:
  std::string_view rest_;
};

Error unusable(std::string_view pattern, std::string_view reason) {
  return refusal(ErrorCode::invalid_option, "The pattern %q %s", {pattern, reason});
}

Result<void> check_start(std::string_view pattern) {
  if (channel_kind(pattern) == ChannelKind::public_channel) {
    std::string whole = "private-";
    whole += pattern;
    return refusal(ErrorCode::invalid_option,
                   "The pattern %q names no private or presence channel: rules take the whole name, like %q.",
                   {pattern, whole});
  }
  for (const std::string_view prefix : {"private-encrypted-", "private-", "presence-"}) {
    if (pattern == prefix)
      return unusable(pattern, "ends with its prefix: write what follows it, like {id}.");
  }
  return {};
}

/// Whether a parameter of this name stands before `name` itself, which is a piece of `pattern`.
bool is_taken(std::string_view pattern, std::string_view name) {
  Pieces pieces(pattern);
  while (pieces.name.data() != name.data() && pieces.name != name) pieces.next();
  return pieces.name.data() != name.data();
}

}  // namespace

Result<void> check_rule_pattern(std::string_view pattern) {
  if (auto checked = check_start(pattern); !checked) return checked;
  Pieces pieces(pattern);
  for (bool first = true;; first = false) {
    const std::string_view literal = pieces.literal;
    if (!literal.empty() && !check_channel_name(literal, literal.size())) {
      return unusable(pattern,
                      "has a character that is not allowed: only ASCII letters, digits and _-=@,.; are.");
    }
    if (!pieces.closed)
      return unusable(pattern, "has a brace without its other half: write parameters like {id}.");
    if (literal.empty() && !first && !pieces.last) {
      return unusable(pattern,
                      "has two parameters side by side: put a character between them, like {a}.{b}.");
    }
    if (pieces.last) return {};
    if (!is_identifier(pieces.name)) {
      return unusable(pattern,
                      "has a parameter that is not a name: write letters, digits, _ or $ between { and }.");
    }
    if (is_taken(pattern, pieces.name)) return unusable(pattern, "has the same parameter twice: rename one.");
    pieces.next();
  }
}

std::optional<std::vector<ParameterView>> rule_parameters(std::string_view pattern,
                                                          std::string_view channel) {
  if (!check_channel_name(channel) || !check_rule_pattern(pattern)) return std::nullopt;
  if (channel_kind(pattern) != channel_kind(channel) ||
      is_cache_channel(pattern) != is_cache_channel(channel)) {
    return std::nullopt;
  }
  std::vector<ParameterView> parameters;
  Pieces pieces(pattern);
  if (!channel.starts_with(pieces.literal)) return std::nullopt;
  channel.remove_prefix(pieces.literal.size());
  // The leftmost place of each literal is enough, so a hostile name costs no backtracking: where a later
  // place matches, so does the leftmost, for the parameter after it only grows by characters that the one
  // before it could take.
  while (!pieces.last) {
    const std::string_view name = pieces.name;
    pieces.next();
    const std::string_view literal = pieces.literal;
    if (pieces.last && !channel.ends_with(literal)) return std::nullopt;
    const std::size_t end = pieces.last ? channel.size() - literal.size() : channel.find(literal, 1);
    if (end == std::string_view::npos || end == 0) return std::nullopt;
    const std::string_view value = channel.substr(0, end);
    if (value.find('.') != std::string_view::npos) return std::nullopt;
    parameters.push_back({name, value});
    channel.remove_prefix(end + literal.size());
  }
  if (!channel.empty()) return std::nullopt;
  return parameters;
}

std::optional<RuleParameters> match_rule(std::string_view pattern, std::string_view channel) {
  const auto views = rule_parameters(pattern, channel);
  if (!views) return std::nullopt;
  RuleParameters parameters;
  for (const auto& [name, value] : *views) parameters.emplace_back(name, value);
  return parameters;
}

}  // namespace fanfare
