#pragma once

#include <fanfare/any_event.h>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace fanfare {

/// An event without a class; its channels are told apart from it. It keeps the payload's text alone, for to
/// copy the value would recurse.
class PlainEvent final : public detail::EventObject {
 public:
  PlainEvent(std::string_view name, const nlohmann::json& data) : name_(name), text_(detail::text_of(data)) {}

  [[nodiscard]] Channels channels() const override { return {}; }
  [[nodiscard]] std::string name() const override { return name_; }
  /// A string, which travels as it is.
  [[nodiscard]] nlohmann::json payload() const override {
    return text_ ? nlohmann::json(*text_) : nlohmann::json();
  }
  [[nodiscard]] Result<std::string> text() const override { return text_; }

 private:
  std::string name_;
  Result<std::string> text_;
};

}  // namespace fanfare
