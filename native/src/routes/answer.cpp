#include "routes/answer.h"

#include <cxxabi.h>
#include <fanfare/channel.h>

#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <typeinfo>

#include "routes/request.h"
#include "routes/user_data.h"

namespace fanfare::detail {
namespace {

using Answer = Result<std::string, Refusal>;

/// The class of what an application's function threw, for the log. Its text stays out: it may quote the user's
/// data.
std::string what_was_thrown() {
  const std::type_info* type = abi::__cxa_current_exception_type();
  if (!type) return "an exception";
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> name(
      abi::__cxa_demangle(type->name(), nullptr, nullptr, &status), &std::free);
  return status == 0 && name ? name.get() : type->name();
}

Refusal denied() { return refuse(ErrorCode::denied, "This subscription is not allowed."); }

Refusal unauthenticated() {
  return refuse(ErrorCode::unauthenticated, "Nobody is signed in, and this needs someone: sign in first.");
}

Answer user_data_json(const UserData& user) {
  if (!user.user_info.empty() && !nlohmann::json::accept(user.user_info)) {
    return refuse(ErrorCode::invalid_user, "The user_info of the user data is not a JSON text.");
  }
  if (auto checked = check_watchlist_size(user.watchlist.size()); !checked) return Refusal(checked.error());
  try {
    std::string text = "{\"id\":" + nlohmann::json(user.id).dump();
    if (!user.user_info.empty()) text += ",\"user_info\":" + user.user_info;
    if (!user.watchlist.empty()) text += ",\"watchlist\":" + nlohmann::json(user.watchlist).dump();
    return text + "}";
  } catch (const nlohmann::json::exception&) {
    return refuse(ErrorCode::invalid_user, "The user data is not UTF-8.");
  }
}

/// Whether the page cannot have caused it, like an error in a rule's member, the user data or the configuration.
bool is_operators(ErrorCode code) {
  switch (code) {
    case ErrorCode::not_found:
    case ErrorCode::method_not_allowed:
    case ErrorCode::malformed_request:
    case ErrorCode::invalid_socket_id:
    case ErrorCode::invalid_channel:
    case ErrorCode::too_many_channels:
    case ErrorCode::public_channel:
    case ErrorCode::denied:
    case ErrorCode::unauthenticated:
      return false;
    default:
      return true;
  }
}

/// Answers by `function`, and logs what the operator can mend. Never throws.
template <class Function>
Answer guarded(const ErasedOptions& options, Function function) {
  try {
    Answer answer = function();
    if (!answer && is_operators(answer.error().error.code())) {
      const Error& error = answer.error().error;
      options.log("Denied, " + std::string(error.name()) + ": " + error.message());
    }
    return answer;
  } catch (...) {
    options.log("An authorization request could not be answered (" + what_was_thrown() + ").");
    return refuse(ErrorCode::internal, "The request could not be answered.");
  }
}

/// Who asks, by one request. The user and the user data are found when they first matter, and once.
class Requester {
 public:
  Requester(const App& app, const MasterKey* master, const ErasedOptions& options, const HttpRequest& request)
      : app_(app), master_(master), options_(options), request_(request) {}

  Answer answer() {
    const auto asked = read_authorization_request(request_.header("Content-Type"), request_.body);
    if (!asked) return asked.error();
    const auto& [socket_id, channels, is_batch] = *asked;
    if (is_batch) return answer_batch(channels, socket_id);
    return channels.empty() ? sign_in(socket_id) : subscribe(channels.front(), socket_id);
  }

 private:
  using User = std::shared_ptr<const void>;
  /// The member on a presence channel, nothing on a private one.
  using Decision = Result<std::optional<Member>, Refusal>;

  Refusal denied_because(const std::string& line) const {
    options_.log(line + " Denied.");
    return denied();
  }

  const Result<User, Refusal>& user() {
    if (!user_) user_ = find_user();
    return *user_;
  }

  const Result<UserData, Refusal>& data() {
    if (!data_) data_ = user() ? data_of(*user()) : Result<UserData, Refusal>(user().error());
    return *data_;
  }

  Result<User, Refusal> find_user() const {
    try {
      User user = options_.user ? options_.user(request_) : nullptr;
      if (!user) return unauthenticated();
      return user;
    } catch (...) {
      return denied_because("user threw (" + what_was_thrown() + ").");
    }
  }

  Result<UserData, Refusal> data_of(const User& user) const {
    try {
      if (auto data = options_.user_data(user.get())) return std::move(*data);
    } catch (...) {
      return denied_because("user_data threw (" + what_was_thrown() + ").");
    }
    return denied_because(
        "The user has no id that is a string or an integer: give user_data, which says who signs in.");
  }

  /// What an answer means on `channel`; nothing if the next rule decides.
  std::optional<Decision> read_answer(const RuleAnswer& given, std::string_view channel,
                                      const std::string& who) const {
    if (given.kind() == RuleAnswer::Kind::next) return std::nullopt;
    if (given.kind() == RuleAnswer::Kind::deny) return Decision(denied());
    const bool is_presence = channel_kind(channel) == ChannelKind::presence;
    const bool is_member = given.kind() == RuleAnswer::Kind::member;
    if (is_presence && is_member) return Decision(std::optional<Member>(given.member()));
    if (!is_presence && !is_member) return Decision(std::optional<Member>());
    if (is_presence) {
      return Decision(denied_because(who + " answered true for a presence channel, which must know who "
                                           "comes: return the member, { user_id, user_info }."));
    }
    return Decision(denied_because(
        who + " answered something else than true, false or null, and only presence channels have members."));
  }

  Decision decide_by_rules(std::string_view channel) {
    if (options_.user && !user()) return user().error();
    const void* const user_or_null = options_.user ? user()->get() : nullptr;
    std::vector<std::string_view> patterns;
    for (const auto& rule : *options_.rules) patterns.push_back(rule.pattern);
    auto match = next_rule(patterns, channel);
    if (!match) return denied_because("No rule matches " + std::string(channel) + ".");
    for (; match; match = next_rule(patterns, channel, match->place + 1)) {
      const auto& [pattern, needs_user, rule] = (*options_.rules)[match->place];
      const std::string who = "The rule \"" + pattern + "\"";
      if (needs_user && !user_or_null) {
        options_.log(who + " asks for the user, and the options have no user. Denied.");
        return unauthenticated();
      }
      try {
        const RuleAnswer answer = rule(user_or_null, Params(std::move(match->parameters)));
        if (auto decision = read_answer(answer, channel, who)) return *decision;
      } catch (...) {
        return denied_because(who + " threw (" + what_was_thrown() + ").");
      }
    }
    return denied();
  }

  Decision decide_alone(std::string_view channel, std::string_view socket_id) const {
    try {
      return read_answer(options_.authorize(request_, channel, socket_id), channel, "authorize")
          .value_or(denied());
    } catch (...) {
      return denied_because("authorize threw (" + what_was_thrown() + ").");
    }
  }

  Decision decide_by_default(Audience audience) {
    if (audience == Audience::nobody)
      return refuse(ErrorCode::encrypted_channel, "Encrypted channels are authorized only by rules.");
    if (audience != Audience::everyone && !user()) return user().error();
    if (audience != Audience::members) return std::optional<Member>();
    if (!data()) return data().error();
    return std::optional<Member>(Member{data()->id});
  }

  Answer subscribe(std::string_view channel, std::string_view socket_id) {
    const auto audience = default_audience(channel, static_cast<bool>(options_.user));
    if (!audience) return Refusal(audience.error());
    const auto decision = options_.authorize ? decide_alone(channel, socket_id)
                          : options_.rules   ? decide_by_rules(channel)
                                             : decide_by_default(*audience);
    if (!decision) return decision.error();
    const bool encrypted = channel_kind(channel) == ChannelKind::encrypted;
    if (encrypted && master_ == nullptr) {
      return refuse(ErrorCode::encrypted_channel,
                    "Encrypted channels need the encryption master key, and none is configured.");
    }
    const auto signed_one = encrypted   ? authorize_encrypted(app_, *master_, socket_id, channel)
                            : *decision ? authorize(app_, socket_id, channel, **decision)
                                        : authorize(app_, socket_id, channel);
    if (!signed_one) return Refusal(signed_one.error());
    return signed_one->to_json();
  }

  /// `{"private-a":{"status":200,"data":{…}}}`, as clients that know batches expect it
  /// (dirkbonhomme/pusher-js-auth: README.md).
  std::string answer_batch(const std::vector<std::string>& channels, std::string_view socket_id) {
    std::string text;
    for (const auto& channel : channels) {
      const Answer one = guarded(options_, [&] { return subscribe(channel, socket_id); });
      const int status = one ? 200 : one.error().status;
      text += (text.empty() ? "{" : ",") + nlohmann::json(channel).dump() +
              ":{\"status\":" + std::to_string(status) +
              ",\"data\":" + (one ? *one : error_json(one.error().error)) + "}";
    }
    return text + "}";
  }

  Answer sign_in(std::string_view socket_id) {
    if (!options_.user) {
      options_.log("A page asked to sign in (pusher.signin()), and the options have no user. Denied.");
    }
    if (!data()) return data().error();
    const auto text = user_data_json(*data());
    if (!text) return text.error();
    const auto signed_one = authenticate(app_, socket_id, *text);
    if (!signed_one) return Refusal(signed_one.error());
    return signed_one->to_json();
  }

  const App& app_;
  const MasterKey* master_;
  const ErasedOptions& options_;
  const HttpRequest& request_;
  std::optional<Result<User, Refusal>> user_{};
  std::optional<Result<UserData, Refusal>> data_{};
};

}  // namespace

Answer answer_post(const App& app, const MasterKey* master, const ErasedOptions& options,
                   const HttpRequest& request) {
  return guarded(options, [&] { return Requester(app, master, options, request).answer(); });
}

}  // namespace fanfare::detail
