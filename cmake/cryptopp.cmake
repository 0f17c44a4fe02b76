include_guard(GLOBAL)

# Crypto++ from source, for WebAssembly: target cryptopp_static with the few files whose static functions the core calls.
# In order: FANFARE_CRYPTOPP_SOURCE_DIR, Debian's source package in build/cryptopp-src (tools/setup/setup.mjs puts it there),
# and with FANFARE_FETCH_CRYPTOPP upstream's release.

set(FANFARE_CRYPTOPP_SOURCE_DIR "" CACHE PATH "Folder of Crypto++'s sources (8.7 or newer)")
option(FANFARE_FETCH_CRYPTOPP "Fetch Crypto++ from upstream when no source is here" OFF)

# The Debian package's .orig.tar.gz, by version, with the checksum from its .dsc.
set(cryptopp_version 8.7.0+git220824)
set(cryptopp_sha256 6aa99cbacf4d30eb21f0b8fc08f6244e81b024b04a7863032a1133797aa4e8fd)

function(fanfare_unpack_cryptopp result)
  set(archive ${PROJECT_SOURCE_DIR}/build/cryptopp-src/libcrypto++_${cryptopp_version}.orig.tar.gz)
  set(folder ${CMAKE_BINARY_DIR}/cryptopp)
  set(sources ${folder}/libcrypto++-${cryptopp_version})
  if(NOT EXISTS ${archive})
    return()
  endif()
  file(SHA256 ${archive} actual)
  if(NOT actual STREQUAL cryptopp_sha256)
    message(FATAL_ERROR "${archive} is not the archive that is expected (SHA-256 ${actual}). Delete it and run: npm run setup")
  endif()
  if(NOT EXISTS ${sources}/tweetnacl.cpp)
    file(ARCHIVE_EXTRACT INPUT ${archive} DESTINATION ${folder}
      PATTERNS */*.h */sha.cpp */md5.cpp */tweetnacl.cpp */License.txt)
  endif()
  set(${result} ${sources} PARENT_SCOPE)
endfunction()

set(cryptopp_sources ${FANFARE_CRYPTOPP_SOURCE_DIR})
if(NOT cryptopp_sources)
  fanfare_unpack_cryptopp(cryptopp_sources)
endif()
if(NOT cryptopp_sources AND FANFARE_FETCH_CRYPTOPP)
  include(FetchContent)
  # tag CRYPTOPP_8_7_0; the commit's name is the hash of all it holds
  FetchContent_Populate(cryptopp QUIET
    GIT_REPOSITORY https://github.com/weidai11/cryptopp.git
    GIT_TAG 511806c0eba8ba5b5cedd4b4a814e96df92864a6)
  set(cryptopp_sources ${cryptopp_SOURCE_DIR})
endif()
if(NOT cryptopp_sources)
  message(FATAL_ERROR
    "Crypto++'s source is needed to compile it to WebAssembly. Run: npm run setup (on Debian and its kin), "
    "or pass -DFANFARE_CRYPTOPP_SOURCE_DIR=<folder>, or -DFANFARE_FETCH_CRYPTOPP=ON.")
endif()

add_library(cryptopp_static STATIC
  ${cryptopp_sources}/sha.cpp
  ${cryptopp_sources}/md5.cpp
  ${cryptopp_sources}/tweetnacl.cpp)
target_include_directories(cryptopp_static SYSTEM PUBLIC ${CMAKE_BINARY_DIR}/cryptopp-include)
target_compile_features(cryptopp_static PUBLIC cxx_std_20)
# the code is included as <cryptopp/sha.h>, as an installed Crypto++ is, and its own files lie flat
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/cryptopp-include)
file(CREATE_LINK ${cryptopp_sources} ${CMAKE_BINARY_DIR}/cryptopp-include/cryptopp SYMBOLIC)
# its own idioms, not ours to mend
target_compile_options(cryptopp_static PRIVATE -w)
