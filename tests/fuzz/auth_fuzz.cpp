#include <fanfare/auth.h>
#include <fanfare/origin.h>

#include "input.h"

using namespace fanfare;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const App app = App::make("3", "key", "secret").value();
  Input input(data, size);
  const std::string_view socket_id = input.next();
  const std::string_view channel = input.next();
  const Member member{std::string(input.next()), std::string(input.next())};
  if (const auto given = authorize(app, socket_id, channel)) {
    require(verify_authorization(app, socket_id, channel, "", given->auth));
    require(!verify_authentication(app, socket_id, channel, given->auth));
  }
  if (const auto given = authorize(app, socket_id, channel, member)) {
    require(verify_authorization(app, socket_id, channel, given->channel_data, given->auth));
    require(given->channel_data.size() <= member_bytes_max);
    require(!verify_authorization(app, socket_id, channel, "", given->auth));
  }
  if (const auto given = authenticate(app, socket_id, channel)) {
    require(verify_authentication(app, socket_id, channel, given->auth));
    require(!verify_authorization(app, socket_id, "private-x", channel, given->auth));
  }
  (void)check_origin({socket_id, channel, member.user_id, member.user_info}, {std::string(channel)});
  return 0;
}
