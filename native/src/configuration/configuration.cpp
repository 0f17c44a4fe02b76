#include <fanfare/configuration.h>

#include "json.h"
#include "wipe.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <system_error>

// Read by the core's scanner, in place: nlohmann_json copies each text of its input, and does not wipe the
// copies.
namespace fanfare {
namespace {

Error wrong_field(const std::string& driver, const std::string& field, const std::string& expected) {
  return Error(ErrorCode::invalid_option,
               "\"" + field + "\" of the driver \"" + driver + "\" is " + expected + ".");
}

bool is_string(std::string_view literal) { return literal.starts_with('"'); }

bool is_whole_number(std::string_view literal) {
  return literal.find_first_not_of("-0123456789") == std::string_view::npos;
}

/// A string, or a whole number as its digits: ids are written either way.
Result<void> read_text(const std::string& driver, const std::string& field, std::string_view literal,
                       std::string& text) {
  wipe(text);
  text.reserve(literal.size());  // at once, for nothing wipes what a text grew out of
  if (is_string(literal)) {
    json::append_unescaped(text, literal);
  } else if (is_whole_number(literal)) {
    text = literal;
  } else if (literal != "null") {
    return wrong_field(driver, field, "a string");
  }
  return {};
}

Result<void> read_field(const std::string& driver, const std::string& field, std::string_view literal,
                        BroadcastOptions& options) {
  std::string BroadcastOptions::*text = nullptr;
  if (field == "driver") text = &BroadcastOptions::driver;
  if (field == "app_id") text = &BroadcastOptions::app_id;
  if (field == "client" || field == "key") text = &BroadcastOptions::key;
  if (field == "secret") text = &BroadcastOptions::secret;
  if (field == "encryption_master_key_base64") text = &BroadcastOptions::encryption_master_key_base64;
  if (field == "cluster") text = &BroadcastOptions::cluster;
  if (field == "host") text = &BroadcastOptions::host;
  if (field == "path") text = &BroadcastOptions::path;
  if (text != nullptr) return read_text(driver, field, literal, options.*text);
  if (field == "ssl" || field == "sign_path") {
    if (literal != "true" && literal != "false") return wrong_field(driver, field, "true or false");
    (field == "ssl" ? options.use_tls : options.sign_path) = literal == "true";
    return {};
  }
  if (field == "port") {
    std::string digits;
    if (auto read = read_text(driver, field, literal, digits); !read) return read;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), options.port);
    const bool whole = error == std::errc{} && end == digits.data() + digits.size();
    if (!digits.empty() && (!whole || options.port < 1 || options.port > 65'535)) {
      return wrong_field(driver, field, "a number from 1 to 65535");
    }
    return {};
  }
  return Error(ErrorCode::invalid_option,
               "The driver \"" + driver + "\" has an option \"" + field +
                   "\". There are: driver, app_id, client, secret, cluster, ssl, host, "
                   "port, path, sign_path, encryption_master_key_base64.");
}

/// What is in `BROADCASTS`, if that is all there is.
std::string_view unwrapped(std::string_view text) {
  json::Items items(text);
  if (!items.next() || !items.is("BROADCASTS")) return text;
  const auto value = items.value();
  return items.next() ? text : value;
}

bool is_object(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t\n\r"), text.size())).starts_with('{');
}

}  // namespace

Result<BroadcastConfiguration> BroadcastConfiguration::from_json(std::string_view text) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";  // editors put one before UTF-8
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  if (auto valid = json::check(text, "The configuration"); !valid) return valid;
  text = unwrapped(text);
  if (!is_object(text)) {
    return Error(
        ErrorCode::invalid_option,
        R"(The configuration is an object: {"default": "pusher", "pusher": {"driver": "pusher", …}}.)");
  }
  BroadcastConfiguration configuration;
  const WipeAtEnd wipe_configuration(configuration);
  for (json::Items drivers(text); drivers.next();) {
    const auto name = json::unescape(drivers.name());
    if (name == "default") {
      if (!is_string(drivers.value()))
        return Error(ErrorCode::invalid_option, R"("default" is the name of a driver.)");
      configuration.default_driver = json::unescape(drivers.value());
      continue;
    }
    if (!is_object(drivers.value())) {
      return Error(ErrorCode::invalid_option,
                   "\"" + name + "\" of the configuration is an object with the options of that driver.");
    }
    // Of several objects of one name the last counts.
    auto& options = configuration.drivers[name];
    wipe(options);
    options = {.driver = name};
    for (json::Items fields(drivers.value()); fields.next();) {
      auto read = read_field(name, json::unescape(fields.name()), fields.value(), options);
      if (!read) return read;
    }
  }
  if (!configuration.drivers.contains(configuration.default_driver)) {
    return Error(ErrorCode::unknown_driver, "The default driver \"" + configuration.default_driver +
                                                "\" is not configured: add an object of that name.");
  }
  return configuration;
}

}  // namespace fanfare
