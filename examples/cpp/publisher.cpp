// Broadcasts one event to the app that PUSHER_APP_ID, PUSHER_APP_KEY and PUSHER_APP_SECRET name:
//   publisher release 4.0.0
//   publisher alert WARNING "Some dependencies are outdated !"

#include <fanfare/broadcast.h>

#include <iostream>
#include <string>

struct NewRelease {
  std::string version;
  auto broadcast_on() const { return fanfare::Channel("releases"); }
  auto broadcast_with() const {
    return nlohmann::json{{"message", "Version " + version + " has been released !"}};
  }
};

struct AdminUserAlert {
  std::string level;
  std::string message;
  auto broadcast_on() const { return fanfare::PrivateChannel("admins"); }
  auto broadcast_with() const { return nlohmann::json{{"message", message}, {"level", level}}; }
};

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  const auto broadcast = fanfare::Broadcast::from_env();
  if (!broadcast) {
    std::cerr << broadcast.error().name() << ": " << broadcast.error().message() << '\n';
    return 1;
  }

  fanfare::Result<fanfare::Sent, fanfare::SendError> sent = fanfare::Sent{};
  if (words.size() == 2 && words[0] == "release") {
    sent = broadcast->channel(NewRelease{words[1]});
  } else if (words.size() == 3 && words[0] == "alert") {
    sent = broadcast->channel(AdminUserAlert{words[1], words[2]});
  } else {
    std::cerr << "usage: publisher release <version> | publisher alert <level> <message>\n";
    return 2;
  }
  if (!sent) {
    std::cerr << sent.error().name() << ": " << sent.error().message() << '\n';
    return 1;
  }
  for (const auto& channel : sent->channels) std::cout << "sent to " << channel << '\n';
}
