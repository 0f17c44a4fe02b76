// Authorizes the subscriptions of pages with pusher-js, for the app that PUSHER_APP_ID, PUSHER_APP_KEY and
// PUSHER_APP_SECRET name; on the port that is given, 0 for a free one, and at the path that is given, or the
// usual one:
//   auth_server 8080
//   auth_server 8080 /pusher/user-auth
//   curl -d socket_id=1.1 -d channel_name=private-admins -b user=ann
//   http://127.0.0.1:8080/broadcasting/authorize

#include <fanfare/broadcast.h>
#include <fanfare/routes_httplib.h>

#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>

struct Account {
  std::string id;
  bool admin;
};

// In place of a session: a real server would look its cookie up.
std::optional<Account> signed_in(const fanfare::HttpRequest& request) {
  const std::string cookie = request.header("Cookie");
  if (cookie == "user=ann") return Account{"ann", true};
  if (cookie == "user=bob") return Account{"bob", false};
  return std::nullopt;
}

bool is_admin(const Account& account) { return account.admin; }

fanfare::Member member(const Account& account) {
  return {account.id, nlohmann::json{{"admin", account.admin}}.dump()};
}

int main(int argc, char** argv) {
  const auto broadcast = fanfare::Broadcast::from_env();
  if (!broadcast) {
    std::cerr << broadcast.error().message() << '\n';
    return 1;
  }

  const std::string path = argc > 2 ? argv[2] : "/broadcasting/authorize";
  httplib::Server server;
  broadcast->routes<Account>(server,
                             {.auth_route = path,
                              .user = signed_in,
                              .channels = {{"private-admins", is_admin}, {"presence-chat.{room}", member}}});

  int port = argc > 1 ? std::atoi(argv[1]) : 0;
  if (port == 0) {
    port = server.bind_to_any_port("127.0.0.1");
  } else if (!server.bind_to_port("127.0.0.1", port)) {
    port = -1;
  }
  if (port < 0) {
    std::cerr << "the port is taken\n";
    return 1;
  }
  std::cout << "http://127.0.0.1:" << port << path << std::endl;
  server.listen_after_bind();
}
