#include <fanfare/broadcast.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "harness.h"

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

void print_sending(int port, int threads, int count) {
  const fanfare::Broadcast broadcast({.app_id = "3",
                                      .key = "278d425bdf160c739803",
                                      .secret = "7ad3773142a6692b25b8",
                                      .host = "127.0.0.1",
                                      .port = port,
                                      .use_tls = false,
                                      .connections = static_cast<std::size_t>(threads)});
  static_cast<void>(per_second(broadcast, threads, count / 10));
  std::printf("%.0f\n", per_second(broadcast, threads, count));
}

}  // namespace bench
