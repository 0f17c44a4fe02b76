#include "conversation.h"
#include "hmac.h"

#include <fanfare/auth.h>

#include <catch2/catch_test_macros.hpp>

#include <map>
#include <random>
#include <set>
#include <string>

using namespace fanfare;
using hub::ConnectionId;
using hub::FrameKind;
using nlohmann::json;

namespace {

const App docs_app = App::make("3", "278d425bdf160c739803", "7ad3773142a6692b25b8").value();
constexpr int connections = 12;
const std::vector<std::string> channels = {"presence-a", "presence-b"};

/// What presence means, written down once more and without a thought for speed: who is where, and what each
/// has heard.
struct Model {
  /// By channel: connection → user.
  std::map<std::string, std::map<ConnectionId, std::string>> there;

  std::set<std::string> users(const std::string& channel) {
    std::set<std::string> all;
    for (const auto& [id, user] : there[channel]) all.insert(user);
    return all;
  }
};

/// Which users each connection believes to be on each channel, from the frames alone.
using Beliefs = std::map<std::pair<ConnectionId, std::string>, std::set<std::string>>;

void hear(Beliefs& beliefs, const hub::Actions& actions) {
  for (const auto& action : actions) {
    const auto* send = std::get_if<hub::Send>(&action);
    if (!send) continue;
    const json frame = json::parse(send->frame);
    const std::string name = frame["event"];
    if (!name.starts_with("pusher_internal:")) continue;
    const json data = json::parse(frame["data"].get<std::string>());
    for (const ConnectionId id : send->to) {
      auto& belief = beliefs[{id, frame["channel"]}];
      if (name == "pusher_internal:subscription_succeeded") {
        belief = data["presence"]["ids"].get<std::set<std::string>>();
        CHECK(data["presence"]["count"] == belief.size());
        CHECK(data["presence"]["hash"].size() == belief.size());
      } else if (name == "pusher_internal:member_added") {
        CHECK(belief.insert(data["user_id"]).second);
      } else {
        CHECK(belief.erase(data["user_id"].get<std::string>()) == 1);
      }
    }
  }
}

}  // namespace

TEST_CASE("over 10,000 random comings and goings everybody knows exactly who is there") {
  test::Conversation conversation;
  auto& engine = conversation.engine;
  Model model;
  Beliefs beliefs;
  std::map<ConnectionId, std::string> open;  // with its socket id
  ConnectionId last = 0;
  std::mt19937 random(20'260'101);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  const auto any_open = [&] { return std::next(open.begin(), static_cast<long>(below(open.size())))->first; };

  for (int step = 0; step < 10'000; ++step) {
    const auto what = below(10);
    if (open.empty() || (what == 0 && open.size() < connections)) {
      ++last;
      (void)engine.connect(last, "/app/278d425bdf160c739803?protocol=7", last, 0);
      open[last] = "0." + std::to_string(last);
    } else if (what <= 5) {
      const auto id = any_open();
      const auto& channel = channels[below(channels.size())];
      // 1 and "1" are one user, so half of them come as numbers
      const auto user = std::to_string(below(4));
      const auto data = below(2) == 0 ? R"({"user_id":)" + user + "}" : R"({"user_id":")" + user + R"("})";
      const auto auth = docs_app.key() + ":" +
                        hmac_sha256_hex(docs_app.signing_key(), {open[id] + ":" + channel + ":" + data});
      const json frame = {{"event", "pusher:subscribe"},
                          {"data", {{"channel", channel}, {"auth", auth}, {"channel_data", data}}}};
      hear(beliefs, engine.frame(id, FrameKind::text, frame.dump(), 0));
      model.there[channel].try_emplace(id, user);
    } else if (what <= 8) {
      const auto id = any_open();
      const auto& channel = channels[below(channels.size())];
      const json frame = {{"event", "pusher:unsubscribe"}, {"data", {{"channel", channel}}}};
      hear(beliefs, engine.frame(id, FrameKind::text, frame.dump(), 0));
      model.there[channel].erase(id);
    } else {
      const auto id = any_open();
      hear(beliefs, engine.closed(id));
      for (const auto& channel : channels) model.there[channel].erase(id);
      open.erase(id);
    }

    std::size_t members = 0;
    for (const auto& channel : channels) {
      const auto users = model.users(channel);
      members += users.size();
      for (const auto& [id, user] : model.there[channel]) REQUIRE(beliefs[{id, channel}] == users);
    }
    REQUIRE(engine.occupancy().members == members);
    REQUIRE(engine.occupancy().connections == open.size());
  }
}
