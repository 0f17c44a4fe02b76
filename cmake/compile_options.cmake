# Flags of our own targets alone: nothing here reaches who links against them.
function(fanfare_compile_options target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
  # a module of WebAssembly is linked whole, and would only grow
  if(NOT EMSCRIPTEN)
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  endif()
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion)
  if(FANFARE_WARNINGS_AS_ERRORS)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(FANFARE_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(${target} PUBLIC -fsanitize=address,undefined)
  endif()
endfunction()

# Parses third-party headers once per target instead of once per source: PRIVATE and headers, or REUSE_FROM and another
# target. Only where tests are built, in Debug: a Release build then still shows that each file includes what it uses.
function(fanfare_precompile_headers target)
  if(FANFARE_BUILD_TESTS AND CMAKE_BUILD_TYPE STREQUAL "Debug")
    target_precompile_headers(${target} ${ARGN})
    # GCC needs it for ccache to cache what uses a precompiled header (ccache's manual, "Precompiled headers").
    target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
  endif()
endfunction()
