#include <fanfare/options.h>

#include <fanfare/broadcast.h>

#include "configuration/settings.h"

#include <catch2/catch_test_macros.hpp>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

using namespace fanfare;
using Variables = std::map<std::string, std::string>;

static Result<BroadcastOptions> from(const Variables& variables) {
  return BroadcastOptions::from_env([&variables](const char* name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  });
}

static BroadcastOptions complete() { return {.app_id = "3", .key = "key", .secret = "secret"}; }

template <class Change>
static BroadcastOptions complete(Change change) {
  auto options = complete();
  change(options);
  return options;
}

static nlohmann::json vectors_of(const char* operation) {
  std::ifstream file(FANFARE_VECTORS "/config.json");
  return nlohmann::json::parse(file).at(operation);
}

static std::string origin_of(const BroadcastOptions& options) {
  auto host = parse_options(options).host;
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  const int port = parse_options(options).port;
  const bool usual = port == (options.use_tls ? 443 : 80);
  return (options.use_tls ? "https://" : "http://") + host + (usual ? "" : ":" + std::to_string(port));
}

static Result<BroadcastOptions> ready(Result<BroadcastOptions> options) {
  if (!options) return options;
  if (auto made = Broadcast::make(*options); !made) return made.error();
  return options;
}

TEST_CASE("every environment of tests/vectors/config.json is read as it says", "[config]") {
  const auto cases = vectors_of("environment");
  REQUIRE(cases.size() >= 30);
  for (const auto& one : cases) {
    INFO(one.at("name").get<std::string>() << ": " << one.at("why").get<std::string>());
    const auto options = ready(from(one.at("env").get<Variables>()));
    REQUIRE(options.has_value() == one.at("valid"));
    if (!options) {
      CHECK(options.error().name() == one.at("code"));
      continue;
    }
    CHECK(nlohmann::json{{"origin", origin_of(*options)},
                         {"path", parse_options(*options).path},
                         {"app_id", options->app_id},
                         {"key", options->key},
                         {"secret", options->secret}} == one.at("expected"));
  }
}

TEST_CASE("every driver of tests/vectors/config.json is configured as it says", "[config]") {
  const auto cases = vectors_of("driver");
  REQUIRE(cases.size() >= 40);
  for (const auto& one : cases) {
    INFO(one.at("name").get<std::string>() << ": " << one.at("why").get<std::string>());
    nlohmann::json entry{{"app_id", "3"}, {"client", "key"}, {"secret", "secret"}};
    entry.update(one.at("options"));
    const auto read =
        BroadcastConfiguration::from_json(nlohmann::json{{"default", "pusher"}, {"pusher", entry}}.dump());
    const auto options = ready(read ? Result<BroadcastOptions>(read->drivers.at("pusher")) : read.error());
    REQUIRE(options.has_value() == one.at("valid"));
    if (!options) {
      CHECK(options.error().name() == one.at("code"));
      continue;
    }
    CHECK(nlohmann::json{{"origin", origin_of(*options)},
                         {"path", parse_options(*options).path},
                         {"channel_name", parse_options(*options).limits.channel_name}} ==
          one.at("expected"));
  }
}

TEST_CASE("the environment names the driver, the app and the server", "[config]") {
  const auto options = from({{"BROADCAST_DRIVER", "log"},
                             {"PUSHER_APP_ID", "3"},
                             {"PUSHER_APP_KEY", "key"},
                             {"PUSHER_APP_SECRET", "secret"},
                             {"PUSHER_APP_CLUSTER", "eu"},
                             {"PUSHER_HOST", "push.example.com"},
                             {"PUSHER_PORT", "6001"},
                             {"PUSHER_SCHEME", "http"}});
  REQUIRE(options);
  CHECK(options->driver == "log");
  CHECK(options->app_id == "3");
  CHECK(options->key == "key");
  CHECK(options->secret == "secret");
  CHECK(options->cluster == "eu");
  CHECK(options->host == "push.example.com");
  CHECK(options->port == 6001);
  CHECK_FALSE(options->use_tls);
}

TEST_CASE("without variables the driver is pusher, with TLS, on the first cluster", "[config]") {
  for (const auto& variables :
       {Variables{}, Variables{{"BROADCAST_DRIVER", ""}, {"PUSHER_PORT", ""}, {"PUSHER_HOST", ""}}}) {
    const auto options = from(variables);
    REQUIRE(options);
    CHECK(options->driver == "pusher");
    CHECK(options->use_tls);
    CHECK(parse_options(*options).host == "api-mt1.pusher.com");
    CHECK(parse_options(*options).port == 443);
  }
}

TEST_CASE("PUSHER_URL tells all at once, and other variables replace its parts", "[config]") {
  const auto options = from({{"PUSHER_URL", "http://key:se%2Fcret@127.0.0.1:6001/push/apps/3"}});
  REQUIRE(options);
  CHECK(options->app_id == "3");
  CHECK(options->key == "key");
  CHECK(options->secret == "se/cret");
  CHECK(options->host == "127.0.0.1");
  CHECK(options->port == 6001);
  CHECK(options->path == "/push");
  CHECK_FALSE(options->use_tls);

  const auto replaced =
      from({{"PUSHER_URL", "https://key:secret@api-eu.pusher.com/apps/3"}, {"PUSHER_APP_KEY", "other"}});
  REQUIRE(replaced);
  CHECK(replaced->key == "other");
  CHECK(replaced->secret == "secret");
  CHECK(replaced->host == "api-eu.pusher.com");
  CHECK(replaced->use_tls);
  CHECK(from({{"PUSHER_URL", "https://key:secret@[::1]:6001/apps/3"}})->host == "[::1]");
}

TEST_CASE("a variable that cannot be read is refused, and its text is not told", "[config]") {
  const std::vector<Variables> table{
      {{"PUSHER_PORT", "six"}},
      {{"PUSHER_PORT", "0"}},
      {{"PUSHER_PORT", "65536"}},
      {{"PUSHER_PORT", "80x"}},
      {{"PUSHER_SCHEME", "ws"}},
      {{"PUSHER_URL", "secret"}},
      {{"PUSHER_URL", "ftp://key:secret@host/apps/3"}},
      {{"PUSHER_URL", "https://key:secret@host/app/3"}},
      {{"PUSHER_URL", "https://key:secret@/apps/3"}},
      {{"PUSHER_URL", "https://key:secret@host:0/apps/3"}},
      {{"PUSHER_URL", "https://key:secret%4@host/apps/3"}},
      {{"PUSHER_URL", "https://key:secret%zz@host/apps/3"}},
  };
  for (const auto& variables : table) {
    INFO(variables.begin()->second);
    const auto options = from(variables);
    REQUIRE_FALSE(options);
    CHECK(options.error().code() == ErrorCode::invalid_option);
    CHECK(options.error().message().find("secret%") == std::string::npos);
  }
}

TEST_CASE("the host is given, or the cluster's", "[config]") {
  const std::vector<std::pair<BroadcastOptions, std::string>> table{
      {{}, "api-mt1.pusher.com"},
      {{.cluster = "EU"}, "api-eu.pusher.com"},
      {{.cluster = "eu", .host = "Push.Example.com"}, "push.example.com"},
      {{.host = "[::1]"}, "::1"},
  };
  for (const auto& [options, host] : table) CHECK(parse_options(options).host == host);
  CHECK(parse_options({.use_tls = false}).port == 80);
  CHECK(parse_options({.port = 6001}).port == 6001);
}

TEST_CASE("what is missing of the credentials is named, with its variable", "[config]") {
  const std::vector<std::pair<BroadcastOptions, std::string>> table{
      {{.key = "k", .secret = "s"},
       "There is no app id: give BroadcastOptions::app_id, or set PUSHER_APP_ID."},
      {{.app_id = "3", .secret = "s"}, "There is no key: give BroadcastOptions::key, or set PUSHER_APP_KEY."},
      {{.app_id = "3", .key = "k"},
       "There is no secret: give BroadcastOptions::secret, or set PUSHER_APP_SECRET."},
  };
  for (const auto& [options, message] : table) {
    const auto broadcast = Broadcast::make(options);
    REQUIRE_FALSE(broadcast);
    CHECK(broadcast.error().code() == ErrorCode::missing_credentials);
    CHECK(broadcast.error().message() == message);
  }
}

TEST_CASE("an option that cannot be used is refused", "[config]") {
  const std::vector<std::pair<std::string, BroadcastOptions>> table{
      {"scheme", complete([](BroadcastOptions& c) { c.host = "https://push.example.com"; })},
      {"port in the host", complete([](BroadcastOptions& c) { c.host = "push.example.com:80"; })},
      {"path in the host", complete([](BroadcastOptions& c) { c.host = "push.example.com/push"; })},
      {"userinfo", complete([](BroadcastOptions& c) { c.host = "a@push.example.com"; })},
      {"line break", complete([](BroadcastOptions& c) { c.host = "push.example.com\r\nX: y"; })},
      {"percent", complete([](BroadcastOptions& c) { c.host = "push%2eexample.com"; })},
      {"two dots", complete([](BroadcastOptions& c) { c.host = "push..example.com"; })},
      {"long host", complete([](BroadcastOptions& c) { c.host = std::string(254, 'h'); })},
      {"cluster", complete([](BroadcastOptions& c) { c.cluster = "eu.evil.com/"; })},
      {"negative port", complete([](BroadcastOptions& c) { c.port = -1; })},
      {"large port", complete([](BroadcastOptions& c) { c.port = 65'536; })},
      {"path", complete([](BroadcastOptions& c) { c.path = "push"; })},
      {"climbing path", complete([](BroadcastOptions& c) { c.path = "/a/../b"; })},
      {"path with a query", complete([](BroadcastOptions& c) { c.path = "/a?b"; })},
      {"no time", complete([](BroadcastOptions& c) { c.timeout = std::chrono::milliseconds(0); })},
      {"no time to connect",
       complete([](BroadcastOptions& c) { c.connect_timeout = std::chrono::milliseconds(-1); })},
      {"too much time", complete([](BroadcastOptions& c) { c.total_timeout = std::chrono::hours(2); })},
      {"no attempt", complete([](BroadcastOptions& c) { c.attempts = 0; })},
      {"many attempts", complete([](BroadcastOptions& c) { c.attempts = 11; })},
      {"no connection", complete([](BroadcastOptions& c) { c.connections = 0; })},
      {"empty batches", complete([](BroadcastOptions& c) { c.limits.batch_events = 0; })},
      {"no data", complete([](BroadcastOptions& c) { c.limits.data_bytes = 0; })},
      {"a queue of nothing", complete([](BroadcastOptions& c) { c.limits.queue_events = 0; })},
      {"a queue without room", complete([](BroadcastOptions& c) { c.limits.queue_bytes = 0; })},
      {"authorities", complete([](BroadcastOptions& c) { c.ca_file = "/does/not/exist.pem"; })},
  };
  for (const auto& [title, options] : table) {
    INFO(title);
    const auto broadcast = Broadcast::make(options);
    REQUIRE_FALSE(broadcast);
    CHECK(broadcast.error().code() == ErrorCode::invalid_option);
  }
}

TEST_CASE("hosts of every form are taken", "[config]") {
  for (const char* host : {"api-eu.pusher.com", "localhost", "127.0.0.1", "[::1]", "push_1.internal"}) {
    INFO(host);
    CHECK(Broadcast::make(complete([host](BroadcastOptions& c) { c.host = host; })));
  }
}

TEST_CASE("an unknown driver is refused, with those that there are", "[config]") {
  const auto broadcast = Broadcast::make(BroadcastOptions{.driver = "ably"});
  REQUIRE_FALSE(broadcast);
  CHECK(broadcast.error().code() == ErrorCode::unknown_driver);
  CHECK(broadcast.error().message() == R"(There is no driver "ably". There are: pusher, log, null, fake.)");
}

TEST_CASE("several drivers are read from JSON, by Masonite's names", "[config]") {
  const std::string object = R"({
    "default": "pusher",
    "pusher": {"driver": "pusher", "app_id": 3456, "client": "key", "secret": "secret", "cluster": "eu", "ssl": false},
    "hub": {"driver": "pusher", "app_id": "3", "key": "k", "secret": "s", "host": "127.0.0.1", "port": "6001", "ssl": true},
    "log": {"path": "/push", "sign_path": true}
  })";
  for (const auto& text : {object, "{\"BROADCASTS\": " + object + "}"}) {
    const auto read = BroadcastConfiguration::from_json(text);
    REQUIRE(read);
    CHECK(read->default_driver == "pusher");
    REQUIRE(read->drivers.size() == 3);
    const auto& pusher = read->drivers.at("pusher");
    CHECK(pusher.app_id == "3456");
    CHECK(pusher.key == "key");
    CHECK(pusher.secret == "secret");
    CHECK(pusher.cluster == "eu");
    CHECK_FALSE(pusher.use_tls);
    CHECK(read->drivers.at("hub").port == 6001);
    CHECK(read->drivers.at("hub").use_tls);
    CHECK(read->drivers.at("log").driver == "log");
    CHECK(read->drivers.at("log").sign_path);
    CHECK_FALSE(read->drivers.at("hub").sign_path);
    CHECK(Broadcast::from_json(text));
  }
}

TEST_CASE("of several options or drivers of one name the last counts, and names may be escaped", "[config]") {
  const auto read = BroadcastConfiguration::from_json(
      R"({"default": "log", "log": {"secret": "first", "host": "h"}, "l\u006fg": {"k\u0065y": "a", "key": "b\n\u00e9"}})");
  REQUIRE(read);
  REQUIRE(read->drivers.size() == 1);
  const auto& log = read->drivers.at("log");
  CHECK(log.key == "b\n\xc3\xa9");
  CHECK(log.secret.empty());
  CHECK(log.host.empty());
}

TEST_CASE("a byte order mark and white space around a configuration do not matter", "[config]") {
  CHECK(BroadcastConfiguration::from_json(
      "\xEF\xBB\xBF \r\n{\"BROADCASTS\" :\t{ \"default\": \"log\" , \"log\" : { } } }\n"));
}

TEST_CASE("JSON that is no configuration is refused", "[config]") {
  const std::vector<std::pair<std::string, ErrorCode>> table{
      {"", ErrorCode::invalid_json},
      {R"({"default": "pusher")", ErrorCode::invalid_json},
      {"{\"default\": \"log\", \"log\": {\"path\": \"\xff\"}}", ErrorCode::invalid_json},
      {R"({"default": "log", "log": )" + std::string(32, '[') + std::string(32, ']') + "}",
       ErrorCode::json_too_deep},
      {R"({"BROADCASTS": []})", ErrorCode::invalid_option},
      {R"({"BROADCASTS": {"default": "log", "log": {}}, "log": {}})", ErrorCode::invalid_option},
      {"[]", ErrorCode::invalid_option},
      {R"({"default": 1})", ErrorCode::invalid_option},
      {R"({"default": "log", "log": "log"})", ErrorCode::invalid_option},
      {R"({"default": "log", "log": {"sll": true}})", ErrorCode::invalid_option},
      {R"({"default": "log", "log": {"ssl": "yes"}})", ErrorCode::invalid_option},
      {R"({"default": "log", "log": {"sign_path": "/push"}})", ErrorCode::invalid_option},
      {R"({"default": "log", "log": {"port": 0}})", ErrorCode::invalid_option},
      {R"({"default": "log", "log": {"port": -1}})", ErrorCode::invalid_option},
      {R"({"default": "log", "log": {"port": true}})", ErrorCode::invalid_option},
      {R"({"default": "log", "log": {"app_id": 1.5}})", ErrorCode::invalid_option},
      {R"({"default": "log", "log": {"secret": ["s"]}})", ErrorCode::invalid_option},
      {R"({"default": "log"})", ErrorCode::unknown_driver},
      {R"({"pusher2": {}})", ErrorCode::unknown_driver},
  };
  for (const auto& [text, code] : table) {
    INFO(text);
    const auto read = BroadcastConfiguration::from_json(text);
    REQUIRE_FALSE(read);
    CHECK(read.error().code() == code);
  }
}

TEST_CASE("of several drivers each must be in order, and the message names it", "[config]") {
  const auto broadcast =
      Broadcast::from_json(R"({"default": "log", "log": {}, "hub": {"driver": "pusher", "app_id": "3"}})");
  REQUIRE_FALSE(broadcast);
  CHECK(broadcast.error().code() == ErrorCode::missing_credentials);
  CHECK(broadcast.error().message() ==
        R"(The driver "hub": There is no key: give BroadcastOptions::key, or set PUSHER_APP_KEY.)");
}
