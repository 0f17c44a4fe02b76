#pragma once

#include <fanfare/error.h>

#include <cstdlib>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

namespace fanfare {

/// `Result::value()` throws it when there is no value.
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

/// The error of a result, if it has one.
template <class E>
class ErrorSlot {
 public:
  ErrorSlot() = default;
  ErrorSlot(E error) : error_(std::move(error)) {}  // NOLINT: implicit by design
  [[nodiscard]] bool has_error() const { return error_.has_value(); }
  [[nodiscard]] const E& error() const { return *error_; }

 private:
  std::optional<E> error_;
};

template <>
class FANFARE_IN_REGISTER ErrorSlot<Error> {
 public:
  ErrorSlot() = default;
  ErrorSlot(Error error) : error_(std::move(error)) {}  // NOLINT
  [[nodiscard]] bool has_error() const { return error_.details_ != nullptr; }
  [[nodiscard]] const Error& error() const { return error_; }

 private:
  Error error_;
};

}  // namespace detail

/// A value or an `Error`. Every function that an outsider can make fail returns one.
///
/// ```cpp
/// fanfare::Result<int> half(int n) {
///   if (n % 2) return fanfare::Error(fanfare::ErrorCode::invalid_option, "n must be even");
///   return n / 2;
/// }
/// if (auto result = half(4)) use(*result);
/// int two = half(4).value();  // throws BadResult if there is no value
/// ```
template <class T, class E = Error>
class [[nodiscard]] Result {
 public:
  Result(T value) : has_value_(true), value_(std::move(value)) {}     // NOLINT: implicit by design
  Result(E error) : failure_(std::move(error)), has_value_(false) {}  // NOLINT
  /// From a check that failed: `if (auto checked = check(n); !checked) return checked;`
  Result(Result<void, E> refused) : failure_(std::move(refused.failure_)), has_value_(false) {}  // NOLINT
  Result(const Result& other) : failure_(other.failure_), has_value_(other.has_value_) {
    if (has_value_) std::construct_at(&value_, other.value_);
  }
  Result(Result&& other) noexcept : failure_(std::move(other.failure_)), has_value_(other.has_value_) {
    if (has_value_) std::construct_at(&value_, std::move(other.value_));
  }
  Result& operator=(Result other) noexcept {
    std::destroy_at(this);
    return *std::construct_at(this, std::move(other));
  }
  ~Result() {
    if (has_value_) std::destroy_at(&value_);
  }

  [[nodiscard]] bool has_value() const { return has_value_; }
  explicit operator bool() const { return has_value(); }

  [[nodiscard]] const T& operator*() const& { return value_; }
  [[nodiscard]] T& operator*() & { return value_; }
  [[nodiscard]] T&& operator*() && { return std::move(value_); }
  [[nodiscard]] const T* operator->() const { return &value_; }
  [[nodiscard]] T* operator->() { return &value_; }

  /// The value. Throws `BadResult` for an error.
  const T& value() const& {
    if (!has_value()) detail::throw_bad_result(error());
    return value_;
  }
  T value() && {
    if (!has_value()) detail::throw_bad_result(error());
    return std::move(value_);
  }

  /// The error. Call it only if there is no value.
  [[nodiscard]] const E& error() const { return failure_.error(); }

 private:
  // First, so that the error has the same place in every Result, and one function serves them all.
  detail::ErrorSlot<E> failure_;
  bool has_value_;  // apart, because a moved-from error leaves nothing behind
  union {
    T value_;  // alive if has_value_
  };
};

/// The result of a check: success or an error.
template <class E>
class [[nodiscard]] FANFARE_IN_REGISTER Result<void, E> {
 public:
  Result() = default;
  Result(E error) : failure_(std::move(error)) {}  // NOLINT: implicit by design

  [[nodiscard]] bool has_value() const { return !failure_.has_error(); }
  explicit operator bool() const { return has_value(); }
  void value() const {
    if (failure_.has_error()) detail::throw_bad_result(error());
  }
  [[nodiscard]] const E& error() const { return failure_.error(); }

 private:
  template <class, class>
  friend class Result;

  detail::ErrorSlot<E> failure_;
};

}  // namespace fanfare
