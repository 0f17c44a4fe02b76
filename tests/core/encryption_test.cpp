#include <fanfare/encryption.h>
#include <fanfare/request.h>

#include "crypto/secretbox.h"
#include "vectors.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <type_traits>

using namespace fanfare;

template <class Bytes>
static Bytes bytes(const vectors::Case& hex) {
  const std::string text = vectors::text({{"hex", hex}});
  Bytes result{};
  REQUIRE(text.size() == result.size());
  std::copy(text.begin(), text.end(), result.begin());
  return result;
}

static MasterKey master(const vectors::Case& vector) {
  return MasterKey(bytes<std::array<std::uint8_t, MasterKey::size>>(vector.at("master")));
}

static Event event(const vectors::Case& fields) {
  return {vectors::text(fields, "name"), vectors::texts(fields.at("channels")), vectors::text(fields, "data"),
          vectors::text(fields, "socket_id"), vectors::text(fields, "info")};
}

static std::string hex(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    digits += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
    digits += "0123456789abcdef"[static_cast<unsigned char>(c) & 15];
  }
  return digits;
}

static const std::uint8_t* octets(const std::string& text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

static void check_request(const vectors::Case& vector, const Result<Request>& request) {
  if (!vectors::check_result(vector, request)) return;
  CHECK(request->path == vectors::text(vector.at("expected"), "path"));
  CHECK(request->query == vectors::text(vector.at("expected"), "query"));
  CHECK(request->body == vectors::text(vector.at("expected"), "body"));
}

TEST_CASE("a master key is the base64 of exactly 32 bytes", "[encryption]") {
  for (const auto& vector : vectors::load("encryption", "master_key")) {
    INFO(vectors::title(vector));
    const std::string text = vectors::text(vector.at("base64"));
    const auto key = MasterKey::from_base64(text);
    if (!key && text.size() > 8) CHECK(key.error().message().find(text) == std::string::npos);
    if (!vectors::check_result(vector, key)) continue;
    CHECK(key->bytes() == bytes<std::array<std::uint8_t, 32>>(vector.at("expected")));
  }
}

TEST_CASE("the secretbox is NaCl's", "[encryption]") {
  for (const auto& vector : vectors::load("encryption", "secretbox")) {
    INFO(vectors::title(vector));
    const std::string key = vectors::text(vector.at("key"));
    const std::string nonce = vectors::text(vector.at("nonce"));
    const std::string message = vectors::text(vector.at("message"));
    const std::string sealed = crypto::secretbox_seal(octets(key), octets(nonce), message);
    CHECK(hex(sealed) == vectors::text(vector.at("expected")));
    CHECK(crypto::secretbox_open(octets(key), octets(nonce), sealed) == message);
  }
}

TEST_CASE("a channel's key is the SHA-256 of its name and the master key", "[encryption]") {
  for (const auto& vector : vectors::load("encryption", "shared_secret")) {
    INFO(vectors::title(vector));
    CHECK(SharedSecret(master(vector), vectors::text(vector.at("channel"))).to_base64() ==
          vectors::text(vector.at("expected")));
  }
}

TEST_CASE("data is sealed as it stands", "[encryption]") {
  for (const auto& vector : vectors::load("encryption", "seal")) {
    INFO(vectors::title(vector));
    const std::string channel = vectors::text(vector.at("channel"));
    const std::string plaintext = vectors::text(vector.at("plaintext"));
    const auto sealed = seal(master(vector), channel, plaintext, bytes<Nonce>(vector.at("nonce")));
    if (!vectors::check_result(vector, sealed)) continue;
    CHECK(*sealed == vectors::text(vector.at("expected")));
    CHECK(sealed->size() == sealed_size(plaintext.size()));
    CHECK(open(master(vector), channel, *sealed).value() == plaintext);
  }
}

TEST_CASE("sealed data opens with its own key alone", "[encryption]") {
  for (const auto& vector : vectors::load("encryption", "open")) {
    INFO(vectors::title(vector));
    const auto plaintext =
        open(master(vector), vectors::text(vector.at("channel")), vectors::text(vector.at("data")));
    if (vectors::check_result(vector, plaintext)) CHECK(*plaintext == vectors::text(vector.at("expected")));
  }
}

TEST_CASE("no bit of a sealed message can change unnoticed", "[encryption]") {
  for (int number = 0; number < 100; ++number) {
    std::string key(crypto::secretbox_key_bytes, static_cast<char>(number));
    std::string nonce(crypto::secretbox_nonce_bytes, static_cast<char>(255 - number));
    const std::string message(static_cast<std::size_t>(number), 'm');
    std::string sealed = crypto::secretbox_seal(octets(key), octets(nonce), message);
    REQUIRE(crypto::secretbox_open(octets(key), octets(nonce), sealed) == message);
    std::size_t opened = 0;
    for (std::string* part : {&sealed, &nonce, &key}) {
      for (std::size_t bit = 0; bit < part->size() * 8; ++bit) {
        const auto flip = [&] { (*part)[bit / 8] = static_cast<char>((*part)[bit / 8] ^ (1 << bit % 8)); };
        flip();
        opened += crypto::secretbox_open(octets(key), octets(nonce), sealed).has_value();
        flip();
      }
    }
    REQUIRE(opened == 0);
  }
}

TEST_CASE("no character of sealed data can change unnoticed", "[encryption]") {
  const MasterKey key(std::array<std::uint8_t, 32>{7});
  const std::string channel = "private-encrypted-x";
  std::string sealed = seal(key, channel, R"({"a":1})", Nonce{1}).value();
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    sealed[bit / 8] = static_cast<char>(sealed[bit / 8] ^ (1 << bit % 8));
    INFO(sealed);
    CHECK_FALSE(open(key, channel, sealed));
    sealed[bit / 8] = static_cast<char>(sealed[bit / 8] ^ (1 << bit % 8));
  }
  CHECK(open(key, channel, sealed));
}

TEST_CASE("7,619 bytes are the most that fit 10,240 when they are sealed", "[encryption]") {
  CHECK(sealed_size(0) == 84);
  CHECK(sealed_size(7'619) == data_bytes_max);
  CHECK(sealed_size(7'620) == data_bytes_max + 4);
  const MasterKey key(std::array<std::uint8_t, 32>{});
  for (std::size_t size = 0; size < 200; ++size) {
    CHECK(seal(key, "private-encrypted-x", std::string(size, 'p'), Nonce{})->size() == sealed_size(size));
  }
}

TEST_CASE("an event for an encrypted channel goes out sealed", "[encryption]") {
  for (const auto& vector : vectors::load("encryption", "trigger_encrypted")) {
    INFO(vectors::title(vector));
    EventLimits limits;
    if (vector.contains("limits")) limits.data_bytes = vector.at("limits").at("data_bytes");
    const auto sealed =
        seal_event(master(vector), event(vector.at("event")), bytes<Nonce>(vector.at("nonce")));
    check_request(vector, sealed ? trigger_request(vectors::app(vector), *sealed, vector.at("now"), limits)
                                 : Result<Request>(sealed.error()));
  }
}

TEST_CASE("each event of a batch is sealed for its own channel", "[encryption]") {
  for (const auto& vector : vectors::load("encryption", "batch_encrypted")) {
    INFO(vectors::title(vector));
    std::vector<Event> events;
    for (const auto& one : vector.at("events")) events.push_back(event(one));
    std::vector<Nonce> nonces;
    for (const auto& one : vector.at("nonces")) nonces.push_back(bytes<Nonce>(one));
    const auto sealed = seal_events(master(vector), events, nonces);
    check_request(vector, sealed ? batch_request(vectors::app(vector), *sealed, vector.at("now"))
                                 : Result<Request>(sealed.error()));
  }
}

TEST_CASE("a sealed event cannot be turned into another", "[encryption]") {
  static_assert(!std::is_constructible_v<SealedData, std::string, std::string>);
  const MasterKey key(std::array<std::uint8_t, 32>{});
  const Event plain{"Saved", {"private-encrypted-x"}, R"({"id":7})"};
  const Event sealed = seal_event(key, plain, Nonce{}).value();
  CHECK(sealed.data.empty());
  CHECK(sealed.sealed.channel() == "private-encrypted-x");
  CHECK(check_event(sealed));
  CHECK(check_event(plain).error().code() == ErrorCode::encrypted_channel);

  Event changed = sealed;
  changed.data = "in the clear";
  CHECK(check_event(changed).error().code() == ErrorCode::invalid_data);
  changed = sealed;
  changed.channels = {"private-encrypted-y"};
  CHECK(check_event(changed).error().code() == ErrorCode::invalid_data);
  changed.channels = {"releases"};
  CHECK(check_event(changed).error().code() == ErrorCode::invalid_data);
  changed.channels = {"private-encrypted-x", "releases"};
  CHECK(check_event(changed).error().code() == ErrorCode::encrypted_channel);
  changed = sealed;
  changed.sealed = SealedData();
  CHECK(check_event(changed).error().code() == ErrorCode::encrypted_channel);
}

TEST_CASE("a refusal says that a master key is needed", "[encryption]") {
  const App app = App::make("3", "key", "secret").value();
  CHECK(
      authorize(app, "1.1", "private-encrypted-x").error().message() ==
      "The channel \"private-encrypted-x\" is an encrypted channel: configure the encryption master key, so "
      "that its key can be given.");
  CHECK(
      check_event({"Saved", {"private-encrypted-x"}, "1"}).error().message() ==
      "The channel \"private-encrypted-x\" is an encrypted channel: configure the encryption master key, so "
      "that the event is encrypted.");
}

TEST_CASE("a subscription to an encrypted channel gets its key", "[encryption]") {
  for (const auto& vector : vectors::load("encryption", "authorize_encrypted")) {
    INFO(vectors::title(vector));
    const App app = vectors::app(vector);
    const std::string socket_id = vectors::text(vector.at("socket_id"));
    const std::string channel = vectors::text(vector.at("channel"));
    const auto answer = authorize_encrypted(app, master(vector), socket_id, channel);
    if (!vectors::check_result(vector, answer)) continue;
    CHECK(answer->auth == vectors::text(vector.at("expected"), "auth"));
    CHECK(answer->shared_secret == vectors::text(vector.at("expected"), "shared_secret"));
    CHECK(answer->to_json() == vectors::text(vector.at("expected"), "json"));
    CHECK(verify_authorization(app, socket_id, channel, "", answer->auth));
  }
}
