#include <fanfare/broadcast.h>
#include <fanfare/routes.h>

#include "support/fakes.h"

#include <malloc.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Every block that goes back to the heap is searched for keys first: whatever held one has to have wiped it.
namespace {

std::array<std::string_view, 4> sought;
std::atomic<bool> searching = false;
std::atomic<int> found = 0;

void search(void* block) {
  if (!searching || block == nullptr) return;
  const std::string_view bytes(static_cast<const char*>(block), malloc_usable_size(block));
  for (const std::string_view key : sought) {
    if (!key.empty() && std::search(bytes.begin(), bytes.end(), key.begin(), key.end()) != bytes.end())
      ++found;
  }
}

void* allocate(std::size_t size) {
  // Zeroed, for a block is searched to its end, whatever was written there before.
  if (void* block = std::calloc(1, size == 0 ? 1 : size)) return block;
  throw std::bad_alloc();
}

void release(void* block) {
  search(block);
  std::free(block);
}

}  // namespace

void* operator new(std::size_t size) { return allocate(size); }
void* operator new[](std::size_t size) { return allocate(size); }
void operator delete(void* block) noexcept { release(block); }
void operator delete[](void* block) noexcept { release(block); }
void operator delete(void* block, std::size_t) noexcept { release(block); }
void operator delete[](void* block, std::size_t) noexcept { release(block); }

using namespace fanfare;

namespace {

std::string_view bytes_of(const void* start, std::size_t size) {
  return {static_cast<const char*>(start), size};
}

/// What is searched for, at addresses that outlive the search.
struct Keys {
  std::string secret = "7ad3773142a6692b25b8";
  SigningKey prepared{secret};
  MasterKey master = MasterKey::from_base64("OHRXNUZRTG5pUTFzQlFGd3J3N3Q2VFZFc0paZDEweVk=").value();
  SharedSecret shared{master, "private-encrypted-x"};
};

/// How many released blocks still held a key.
template <class Work>
int left_by(const Keys& keys, Work work) {
  sought = {std::string_view(keys.secret), bytes_of(keys.prepared.words().data(), 32),
            bytes_of(keys.master.bytes().data(), 32), bytes_of(keys.shared.bytes().data(), 32)};
  found = 0;
  searching = true;
  work();
  searching = false;
  return found;
}

Config config(const Keys& keys) {
  return {.app_id = "3",
          .key = "278d425bdf160c739803",
          .secret = keys.secret,
          .encryption_master_key_base64 = "OHRXNUZRTG5pUTFzQlFGd3J3N3Q2VFZFc0paZDEweVk=",
          .cluster = "eu",
          .logger = [](std::string_view) {},
          .transport = std::make_shared<fakes::Transport>(std::vector{fakes::status(200)})};
}

}  // namespace

TEST_CASE("a search of released memory finds a key that was not wiped", "[secrets]") {
  const Keys keys;
  CHECK(left_by(keys, [&] { const auto copy = std::make_unique<std::string>(keys.secret); }) == 1);
  CHECK(left_by(keys, [&] {
          const auto& words = keys.prepared.words();
          const std::vector<std::uint32_t> copy(words.begin(), words.end());
        }) == 1);
  CHECK(left_by(keys, [&] {
          const auto& bytes = keys.master.bytes();
          const std::vector<std::uint8_t> copy(bytes.begin(), bytes.end());
        }) == 1);
}

TEST_CASE("no memory that a key's owner gives back holds the key", "[secrets]") {
  const Keys keys;
  const Config one = config(keys);
  CHECK(left_by(keys, [&] {
          const auto app = std::make_unique<App>("3", "key", keys.prepared);
          const auto several = std::vector<App>(3, *app);
          auto grown = several;
          grown.push_back(*app);
          const auto master = std::make_unique<MasterKey>(keys.master);
          const auto shared = std::make_unique<SharedSecret>(*master, "private-encrypted-x");
          std::vector<MasterKey> masters(1, *master);
          masters.push_back(*master);
          std::optional<MasterKey> moved = std::move(masters.front());
          moved.reset();
        }) == 0);
  CHECK(left_by(keys, [&] { (void)App::make("3", "key", keys.secret).value(); }) == 0);
}

TEST_CASE("a broadcast leaves no key behind, whatever it was asked for", "[secrets]") {
  const Keys keys;
  const Config one = config(keys);
  const int left = left_by(keys, [&] {
    std::optional<Broadcast> broadcast(one);
    const Broadcast copy = *broadcast;
    REQUIRE(copy.channel({"a", "private-encrypted-x", "private-encrypted-y"}, "E", {{"id", 7}}));
    REQUIRE(copy.trigger_batch({{.name = "E", .channels = {"private-encrypted-x"}, .data = "{}"}}));
    REQUIRE(copy.authorize("private-encrypted-x", "1.1"));
    REQUIRE(copy.authorize("presence-x", "1.1", {"1", "{}"}));
    REQUIRE(copy.authenticate("1.1", {{"id", "1"}}));
    REQUIRE(copy.get("/channels"));
    REQUIRE_FALSE(
        copy.webhook({{"X-Pusher-Key", one.key}, {"X-Pusher-Signature", std::string(64, 'a')}}, "{}"));
    REQUIRE_FALSE(copy.channel(":", "E"));
    const Routes<std::string> routes(copy.app().value(), {.log = [](std::string_view) {}}, copy.master_key());
    (void)routes({.method = "POST",
                  .path = "/broadcasting/authorize",
                  .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                  .body = "socket_id=1.1&channel_name=private-a"});
    broadcast.reset();
  });
  CHECK(left == 0);
}
