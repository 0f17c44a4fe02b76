#include <fanfare/config.h>

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

static Result<Config> from(const Variables& variables) {
  return Config::from_env([&variables](const char* name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  });
}

static Config complete() { return {.app_id = "3", .key = "key", .secret = "secret"}; }

template <class Change>
static Config complete(Change change) {
  auto config = complete();
  change(config);
  return config;
}

static nlohmann::json vectors_of(const char* operation) {
  std::ifstream file(FANFARE_VECTORS "/config.json");
  return nlohmann::json::parse(file).at(operation);
}

static std::string origin_of(const Config& config) {
  auto host = host_of(config);
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  const int port = port_of(config);
  const bool usual = port == (config.use_tls ? 443 : 80);
  return (config.use_tls ? "https://" : "http://") + host + (usual ? "" : ":" + std::to_string(port));
}

static Result<Config> ready(Result<Config> config) {
  if (!config) return config;
  if (auto made = Broadcast::make(*config); !made) return made.error();
  return config;
}

TEST_CASE("every environment of tests/vectors/config.json is read as it says", "[config]") {
  const auto cases = vectors_of("environment");
  REQUIRE(cases.size() >= 30);
  for (const auto& one : cases) {
    INFO(one.at("name").get<std::string>() << ": " << one.at("why").get<std::string>());
    const auto config = ready(from(one.at("env").get<Variables>()));
    REQUIRE(config.has_value() == one.at("valid"));
    if (!config) {
      CHECK(config.error().name() == one.at("code"));
      continue;
    }
    CHECK(nlohmann::json{{"origin", origin_of(*config)},
                         {"path", path_of(*config)},
                         {"app_id", config->app_id},
                         {"key", config->key},
                         {"secret", config->secret}} == one.at("expected"));
  }
}

TEST_CASE("every driver of tests/vectors/config.json is configured as it says", "[config]") {
  const auto cases = vectors_of("driver");
  REQUIRE(cases.size() >= 40);
  for (const auto& one : cases) {
    INFO(one.at("name").get<std::string>() << ": " << one.at("why").get<std::string>());
    nlohmann::json options{{"app_id", "3"}, {"client", "key"}, {"secret", "secret"}};
    options.update(one.at("options"));
    const auto read =
        Broadcasts::from_json(nlohmann::json{{"default", "pusher"}, {"pusher", options}}.dump());
    const auto config = ready(read ? Result<Config>(read->drivers.at("pusher")) : read.error());
    REQUIRE(config.has_value() == one.at("valid"));
    if (!config) {
      CHECK(config.error().name() == one.at("code"));
      continue;
    }
    CHECK(nlohmann::json{{"origin", origin_of(*config)},
                         {"path", path_of(*config)},
                         {"channel_name", limits_of(*config).channel_name}} == one.at("expected"));
  }
}

TEST_CASE("the environment names the driver, the app and the server", "[config]") {
  const auto config = from({{"BROADCAST_DRIVER", "log"},
                            {"PUSHER_APP_ID", "3"},
                            {"PUSHER_APP_KEY", "key"},
                            {"PUSHER_APP_SECRET", "secret"},
                            {"PUSHER_APP_CLUSTER", "eu"},
                            {"PUSHER_HOST", "push.example.com"},
                            {"PUSHER_PORT", "6001"},
                            {"PUSHER_SCHEME", "http"}});
  REQUIRE(config);
  CHECK(config->driver == "log");
  CHECK(config->app_id == "3");
  CHECK(config->key == "key");
  CHECK(config->secret == "secret");
  CHECK(config->cluster == "eu");
  CHECK(config->host == "push.example.com");
  CHECK(config->port == 6001);
  CHECK_FALSE(config->use_tls);
}

TEST_CASE("without variables the driver is pusher, with TLS, on the first cluster", "[config]") {
  for (const auto& variables :
       {Variables{}, Variables{{"BROADCAST_DRIVER", ""}, {"PUSHER_PORT", ""}, {"PUSHER_HOST", ""}}}) {
    const auto config = from(variables);
    REQUIRE(config);
    CHECK(config->driver == "pusher");
    CHECK(config->use_tls);
    CHECK(host_of(*config) == "api-mt1.pusher.com");
    CHECK(port_of(*config) == 443);
  }
}

TEST_CASE("PUSHER_URL tells all at once, and other variables replace its parts", "[config]") {
  const auto config = from({{"PUSHER_URL", "http://key:se%2Fcret@127.0.0.1:6001/push/apps/3"}});
  REQUIRE(config);
  CHECK(config->app_id == "3");
  CHECK(config->key == "key");
  CHECK(config->secret == "se/cret");
  CHECK(config->host == "127.0.0.1");
  CHECK(config->port == 6001);
  CHECK(config->path == "/push");
  CHECK_FALSE(config->use_tls);

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
    const auto config = from(variables);
    REQUIRE_FALSE(config);
    CHECK(config.error().code() == ErrorCode::invalid_option);
    CHECK(config.error().message().find("secret%") == std::string::npos);
  }
}

TEST_CASE("the host is given, or the cluster's", "[config]") {
  const std::vector<std::pair<Config, std::string>> table{
      {{}, "api-mt1.pusher.com"},
      {{.cluster = "EU"}, "api-eu.pusher.com"},
      {{.cluster = "eu", .host = "Push.Example.com"}, "push.example.com"},
      {{.host = "[::1]"}, "::1"},
  };
  for (const auto& [config, host] : table) CHECK(host_of(config) == host);
  CHECK(port_of({.use_tls = false}) == 80);
  CHECK(port_of({.port = 6001}) == 6001);
}

TEST_CASE("what is missing of the credentials is named, with its variable", "[config]") {
  const std::vector<std::pair<Config, std::string>> table{
      {{.key = "k", .secret = "s"}, "There is no app id: give Config::app_id, or set PUSHER_APP_ID."},
      {{.app_id = "3", .secret = "s"}, "There is no key: give Config::key, or set PUSHER_APP_KEY."},
      {{.app_id = "3", .key = "k"}, "There is no secret: give Config::secret, or set PUSHER_APP_SECRET."},
  };
  for (const auto& [config, message] : table) {
    const auto broadcast = Broadcast::make(config);
    REQUIRE_FALSE(broadcast);
    CHECK(broadcast.error().code() == ErrorCode::missing_credentials);
    CHECK(broadcast.error().message() == message);
  }
}

TEST_CASE("an option that cannot be used is refused", "[config]") {
  const std::vector<std::pair<std::string, Config>> table{
      {"scheme", complete([](Config& c) { c.host = "https://push.example.com"; })},
      {"port in the host", complete([](Config& c) { c.host = "push.example.com:80"; })},
      {"path in the host", complete([](Config& c) { c.host = "push.example.com/push"; })},
      {"userinfo", complete([](Config& c) { c.host = "a@push.example.com"; })},
      {"line break", complete([](Config& c) { c.host = "push.example.com\r\nX: y"; })},
      {"percent", complete([](Config& c) { c.host = "push%2eexample.com"; })},
      {"two dots", complete([](Config& c) { c.host = "push..example.com"; })},
      {"long host", complete([](Config& c) { c.host = std::string(254, 'h'); })},
      {"cluster", complete([](Config& c) { c.cluster = "eu.evil.com/"; })},
      {"negative port", complete([](Config& c) { c.port = -1; })},
      {"large port", complete([](Config& c) { c.port = 65'536; })},
      {"path", complete([](Config& c) { c.path = "push"; })},
      {"climbing path", complete([](Config& c) { c.path = "/a/../b"; })},
      {"path with a query", complete([](Config& c) { c.path = "/a?b"; })},
      {"no time", complete([](Config& c) { c.timeout = std::chrono::milliseconds(0); })},
      {"no time to connect", complete([](Config& c) { c.connect_timeout = std::chrono::milliseconds(-1); })},
      {"too much time", complete([](Config& c) { c.total_timeout = std::chrono::hours(2); })},
      {"no attempt", complete([](Config& c) { c.attempts = 0; })},
      {"many attempts", complete([](Config& c) { c.attempts = 11; })},
      {"no connection", complete([](Config& c) { c.connections = 0; })},
      {"empty batches", complete([](Config& c) { c.limits.batch_events = 0; })},
      {"no data", complete([](Config& c) { c.limits.data_bytes = 0; })},
      {"a queue of nothing", complete([](Config& c) { c.limits.queue_events = 0; })},
      {"a queue without room", complete([](Config& c) { c.limits.queue_bytes = 0; })},
      {"authorities", complete([](Config& c) { c.ca_file = "/does/not/exist.pem"; })},
  };
  for (const auto& [title, config] : table) {
    INFO(title);
    const auto broadcast = Broadcast::make(config);
    REQUIRE_FALSE(broadcast);
    CHECK(broadcast.error().code() == ErrorCode::invalid_option);
  }
}

TEST_CASE("hosts of every form are taken", "[config]") {
  for (const char* host : {"api-eu.pusher.com", "localhost", "127.0.0.1", "[::1]", "push_1.internal"}) {
    INFO(host);
    CHECK(Broadcast::make(complete([host](Config& c) { c.host = host; })));
  }
}

TEST_CASE("an unknown driver is refused, with those that there are", "[config]") {
  const auto broadcast = Broadcast::make(Config{.driver = "ably"});
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
    const auto read = Broadcasts::from_json(text);
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
  const auto read = Broadcasts::from_json(
      R"({"default": "log", "log": {"secret": "first", "host": "h"}, "l\u006fg": {"k\u0065y": "a", "key": "b\n\u00e9"}})");
  REQUIRE(read);
  REQUIRE(read->drivers.size() == 1);
  const auto& log = read->drivers.at("log");
  CHECK(log.key == "b\n\xc3\xa9");
  CHECK(log.secret.empty());
  CHECK(log.host.empty());
}

TEST_CASE("a byte order mark and white space around a configuration do not matter", "[config]") {
  CHECK(Broadcasts::from_json(
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
    const auto read = Broadcasts::from_json(text);
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
        R"(The driver "hub": There is no key: give Config::key, or set PUSHER_APP_KEY.)");
}
