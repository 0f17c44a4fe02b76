#pragma once

#include <fanfare/request.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app_view.h"

// What the signer of a request and its verifier must agree on
// (pusher/docs: docs/channels/library_auth_reference/rest-api.md, "Generating authentication signatures").
namespace fanfare {

/// A query parameter whose texts belong to somebody else.
struct Field {
  std::string_view name;
  std::string_view value;
};

/// Whether a parameter is the signature's own: `auth_*` or `body_md5`.
[[nodiscard]] bool is_reserved_parameter(std::string_view lower_case_name);

/// Names and values that stand unescaped in the text to sign may not look like a piece of that text: no `=`
/// or `&` in a name, no line break in either.
[[nodiscard]] bool is_parameter_name(std::string_view name);
[[nodiscard]] bool is_parameter_value(std::string_view value);

/// Fields by their names, each once.
class SortedFields {
 public:
  explicit SortedFields(std::size_t room) : fields_(room) {}

  /// Gives false for a name that is there already, in lower case as all are, and past the room.
  bool insert(Field field);
  [[nodiscard]] const Field* begin() const { return fields_.data(); }
  [[nodiscard]] const Field* end() const { return fields_.data() + count_; }

 private:
  std::vector<Field> fields_;
  std::size_t count_ = 0;
};

/// As that of request.h; fills path and query.
[[nodiscard]] Result<void> sign_request(const AppView& app, std::string_view method,
                                        std::string_view resource, std::span<const Field> parameters,
                                        std::string_view body, UnixSeconds now, Request& request);

}  // namespace fanfare
