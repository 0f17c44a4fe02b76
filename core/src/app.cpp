#include <fanfare/app.h>

#include "ascii.h"
#include "sentence.h"
#include "views.h"

namespace fanfare {
namespace {

constexpr ascii::Set id_characters("09AZaz", "-_.~");
// Every visible character except : / ? #. Pages send `<key>:<signature>`, which servers split at the colon, and
// the key is a segment of the WebSocket's path.
constexpr ascii::Set key_characters("!\"$.09;>@~");

Error missing(std::string_view what) {
  return refusal(ErrorCode::missing_credentials, "The %s is missing: copy it from your app's settings.",
                 {what});
}

Error unusable(std::string_view what, std::string_view allowed) {
  return refusal(ErrorCode::missing_credentials,
                 "The %s has a character that cannot belong to it: only %s can. A space or a line break "
                 "was copied along.",
                 {what, allowed});
}

}  // namespace

Result<void> check_credentials(std::string_view id, std::string_view key, std::string_view secret) {
  if (id.empty()) return missing("app id");
  if (key.empty()) return missing("app key");
  if (secret.empty()) return missing("app secret");
  if (!ascii::all(id, id_characters) || id == "." || id == "..")
    return unusable("app id", "letters, digits and -_.~");
  if (!ascii::all(key, key_characters))
    return unusable("app key", "visible ASCII characters other than : / ? #");
  if (!ascii::all(secret, ascii::visible)) return unusable("app secret", "visible ASCII characters");
  return {};
}

Result<App> App::make(std::string_view id, std::string_view key, std::string_view secret) {
  if (auto checked = check_credentials(id, key, secret); !checked) return checked;
  return App(std::string(id), std::string(key), SigningKey(secret));
}

}  // namespace fanfare
