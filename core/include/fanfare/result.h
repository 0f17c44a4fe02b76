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
  explicit BadResult(Error error)
      : std::runtime_error(error.message()), error_(std::move(error)) {}
  [[nodiscard]] const Error &error() const { return error_; }

private:
  Error error_;
};

namespace detail {

[[noreturn]] inline void throw_bad_result(const Error &error) {
#ifdef __cpp_exceptions
  throw BadResult(error);
#else
  static_cast<void>(error);
  std::abort();
#endif
}

} // namespace detail

/// Either a value or an `Error`: what every function returns that an outsider
/// can make fail.
///
/// ```cpp
/// fanfare::Result<int> half(int n) {
///   if (n % 2) return fanfare::Error(fanfare::ErrorCode::invalid_option, "n
///   must be even"); return n / 2;
/// }
/// if (auto result = half(4)) use(*result);
/// int two = half(4).value();  // throws BadResult for those who prefer
/// exceptions
/// ```
template <class T, class E = Error> class [[nodiscard]] Result {
public:
  Result(T value)
      : value_(std::move(value)), has_value_(true) {
  } // NOLINT: implicit by design
  Result(E error) : error_(std::move(error)), has_value_(false) {} // NOLINT
  Result(const Result &other) : has_value_(other.has_value_) {
    if (has_value_) {
      std::construct_at(&value_, other.value_);
    } else {
      std::construct_at(&error_, other.error_);
    }
  }
  Result(Result &&other) noexcept : has_value_(other.has_value_) {
    if (has_value_) {
      std::construct_at(&value_, std::move(other.value_));
    } else {
      std::construct_at(&error_, std::move(other.error_));
    }
  }
  Result &operator=(Result other) noexcept {
    std::destroy_at(this);
    return *std::construct_at(this, std::move(other));
  }
  ~Result() {
    if (has_value_) {
      std::destroy_at(&value_);
    } else {
      std::destroy_at(&error_);
    }
  }

  [[nodiscard]] bool has_value() const { return has_value_; }
  explicit operator bool() const { return has_value_; }

  [[nodiscard]] const T &operator*() const & { return value_; }
  [[nodiscard]] T &operator*() & { return value_; }
  [[nodiscard]] T &&operator*() && { return std::move(value_); }
  [[nodiscard]] const T *operator->() const { return &value_; }
  [[nodiscard]] T *operator->() { return &value_; }

  /// The value; throws `BadResult` when there is none.
  [[nodiscard]] const T &value() const & {
    if (!has_value_)
      detail::throw_bad_result(error_);
    return value_;
  }
  [[nodiscard]] T value() && {
    if (!has_value_)
      detail::throw_bad_result(error_);
    return std::move(value_);
  }

  /// Only to be called when there is no value.
  [[nodiscard]] const E &error() const { return error_; }

private:
  union {
    T value_;
    E error_;
  };
  bool has_value_;
};

/// A `Result` of a check: nothing, or the error.
template <class E> class [[nodiscard]] Result<void, E> {
public:
  Result() = default;
  Result(E error) : error_(std::move(error)) {} // NOLINT: implicit by design

  [[nodiscard]] bool has_value() const { return !error_.has_value(); }
  explicit operator bool() const { return has_value(); }
  void value() const {
    if (error_)
      detail::throw_bad_result(*error_);
  }
  [[nodiscard]] const E &error() const { return *error_; }

private:
  std::optional<E> error_;
};

} // namespace fanfare
