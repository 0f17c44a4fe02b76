#include <fanfare/app.h>

#include "ascii.h"
#include "sentence.h"

namespace fanfare {
namespace {

bool fits_path(char c) { return ascii::is_alphanumeric(c) || ascii::is_any_of(c, "-_.~"); }
// Pages send `<key>:<signature>` and servers split it at the colon; the key is a segment of the WebSocket's
// path too.
bool fits_key(char c) { return ascii::is_visible(c) && !ascii::is_any_of(c, ":/?#"); }

Error missing(std::string_view what) {
  return refusal(ErrorCode::missing_credentials, "The %s is missing: copy it from your app's settings.",
                 {what});
}

Error unusable(std::string_view what, std::string_view allowed) {
  return refusal(ErrorCode::missing_credentials,
                 "The %s has a character that cannot belong to it: only %s can. A space or a line break may "
                 "have been copied along.",
                 {what, allowed});
}

}  // namespace

Result<App> App::make(std::string_view id, std::string_view key, std::string_view secret) {
  if (id.empty()) return missing("app id");
  if (key.empty()) return missing("app key");
  if (secret.empty()) return missing("app secret");
  if (!ascii::all(id, fits_path) || id == "." || id == "..")
    return unusable("app id", "letters, digits and -_.~");
  if (!ascii::all(key, fits_key)) return unusable("app key", "visible ASCII characters other than : / ? #");
  if (!ascii::all(secret, ascii::is_visible)) return unusable("app secret", "visible ASCII characters");
  return App(std::string(id), std::string(key), SigningKey(secret));
}

}  // namespace fanfare
