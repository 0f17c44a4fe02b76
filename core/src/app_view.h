#pragma once

#include <fanfare/app.h>

#include <string_view>

namespace fanfare {

/// An app whose texts belong to somebody else: what the core signs by, so that nothing is copied for one
/// call.
struct AppView {
  AppView(std::string_view app_id, std::string_view app_key, const SigningKey& prepared,
          std::string_view prefix)
      : id(app_id), key(app_key), signing_key(prepared), signed_prefix(prefix) {}
  AppView(const App& app)  // NOLINT: implicit by design
      : AppView(app.id(), app.key(), app.signing_key(), app.signed_prefix()) {}

  std::string_view id;
  std::string_view key;
  const SigningKey& signing_key;
  std::string_view signed_prefix;
};

}  // namespace fanfare
