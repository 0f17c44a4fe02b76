#include <fanfare/channel.h>

#include "vectors.h"

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <utility>
#include <vector>

using namespace fanfare;

static std::string kind_name(ChannelKind kind) {
  switch (kind) {
    case ChannelKind::public_channel:
      return "public";
    case ChannelKind::private_channel:
      return "private";
    case ChannelKind::presence:
      return "presence";
    case ChannelKind::encrypted:
      return "encrypted";
  }
  return {};
}

TEST_CASE("a channel name is made of the documented characters and no longer than the target allows",
          "[channel]") {
  for (const auto& vector : vectors::load("channel", "check_channel_name")) {
    INFO(vectors::title(vector));
    const std::size_t max = vector.value("max", channel_name_max);
    vectors::check_result(vector, check_channel_name(vectors::text(vector.at("channel")), max));
  }
}

TEST_CASE("a channel's kind comes from its prefix", "[channel]") {
  for (const auto& vector : vectors::load("channel", "channel_kind")) {
    INFO(vectors::title(vector));
    const std::string channel = vectors::text(vector.at("channel"));
    CHECK(kind_name(channel_kind(channel)) == vector.at("expected").at("kind").get<std::string>());
    CHECK(is_cache_channel(channel) == vector.at("expected").at("cache").get<bool>());
  }
}

TEST_CASE("channel classes add their prefix once", "[channel]") {
  for (const auto& vector : vectors::load("channel", "add_prefix")) {
    INFO(vectors::title(vector));
    const std::string given = vectors::text(vector.at("given"));
    const bool is_private = vector.at("kind").get<std::string>() == "private";
    CHECK((is_private ? Channel(PrivateChannel(given)) : Channel(PresenceChannel(given))).name() ==
          vectors::text(vector.at("expected")));
  }
}

TEST_CASE("a plain channel takes its name as it is and compares by it", "[channel]") {
  CHECK(Channel("private-x") == Channel(PrivateChannel("x")));
  CHECK(Channel("x") != Channel("X"));
  CHECK(Channel(std::string_view("any name at all")).name() == "any name at all");
}

TEST_CASE("the message shows a hostile name cut and harmless", "[channel]") {
  const auto result = check_channel_name("<b>\x1b[31m\"" + std::string(300, 'a'));
  REQUIRE_FALSE(result);
  CHECK(result.error().message() ==
        "The channel name \"?b>?[31m?" + std::string(71, 'a') +
            "…\" has a character that is not allowed: only ASCII letters, digits and "
            "_-=@,.; are.");
}

TEST_CASE("the prefix of a cache channel is added once, in each of the four kinds", "[channel]") {
  const std::vector<std::pair<Channel, std::string>> table{
      {CacheChannel("scores"), "cache-scores"},
      {CacheChannel("cache-scores"), "cache-scores"},
      {PrivateCacheChannel("scores"), "private-cache-scores"},
      {PrivateCacheChannel("private-cache-scores"), "private-cache-scores"},
      {PresenceCacheChannel("scores"), "presence-cache-scores"},
      {PresenceCacheChannel("presence-cache-scores"), "presence-cache-scores"},
      {EncryptedCacheChannel("scores"), "private-encrypted-cache-scores"},
      {EncryptedCacheChannel("private-encrypted-cache-scores"), "private-encrypted-cache-scores"},
  };
  for (const auto& [channel, name] : table) {
    CHECK(channel.name() == name);
    CHECK(is_cache_channel(name));
  }
}
