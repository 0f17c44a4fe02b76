#pragma once

#include <fanfare/any_event.h>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace fanfare {

/// An event without a class. Its channels come with the call. It keeps only the payload's text, since copying
/// a deeply nested value would overrun a small stack.
class PlainEvent final : public detail::EventObject {
 public:
  PlainEvent(std::string_view name, const nlohmann::json& data) : name_(name), text_(detail::text_of(data)) {}

  [[nodiscard]] Channels channels() const override { return {}; }
  [[nodiscard]] std::string name() const override { return name_; }
  /// The text as a string, which is sent as it is.
  [[nodiscard]] nlohmann::json payload() const override {
    return text_ ? nlohmann::json(*text_) : nlohmann::json();
  }
  [[nodiscard]] Result<std::string> text() const override { return text_; }

 private:
  std::string name_;
  Result<std::string> text_;
};

}  // namespace fanfare
