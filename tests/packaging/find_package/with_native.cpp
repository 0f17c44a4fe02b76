#include <fanfare/broadcast.h>

#include <iostream>

struct NewRelease {
  std::string version;
  auto broadcast_on() const { return fanfare::Channel("releases"); }
  auto broadcast_with() const { return nlohmann::json{{"version", version}}; }
};

int main() {
  const fanfare::Broadcast local(
      {.driver = "log", .logger = [](std::string_view line) { std::cout << line << '\n'; }});
  const fanfare::Broadcast nowhere(
      {.app_id = "3", .key = "k", .secret = "s", .host = "host.invalid", .attempts = 1});
  const auto sent = local.channel(NewRelease{"4.0.0"});
  const auto failed = nowhere.channel(NewRelease{"4.0.0"});
  if (!failed) std::cout << failed.error().name() << '\n';
  return sent && !failed ? 0 : 1;
}
