# Finds Emscripten's own toolchain file: emsdk's when its environment is set, else the distribution's.
find_file(FANFARE_EMSCRIPTEN_TOOLCHAIN cmake/Modules/Platform/Emscripten.cmake
  PATHS $ENV{EMSDK}/upstream/emscripten $ENV{EMSCRIPTEN} /usr/share/emscripten /usr/lib/emscripten
  NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH)
if(NOT FANFARE_EMSCRIPTEN_TOOLCHAIN)
  message(FATAL_ERROR "Emscripten was not found. Install the package emscripten, or set EMSDK by emsdk_env.sh.")
endif()

# A distribution's cache of system libraries belongs to root, and what it lacks is built on first use.
if(NOT DEFINED ENV{EM_CACHE} AND EXISTS /usr/share/emscripten/cache)
  file(STRINGS /usr/share/emscripten/.emscripten FANFARE_FROZEN_CACHE REGEX "^FROZEN_CACHE = True")
  if(NOT FANFARE_FROZEN_CACHE)
    set(ENV{EM_CACHE} ${CMAKE_CURRENT_LIST_DIR}/../build/emscripten-cache)
  endif()
endif()

include(${FANFARE_EMSCRIPTEN_TOOLCHAIN})
