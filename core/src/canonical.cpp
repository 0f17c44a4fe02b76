#include "canonical.h"

#include "ascii.h"
#include "percent.h"
#include "utf8.h"

#include <utility>

namespace fanfare {

bool is_reserved_parameter(std::string_view lower_case_name) {
  return lower_case_name.starts_with("auth_") || lower_case_name == "body_md5";
}

bool is_parameter_name(std::string_view name) {
  const auto belongs = [](char c) { return ascii::is_alphanumeric(c) || ascii::is_any_of(c, "-_"); };
  return !name.empty() && ascii::all(name, belongs);
}

bool is_parameter_value(std::string_view value) { return utf8::valid(value) && !utf8::has_control(value); }

void sort_parameters(Parameters& parameters) {
  for (auto& parameter : parameters) parameter.first = ascii::to_lower(parameter.first);
  // By insertion: there are few, and most are sorted already.
  for (std::size_t i = 1; i < parameters.size(); ++i) {
    for (std::size_t j = i; j > 0 && parameters[j] < parameters[j - 1]; --j) {
      std::swap(parameters[j], parameters[j - 1]);
    }
  }
}

std::string text_to_sign(std::string_view method, std::string_view path, const Parameters& sorted) {
  std::string text(method);
  text += '\n';
  text += path;
  char before = '\n';
  for (const auto& [name, value] : sorted) {
    text += before;
    text += name;
    text += '=';
    text += value;
    before = '&';
  }
  return text;
}

std::string encoded_query(const Parameters& sorted) {
  std::string query;
  for (const auto& [name, value] : sorted) {
    if (!query.empty()) query += '&';
    query += name;
    query += '=';
    percent::append_encoded(query, value);
  }
  return query;
}

}  // namespace fanfare
