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

/// Takes a pattern apart: in turn, a literal and the parameter after it.
class Pieces {
 public:
  explicit Pieces(std::string_view pattern) : rest_(pattern) { next(); }

  /// Moves on to the next literal, and the parameter after it.
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
  std::string_view name;  ///< of the parameter after the literal; empty after the last
  bool last = false;      ///< whether no parameter follows
  bool closed = false;    ///< whether the brace after the literal has its other half

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

/// Whether `pattern` has another parameter of this name before `name`, which is a piece of it.
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
  // The leftmost place of each literal is enough, so a hostile name costs no backtracking. Where a later
  // place matches, the leftmost does too: the parameter after it only grows by characters that the one before
  // it could take.
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

std::optional<std::size_t> next_rule(std::span<const std::string_view> patterns, std::string_view channel,
                                     std::size_t from, std::vector<ParameterView>& parameters) {
  for (std::size_t place = from; place < patterns.size(); ++place) {
    auto found = rule_parameters(patterns[place], channel);
    if (!found) continue;
    parameters = std::move(*found);
    return place;
  }
  return std::nullopt;
}

std::optional<RuleParameters> match_rule(std::string_view pattern, std::string_view channel) {
  auto match = next_rule(std::span(&pattern, 1), channel);
  if (!match) return std::nullopt;
  return std::move(match->parameters);
}

std::optional<RuleMatch> next_rule(std::span<const std::string_view> patterns, std::string_view channel,
                                   std::size_t from) {
  std::vector<ParameterView> parameters;
  const auto place = next_rule(patterns, channel, from, parameters);
  if (!place) return std::nullopt;
  RuleMatch match{*place, {}};
  for (const auto& [name, value] : parameters) match.parameters.emplace_back(name, value);
  return match;
}

Result<Audience> default_audience(std::string_view channel, bool knows_users) {
  if (auto checked = check_channel_name(channel); !checked) return checked;
  switch (channel_kind(channel)) {
    case ChannelKind::public_channel:
      break;
    case ChannelKind::private_channel:
      return knows_users ? Audience::users : Audience::everyone;
    case ChannelKind::presence:
      return Audience::members;
    case ChannelKind::encrypted:
      return Audience::nobody;
  }
  return refusal(ErrorCode::public_channel,
                 "Public channels need no authorization: subscribe without asking.");
}

}  // namespace fanfare
