#pragma once

#include <fanfare/authorization_request.h>
#include <fanfare/routes.h>

#include <string>

namespace fanfare::detail {

/// A refusal with the status of its code.
[[nodiscard]] Refusal refuse(ErrorCode code, std::string message);

/// `{"error":{"code":"denied","message":"…"}}`
[[nodiscard]] std::string error_json(const Error& error);

/// A request's content type without its parameters, in lower case; empty without a content type.
[[nodiscard]] std::string media_type(const HttpRequest& request);

}  // namespace fanfare::detail
