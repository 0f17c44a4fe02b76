#include <fanfare/routes_httplib.h>

#include <string>

namespace fanfare::detail {

void require_httplib(std::string_view version) {
  if (version == CPPHTTPLIB_VERSION) return;
  throw BadResult(Error(ErrorCode::invalid_option,
                        "This program is compiled with cpp-httplib " + std::string(version) +
                            ", and Fanfare was with " CPPHTTPLIB_VERSION
                            ": build Fanfare with the program's, since a program can have but one."));
}

}  // namespace fanfare::detail
