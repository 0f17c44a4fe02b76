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
#include <utility>
#include <vector>

#include "abi.h"
#include "views.h"

namespace fanfare::wasm {

/// An app in a block.
struct AppFields {
  std::string_view id;
  std::string_view key;
  SigningKey signing_key{std::array<std::uint32_t, SigningKey::bytes / 4>()};
  std::string_view signed_prefix;

  operator AppView() const { return {id, key, signing_key, signed_prefix}; }  // NOLINT: implicit by design
};

/// Reads the packed fields of a block, and never a byte outside it. After a field that is missing, cut short or of
/// the wrong form, all others are empty and `complete()` is false.
class Fields {
 public:
  Fields(const uint8_t* block, uint32_t size) : rest_(reinterpret_cast<const char*>(block), size) {}

  /// The next field. It lives as long as the block.
  [[nodiscard]] std::string_view text();
  /// The next field, a decimal number of at most nine digits.
  [[nodiscard]] std::size_t number();
  /// The count of a list, never more than the fields that can follow.
  [[nodiscard]] std::size_t count();
  [[nodiscard]] std::vector<std::string_view> texts();
  /// A field of `SigningKey::bytes` bytes.
  [[nodiscard]] SigningKey key();
  [[nodiscard]] AppFields app();
  /// A field of `MasterKey::size` bytes.
  [[nodiscard]] MasterKey master();
  /// A field of nonces, one after the other.
  [[nodiscard]] std::span<const Nonce> nonces();

  /// Whether every field was read and none is left.
  [[nodiscard]] bool complete() const { return valid_ && rest_.empty(); }

 private:
  std::string_view fail();
  SigningKey key_of(std::string_view bytes);

  std::string_view rest_;
  bool valid_ = true;
};

/// Builds an answer with any number of fields.
class Packed {
 public:
  void add(std::string_view field);
  [[nodiscard]] fanfare_answer* answer() const;

 private:
  std::string bytes_;
};

/// A JavaScript number as an integer: out of range becomes the nearest integer, NaN becomes 0.
[[nodiscard]] std::int64_t integer(double number);

/// An answer with these fields. Here and below, null if memory ran out.
[[nodiscard]] fanfare_answer* answer(std::initializer_list<std::string_view> fields = {});
[[nodiscard]] fanfare_answer* answer(const Error& error);
/// An empty answer, or the error.
[[nodiscard]] fanfare_answer* answer(const Result<void>& result);
/// An answer of names and decimal numbers in turn.
[[nodiscard]] fanfare_answer* answer_numbers(
    std::initializer_list<std::pair<std::string_view, std::size_t>> numbers);
/// The answer to a block that cannot be read.
[[nodiscard]] fanfare_answer* malformed();

}  // namespace fanfare::wasm
