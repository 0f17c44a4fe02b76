// Broadcasts one event to the app of the environment, for the browser tests:
//   browser_sender <event> <data> <socket id to leave out, or ""> <channel>...

#include <fanfare/broadcast.h>

#include <iostream>
#include <string>
#include <vector>

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() < 4) return 2;
  const auto broadcast = fanfare::Broadcast::from_env();
  if (!broadcast) {
    std::cerr << broadcast.error().message() << '\n';
    return 1;
  }
  const auto sender = broadcast->as(true, {.socket_id = words[2]});
  const auto bound = words[2].empty() ? *broadcast : sender.to_others();
  const std::vector<std::string> channels(words.begin() + 3, words.end());
  const auto sent = bound.channel(channels, words[0], nlohmann::json::parse(words[1]));
  if (!sent) {
    std::cerr << sent.error().name() << ": " << sent.error().message() << '\n';
    return 1;
  }
}
