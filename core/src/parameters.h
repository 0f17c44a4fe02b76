#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "views.h"

// The rules for query parameters that the signer of a request and its verifier share
// (pusher/docs: docs/channels/library_auth_reference/rest-api.md, "Generating authentication signatures").
namespace fanfare {

/// Whether a parameter is the signature's own: `auth_*` or `body_md5`.
[[nodiscard]] bool is_reserved_parameter(std::string_view lower_case_name);

// The signed text holds names and values unescaped, so neither may look like another piece of it: no `=` or `&`
// in a name, no line break in either.
[[nodiscard]] bool is_parameter_name(std::string_view name);
[[nodiscard]] bool is_parameter_value(std::string_view value);

/// Parameters in the order of their names, each name once.
class SortedParameters {
 public:
  /// Has room for `capacity` parameters.
  explicit SortedParameters(std::size_t capacity) : parameters_(capacity) {}

  /// Takes a parameter with a lower-case name. False, and nothing changes, if the name is there already or no room
  /// is left.
  bool insert(ParameterView parameter);
  [[nodiscard]] const ParameterView* begin() const { return parameters_.data(); }
  [[nodiscard]] const ParameterView* end() const { return parameters_.data() + count_; }

 private:
  std::vector<ParameterView> parameters_;
  std::size_t count_ = 0;
};

}  // namespace fanfare
