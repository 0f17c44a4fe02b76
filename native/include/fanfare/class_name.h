#pragma once

#include <cstddef>
#include <string_view>

namespace fanfare::detail {

/// `T` as the compiler spells it, with its qualifiers.
template <class T>
consteval std::string_view spelled_name() {
#if defined(_MSC_VER) && !defined(__clang__)
  constexpr std::string_view text = __FUNCSIG__;
  constexpr std::string_view mark = "spelled_name<";
  const std::size_t begin = text.find(mark) + mark.size();
  std::string_view name = text.substr(begin, text.rfind(">(") - begin);
  if (name.starts_with("struct ")) name.remove_prefix(7);
  if (name.starts_with("class ")) name.remove_prefix(6);
  return name;
#else
  // g++ "… [with T = a::B; std::string_view = …]", clang "… [T = a::B]"
  constexpr std::string_view text = __PRETTY_FUNCTION__;
  constexpr std::string_view mark = "T = ";
  const std::size_t begin = text.find(mark) + mark.size();
  std::size_t end = begin;
  int depth = 0;  // an array type or a lambda has its own `]` or `;` inside brackets
  for (; end < text.size(); ++end) {
    const char c = text[end];
    if (c == '<' || c == '(' || c == '[' || c == '{') ++depth;
    if (depth == 0 && (c == ';' || c == ']')) break;
    if (c == '>' || c == ')' || c == ']' || c == '}') --depth;
  }
  return text.substr(begin, end - begin);
#endif
}

/// The part after the last `::` outside brackets.
consteval std::string_view unqualified(std::string_view name) {
  int depth = 0;
  for (std::size_t at = name.size(); at > 1; --at) {
    const char c = name[at - 1];
    if (c == '>' || c == ')' || c == '}') ++depth;
    if (c == '<' || c == '(' || c == '{') --depth;
    if (depth == 0 && c == ':' && name[at - 2] == ':') return name.substr(at);
  }
  return name;
}

/// Whether the class's name can be an event's name. Two anonymous namespaces may hold classes of the same
/// name, a template's name contains its arguments, and a lambda has no name.
consteval bool can_name_event(std::string_view spelled) {
  if (spelled.find("nonymous") != std::string_view::npos ||
      spelled.find("unnamed") != std::string_view::npos || spelled.find("lambda") != std::string_view::npos) {
    return false;
  }
  for (const char c : unqualified(spelled)) {
    const bool letter =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    if (!letter && static_cast<unsigned char>(c) < 0x80) return false;
  }
  return true;
}

template <class T>
inline constexpr bool has_event_name = can_name_event(spelled_name<T>());

/// The class's name without its namespaces and enclosing classes, `"NewRelease"` for `app::NewRelease`.
template <class T>
inline constexpr std::string_view class_name = unqualified(spelled_name<T>());

}  // namespace fanfare::detail
