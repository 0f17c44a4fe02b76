#include "vectors.h"

#include <fstream>

namespace vectors {

std::vector<Case> load(const std::string& concept_name, const std::string& operation) {
  const std::string path = std::string(FANFARE_VECTORS) + "/" + concept_name + ".json";
  std::ifstream file(path);
  INFO(path);
  REQUIRE(file.is_open());
  auto cases = Case::parse(file).at(operation).get<std::vector<Case>>();
  REQUIRE_FALSE(cases.empty());
  return cases;
}

std::string text(const Case& value) {
  if (value.is_string()) return value.get<std::string>();
  std::string result;
  if (value.contains("repeat")) {
    for (int i = 0; i < value.at("times").get<int>(); ++i) result += value.at("repeat").get<std::string>();
  } else if (value.contains("join")) {
    for (const Case& part : value.at("join")) result += text(part);
  } else {
    const auto digits = value.at("hex").get<std::string>();
    for (std::size_t i = 0; i < digits.size(); i += 2) {
      result += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
    }
  }
  return result;
}

std::string text(const Case& of, const char* field) { return of.contains(field) ? text(of.at(field)) : ""; }

std::vector<std::string> texts(const Case& value) {
  std::vector<std::string> result;
  if (value.is_object()) return {value.at("times").get<std::size_t>(), text(value.at("list"))};
  for (const Case& one : value) result.push_back(text(one));
  return result;
}

fanfare::Parameters pairs(const Case& value) {
  fanfare::Parameters result;
  for (const Case& pair : value) result.emplace_back(text(pair.at(0)), text(pair.at(1)));
  return result;
}

fanfare::App app(const Case& of) {
  const Case& fields = of.at("app");
  return fanfare::App::make(text(fields, "id"), text(fields, "key"), text(fields, "secret"))
      .value()
      .with_signed_prefix(text(of, "signed_prefix"));
}

std::string title(const Case& of) {
  return of.at("name").get<std::string>() + ": " + of.at("why").get<std::string>();
}

void check_error(const Case& of, const fanfare::Error& error) {
  if (of.contains("code")) CHECK(error.name() == of.at("code").get<std::string>());
  CHECK(error.message().ends_with('.'));
  for (const char c : error.message()) CHECK_FALSE((c >= 0 && c < ' '));
  const std::string secret = of.contains("app") ? text(of.at("app"), "secret") : text(of, "secret");
  if (secret.size() > 5) CHECK(error.message().find(secret) == std::string::npos);
}

}  // namespace vectors
