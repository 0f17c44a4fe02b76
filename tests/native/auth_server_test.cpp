#include <httplib.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <string>

namespace {

/// examples/cpp/auth_server on a free port, until the test ends.
class AuthServer {
 public:
  AuthServer() {
    std::array<int, 2> out{};
    REQUIRE(pipe(out.data()) == 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    std::string program = FANFARE_AUTH_SERVER;
    std::array<char*, 2> arguments = {program.data(), nullptr};
    std::array<std::string, 4> variables = {"PUSHER_APP_ID=3", "PUSHER_APP_KEY=278d425bdf160c739803",
                                            "PUSHER_APP_SECRET=7ad3773142a6692b25b8",
                                            "PUSHER_APP_CLUSTER=eu"};
    std::array<char*, 5> environment{};
    for (std::size_t i = 0; i < variables.size(); ++i) environment[i] = variables[i].data();
    const int failed =
        posix_spawn(&pid_, program.c_str(), &actions, nullptr, arguments.data(), environment.data());
    posix_spawn_file_actions_destroy(&actions);
    close(out[1]);
    REQUIRE(failed == 0);
    for (char c = 0; read(out[0], &c, 1) == 1 && c != '\n';) address_ += c;
    close(out[0]);
  }

  ~AuthServer() {
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
  }

  AuthServer(const AuthServer&) = delete;
  AuthServer& operator=(const AuthServer&) = delete;

  [[nodiscard]] const std::string& address() const { return address_; }

 private:
  pid_t pid_ = 0;
  std::string address_;
};

}  // namespace

TEST_CASE("the example's server authorizes admins, members and nobody else", "[routes]") {
  const AuthServer server;
  const std::string path = "/broadcasting/authorize";
  REQUIRE(server.address().ends_with(path));
  httplib::Client client(server.address().substr(0, server.address().size() - path.size()));
  const auto ask = [&](const char* user, const std::string& channel) {
    const auto response = client.Post(path, {{"Cookie", user}}, "socket_id=1.1&channel_name=" + channel,
                                      "application/x-www-form-urlencoded");
    REQUIRE(response);
    return response->status;
  };
  CHECK(ask("user=ann", "private-admins") == 200);
  CHECK(ask("user=bob", "private-admins") == 403);
  CHECK(ask("user=bob", "presence-chat.1") == 200);
  CHECK(ask("", "presence-chat.1") == 403);
  CHECK(ask("user=ann", "private-other") == 403);
}
