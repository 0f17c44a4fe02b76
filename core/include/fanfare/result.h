#pragma once

#include <fanfare/error.h>

#include <optional>
#include <stdexcept>
#include <utility>
#include <variant>

namespace fanfare {

/// What `Result::value()` throws when there is no value.
class BadResult : public std::runtime_error {
 public:
  explicit BadResult(Error error) : std::runtime_error(error.message()), error_(std::move(error)) {}
  [[nodiscard]] const Error& error() const { return error_; }

 private:
  Error error_;
};

/// Either a value or an `Error`: what every function returns that an outsider can make fail.
///
/// ```cpp
/// fanfare::Result<int> half(int n) {
///   if (n % 2) return fanfare::Error(fanfare::ErrorCode::invalid_option, "n must be even");
///   return n / 2;
/// }
/// if (auto result = half(4)) use(*result);
/// int two = half(4).value();  // throws BadResult for those who prefer exceptions
/// ```
template <class T, class E = Error>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit by design
  Result(E error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT

  [[nodiscard]] bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  [[nodiscard]] const T& operator*() const& { return *std::get_if<0>(&state_); }
  [[nodiscard]] T& operator*() & { return *std::get_if<0>(&state_); }
  [[nodiscard]] T&& operator*() && { return std::move(*std::get_if<0>(&state_)); }
  [[nodiscard]] const T* operator->() const { return std::get_if<0>(&state_); }
  [[nodiscard]] T* operator->() { return std::get_if<0>(&state_); }

  /// The value; throws `BadResult` when there is none.
  [[nodiscard]] const T& value() const& {
    if (!has_value()) throw BadResult(error());
    return **this;
  }
  [[nodiscard]] T value() && {
    if (!has_value()) throw BadResult(error());
    return std::move(**this);
  }

  /// Only to be called when there is no value.
  [[nodiscard]] const E& error() const { return *std::get_if<1>(&state_); }

 private:
  std::variant<T, E> state_;
};

/// A `Result` of a check: nothing, or the error.
template <class E>
class [[nodiscard]] Result<void, E> {
 public:
  Result() = default;
  Result(E error) : error_(std::move(error)) {}  // NOLINT: implicit by design

  [[nodiscard]] bool has_value() const { return !error_.has_value(); }
  explicit operator bool() const { return has_value(); }
  void value() const {
    if (error_) throw BadResult(*error_);
  }
  [[nodiscard]] const E& error() const { return *error_; }

 private:
  std::optional<E> error_;
};

}  // namespace fanfare
