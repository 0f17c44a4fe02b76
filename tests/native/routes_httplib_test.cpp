#include <fanfare/routes_httplib.h>
#include <httplib.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

struct Account {
  std::string name;
  bool admin;
};

const fanfare::App& app() {
  static const auto made = fanfare::App::make("3", "278d425bdf160c739803", "7ad3773142a6692b25b8").value();
  return made;
}

std::optional<Account> account_of(const fanfare::HttpRequest& request) {
  const std::string cookie = request.header("Cookie");
  if (cookie == "user=ann") return Account{"ann", true};
  if (cookie == "user=bob") return Account{"bob", false};
  return std::nullopt;
}

bool is_admin(const Account& account) { return account.admin; }

/// A server of the test's own on a free port, from `start()` to the end of the test.
class TestServer {
 public:
  httplib::Server http;

  httplib::Client start() {
    const int port = http.bind_to_any_port("127.0.0.1");
    REQUIRE(port > 0);
    thread_ = std::thread([this] { http.listen_after_bind(); });
    // stop() does nothing before the loop runs
    while (!http.is_running()) std::this_thread::yield();
    return httplib::Client("127.0.0.1", port);
  }

  ~TestServer() {
    http.stop();
    if (thread_.joinable()) thread_.join();
  }

 private:
  std::thread thread_;
};

constexpr const char* form = "application/x-www-form-urlencoded";
constexpr const char* body = "socket_id=1234.1234&channel_name=private-foobar";
constexpr const char* granted =
    R"({"auth":"278d425bdf160c739803:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4"})";

}  // namespace

TEST_CASE("a cpp-httplib server authorizes by rules", "[routes]") {
  TestServer server;
  server.http.Get("/", [](const auto&, auto& response) { response.set_content("the page", "text/plain"); });
  fanfare::mount<Account>(
      server.http, app(),
      {.user = account_of,
       .channels = {{"private-foobar", is_admin},
                    {"presence-chat.{room}",
                     [](const Account& account) { return fanfare::Member{account.name}; }}},
       .user_data = [](const Account& account) { return fanfare::UserData{account.name}; },
       .allowed_origins = {"https://page.example"},
       .log = [](std::string_view) {}});
  auto client = server.start();
  client.set_keep_alive(true);
  const char* route = "/broadcasting/authorize";
  const httplib::Headers ann = {{"Cookie", "user=ann"}};

  const auto allowed = client.Post(route, ann, body, form);
  REQUIRE(allowed);
  CHECK(allowed->status == 200);
  CHECK(allowed->body == granted);
  CHECK(allowed->get_header_value("Content-Type") == "application/json");
  CHECK(allowed->get_header_value("Cache-Control") == "no-store");

  CHECK(client.Post(route, {{"Cookie", "user=bob"}}, body, form)->status == 403);
  CHECK(client.Post(route, body, form)->status == 403);
  CHECK(client.Post(route, ann, "socket_id=1.1", form)->body.find("user_data") != std::string::npos);
  CHECK(
      client.Post(route, ann, R"({"socket_id":"1.1","channel_name":"presence-chat.1"})", "application/json")
          ->status == 200);

  SECTION("other methods are refused and other paths are left to the application") {
    for (const auto& response :
         {client.Get(route), client.Put(route, body, form), client.Patch(route, body, form),
          client.Delete(route, body, form), client.Head(route)}) {
      REQUIRE(response);
      CHECK(response->status == 405);
      CHECK(response->get_header_value("Allow") == "POST, OPTIONS");
    }
    CHECK(client.Get("/")->body == "the page");
    CHECK(client.Post("/broadcasting/authorize/", ann, body, form)->status == 404);
    CHECK(client.Post("/broadcastingxauthorize", ann, body, form)->status == 404);
  }

  SECTION("a preflight is answered for listed origins") {
    client.set_default_headers(
        {{"Origin", "https://page.example"}, {"Access-Control-Request-Method", "POST"}});
    const auto preflight = client.Options(route);
    REQUIRE(preflight);
    CHECK(preflight->status == 204);
    CHECK(preflight->body.empty());
    CHECK(preflight->get_header_value("Access-Control-Allow-Origin") == "https://page.example");
    client.set_default_headers(
        {{"Origin", "https://evil.example"}, {"Access-Control-Request-Method", "POST"}});
    CHECK(client.Options(route)->status == 403);
  }

  SECTION("a body over the limit is refused, and the connection goes on") {
    const auto large = client.Post(route, ann, body + ("&x=" + std::string(1'000'000, 'x')), form);
    REQUIRE(large);
    CHECK(large->status == 413);
    CHECK(client.Post(route, ann, body, form)->status == 200);
    const auto largest =
        body + ("&x=" + std::string(fanfare::authorization_body_max - std::string(body).size() - 3, 'x'));
    CHECK(client.Post(route, ann, largest, form)->status == 200);
  }

  SECTION("a chunked body is read, a multipart one is malformed") {
    const auto chunked = client.Post(
        route, ann,
        [](std::size_t, httplib::DataSink& sink) {
          sink.write(body, std::string(body).size());
          sink.done();
          return true;
        },
        form);
    REQUIRE(chunked);
    CHECK(chunked->status == 200);
    const auto multipart =
        client.Post(route, ann, {{"socket_id", "1.1", "", ""}, {"channel_name", "private-foobar", "", ""}});
    REQUIRE(multipart);
    CHECK(multipart->status == 400);
    CHECK(client.Post(route, ann, body, form)->status == 200);
  }
}

TEST_CASE("a cpp-httplib server authorizes 100 channels in one request", "[routes]") {
  TestServer server;
  fanfare::mount<Account>(
      server.http, app(),
      {.channels = {{"private-{name}", [] { return true; }}}, .log = [](std::string_view) {}});
  auto client = server.start();
  // more than the 8,192 bytes that cpp-httplib itself takes of a form
  std::string list = "socket_id=1.1";
  for (int i = 100; i < 200; ++i) {
    list += "&channel_name%5B%5D=private-" + std::string(150, 'x') + std::to_string(i);
  }
  const auto answer = client.Post("/broadcasting/authorize", list, form);
  REQUIRE(answer);
  CHECK(answer->status == 200);
  std::size_t count = 0;
  for (auto at = answer->body.find(R"("status":200)"); at != std::string::npos;
       at = answer->body.find(R"("status":200)", at + 1))
    ++count;
  CHECK(count == 100);
}

TEST_CASE("routes without a path are not mounted", "[routes]") {
  httplib::Server server;
  CHECK_THROWS_AS(fanfare::mount<Account>(server, app(), {.auth_route = std::nullopt}), fanfare::BadResult);
}

TEST_CASE("a path is taken literally", "[routes]") {
  TestServer server;
  fanfare::mount<Account>(server.http, app(), {.auth_route = "/a.b(c)+", .log = [](std::string_view) {}});
  auto client = server.start();
  CHECK(client.Post("/a.b(c)%2B", body, form)->status == 200);
  CHECK(client.Post("/axb(c)%2B", body, form)->status == 404);
  CHECK(client.Post("/a.bc", body, form)->status == 404);
}

TEST_CASE("mount takes a broadcast's app and log", "[routes]") {
  struct Broadcaster {
    std::vector<std::string>* lines;
    fanfare::Result<fanfare::App> app() const { return ::app(); }
    void log(std::string_view line) const { lines->emplace_back(line); }
  };
  std::vector<std::string> lines;
  TestServer server;
  mount(Broadcaster{&lines}, server.http, fanfare::RoutesOptions<Account>{});
  auto client = server.start();
  CHECK(client.Post("/broadcasting/authorize", body, form)->body == granted);
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].find("private channels are authorized for everyone") != std::string::npos);
}

TEST_CASE("an application with another cpp-httplib is told at its start", "[routes]") {
  using fanfare::detail::require_httplib;
  CHECK_NOTHROW(require_httplib(CPPHTTPLIB_VERSION));
  CHECK_THROWS_WITH(require_httplib("0.0.1"),
                    Catch::Matchers::ContainsSubstring(
                        "compiled with cpp-httplib 0.0.1, and Fanfare was with " CPPHTTPLIB_VERSION));
}
