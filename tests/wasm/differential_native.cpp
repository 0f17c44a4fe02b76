// The same ABI, compiled natively: reads calls from standard input, writes their answers to standard output.
// A call is { u32 size, name, u32 count, count doubles, u32 size, block }, an answer { u32 status, u32 size,
// bytes }; differential.test.ts compares them with the module's, byte by byte.

#include <cstdint>
#include <cstring>
#include <functional>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "abi.h"

namespace {

using Numbers = std::vector<double>;
using Call = std::function<fanfare_answer*(const std::uint8_t*, std::uint32_t, const Numbers&)>;

std::uint32_t whole(double number) { return static_cast<std::uint32_t>(number); }

Call block_only(fanfare_answer* (*call)(const std::uint8_t*, std::uint32_t)) {
  return [call](const std::uint8_t* in, std::uint32_t size, const Numbers&) { return call(in, size); };
}

Call block_and_number(fanfare_answer* (*call)(const std::uint8_t*, std::uint32_t, std::uint32_t)) {
  return [call](const std::uint8_t* in, std::uint32_t size, const Numbers& n) {
    return call(in, size, whole(n[0]));
  };
}

const std::map<std::string_view, Call> calls = {
    {"fanfare_prepare_key", block_only(fanfare_prepare_key)},
    {"fanfare_check_channel", block_only(fanfare_check_channel)},
    {"fanfare_check_event_name", block_only(fanfare_check_event_name)},
    {"fanfare_check_socket_id", block_only(fanfare_check_socket_id)},
    {"fanfare_authorize", block_only(fanfare_authorize)},
    {"fanfare_authorize_member", block_only(fanfare_authorize_member)},
    {"fanfare_authenticate", block_only(fanfare_authenticate)},
    {"fanfare_prepare_master_key", block_only(fanfare_prepare_master_key)},
    {"fanfare_shared_secret", block_only(fanfare_shared_secret)},
    {"fanfare_seal", block_only(fanfare_seal)},
    {"fanfare_open", block_only(fanfare_open)},
    {"fanfare_authorize_encrypted", block_only(fanfare_authorize_encrypted)},
    {"fanfare_verify_webhook", block_only(fanfare_verify_webhook)},
    {"fanfare_check_rule", block_only(fanfare_check_rule)},
    {"fanfare_check_origin", block_only(fanfare_check_origin)},
    {"fanfare_read_authorization_request", block_only(fanfare_read_authorization_request)},
    {"fanfare_next_rule", block_and_number(fanfare_next_rule)},
    {"fanfare_default_audience", block_and_number(fanfare_default_audience)},
    {"fanfare_http_status", block_and_number(fanfare_http_status)},
    {"fanfare_json_items", block_only(fanfare_json_items)},
    {"fanfare_hmac_sha256_hex", block_only(fanfare_hmac_sha256_hex)},
    {"fanfare_md5_hex", block_only(fanfare_md5_hex)},
    {"fanfare_limits", block_only(fanfare_limits)},
    {"fanfare_error_name",
     [](const std::uint8_t*, std::uint32_t, const Numbers& n) { return fanfare_error_name(whole(n[0])); }},
    {"fanfare_trigger_request",
     [](const std::uint8_t* in, std::uint32_t size, const Numbers& n) {
       return fanfare_trigger_request(in, size, n[0], whole(n[1]), whole(n[2]));
     }},
    {"fanfare_batch_request",
     [](const std::uint8_t* in, std::uint32_t size, const Numbers& n) {
       return fanfare_batch_request(in, size, n[0], whole(n[1]), whole(n[2]), whole(n[3]));
     }},
    {"fanfare_trigger_encrypted",
     [](const std::uint8_t* in, std::uint32_t size, const Numbers& n) {
       return fanfare_trigger_encrypted(in, size, n[0], whole(n[1]), whole(n[2]));
     }},
    {"fanfare_batch_encrypted",
     [](const std::uint8_t* in, std::uint32_t size, const Numbers& n) {
       return fanfare_batch_encrypted(in, size, n[0], whole(n[1]), whole(n[2]), whole(n[3]));
     }},
    {"fanfare_sign_request", [](const std::uint8_t* in, std::uint32_t size,
                                const Numbers& n) { return fanfare_sign_request(in, size, n[0]); }},
};

class Input {
 public:
  explicit Input(std::string bytes) : bytes_(std::move(bytes)) {}
  bool done() const { return at_ == bytes_.size(); }
  std::uint32_t word() { return number<std::uint32_t>(); }
  template <class Number>
  Number number() {
    Number value;
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }
  std::string_view take(std::size_t size) {
    const auto taken = std::string_view(bytes_).substr(at_, size);
    at_ += size;
    return taken;
  }

 private:
  std::string bytes_;
  std::size_t at_ = 0;
};

}  // namespace

int main() {
  Input input({std::istreambuf_iterator<char>(std::cin), {}});
  while (!input.done()) {
    const auto name = input.take(input.word());
    Numbers numbers(input.word());
    for (double& number : numbers) number = input.number<double>();
    const std::string block(input.take(input.word()));
    fanfare_answer* const answer = calls.at(name)(reinterpret_cast<const std::uint8_t*>(block.data()),
                                                  static_cast<std::uint32_t>(block.size()), numbers);
    const auto* const bytes = reinterpret_cast<const char*>(answer);
    std::uint32_t size;
    std::memcpy(&size, bytes + 4, sizeof size);
    std::cout.write(bytes, 8 + static_cast<std::streamsize>(size));
    fanfare_free(answer);
  }
}
