#include <fanfare/broadcast.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "harness.h"
#include "server.h"

namespace bench {
namespace {

double per_second(const fanfare::Broadcast& broadcast, int threads, int count) {
  std::atomic<int> left = count;
  const nlohmann::json data{{"message", std::string(86, 'x')}};
  const auto start = std::chrono::steady_clock::now();
  {
    std::vector<std::jthread> senders;
    for (int i = 0; i < threads; ++i) {
      senders.emplace_back([&] {
        while (left.fetch_sub(1) > 0) {
          if (const auto sent = broadcast.channel("my-channel", "event", data); !sent) {
            std::fprintf(stderr, "%s\n", sent.error().message().c_str());
            std::exit(1);
          }
        }
      });
    }
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  return count / took.count();
}

}  // namespace

void print_sending(int rounds) {
  const Server server;
  const fanfare::Broadcast broadcast({.app_id = "3",
                                      .key = "278d425bdf160c739803",
                                      .secret = "7ad3773142a6692b25b8",
                                      .host = "127.0.0.1",
                                      .port = server.port(),
                                      .use_tls = false});
  std::vector<Candidate> candidates;
  for (const int threads : {1, 16}) {
    candidates.push_back(
        {"triggers of 100 B, " + std::to_string(threads) + (threads == 1 ? " thread" : " threads"),
         [&broadcast, threads] { return per_second(broadcast, threads, 4'000 * threads); }});
  }
  const auto medians = in_turns(candidates, rounds);
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    std::printf("| %s | %.0f/s |\n", candidates[i].name.c_str(), medians[i]);
  }
}

}  // namespace bench
