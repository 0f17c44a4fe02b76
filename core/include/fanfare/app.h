#pragma once

#include <fanfare/result.h>
#include <fanfare/signature.h>

#include <string>
#include <string_view>

namespace fanfare {

/// One application of a Pusher Channels server: its id, its key, which every page knows, and its secret. The
/// secret is kept only as a prepared `SigningKey`.
///
/// ```cpp
/// auto app = fanfare::App::make("3", "278d425bdf160c739803", "7ad3773142a6692b25b8");
/// if (!app) std::cerr << app.error().message();
/// ```
class App {
 public:
  /// Fails with `missing_credentials` when one of them is empty or has an invalid character, like a space or
  /// newline that was copied along, or a slash in the id. The message says which one and never shows its value.
  [[nodiscard]] static Result<App> make(std::string_view id, std::string_view key, std::string_view secret);

  /// Takes a prepared key. Nothing is checked.
  App(std::string id, std::string key, const SigningKey& signing_key, std::string signed_prefix = {})
      : id_(std::move(id)),
        key_(std::move(key)),
        signing_key_(signing_key),
        signed_prefix_(std::move(signed_prefix)) {}

  /// The same app behind a proxy that leaves `prefix`, like `"/push"`, on the path: the signature covers it too.
  /// If `prefix` cannot begin a path, signing a request fails with `invalid_parameter`.
  [[nodiscard]] App with_signed_prefix(std::string_view prefix) const {
    return App(id_, key_, signing_key_, std::string(prefix));
  }

  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] const std::string& key() const { return key_; }
  [[nodiscard]] const SigningKey& signing_key() const { return signing_key_; }
  [[nodiscard]] const std::string& signed_prefix() const { return signed_prefix_; }

 private:
  std::string id_;
  std::string key_;
  SigningKey signing_key_;
  std::string signed_prefix_;
};

}  // namespace fanfare
