#pragma once

#include <fanfare/request.h>

#include <string>
#include <string_view>

// What the signer of a request and its verifier must agree on
// (pusher/docs: docs/channels/library_auth_reference/rest-api.md, "Generating authentication signatures").
namespace fanfare {

/// Whether a parameter is the signature's own: `auth_*` or `body_md5`.
[[nodiscard]] bool is_reserved_parameter(std::string_view lower_case_name);

/// Names and values that stand unescaped in the text to sign may not look like a piece of that text: no `=`
/// or `&` in a name, no line break in either.
[[nodiscard]] bool is_parameter_name(std::string_view name);
[[nodiscard]] bool is_parameter_value(std::string_view value);

/// Lower-cases the names and sorts by them.
void sort_parameters(Parameters& parameters);

/// `METHOD\npath\nk1=v1&k2=v2`, of sorted parameters without `auth_signature`, not escaped.
[[nodiscard]] std::string text_to_sign(std::string_view method, std::string_view path,
                                       const Parameters& sorted);

/// `k1=v1&k2=v2` with percent-encoded values.
[[nodiscard]] std::string encoded_query(const Parameters& sorted);

}  // namespace fanfare
