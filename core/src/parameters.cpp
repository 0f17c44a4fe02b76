#include "parameters.h"

#include "ascii.h"
#include "utf8.h"

namespace fanfare {

bool is_reserved_parameter(std::string_view lower_case_name) {
  return lower_case_name.starts_with("auth_") || lower_case_name == "body_md5";
}

bool is_parameter_name(std::string_view name) {
  constexpr ascii::Set word("09AZaz", "-_");
  return !name.empty() && ascii::all(name, word);
}

bool is_parameter_value(std::string_view value) { return utf8::valid(value) && !utf8::has_control(value); }

bool SortedParameters::insert(ParameterView parameter) {
  if (count_ == parameters_.size()) return false;
  std::size_t place = count_;
  while (place > 0 && parameter.name < parameters_[place - 1].name) --place;
  if (place > 0 && parameters_[place - 1].name == parameter.name) return false;
  for (std::size_t i = count_++; i > place; --i) parameters_[i] = parameters_[i - 1];
  parameters_[place] = parameter;
  return true;
}

}  // namespace fanfare
