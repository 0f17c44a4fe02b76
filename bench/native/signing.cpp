#include <fanfare/auth.h>
#include <fanfare/request.h>
#include <fanfare/webhook.h>

// The functions that hash block by block are deprecated in favour of slower ones; a floor takes what is
// fastest.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

#include <array>
#include <cstdio>
#include <span>
#include <string>
#include <string_view>

#include "harness.h"

namespace bench {
namespace {

constexpr std::string_view secret = "7ad3773142a6692b25b8";

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

}  // namespace

void print_signing(int rounds) {
  const auto app = fanfare::App::make("3", "278d425bdf160c739803", secret).value();
  const OpensslHmac openssl;
  const fanfare::Member ann{"10", R"({"name":"Mr. Channels"})"};
  const fanfare::Event small{"event", {"my-channel"}, "{\"message\":\"" + std::string(86, 'x') + "\"}"};
  const fanfare::Event large{"event", {"my-channel"}, "{\"message\":\"" + std::string(9'000, 'x') + "\"}"};
  const std::string body =
      R"({"time_ms":1327078148132,"events":[{"name":"channel_occupied","channel":"a"},{"name":"client_event",)"
      R"("channel":"private-a","event":"client-x","data":"{}","socket_id":"1.1"}]})";
  const auto signature = openssl.hex(body);

  std::vector<Candidate> candidates;
  candidates.push_back({"OpenSSL: HMAC with a prepared key, in hex (the floor)",
                        nanoseconds(200'000, [&] { keep(openssl.hex("1234.1234:private-foobar")); })});
  candidates.push_back({"authorize, private", nanoseconds(200'000, [&] {
                          keep(fanfare::authorize(app, "1234.1234", "private-foobar"));
                        })});
  candidates.push_back({"authorize, presence", nanoseconds(100'000, [&] {
                          keep(fanfare::authorize(app, "1234.1234", "presence-foobar", ann));
                        })});
  candidates.push_back({"prepare a trigger, 100 B", nanoseconds(50'000, [&] {
                          keep(fanfare::trigger_request(app, small, 1353088179));
                        })});
  candidates.push_back({"prepare a trigger, 9 kB",
                        nanoseconds(5'000, [&] { keep(fanfare::trigger_request(app, large, 1353088179)); })});
  candidates.push_back({"verify a webhook of 2 events", nanoseconds(50'000, [&] {
                          keep(fanfare::verify_webhook(std::span(&app, 1), app.key(),
                                                       {signature.data(), signature.size()}, body));
                          keep(fanfare::parse_webhook(body));
                        })});
  const auto medians = in_turns(candidates, rounds);
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    std::printf("| %s | %.0f ns", candidates[i].name.c_str(), medians[i]);
    if (i == 1) std::printf(" (%.2f times the floor)", medians[i] / medians[0]);
    std::puts(" |");
  }
}

}  // namespace bench
