#include "transport/pool.h"

#include <catch2/catch_test_macros.hpp>

#include <memory>
#include <thread>
#include <utility>

using namespace std::chrono_literals;
using Pool = fanfare::Pool<int>;

static Pool::Clock::time_point soon() { return Pool::Clock::now() + 10ms; }
static Pool::Clock::time_point never() { return Pool::Clock::now() + 1h; }

TEST_CASE("a pool gives as many places as it has", "[pool]") {
  Pool pool(2, 1h);
  CHECK(pool.enter(never(), {}).free);
  CHECK(pool.enter(never(), {}).free);
  CHECK_FALSE(pool.enter(soon(), {}).free);
  pool.leave(nullptr);
  CHECK(pool.enter(never(), {}).free);
}

TEST_CASE("a pool gives the connection that was used last", "[pool]") {
  Pool pool(3, 1h);
  REQUIRE(pool.enter(never(), {}).connection == nullptr);
  REQUIRE(pool.enter(never(), {}).connection == nullptr);
  pool.leave(std::make_unique<int>(1));
  pool.leave(std::make_unique<int>(2));
  CHECK(*pool.enter(never(), {}).connection == 2);
  CHECK(*pool.enter(never(), {}).connection == 1);
  CHECK(pool.enter(never(), {}).connection == nullptr);
}

TEST_CASE("a pool drops a connection that has rested too long", "[pool]") {
  Pool pool(1, -1ms);  // everything is too old at once
  REQUIRE(pool.enter(never(), {}).free);
  pool.leave(std::make_unique<int>(1));
  const auto place = pool.enter(never(), {});
  CHECK(place.free);
  CHECK(place.connection == nullptr);
}

TEST_CASE("who waits for a place gets the next one", "[pool]") {
  Pool pool(1, 1h);
  REQUIRE(pool.enter(never(), {}).free);
  bool free = false;
  std::thread waiting([&] { free = pool.enter(never(), {}).free; });
  pool.leave(nullptr);
  waiting.join();
  CHECK(free);
}

TEST_CASE("who waits for a place can be cancelled", "[pool]") {
  Pool pool(1, 1h);
  REQUIRE(pool.enter(never(), {}).free);
  std::stop_source source;
  bool free = true;
  std::thread waiting([&] { free = pool.enter(never(), source.get_token()).free; });
  source.request_stop();
  waiting.join();
  CHECK_FALSE(free);
}
