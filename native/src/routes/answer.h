#pragma once

#include <string>

#include "routes/request.h"

namespace fanfare::detail {

/// Answers a POST from an allowed origin: the JSON for a 200, or why not. Logs what the operator can mend.
[[nodiscard]] Result<std::string, Refusal> answer_post(const App& app, const MasterKey* master,
                                                       const ErasedOptions& options,
                                                       const HttpRequest& request);

}  // namespace fanfare::detail
