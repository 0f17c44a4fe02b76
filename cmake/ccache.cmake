# Compiles through ccache where it is installed, so that another checkout or preset need not compile the same file again.
# The settings let checkouts in different folders share results, and precompiled headers be cached (ccache's manual).
find_program(FANFARE_CCACHE ccache)
if(FANFARE_CCACHE AND PROJECT_IS_TOP_LEVEL AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(settings CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime)
  if(EMSCRIPTEN)
    list(APPEND settings CCACHE_COMPILERTYPE=clang)  # em++ is a script, whose type ccache cannot tell
  endif()
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env ${settings} ${FANFARE_CCACHE})
endif()
