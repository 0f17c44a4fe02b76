#include <fanfare/rule.h>

#include <fanfare/channel.h>

#include "ascii.h"
#include "sentence.h"

namespace fanfare {
namespace {

bool is_identifier(std::string_view name) {
  const auto starts = [](char c) { return ascii::is_letter(c) || c == '_' || c == '$'; };
  return !name.empty() && starts(name[0]) &&
         ascii::all(name, [&](char c) { return starts(c) || ascii::is_digit(c); });
}

/// A pattern in pieces: `literals[0] {names[0]} literals[1] … {names[n-1]} literals[n]`.
struct Pattern {
  std::vector<std::string_view> literals;
  std::vector<std::string_view> names;
};

Error unusable(std::string_view pattern, std::string_view reason) {
  return refusal(ErrorCode::invalid_option, "The pattern %q %s", {pattern, reason});
}

Result<void> check_start(std::string_view pattern) {
  if (channel_kind(pattern) == ChannelKind::public_channel) {
    return unusable(pattern, "names no private or presence channel: rules take the whole name, like " +
                                 ascii::quoted("private-" + std::string(pattern)) + ".");
  }
  for (const std::string_view prefix : {"private-encrypted-", "private-", "presence-"}) {
    if (pattern == prefix)
      return unusable(pattern, "ends with its prefix: write what follows it, like {id}.");
  }
  return {};
}

Result<void> check_names(std::string_view pattern, const Pattern& pieces) {
  for (std::size_t i = 0; i < pieces.names.size(); ++i) {
    if (!is_identifier(pieces.names[i])) {
      return unusable(pattern,
                      "has a parameter that is not a name: write letters, digits, _ or $ between { and }.");
    }
    for (std::size_t other = 0; other < i; ++other) {
      if (pieces.names[other] == pieces.names[i])
        return unusable(pattern, "has the same parameter twice: rename one.");
    }
    if (i > 0 && pieces.literals[i].empty()) {
      return unusable(pattern,
                      "has two parameters side by side: put a character between them, like {a}.{b}.");
    }
  }
  return {};
}

Result<Pattern> parse(std::string_view pattern) {
  if (auto checked = check_start(pattern); !checked) return checked.error();
  Pattern pieces;
  std::string_view rest = pattern;
  while (true) {
    const std::size_t brace = rest.find_first_of("{}");
    const std::string_view literal = rest.substr(0, brace);
    if (!literal.empty() && !check_channel_name(literal, literal.size())) {
      return unusable(
          pattern,
          "has a character that no channel name has: only ASCII letters, digits and _-=@,.; are allowed.");
    }
    pieces.literals.push_back(literal);
    if (brace == std::string_view::npos) break;
    rest.remove_prefix(brace);
    const std::size_t end = rest.find('}');
    if (rest[0] == '}' || end == std::string_view::npos) {
      return unusable(pattern, "has a brace without its other half: write parameters like {id}.");
    }
    pieces.names.push_back(rest.substr(1, end - 1));
    rest.remove_prefix(end + 1);
  }
  if (auto checked = check_names(pattern, pieces); !checked) return checked.error();
  return pieces;
}

}  // namespace

Result<void> check_rule_pattern(std::string_view pattern) {
  const auto pieces = parse(pattern);
  if (!pieces) return pieces.error();
  return {};
}

std::optional<RuleParameters> match_rule(std::string_view pattern, std::string_view channel) {
  if (!check_channel_name(channel)) return std::nullopt;
  if (channel_kind(pattern) != channel_kind(channel) ||
      is_cache_channel(pattern) != is_cache_channel(channel)) {
    return std::nullopt;
  }
  const auto pieces = parse(pattern);
  if (!pieces || !channel.starts_with(pieces->literals.front())) return std::nullopt;

  RuleParameters parameters;
  std::string_view rest = channel.substr(pieces->literals.front().size());
  // The leftmost place of each literal is enough, so a hostile name costs no backtracking: where a later
  // place matches, so does the leftmost, for the parameter after it only grows by characters that the one
  // before it could take.
  for (std::size_t i = 0; i < pieces->names.size(); ++i) {
    const std::string_view literal = pieces->literals[i + 1];
    const bool last = i + 1 == pieces->names.size();
    if (last && !rest.ends_with(literal)) return std::nullopt;
    const std::size_t end = last ? rest.size() - literal.size() : rest.find(literal, 1);
    if (end == std::string_view::npos || end == 0) return std::nullopt;
    const std::string_view value = rest.substr(0, end);
    if (value.find('.') != std::string_view::npos) return std::nullopt;
    parameters.emplace_back(pieces->names[i], value);
    rest.remove_prefix(end + literal.size());
  }
  if (!rest.empty()) return std::nullopt;
  return parameters;
}

}  // namespace fanfare
