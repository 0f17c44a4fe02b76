#include <fanfare/testing.h>

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <vector>

using namespace fanfare;

namespace shop {

struct OrderPaid {
  int id;
  auto broadcast_on() const { return PrivateChannel("orders"); }
  auto broadcast_with() const { return nlohmann::json{{"id", id}}; }
};

struct Renamed {
  auto broadcast_on() const { return Channel("news"); }
  static std::string broadcast_as() { return "news.renamed"; }
};

}  // namespace shop

using namespace shop;

template <class F>
static std::string failure_of(F assertion) {
  try {
    assertion();
  } catch (const AssertionFailed& failed) {
    return failed.what();
  }
  return "";
}

TEST_CASE("what was sent is asserted by its class or its name", "[testing]") {
  const auto broadcast = Broadcast::fake();
  assert_nothing_sent(broadcast);
  assert_not_sent<OrderPaid>(broadcast);
  REQUIRE(broadcast.channel(OrderPaid{7}));
  REQUIRE(broadcast.channel(OrderPaid{8}));
  REQUIRE(broadcast.channel(Renamed{}));
  REQUIRE(broadcast.channel("news", "text", "plain", {.socket_id = "1.2"}));
  const auto is_seven = [](const SentEvent& sent) { return sent.data["id"] == 7; };
  assert_sent<OrderPaid>(broadcast);
  assert_sent<OrderPaid>(broadcast, is_seven);
  assert_sent_times<OrderPaid>(broadcast, 2);
  assert_sent_times(broadcast, "OrderPaid", 1, is_seven);
  assert_not_sent<OrderPaid>(broadcast, [](const SentEvent& sent) { return sent.channels[0] == "orders"; });
  assert_sent<Renamed>(broadcast);
  assert_sent(broadcast, "news.renamed");
  assert_sent(broadcast, "text",
              [](const SentEvent& sent) { return sent.data == "plain" && sent.socket_id == "1.2"; });
  REQUIRE(sent_events(broadcast, "OrderPaid").size() == 2);
  CHECK(sent_events(broadcast, "OrderPaid")[1].data == nlohmann::json{{"id", 8}});
}

TEST_CASE("an assertion that fails shows what was sent instead", "[testing]") {
  const auto broadcast = Broadcast::fake();
  CHECK(failure_of([&] { assert_sent<OrderPaid>(broadcast); }) ==
        "Expected an event OrderPaid, but nothing was sent.");
  REQUIRE(broadcast.channel({"a", PrivateChannel("orders")}, OrderPaid{7}));
  const std::string sent = "this was sent:\n  OrderPaid on a, private-orders: {\"id\":7}";
  const auto none = [](const SentEvent&) { return false; };
  CHECK(failure_of([&] { assert_sent<Renamed>(broadcast); }) ==
        "Expected an event news.renamed, but " + sent);
  CHECK(failure_of([&] { assert_sent<OrderPaid>(broadcast, none); }) ==
        "Expected an event OrderPaid that fits, but " + sent);
  CHECK(failure_of([&] { assert_sent_times<OrderPaid>(broadcast, 2); }) ==
        "Expected 2 × OrderPaid, but " + sent);
  CHECK(failure_of([&] { assert_not_sent<OrderPaid>(broadcast); }) == "Expected no OrderPaid, but " + sent);
  CHECK(failure_of([&] { assert_nothing_sent(broadcast); }) == "Expected nothing to be sent, but " + sent);
}

TEST_CASE("a broadcast counts once, whatever requests it would take", "[testing]") {
  std::vector<std::string> lines;
  const Broadcast logging(BroadcastOptions{
      .driver = "log", .logger = [&lines](std::string_view line) { lines.emplace_back(line); }});
  const auto fake = Broadcast::fake();
  std::vector<Channel> channels;
  for (int number = 0; number < 250; ++number) channels.emplace_back("a." + std::to_string(number));
  for (const auto& broadcast : {fake, logging}) REQUIRE(broadcast.channel(channels, OrderPaid{7}));
  assert_sent_times<OrderPaid>(fake, 1);
  CHECK(fake.sent()[0].channels.size() == 250);
  CHECK(lines.size() == 1);

  REQUIRE(fake.as(false).channel({"open", "private-a"}, "half", {}));
  CHECK(fake.sent("half")[0].channels == std::vector<std::string>{"open"});
  REQUIRE(fake.as(false).channel({"private-a"}, "none", {}));
  assert_not_sent(fake, "none");
}
