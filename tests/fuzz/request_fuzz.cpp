#include <fanfare/delivery.h>
#include <fanfare/request.h>

#include "input.h"

using namespace fanfare;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const App app = App::make("3", "key", "secret").value();
  constexpr UnixSeconds now = 1'700'000'000;
  Input input(data, size);
  const std::string first(input.next());
  const std::string second(input.next());
  const std::string third(input.next());
  // Nobody can sign by chance.
  require(!verify_request(app, {"POST", first, second, third}, now));
  // What is signed here is accepted here, with the same parameters.
  if (const auto sent = sign_request(app, "POST", first, {{second, third}}, third, now)) {
    const auto parameters = verify_request(app, {sent->method, sent->path, sent->query, sent->body}, now);
    require(parameters && parameters->size() == 1 && parameters->front().second == third);
  }
  if (const auto wait = parse_retry_after(first, now)) require(*wait >= 0);
  return 0;
}
