#include "json_value.h"

#include "../json.h"

namespace fanfare::hub {

std::optional<nlohmann::json> parse_json(std::string_view text) {
  if (!json::check(text, "The text")) return std::nullopt;
  auto value = nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
  if (value.is_discarded()) return std::nullopt;
  return value;
}

std::string json_string(std::string_view text) {
  std::string quoted;
  json::append_string(quoted, text);
  return quoted;
}

const std::string* string_member(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? nullptr : found->get_ptr<const std::string*>();
}

}  // namespace fanfare::hub
