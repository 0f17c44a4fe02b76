#pragma once

#include <fanfare/hub/engine.h>

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace fanfare::test {

/// One hub and what its clients have received.
class Conversation {
 public:
  explicit Conversation(std::vector<App> apps = {
                            App::make("3", "278d425bdf160c739803", "7ad3773142a6692b25b8").value()});

  /// Carries out one step of `tests/vectors/hub.json` and says what differs from what it expects; empty:
  /// nothing.
  std::string play(const nlohmann::json& step);

  hub::Engine engine;
};

/// The actions as the vectors write them, frames as they are.
nlohmann::json describe(const hub::Actions& actions);

}  // namespace fanfare::test
