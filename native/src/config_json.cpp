#include <fanfare/config.h>

#include <charconv>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>
#include <utility>

namespace fanfare {
namespace {

using nlohmann::json;

Error wrong_field(const std::string& driver, const std::string& field, const std::string& expected) {
  return Error(ErrorCode::invalid_option,
               "\"" + field + "\" of the driver \"" + driver + "\" is " + expected + ".");
}

/// A string, or a whole number as its digits: ids are written either way.
Result<std::string> text_of(const std::string& driver, const std::string& field, const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_integer()) return value.dump();
  if (value.is_null()) return std::string();
  return wrong_field(driver, field, "a string");
}

Result<void> read_field(const std::string& driver, const std::string& field, const json& value,
                        Config& config) {
  std::string Config::*text = nullptr;
  if (field == "driver") text = &Config::driver;
  if (field == "app_id") text = &Config::app_id;
  if (field == "client" || field == "key") text = &Config::key;
  if (field == "secret") text = &Config::secret;
  if (field == "encryption_master_key_base64") text = &Config::encryption_master_key_base64;
  if (field == "cluster") text = &Config::cluster;
  if (field == "host") text = &Config::host;
  if (field == "path") text = &Config::path;
  if (text != nullptr) {
    auto read = text_of(driver, field, value);
    if (!read) return read.error();
    config.*text = std::move(*read);
    return {};
  }
  if (field == "ssl" || field == "sign_path") {
    if (!value.is_boolean()) return wrong_field(driver, field, "true or false");
    (field == "ssl" ? config.use_tls : config.sign_path) = value.get<bool>();
    return {};
  }
  if (field == "port") {
    auto digits = text_of(driver, field, value);
    if (!digits) return digits.error();
    const auto [end, error] = std::from_chars(digits->data(), digits->data() + digits->size(), config.port);
    const bool whole = error == std::errc{} && end == digits->data() + digits->size();
    if (!digits->empty() && (!whole || config.port < 1 || config.port > 65'535)) {
      return wrong_field(driver, field, "a number from 1 to 65535");
    }
    return {};
  }
  return Error(ErrorCode::invalid_option,
               "The driver \"" + driver + "\" has an option \"" + field +
                   "\". There are: driver, app_id, client, secret, cluster, ssl, host, "
                   "port, path, sign_path, encryption_master_key_base64.");
}

}  // namespace

Result<Broadcasts> Broadcasts::from_json(std::string_view text) {
  auto root = json::parse(text, nullptr, false);
  if (root.is_discarded()) return Error(ErrorCode::invalid_json, "The configuration is not JSON.");
  if (root.is_object() && root.size() == 1 && root.contains("BROADCASTS")) root = json(root["BROADCASTS"]);
  if (!root.is_object()) {
    return Error(
        ErrorCode::invalid_option,
        R"(The configuration is an object: {"default": "pusher", "pusher": {"driver": "pusher", …}}.)");
  }
  Broadcasts broadcasts;
  for (const auto& [name, value] : root.items()) {
    if (name == "default") {
      if (!value.is_string())
        return Error(ErrorCode::invalid_option, R"("default" is the name of a driver.)");
      broadcasts.default_driver = value.get<std::string>();
      continue;
    }
    if (!value.is_object()) {
      return Error(ErrorCode::invalid_option,
                   "\"" + name + "\" of the configuration is an object with the options of that driver.");
    }
    Config config{.driver = name};
    for (const auto& [field, option] : value.items()) {
      if (auto read = read_field(name, field, option, config); !read) return read.error();
    }
    broadcasts.drivers.emplace(name, std::move(config));
  }
  if (!broadcasts.drivers.contains(broadcasts.default_driver)) {
    return Error(ErrorCode::unknown_driver, "The default driver \"" + broadcasts.default_driver +
                                                "\" is not configured: add an object of that name.");
  }
  return broadcasts;
}

}  // namespace fanfare
