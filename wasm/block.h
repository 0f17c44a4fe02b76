#pragma once

#include <fanfare/encryption.h>
#include <fanfare/error.h>
#include <fanfare/result.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "abi.h"
#include "views.h"

namespace fanfare::wasm {

/// An app as it stands in a block.
struct AppFields {
  std::string_view id;
  std::string_view key;
  SigningKey signing_key{std::array<std::uint32_t, SigningKey::bytes / 4>()};
  std::string_view signed_prefix;

  operator AppView() const { return {id, key, signing_key, signed_prefix}; }  // NOLINT: implicit by design
};

/// Reads the packed fields of a block. Whatever the block holds, nothing outside it is read: past a field
/// that is missing, cut short or not what it should be, all others are empty and `complete()` is false.
class Fields {
 public:
  Fields(const uint8_t* block, uint32_t size) : rest_(reinterpret_cast<const char*>(block), size) {}

  /// The next field; it lives as long as the block does.
  [[nodiscard]] std::string_view text();
  /// The next field, a decimal number of at most nine digits.
  [[nodiscard]] std::size_t number();
  /// The count of a list; never more than fields can follow.
  [[nodiscard]] std::size_t count();
  [[nodiscard]] std::vector<std::string_view> texts();
  /// A field of `SigningKey::bytes` bytes.
  [[nodiscard]] SigningKey key();
  [[nodiscard]] AppFields app();
  /// A field of `MasterKey::size` bytes.
  [[nodiscard]] MasterKey master();
  /// A field of nonces, one after the other.
  [[nodiscard]] std::span<const Nonce> nonces();

  /// Whether every field was there and none is left.
  [[nodiscard]] bool complete() const { return valid_ && rest_.empty(); }

 private:
  std::string_view fail();
  SigningKey key_of(std::string_view bytes);

  std::string_view rest_;
  bool valid_ = true;
};

/// The fields of an answer that has not the same number of them each time.
class Packed {
 public:
  void add(std::string_view field);
  [[nodiscard]] fanfare_answer* answer() const;

 private:
  std::string bytes_;
};

/// A number of JavaScript's as an integer; what no integer can hold becomes the nearest, and NaN 0.
[[nodiscard]] std::int64_t integer(double number);

/// The answer with these fields; null when memory ran out, as of all that follow.
[[nodiscard]] fanfare_answer* answer(std::initializer_list<std::string_view> fields = {});
[[nodiscard]] fanfare_answer* answer(const Error& error);
/// Nothing, or the error.
[[nodiscard]] fanfare_answer* answer(const Result<void>& result);
/// What is answered to a block that cannot be read.
[[nodiscard]] fanfare_answer* malformed();

}  // namespace fanfare::wasm
