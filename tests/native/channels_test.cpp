#include <fanfare/channels.h>

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <list>
#include <string>
#include <vector>

using namespace fanfare;

static std::vector<std::string> names(const Channels& channels) {
  std::vector<std::string> all;
  for (const auto& channel : channels.list()) all.push_back(channel.name());
  return all;
}

TEST_CASE("channels are made from one name or one channel", "[channels]") {
  const std::vector<std::string> one{"releases"};
  CHECK(names("releases") == one);
  CHECK(names(std::string("releases")) == one);
  CHECK(names(std::string_view("releases")) == one);
  CHECK(names(Channel("releases")) == one);
  CHECK(names(PrivateChannel("admins")) == std::vector<std::string>{"private-admins"});
  CHECK(names(PresenceChannel("chat.1")) == std::vector<std::string>{"presence-chat.1"});
}

TEST_CASE("channels are made from lists, names and channels mixed", "[channels]") {
  const std::vector<std::string> two{"a", "b"};
  CHECK(names({"a", "b"}) == two);
  CHECK(names({"a", PrivateChannel("b")}) == std::vector<std::string>{"a", "private-b"});
  CHECK(names(std::vector<std::string>{"a", "b"}) == two);
  CHECK(names(std::vector<const char*>{"a", "b"}) == two);
  CHECK(names(std::vector<Channel>{"a", "b"}) == two);
  CHECK(names(std::vector<PrivateChannel>{PrivateChannel("a")}) == std::vector<std::string>{"private-a"});
  CHECK(names(std::array<std::string, 2>{"a", "b"}) == two);
  CHECK(names(std::list<std::string_view>{"a", "b"}) == two);
}

TEST_CASE("an empty list has no channels", "[channels]") {
  CHECK(Channels{}.empty());
  CHECK(Channels(std::vector<std::string>{}).empty());
  CHECK_FALSE(Channels("").empty());
}
