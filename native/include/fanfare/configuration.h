#pragma once

#include <fanfare/options.h>
#include <fanfare/result.h>

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace fanfare {

/// Several drivers with a default.
struct BroadcastConfiguration {
  std::string default_driver = "pusher";
  std::map<std::string, BroadcastOptions, std::less<>> drivers{};

  /// From JSON, alone or as the value of `"BROADCASTS"`:
  ///
  /// ```json
  /// {"default": "pusher",
  ///  "pusher": {"driver": "pusher", "app_id": "3", "client": "…", "secret": "…", "cluster": "eu", "ssl": true},
  ///  "log": {"driver": "log"}}
  /// ```
  ///
  /// `client` is the key, and `ssl` is TLS. `host`, `port`, `path`, `sign_path` and
  /// `encryption_master_key_base64` are optional. Fails with `invalid_json`, `json_too_deep`,
  /// `invalid_option` or `unknown_driver`.
  [[nodiscard]] static Result<BroadcastConfiguration> from_json(std::string_view text);
};

}  // namespace fanfare
