#include <fanfare/broadcast.h>

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <string_view>
#include <vector>

using namespace fanfare;
using nlohmann::json;

namespace shop::notifications {

struct User {
  int id = 0;
  std::string name{};
  Channels route_notification_for(std::string_view driver) const {
    return "private-" + std::string(driver) + "." + std::to_string(id);
  }
};

struct InvoicePaid {
  int id = 0;
  auto broadcast_on(const User& user) const { return PrivateChannel("users." + std::to_string(user.id)); }
  auto to_broadcast(const User& user) const { return json{{"id", id}, {"name", user.name}}; }
};

struct Welcome {
  std::string type() const { return "welcome"; }
  std::string to_broadcast(const User&) const { return "hello"; }
};

struct Maintenance {
  bool due = true;
  auto broadcast_on() const { return std::vector<std::string>{"a", "b"}; }
  auto to_broadcast() const { return json::array(); }
  static std::string_view broadcast_as() { return "maintenance"; }
  bool broadcast_when() const { return due; }
};

}  // namespace shop::notifications

using namespace shop::notifications;

TEST_CASE("a notification goes where it says, under its class's name", "[notification]") {
  const auto broadcast = Broadcast::fake();
  const auto sent = broadcast.notify(InvoicePaid{.id = 3}, User{.id = 7, .name = "Ann"});
  REQUIRE(sent);
  CHECK(sent->channels == std::vector<std::string>{"private-users.7"});
  REQUIRE(broadcast.sent("InvoicePaid").size() == 1);
  CHECK(broadcast.sent()[0].data == R"({"id":3,"name":"Ann"})");
}

TEST_CASE("a notification goes where the notified says, under its type", "[notification]") {
  const auto broadcast = Broadcast::fake();
  const auto sent = broadcast.notify(Welcome{}, User{.id = 7}, {.socket_id = "1.2"});
  REQUIRE(sent);
  CHECK(sent->channels == std::vector<std::string>{"private-broadcast.7"});
  CHECK(sent->excluded == "1.2");
  REQUIRE(broadcast.sent("welcome").size() == 1);
  CHECK(broadcast.sent()[0].data == "hello");
}

TEST_CASE("a notification may need nobody to be named, and say when it is due", "[notification]") {
  const auto broadcast = Broadcast::fake();
  REQUIRE(broadcast.notify(Maintenance{}));
  REQUIRE(broadcast.notify(Maintenance{}, {.socket_id = "1.2"}));
  REQUIRE(broadcast.notify(Maintenance{}, User{}));
  REQUIRE(broadcast.sent("maintenance").size() == 3);
  CHECK(broadcast.sent()[1].channels == std::vector<std::string>{"a", "b"});
  CHECK(broadcast.sent()[1].socket_id == "1.2");
  CHECK(broadcast.notify(Maintenance{false})->skipped.at(1).code == ErrorCode::withheld);
  CHECK(broadcast.as(false).notify(InvoicePaid{}, User{})->skipped.at(0).code == ErrorCode::unauthenticated);
  CHECK(broadcast.sent().size() == 3);
}
