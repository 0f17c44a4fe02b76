#include "block.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <tuple>

#include "ascii.h"
#include "decimal.h"

namespace {

constexpr std::size_t word = sizeof(std::uint32_t);

std::uint32_t read_word(const char* from) {
  std::uint32_t value;
  std::memcpy(&value, from, word);
  return value;
}

void write_word(uint8_t* to, std::size_t value) {
  const auto narrow = static_cast<std::uint32_t>(value);
  std::memcpy(to, &narrow, word);
}

/// A block for an answer of `size` bytes; null if memory ran out.
uint8_t* new_answer(fanfare::ErrorCode code, std::size_t size) {
  uint8_t* const block = fanfare_alloc(static_cast<std::uint32_t>(2 * word + size));
  if (!block) return nullptr;
  write_word(block, static_cast<std::uint32_t>(code));
  write_word(block + word, size);
  return block;
}

/// Writes the size of `field` and `field`, and returns the end.
uint8_t* write_field(uint8_t* to, std::string_view field) {
  write_word(to, field.size());
  std::memcpy(to + word, field.data(), field.size());
  return to + word + field.size();
}

/// An answer of these bytes.
fanfare_answer* answer_bytes(fanfare::ErrorCode code, std::string_view bytes) {
  uint8_t* const block = new_answer(code, bytes.size());
  if (block) std::memcpy(block + 2 * word, bytes.data(), bytes.size());
  return reinterpret_cast<fanfare_answer*>(block);
}

}  // namespace

extern "C" {

fanfare_answer* fanfare_error_name(uint32_t status) {
  return fanfare::wasm::answer({fanfare::error_name(static_cast<fanfare::ErrorCode>(status))});
}

}  // extern "C"

namespace fanfare::wasm {

std::string_view Fields::fail() {
  valid_ = false;
  rest_ = {};
  return {};
}

std::string_view Fields::text() {
  if (rest_.size() < word) return fail();
  const std::size_t size = read_word(rest_.data());
  if (size > rest_.size() - word) return fail();
  const auto field = rest_.substr(word, size);
  rest_.remove_prefix(word + size);
  return field;
}

std::size_t Fields::number() {
  const auto digits = text();
  if (digits.empty() || digits.size() > 9 || !ascii::all(digits, ascii::digits)) {
    fail();
    return 0;
  }
  std::size_t value = 0;
  for (const char digit : digits) value = value * 10 + static_cast<std::size_t>(digit - '0');
  return value;
}

std::size_t Fields::count() {
  const auto value = number();
  if (value <= rest_.size() / word) return value;
  fail();
  return 0;
}

std::vector<std::string_view> Fields::texts() {
  std::vector<std::string_view> list(count());
  for (auto& one : list) one = text();
  return list;
}

SigningKey Fields::key() { return key_of(text()); }

SigningKey Fields::key_of(std::string_view bytes) {
  std::array<std::uint32_t, SigningKey::bytes / word> words{};
  if (bytes.size() == SigningKey::bytes) {
    std::memcpy(words.data(), bytes.data(), SigningKey::bytes);
  } else {
    fail();
  }
  return SigningKey(words);
}

AppFields Fields::app() {
  const auto id = text();
  const auto key = text();
  const auto field = text();
  const auto prefix = field.substr(std::min(field.size(), SigningKey::bytes));
  if (!prefix.empty() && prefix.front() != '/') fail();
  return {id, key, key_of(field.substr(0, SigningKey::bytes)), prefix};
}

MasterKey Fields::master() {
  const auto field = text();
  std::array<std::uint8_t, MasterKey::size> bytes{};
  if (field.size() == bytes.size()) {
    std::memcpy(bytes.data(), field.data(), bytes.size());
  } else {
    fail();
  }
  return MasterKey(bytes);
}

std::span<const Nonce> Fields::nonces() {
  constexpr std::size_t size = std::tuple_size_v<Nonce>;
  static_assert(alignof(Nonce) == 1 && sizeof(Nonce) == size);
  const auto field = text();
  if (field.size() % size != 0) fail();
  return {reinterpret_cast<const Nonce*>(field.data()), field.size() / size};
}

[[gnu::noinline]] std::int64_t integer(double number) {
  constexpr double limit = 9'007'199'254'740'992.0;  // 2^53: beyond it a double names no single integer
  if (std::isnan(number)) return 0;
  if (number >= limit) return static_cast<std::int64_t>(limit);
  if (number <= -limit) return -static_cast<std::int64_t>(limit);
  return static_cast<std::int64_t>(number);
}

fanfare_answer* answer(std::initializer_list<std::string_view> fields) {
  std::size_t size = 0;
  for (const std::string_view field : fields) size += word + field.size();
  uint8_t* const block = new_answer(ErrorCode::ok, size);
  if (!block) return nullptr;
  uint8_t* to = block + 2 * word;
  for (const std::string_view field : fields) to = write_field(to, field);
  return reinterpret_cast<fanfare_answer*>(block);
}

fanfare_answer* answer(const Error& error) { return answer_bytes(error.code(), error.message()); }

void Packed::add(std::string_view field) {
  const std::size_t size = bytes_.size();
  bytes_.resize(size + word + field.size());
  write_field(reinterpret_cast<uint8_t*>(bytes_.data()) + size, field);
}

fanfare_answer* Packed::answer() const { return answer_bytes(ErrorCode::ok, bytes_); }

fanfare_answer* answer(const Result<void>& result) { return result ? answer() : answer(result.error()); }

fanfare_answer* answer_numbers(std::initializer_list<std::pair<std::string_view, std::size_t>> numbers) {
  Packed fields;
  for (const auto& [name, number] : numbers) {
    fields.add(name);
    fields.add(decimal::text(static_cast<std::int64_t>(number)));
  }
  return fields.answer();
}

fanfare_answer* malformed() {
  return answer(
      Error(ErrorCode::internal, "The module was called with a block that it cannot read. Report it."));
}

}  // namespace fanfare::wasm
