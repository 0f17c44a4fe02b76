#include <fanfare/broadcast.h>

#include "support/fakes.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace fanfare;
using Names = std::vector<std::string>;

namespace {

/// A transport whose answers the test gives, one by one.
class Held final : public Transport {
 public:
  [[nodiscard]] Result<TransportResponse, TransportError> send(const Request& request, const HeaderFields&,
                                                               const AttemptLimits&) override {
    std::unique_lock lock(mutex_);
    const auto at = asked_.size();
    asked_.push_back(nlohmann::json::parse(request.body)["name"]);
    answers_.emplace_back();
    changed_.notify_all();
    changed_.wait(lock, [&] { return answers_[at] || lets_go_; });
    return TransportResponse{.status = answers_[at].value_or(200), .body = "{}"};
  }

  void answer(std::size_t at, int status = 200) {
    const std::lock_guard lock(mutex_);
    answers_.at(at) = status;
    changed_.notify_all();
  }

  void let_go() {
    const std::lock_guard lock(mutex_);
    lets_go_ = true;
    changed_.notify_all();
  }

  /// The names of what was asked, once there are this many.
  [[nodiscard]] Names until(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return asked_.size() >= count; });
    return asked_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  Names asked_;
  std::vector<std::optional<int>> answers_;
  bool lets_go_ = false;
};

/// Lets a transport go when a test ends, however it ends: the broadcast waits for it.
struct LetGo {
  std::shared_ptr<Held> transport;
  ~LetGo() { transport->let_go(); }
};

/// Lines and names, from any thread.
class Notes {
 public:
  void add(std::string line) {
    const std::lock_guard lock(mutex_);
    lines_.push_back(std::move(line));
  }
  [[nodiscard]] Names lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  mutable std::mutex mutex_;
  Names lines_;
};

BroadcastOptions test_options(std::shared_ptr<Transport> transport, Notes* log = nullptr) {
  BroadcastOptions made{.app_id = "3", .key = "key", .secret = "secret", .delivery = DeliveryPolicy::once};
  made.transport = std::move(transport);
  made.logger = [log](std::string_view line) {
    if (log != nullptr) log->add(std::string(line));
  };
  return made;
}

struct Counted {
  int id = 0;
  auto broadcast_on() const { return "counted"; }
  auto broadcast_as() const { return "Counted" + std::to_string(id); }
  auto broadcast_with() const { return nlohmann::json(id); }
};

}  // namespace

TEST_CASE("events of one channel go one after the other, those of others beside them", "[later]") {
  const auto transport = std::make_shared<Held>();
  const Broadcast broadcast(test_options(transport));
  const LetGo guard{transport};
  auto first = broadcast.later("a", "First");
  REQUIRE(first);
  REQUIRE(transport->until(1) == Names{"First"});
  REQUIRE(broadcast.later({"a", "b"}, "Second"));
  REQUIRE(broadcast.later("b", "Third"));
  REQUIRE(broadcast.later("c", "Other"));
  CHECK(transport->until(2) == Names{"First", "Other"});
  transport->answer(0);
  CHECK(transport->until(3) == Names{"First", "Other", "Second"});
  CHECK(first->get()->channels == Names{"a"});
  transport->answer(2);
  CHECK(transport->until(4) == Names{"First", "Other", "Second", "Third"});
  CHECK(broadcast.flush(std::chrono::milliseconds(1)) == 2);
  transport->answer(1);
  transport->answer(3);
  CHECK(broadcast.flush() == 0);
}

TEST_CASE("many threads queue many events, and each channel gets its own in order", "[later]") {
  Notes sent;
  class Recording final : public Transport {
   public:
    explicit Recording(Notes& notes) : notes_(notes) {}
    [[nodiscard]] Result<TransportResponse, TransportError> send(const Request& request, const HeaderFields&,
                                                                 const AttemptLimits&) override {
      const auto body = nlohmann::json::parse(request.body);
      notes_.add(body["channels"][0].get<std::string>() + " " + body["data"].get<std::string>());
      return TransportResponse{.status = 200, .body = "{}"};
    }

   private:
    Notes& notes_;
  };
  const Broadcast broadcast(test_options(std::make_shared<Recording>(sent)));
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&broadcast, thread] {
      for (int event = 0; event < 100; ++event) {
        (void)broadcast.as(true).later("c" + std::to_string(thread), "E", event);
        if (event % 40 == 0) broadcast.flush();
      }
    });
  }
  threads.clear();
  CHECK(broadcast.flush() == 0);
  const auto lines = sent.lines();
  REQUIRE(lines.size() == 800);
  for (int thread = 0; thread < 8; ++thread) {
    int next = 0;
    for (const auto& line : lines) {
      if (line.starts_with("c" + std::to_string(thread) + " "))
        CHECK(line.substr(3) == std::to_string(next++));
    }
    CHECK(next == 100);
  }
}

TEST_CASE("what an event carries is read, and checked, when it is queued", "[later]") {
  const auto transport = std::make_shared<Held>();
  const Broadcast broadcast(test_options(transport));
  transport->let_go();
  Counted event{.id = 1};
  REQUIRE(broadcast.later(event));
  REQUIRE(broadcast.later("other", event));
  REQUIRE(broadcast.later(AnyEvent(Counted{.id = 2})));
  event.id = 3;
  CHECK(broadcast.flush() == 0);
  CHECK(transport->until(3).size() == 3);
  CHECK(broadcast.later("a b", "E").error().code() == ErrorCode::invalid_channel);
  CHECK(broadcast.later("a", "E", std::string(10'241, 'x')).error().code() == ErrorCode::data_too_large);
  CHECK(broadcast.later(Channels{}, "E")->get()->channels.empty());
  CHECK(transport->until(3).size() == 3);
}

TEST_CASE("on behalf of nobody, what is sent later is sent on public channels alone", "[later]") {
  const auto transport = std::make_shared<Held>();
  const Broadcast broadcast(test_options(transport));
  transport->let_go();
  auto pending = broadcast.as(false, {.socket_id = "1.2"}).to_others().later({"a", "private-b"}, "E");
  REQUIRE(pending);
  const auto sent = pending->get();
  REQUIRE(sent);
  CHECK(sent->channels == Names{"a"});
  CHECK(sent->excluded == "1.2");
  CHECK(sent->skipped.at(0).channel == "private-b");
}

TEST_CASE("a failure is in the log and in what is pending, and keeps nothing back", "[later]") {
  Notes log;
  const auto transport = std::make_shared<Held>();
  const Broadcast broadcast(test_options(transport, &log));
  const LetGo guard{transport};
  auto failing = broadcast.later("a", "First");
  auto after = broadcast.later("a", "Second");
  REQUIRE(failing);
  REQUIRE(after);
  CHECK(transport->until(1) == Names{"First"});
  transport->answer(0, 400);
  CHECK(failing->get().error().code() == ErrorCode::rejected);
  CHECK(transport->until(2) == Names{"First", "Second"});
  transport->answer(1);
  CHECK(after->get()->channels == Names{"a"});
  CHECK(broadcast.flush() == 0);
  REQUIRE(log.lines().size() == 1);
  CHECK(log.lines()[0].find("later() could not send an event, rejected: ") == 0);
}

TEST_CASE("a failure goes to whoever takes it, and then is not in the log", "[later]") {
  Notes log;
  Notes told;
  const auto transport = std::make_shared<Held>();
  auto options = test_options(transport, &log);
  options.rescue = [&told](const SendError& error, const Event& event) {
    told.add(std::string(error.name()) + " " + event.name + " " + event.data);
    if (event.name == "Throws") throw std::runtime_error("of the handler's own");
  };
  const Broadcast broadcast(options);
  const LetGo guard{transport};
  auto rescued = broadcast.later("a", "Rescued", 7);
  REQUIRE(rescued);
  (void)transport->until(1);
  transport->answer(0, 400);
  CHECK(rescued->get()->rescued->code() == ErrorCode::rejected);
  CHECK(broadcast.later("a b", "E")->get()->rescued->code() == ErrorCode::invalid_channel);

  auto throws = broadcast.later("a", "Throws");
  (void)transport->until(2);
  transport->answer(1, 403);
  CHECK_THROWS_AS(throws->get(), std::runtime_error);
  CHECK(broadcast.flush() == 0);
  CHECK(told.lines() == Names{"rejected Rescued 7", "invalid_channel E {}", "rejected Throws {}"});
  CHECK(log.lines() == Names{"later() could not send an event, Throws: its driver or its handler "
                             "threw."});
}

TEST_CASE("the queue takes so many events and bytes, and no more until there is room", "[later]") {
  const auto [events, bytes] = GENERATE(table<std::size_t, std::size_t>({{3, 1'000}, {100, 30}}));
  const auto transport = std::make_shared<Held>();
  auto options = test_options(transport);
  options.limits.queue_events = events;
  options.limits.queue_bytes = bytes;
  const Broadcast broadcast(options);
  const LetGo guard{transport};
  const std::string ten(10, 'x');
  for (int event = 0; event < 3; ++event) REQUIRE(broadcast.later("a", "E", ten));
  const auto full = broadcast.later("b", "TooMany", ten);
  REQUIRE_FALSE(full);
  CHECK(full.error().code() == ErrorCode::throttled);
  CHECK(full.error().retryable());
  CHECK(full.error().message().find("The queue is full, so TooMany was not taken.") == 0);
  CHECK(transport->until(1) == Names{"E"});
  transport->answer(0);
  CHECK(transport->until(2).size() == 2);
  REQUIRE(broadcast.later("b", "Fits", ten));
  CHECK(transport->until(3).at(2) == "Fits");
}

TEST_CASE("by default the queue takes 1,000 events and 8 MiB", "[later]") {
  const BroadcastLimits limits;
  CHECK(limits.queue_events == 1'000);
  CHECK(limits.queue_bytes == 8'388'608);
}

TEST_CASE("flush gives up at its deadline, and waits for none who come after it", "[later]") {
  const auto transport = std::make_shared<Held>();
  const Broadcast broadcast(test_options(transport));
  const LetGo guard{transport};
  REQUIRE(broadcast.later("a", "First"));
  REQUIRE(broadcast.later("a", "Second"));
  CHECK(transport->until(1) == Names{"First"});
  CHECK(broadcast.flush(std::chrono::milliseconds(1)) == 2);
  CHECK(broadcast.flush(std::chrono::milliseconds(-1)) == 2);
  transport->let_go();
  CHECK(broadcast.flush(std::chrono::milliseconds::max()) == 0);
  CHECK(Broadcast::fake().flush() == 0);
}

TEST_CASE("when the last broadcast goes, what has begun is sent and the rest is told to have failed",
          "[later]") {
  Notes log;
  const auto transport = std::make_shared<Held>();
  auto options = test_options(transport);
  // What is under way may go on only once the rest was told, so it is certain that the rest does not begin.
  options.logger = [&](std::string_view line) {
    log.add(std::string(line));
    if (line.find("LeftToo") != std::string_view::npos) transport->let_go();
  };
  std::optional<Broadcast> broadcast(options);
  std::optional<Broadcast> copy(broadcast);
  auto begun = broadcast->later("a", "Begun");
  auto left = broadcast->later("a", "Left");
  REQUIRE(broadcast->later("a", "LeftToo"));
  CHECK(transport->until(1) == Names{"Begun"});
  broadcast.reset();
  CHECK(log.lines().empty());
  copy.reset();
  CHECK(begun->get()->channels == Names{"a"});
  const auto outcome = left->get();
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().code() == ErrorCode::aborted);
  CHECK(outcome.error().retryable());
  CHECK_FALSE(outcome.error().maybe_delivered());
  CHECK(outcome.error().message() ==
        "Left was still queued when the last Broadcast of its queue was destroyed: call flush() first.");
  REQUIRE(log.lines().size() == 2);
  CHECK(log.lines()[0].find("event, aborted: Left was still") != std::string::npos);
  CHECK(log.lines()[1].find("event, aborted: LeftToo was still") != std::string::npos);
  CHECK(transport->until(1) == Names{"Begun"});
}

TEST_CASE("an event may hold the last broadcast of its own queue", "[later]") {
  struct Holding {
    std::shared_ptr<Broadcast> broadcast;
    auto broadcast_on() const { return "a"; }
    auto broadcast_with() const { return 1; }
  };
  const auto transport = std::make_shared<Held>();
  auto broadcast = std::make_shared<Broadcast>(test_options(transport));
  auto holding = broadcast->later(Holding{broadcast});
  auto left = broadcast->later("a", "Left");
  CHECK(transport->until(1) == Names{"Holding"});
  broadcast.reset();
  transport->let_go();
  CHECK(holding->get()->channels == Names{"a"});
  CHECK(left->get().error().code() == ErrorCode::aborted);
}
