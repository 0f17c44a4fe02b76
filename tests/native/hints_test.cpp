#include "transport/hints.h"

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <tuple>
#include <vector>

using namespace fanfare;

TEST_CASE("an answer is quoted on one line without what it may give away", "[hints]") {
  const std::string signature = "da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c";
  const std::vector<std::pair<std::string, std::string>> table{
      {"", ""},
      {"  \r\n ", ""},
      {"Invalid\r\nsignature", "Invalid signature"},
      {"you sent " + signature + ", wrong", "you sent ..., wrong"},
      {"auth_signature=" + signature + "&x", "auth_signature=...&x"},
      {"body_md5 ec365a775a4cd0599faeb73354201b6f", "body_md5 ..."},
      {"app 3, 42 of cafe", "app 3, 42 of cafe"},
      {"tab\x1b[31mred\xff", "tab [31mred"},
      {std::string(5'000, 'x'), std::string(200, 'x')},
      {std::string(5'000, 'a'), "..."},
  };
  for (const auto& [body, text] : table) CHECK(excerpt(body) == text);
}

TEST_CASE("an answer comes with what to do about it", "[hints]") {
  const std::vector<std::tuple<int, std::string, std::string>> table{
      {302, "",
       "Redirects are not followed, for a signature is for one address: set host, use_tls and path to where "
       "it leads."},
      {401, "Timestamp expired: Given timestamp (2012-11-16T17:49:39Z) not within 600s of server time",
       "Set this machine's clock: requests are signed with the time."},
      {401, "Invalid signature: you should have sent HmacSHA256Hex",
       "Compare secret with that of the server."},
      {401, "App key 3 not in this cluster. Did you forget to specify the cluster?",
       "Set cluster (PUSHER_APP_CLUSTER) to the one on the app's page."},
      {401, "Unknown auth_key",
       "Compare app_id, key and secret with those of the server, and this machine's clock with the time."},
      {403, "", "The app is disabled or over its quota."},
      {404, "", "Compare host, cluster, path and app_id with those of the server."},
      {413, "", "Send less, or an id by which the page fetches the rest."},
      {500, "", ""},
  };
  for (const auto& [status, body, hint] : table) CHECK(hint_for(status, body) == hint);
}

TEST_CASE("a connection to this machine that fails recalls the hub", "[hints]") {
  CHECK(connect_hint("127.0.0.1") == "Is the server running there? `npx fanfare hub` starts one.");
  CHECK(connect_hint("localhost") == connect_hint("127.0.0.1"));
  CHECK(connect_hint("::1") == connect_hint("127.0.0.1"));
  CHECK(connect_hint("api-eu.pusher.com") == "Check host, port and the network.");
}
