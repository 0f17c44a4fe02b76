#include <fanfare/auth.h>
#include <fanfare/encryption.h>
#include <fanfare/request.h>
#include <fanfare/webhook.h>

// The functions that hash block by block are deprecated in favour of slower ones; a floor takes what is
// fastest.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/md5.h>
#include <openssl/sha.h>

#include <array>
#include <cstdio>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "harness.h"

namespace bench {
namespace {

constexpr std::string_view secret = "7ad3773142a6692b25b8";
constexpr std::string_view socket_id = "1234.1234";
constexpr std::string_view user = R"({"id":"10","name":"Mr. Channels"})";

/// HMAC-SHA256 whose key has been hashed once, as 64 hex digits: the least that an authorization costs.
class OpensslHmac {
 public:
  OpensslHmac() {
    prepare(inner_, 0x36);
    prepare(outer_, 0x5c);
  }

  [[nodiscard]] std::array<char, 64> hex(std::string_view message) const {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
    SHA256_CTX context = inner_;
    SHA256_Update(&context, message.data(), message.size());
    SHA256_Final(digest.data(), &context);
    context = outer_;
    SHA256_Update(&context, digest.data(), digest.size());
    SHA256_Final(digest.data(), &context);
    std::array<char, 64> text;
    for (std::size_t i = 0; i < digest.size(); ++i) {
      text[2 * i] = "0123456789abcdef"[digest[i] >> 4];
      text[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
    }
    return text;
  }

 private:
  static void prepare(SHA256_CTX& context, unsigned char pad) {
    std::array<unsigned char, 64> block;
    block.fill(pad);
    for (std::size_t i = 0; i < secret.size(); ++i) block[i] ^= static_cast<unsigned char>(secret[i]);
    SHA256_Init(&context);
    SHA256_Update(&context, block.data(), block.size());
  }

  SHA256_CTX inner_;
  SHA256_CTX outer_;
};

std::array<unsigned char, SHA256_DIGEST_LENGTH> sha256(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  SHA256_CTX context;  // SHA256() takes several times as long: it looks for its algorithm first
  SHA256_Init(&context);
  SHA256_Update(&context, text.data(), text.size());
  SHA256_Final(digest.data(), &context);
  return digest;
}

std::array<unsigned char, MD5_DIGEST_LENGTH> md5(std::string_view text) {
  std::array<unsigned char, MD5_DIGEST_LENGTH> digest;
  MD5_CTX context;
  MD5_Init(&context);
  MD5_Update(&context, text.data(), text.size());
  MD5_Final(digest.data(), &context);
  return digest;
}

}  // namespace

void print_signing(int rounds) {
  const auto app = fanfare::App::make("3", "278d425bdf160c739803", secret).value();
  const auto master = fanfare::MasterKey::from_base64("zyrm8pvV2C9fJcBfhyXzvxbJVN/H7QLmbe0xJi1GhPU=").value();
  const OpensslHmac openssl;
  const fanfare::Member ann{"10", R"({"name":"Mr. Channels"})"};
  const std::string ann_data = R"({"user_id":"10","user_info":{"name":"Mr. Channels"}})";
  const auto event_of = [](std::size_t size) {
    return fanfare::Event{"event", {"my-channel"}, "{\"message\":\"" + std::string(size, 'x') + "\"}"};
  };
  const std::string webhook =
      R"({"time_ms":1327078148132,"events":[{"name":"channel_occupied","channel":"a"},{"name":"client_event",)"
      R"("channel":"private-a","event":"client-x","data":"{}","socket_id":"1.1"}]})";
  const auto signature = openssl.hex(webhook);

  std::vector<Candidate> candidates;
  const auto row = [&candidates](std::string what, std::size_t count, auto ours, auto floor) {
    candidates.push_back({std::move(what), nanoseconds(count, ours)});
    candidates.push_back({"", nanoseconds(count, floor)});
  };
  row(
      "authorize, private", 200'000, [&] { keep(fanfare::authorize(app, socket_id, "private-foobar")); },
      [&] { keep(openssl.hex("1234.1234:private-foobar")); });
  row(
      "authorize, presence", 100'000,
      [&] { keep(fanfare::authorize(app, socket_id, "presence-foobar", ann)); },
      [&, text = "1234.1234:presence-foobar:" + ann_data] { keep(openssl.hex(text)); });
  row(
      "authorize, encrypted", 100'000,
      [&] { keep(fanfare::authorize_encrypted(app, master, socket_id, "private-encrypted-foobar")); },
      [&, text = "private-encrypted-foobar" + std::string(fanfare::MasterKey::size, 'k')] {
        keep(openssl.hex("1234.1234:private-encrypted-foobar"));
        keep(sha256(text));
      });
  row(
      "authenticate", 100'000, [&] { keep(fanfare::authenticate(app, socket_id, user)); },
      [&, text = "1234.1234::user::" + std::string(user)] { keep(openssl.hex(text)); });
  for (const auto& [what, size, count] : {std::tuple{"100 B", 86U, 50'000U}, {"9 kB", 9'000U, 5'000U}}) {
    row(
        std::string("prepare a trigger, ") + what, count,
        [&app, event = event_of(size)] { keep(fanfare::trigger_request(app, event, 1353088179)); },
        [&openssl, body = fanfare::trigger_request(app, event_of(size), 1353088179)->body] {
          keep(md5(body));
          keep(openssl.hex(
              "POST\n/apps/3/events\nauth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_"
              "version=1.0&body_md5=ec365a775a4cd0599faeb73354201b6f"));
        });
  }
  row(
      "verify a webhook of 2 events", 50'000,
      [&] {
        keep(fanfare::verify_webhook(std::span(&app, 1), app.key(), {signature.data(), signature.size()},
                                     webhook));
        keep(fanfare::parse_webhook(webhook));
      },
      [&] { keep(openssl.hex(webhook)); });

  const auto medians = in_turns(candidates, rounds);
  for (std::size_t i = 0; i < candidates.size(); i += 2) {
    std::printf("%s\t%.0f\t%.0f\n", candidates[i].name.c_str(), medians[i], medians[i + 1]);
  }
}

}  // namespace bench
