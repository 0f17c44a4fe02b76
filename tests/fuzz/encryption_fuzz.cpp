#include <fanfare/encryption.h>

#include <algorithm>
#include <array>
#include <string>

#include "input.h"
#include "utf8.h"

using namespace fanfare;

namespace {

MasterKey master_key(std::uint8_t first) {
  std::array<std::uint8_t, MasterKey::size> bytes{};
  bytes[0] = first;
  return MasterKey(bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const MasterKey master = master_key(1);
  static const MasterKey other = master_key(2);
  static const App app = App::make("3", "key", "secret").value();
  Input input(data, size);
  const std::string channel = "private-encrypted-" + std::string(input.next());
  const std::string_view text = input.next();
  const std::string_view written = input.next();
  Nonce nonce{};
  const std::string_view drawn = input.next();
  std::copy_n(drawn.begin(), std::min(drawn.size(), nonce.size()), nonce.begin());

  // Whatever somebody writes opens to nothing, or to text.
  if (const auto opened = open(master, "private-encrypted-x", written)) require(utf8::valid(*opened));
  if (const auto key = MasterKey::from_base64(written)) require(written.size() == 44);
  (void)authorize_encrypted(app, master, written, channel);

  const auto sealed = seal(master, channel, text, nonce);
  require(sealed.has_value() == (check_channel_name(channel).has_value() && utf8::valid(text)));
  if (!sealed) return 0;
  require(sealed->size() == sealed_size(text.size()));
  const auto opened = open(master, channel, *sealed);
  require(opened && *opened == text);
  require(!open(other, channel, *sealed));
  require(!open(master, channel + "x", *sealed));
  // One digit of the base64, at a place that the input picks. The last of each text may hold bits that mean
  // nothing.
  std::string changed = *sealed;
  const std::size_t at = 10 + size % 31;
  changed[at] = changed[at] == 'A' ? 'B' : 'A';
  require(!open(master, channel, changed));
  return 0;
}
