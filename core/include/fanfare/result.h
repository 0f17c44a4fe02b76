#pragma once

#include <fanfare/error.h>

#include <cstdlib>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

namespace fanfare {

/// What `Result::value()` throws when there is no value.
class BadResult : public std::runtime_error {
 public:
  explicit BadResult(Error error) : std::runtime_error(error.message()), error_(std::move(error)) {}
  [[nodiscard]] const Error& error() const { return error_; }

 private:
  Error error_;
};

namespace detail {

[[noreturn]] inline void throw_bad_result(const Error& error) {
#ifdef __cpp_exceptions
  throw BadResult(error);
#else
  static_cast<void>(error);
  std::abort();
#endif
}

}  // namespace detail

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
  Result(T value) : value_(std::move(value)) {}                   // NOLINT: implicit by design
  Result(E error) : failure_(std::in_place, std::move(error)) {}  // NOLINT
  Result(const Result& other) : failure_(other.failure_) {
    if (has_value()) std::construct_at(&value_, other.value_);
  }
  Result(Result&& other) noexcept : failure_(std::move(other.failure_)) {
    if (has_value()) std::construct_at(&value_, std::move(other.value_));
  }
  Result& operator=(Result other) noexcept {
    std::destroy_at(this);
    return *std::construct_at(this, std::move(other));
  }
  ~Result() {
    if (has_value()) std::destroy_at(&value_);
  }

  [[nodiscard]] bool has_value() const { return !failure_.has_value(); }
  explicit operator bool() const { return has_value(); }

  [[nodiscard]] const T& operator*() const& { return value_; }
  [[nodiscard]] T& operator*() & { return value_; }
  [[nodiscard]] T&& operator*() && { return std::move(value_); }
  [[nodiscard]] const T* operator->() const { return &value_; }
  [[nodiscard]] T* operator->() { return &value_; }

  /// The value; throws `BadResult` when there is none, for which alone it may be called.
  const T& value() const& {
    if (!has_value()) detail::throw_bad_result(error());
    return value_;
  }
  T value() && {
    if (!has_value()) detail::throw_bad_result(error());
    return std::move(value_);
  }

  /// Only to be called when there is no value.
  [[nodiscard]] const E& error() const { return *failure_; }

 private:
  // First, so that it lies at the same place whatever the value is, and one function serves them all.
  std::optional<E> failure_;
  union {
    T value_;  // alive while there is no failure
  };
};

/// A `Result` of a check: nothing, or the error.
template <class E>
class [[nodiscard]] Result<void, E> {
 public:
  Result() = default;
  Result(E error) : failure_(std::in_place, std::move(error)) {}  // NOLINT: implicit by design

  [[nodiscard]] bool has_value() const { return !failure_.has_value(); }
  explicit operator bool() const { return has_value(); }
  void value() const {
    if (failure_) detail::throw_bad_result(*failure_);
  }
  [[nodiscard]] const E& error() const { return *failure_; }

 private:
  std::optional<E> failure_;
};

}  // namespace fanfare
