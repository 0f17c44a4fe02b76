#include <fanfare/channel.h>
#include <fanfare/event.h>
#include <fanfare/rule.h>

#include "input.h"

using namespace fanfare;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input input(data, size);
  const std::string_view channel = input.next();
  const std::string_view pattern = input.next();
  if (check_channel_name(channel)) require(channel.find_first_of(":\n/?&\"") == std::string_view::npos);
  if (const auto found = match_rule(pattern, channel)) {
    require(check_rule_pattern(pattern) && check_channel_name(channel));
    require(channel_kind(pattern) == channel_kind(channel));
    // What the names stand for, put back in their places, is the channel again.
    std::string rebuilt(pattern);
    for (const auto& [name, value] : *found) {
      rebuilt.replace(rebuilt.find('{' + name + '}'), name.size() + 2, value);
    }
    require(rebuilt == channel);
  }
  (void)check_event_name(channel);
  return 0;
}
