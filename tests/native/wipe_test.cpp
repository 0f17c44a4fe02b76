#include <fanfare/broadcast.h>
#include <fanfare/routes.h>

#include "support/fakes.h"

#include <malloc.h>

#include <unistd.h>
#include <algorithm>
#include <array>
#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Every block that goes back to the heap is searched for keys first: whatever held one has to have wiped it.
namespace {

std::array<std::string_view, 5> sought;
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
  std::string master_base64 = "OHRXNUZRTG5pUTFzQlFGd3J3N3Q2VFZFc0paZDEweVk=";
  MasterKey master = MasterKey::from_base64(master_base64).value();
  SharedSecret shared{master, "private-encrypted-x"};
};

/// How many released blocks still held a key. Of its texts the start is enough, for a text that grows leaves
/// that behind, and one that is emptied all but its first byte.
template <class Work>
int left_by(const Keys& keys, Work work) {
  sought = {std::string_view(keys.secret).substr(1, 12), std::string_view(keys.master_base64).substr(1, 12),
            bytes_of(keys.prepared.words().data(), 32), bytes_of(keys.master.bytes().data(), 32),
            bytes_of(keys.shared.bytes().data(), 32)};
  found = 0;
  searching = true;
  work();
  searching = false;
  return found;
}

BroadcastOptions test_options(const Keys& keys) {
  return {.app_id = "3",
          .key = "278d425bdf160c739803",
          .secret = keys.secret,
          .encryption_master_key_base64 = keys.master_base64,
          .cluster = "eu",
          .logger = [](std::string_view) {},
          .transport = std::make_shared<fakes::Transport>(std::vector{fakes::status(200)})};
}

using Variables = std::map<std::string, std::string>;

/// How many released blocks held a key when these variables were read, other than what they were read to.
int left_by_environment(const Keys& keys, const Variables& variables, bool valid) {
  std::optional<BroadcastOptions> read;
  const int left = left_by(keys, [&] {
    auto options = BroadcastOptions::from_env([&](const char* name) -> std::optional<std::string> {
      const auto variable = variables.find(name);
      if (variable == variables.end()) return std::nullopt;
      return variable->second;
    });
    if (options) read = std::move(*options);
  });
  REQUIRE(read.has_value() == valid);
  if (read) CHECK(read->secret == keys.secret);
  return left;
}

/// Two drivers of one app, the first of them twice and the other with several secrets, then whatever is
/// wrong. Escapes stand where a text has to be put together: `\u0037` is the 7 that the secret begins with,
/// `\u003d` the = that the master key ends with.
std::string configuration(const Keys& keys, const std::string& wrong = {}) {
  const auto app = R"({"app_id": 3, "client": "key", "secret": "\u0037)" + keys.secret.substr(1) +
                   R"(", "encryption_master_key_base64": ")" + keys.master_base64.substr(0, 43) +
                   R"(\u003d")" + wrong + "}";
  const auto log = R"({"driver": "log", "app_id": 3, "client": "key", "secret": "first", "secret": ")" +
                   keys.secret + R"(", "secret": ")" + std::string(64, 'x') + "\"}";
  return R"({"default": "pusher", "pusher": )" + app + R"(, "pusher": )" + app + R"(, "log": )" + log + "}";
}

/// A file that is gone with its owner.
class File {
 public:
  explicit File(const std::string& text) {
    REQUIRE(close(mkstemp(path_.data())) == 0);
    std::ofstream(path_) << text;
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { std::filesystem::remove(path_); }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_ = (std::filesystem::temp_directory_path() / "fanfare-XXXXXX").string();
};

}  // namespace

TEST_CASE("a search of released memory finds a key that was not wiped", "[secrets]") {
  const Keys keys;
  for (const auto& text : {keys.secret, keys.master_base64}) {
    CHECK(left_by(keys, [&] { const auto copy = std::make_unique<std::string>(text); }) == 1);
    CHECK(left_by(keys, [&] {
            std::vector<char> grown;
            for (const char c : text) grown.push_back(c);
          }) >= 2);
  }
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
  const BroadcastOptions one = test_options(keys);
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
  const BroadcastOptions one = test_options(keys);
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

TEST_CASE("what is read from the environment leaves no key behind but in the configuration", "[secrets]") {
  const Keys keys;
  const Variables app{{"PUSHER_APP_ID", "3"},
                      {"PUSHER_APP_KEY", "key"},
                      {"PUSHER_APP_SECRET", keys.secret},
                      {"PUSHER_ENCRYPTION_MASTER_KEY_BASE64", keys.master_base64}};
  // %62 is the b that the secret has last but one
  const auto url =
      "https://key:" + keys.secret.substr(0, 18) + "%62" + keys.secret.substr(19) + "@push.example.com";
  const auto with = [](Variables variables, const std::string& name, const std::string& value) {
    variables[name] = value;
    return variables;
  };
  CHECK(left_by_environment(keys, app, true) == 0);
  CHECK(left_by_environment(keys, {{"PUSHER_URL", url + "/apps/3"}}, true) == 0);
  const auto old = "https://key:" + keys.secret + "-which-was-replaced@push.example.com/apps/3";
  CHECK(left_by_environment(keys, with(app, "PUSHER_URL", old), true) == 0);
  CHECK(left_by_environment(keys, {{"PUSHER_URL", url}}, false) == 0);
  CHECK(left_by_environment(
            keys, {{"PUSHER_URL", "https://key:" + keys.secret + "%@push.example.com/apps/3"}}, false) == 0);
  CHECK(left_by_environment(keys, with(app, "PUSHER_PORT", "six"), false) == 0);
  CHECK(left_by_environment(keys, with(app, "PUSHER_SCHEME", "ws"), false) == 0);
}

TEST_CASE("a broadcast that is configured from the environment leaves no key behind", "[secrets]") {
  const Keys keys;
  setenv("PUSHER_APP_ID", "3", 1);
  setenv("PUSHER_APP_KEY", "key", 1);
  setenv("PUSHER_APP_SECRET", keys.secret.c_str(), 1);
  setenv("PUSHER_ENCRYPTION_MASTER_KEY_BASE64", keys.master_base64.c_str(), 1);
  CHECK(left_by(keys, [&] { REQUIRE(Broadcast::from_env()); }) == 0);
  setenv("PUSHER_HOST", "of/no/use", 1);
  CHECK(left_by(keys, [&] { REQUIRE_FALSE(Broadcast::from_env()); }) == 0);
  for (const char* name : {"PUSHER_APP_ID", "PUSHER_APP_KEY", "PUSHER_APP_SECRET",
                           "PUSHER_ENCRYPTION_MASTER_KEY_BASE64", "PUSHER_HOST"})
    unsetenv(name);
}

TEST_CASE("a broadcast that is configured from JSON or a file leaves no key behind", "[secrets]") {
  const Keys keys;
  const std::vector<std::pair<std::string, bool>> table{
      {configuration(keys), true},
      // longer than what a stream reads at once
      {std::string(20'000, ' ') + configuration(keys) + std::string(20'000, ' '), true},
      {configuration(keys, R"(, "host": "of/no/use")"), false},
      {configuration(keys, R"(, "ssl": "yes")"), false},
      {configuration(keys, R"(, "sll": true)"), false},
      {configuration(keys) + "}", false},
  };
  for (const auto& row : table) {
    const auto& text = row.first;
    const bool valid = row.second;  // a lambda of clang 14 cannot capture a structured binding (P1091)
    const std::string_view json = text;
    CHECK(left_by(keys, [&] { REQUIRE(Broadcast::from_json(json).has_value() == valid); }) == 0);
    const File file(text);
    CHECK(left_by(keys, [&] { REQUIRE(Broadcast::from_file(file.path()).has_value() == valid); }) == 0);
  }
}
