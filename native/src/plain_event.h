#pragma once

#include <fanfare/any_event.h>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

namespace fanfare {

/// An event without a class; its channels are told apart from it. `Data` is its payload, or a reference to it
/// for the length of a call.
template <class Data>
class PlainEvent final : public detail::EventObject {
 public:
  PlainEvent(std::string_view name, Data data) : name_(name), data_(std::forward<Data>(data)) {}

  [[nodiscard]] Channels channels() const override { return {}; }
  [[nodiscard]] std::string name() const override { return name_; }
  [[nodiscard]] nlohmann::json payload() const override { return data_; }

 private:
  std::string name_;
  Data data_;
};

}  // namespace fanfare
