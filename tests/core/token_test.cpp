#include <fanfare/auth.h>
#include <fanfare/encryption.h>
#include <fanfare/request.h>
#include <fanfare/webhook.h>

#include "hmac.h"
#include "vectors.h"

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

// One secret signs `socket:channel`, `socket:channel:channel_data`, `socket::user::user_data`, a request's
// `METHOD\npath\nquery` and a webhook's body. What keeps them apart is what may stand in each part.

using namespace fanfare;
using vectors::Case;
using vectors::text;

namespace {

App docs_app() { return App::make("3", "278d425bdf160c739803", "7ad3773142a6692b25b8").value(); }

/// The master key of encryption.json.
MasterKey master_key() {
  return MasterKey::from_base64("OHRXNUZRTG5pUTFzQlFGd3J3N3Q2VFZFc0paZDEweVk=").value();
}

/// A refusal's error; nothing where something was granted or taken, which no case here may be.
using Outcome = std::optional<Error>;

template <class T>
Outcome outcome(const Result<T>& result) {
  return result ? Outcome() : Outcome(result.error());
}

Outcome taken(bool is_taken) {
  return is_taken ? Outcome() : Outcome(Error(ErrorCode::invalid_signature, "It is not taken."));
}

Outcome authorize_case(const App& app, const Case& of) {
  const std::string socket_id = text(of, "socket_id");
  const std::string channel = text(of, "channel");
  if (!of.contains("member")) return outcome(authorize(app, socket_id, channel));
  const Case& member = of.at("member");
  return outcome(authorize(app, socket_id, channel, {text(member, "user_id"), text(member, "user_info")}));
}

Outcome read_webhook(const App& app, const Case& of) {
  const std::string body = text(of, "body");
  const std::array apps{app};
  const auto sender = verify_webhook(apps, text(of, "key"), text(of, "signature"), body);
  return sender ? outcome(parse_webhook(body)) : Outcome(sender.error());
}

const std::map<std::string, std::function<Outcome(const App&, const Case&)>> operations = {
    {"authorize", authorize_case},
    {"authorize_encrypted",
     [](const App& app, const Case& of) {
       return outcome(authorize_encrypted(app, master_key(), text(of, "socket_id"), text(of, "channel")));
     }},
    {"authenticate",
     [](const App& app, const Case& of) {
       return outcome(authenticate(app, text(of, "socket_id"), text(of, "user_data")));
     }},
    {"sign_request",
     [](const App& app, const Case& of) {
       return outcome(sign_request(app, text(of, "method"), text(of, "resource"),
                                   vectors::pairs(of.at("parameters")), text(of, "body"),
                                   of.at("now").get<UnixSeconds>()));
     }},
    {"verify_authorization",
     [](const App& app, const Case& of) {
       return taken(verify_authorization(app, text(of, "socket_id"), text(of, "channel"),
                                         text(of, "channel_data"), text(of, "auth")));
     }},
    {"verify_authentication",
     [](const App& app, const Case& of) {
       return taken(
           verify_authentication(app, text(of, "socket_id"), text(of, "user_data"), text(of, "auth")));
     }},
    {"verify_request",
     [](const App& app, const Case& of) {
       const std::string method = text(of, "method");
       const std::string path = text(of, "path");
       const std::string query = text(of, "query");
       return outcome(verify_request(app, {method, path, query, text(of, "body")}, of.at("now")));
     }},
    {"read_webhook", read_webhook},
};

/// What a signed text says it is: the parts, the kind first; nothing for a text of no kind. It knows the
/// protocol's forms and nothing of how Fanfare writes them.
std::vector<std::string> parts_of(const std::string& signed_text) {
  const auto is_digits = [](const std::string& part) {
    return !part.empty() && part.find_first_not_of("0123456789") == std::string::npos;
  };
  const std::size_t colon = signed_text.find(':');
  const std::string socket_id = signed_text.substr(0, colon);
  const std::size_t dot = socket_id.find('.');
  if (colon == std::string::npos || dot == std::string::npos || !is_digits(socket_id.substr(0, dot)) ||
      !is_digits(socket_id.substr(dot + 1))) {
    return {};
  }
  const std::string rest = signed_text.substr(colon + 1);
  if (rest.starts_with(":user::")) return {"user", socket_id, rest.substr(7)};
  const std::size_t second = rest.find(':');
  if (second == std::string::npos) return {"private", socket_id, rest};
  return {"presence", socket_id, rest.substr(0, second), rest.substr(second + 1)};
}

/// Texts that somebody chose to be taken for something else.
class Chosen {
 public:
  std::string digits() { return std::to_string(pick(3) == 0 ? pick(10) : pick(1'000'000)); }

  std::string name() {
    static const std::string characters = "aZ09_-=@,.;userprivatepresence-";
    std::string result;
    for (std::size_t i = pick(12) + 1; i > 0; --i) result += characters[pick(characters.size())];
    return result;
  }

  std::string hostile() {
    static const std::array<std::string, 12> pieces = {
        ":", "::user::", "1.1", "private-x", "\n", "{\"id\":\"1\"}", "\"", "\\", "POST\n", "é", "\x01", "a"};
    std::string result = "x";
    for (std::size_t i = pick(6); i > 0; --i) result += pieces[pick(pieces.size())];
    return result;
  }

 private:
  std::size_t pick(std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(engine_);
  }

  std::mt19937 engine_{20'150'508};
};

}  // namespace

TEST_CASE("no crafted part makes one kind of token another", "[token]") {
  const App app = docs_app();
  for (const auto& [operation, run] : operations) {
    for (const Case& of : vectors::load("token", operation)) {
      INFO(operation << ": " << vectors::title(of));
      const Outcome refused = run(app, of);
      REQUIRE(refused);
      vectors::check_error(of, *refused);
    }
  }
}

TEST_CASE("what is signed can be read in one way only", "[token]") {
  const App app = docs_app();
  Chosen chosen;
  std::set<std::string> signed_texts;
  std::set<std::string> tokens;
  for (int i = 0; i < 1'000; ++i) {
    const std::string socket_id = chosen.digits() + "." + chosen.digits();
    const std::string name = chosen.name();
    const std::string user_data = nlohmann::json{{"id", chosen.hostile()}, {"a", chosen.hostile()}}.dump();
    const Member member{chosen.hostile(), nlohmann::json{{"n", chosen.hostile()}}.dump()};
    const auto given = authorize(app, socket_id, "private-" + name);
    const auto present = authorize(app, socket_id, "presence-" + name, member);
    const auto user = authenticate(app, socket_id, user_data);
    REQUIRE((given && present && user));

    const std::vector<std::vector<std::string>> parts = {
        {"private", socket_id, "private-" + name},
        {"presence", socket_id, "presence-" + name, present->channel_data},
        {"user", socket_id, user_data},
    };
    const std::vector<std::string> texts = {
        socket_id + ":private-" + name,
        socket_id + ":presence-" + name + ":" + present->channel_data,
        socket_id + "::user::" + user_data,
    };
    const std::vector<std::string> auths = {given->auth, present->auth, user->auth};
    for (std::size_t kind = 0; kind < texts.size(); ++kind) {
      CHECK(auths[kind] == app.key() + ":" + hmac_sha256_hex(app.signing_key(), {texts[kind]}));
      CHECK(parts_of(texts[kind]) == parts[kind]);
      // neither a request, which begins with its method, nor a webhook, which begins with a brace
      CHECK(parts_of("GET\n/apps/3/channels\n" + texts[kind]).empty());
      CHECK(parts_of("{" + texts[kind]).empty());
      signed_texts.insert(texts[kind]);
      tokens.insert(auths[kind]);
    }
  }
  CHECK(tokens.size() == signed_texts.size());
}
