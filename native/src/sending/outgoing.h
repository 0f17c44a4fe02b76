#pragma once

#include <fanfare/driver.h>
#include <fanfare/event.h>
#include <fanfare/sent.h>

#include <cstddef>
#include <string>
#include <vector>

namespace fanfare {

/// `event` with what the options say of it.
[[nodiscard]] Event with_options(Event event, const SendOptions& options);

/// `event` on these channels.
[[nodiscard]] Event with_channels(Event event, std::vector<std::string> channels);

/// What a server that accepted these has done: their channels, and the connection that was left out.
[[nodiscard]] Sent sent_of(const std::vector<Event>& events);

/// The names, each once, in their order.
[[nodiscard]] std::vector<std::string> each_once(const std::vector<std::string>& names);

/// `list` in parts of at most `size`.
template <class T>
[[nodiscard]] std::vector<std::vector<T>> parts_of(const std::vector<T>& list, std::size_t size) {
  std::vector<std::vector<T>> parts;
  for (const auto& one : list) {
    if (parts.empty() || parts.back().size() == size) parts.emplace_back();
    parts.back().push_back(one);
  }
  return parts;
}

}  // namespace fanfare
