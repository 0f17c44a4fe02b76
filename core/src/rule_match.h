#pragma once

#include <string_view>

namespace fanfare {

/// Calls something with the name and the value of a parameter; it lives no longer than what it calls.
class AddParameter {
 public:
  template <class Function>
  AddParameter(Function& function)  // NOLINT: implicit by design
      : function_(&function), call_([](void* target, std::string_view name, std::string_view value) {
          (*static_cast<Function*>(target))(name, value);
        }) {}

  void operator()(std::string_view name, std::string_view value) const { call_(function_, name, value); }

 private:
  void* function_;
  void (*call_)(void*, std::string_view, std::string_view);
};

/// As that of rule.h, which says what matches; parameters are added as they are found, for nothing if the
/// rest does not match.
[[nodiscard]] bool match_rule(std::string_view pattern, std::string_view channel, const AddParameter& add);

}  // namespace fanfare
