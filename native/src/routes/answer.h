#pragma once

#include <string>

#include "routes/request.h"

namespace fanfare::detail {

/// What a POST that may ask gets: the JSON to answer with 200, or why not. Tells the log what the operator
/// can mend.
[[nodiscard]] Result<std::string, Refusal> answer_post(const App& app, const MasterKey* master,
                                                       const ErasedOptions& options,
                                                       const HttpRequest& request);

}  // namespace fanfare::detail
