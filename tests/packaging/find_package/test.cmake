# Builds a project of others against Fanfare, and runs it:
#   cmake -DMODE=installed -DFANFARE_BUILD=build/dev -DWORK=build/dev/downstream -P test.cmake
# installed:    against what `cmake --install` puts into a prefix
# shared:       the same, of a build of its own with BUILD_SHARED_LIBS
# subdirectory: with add_subdirectory
cmake_minimum_required(VERSION 3.25)
cmake_path(GET CMAKE_CURRENT_LIST_DIR PARENT_PATH source)
cmake_path(GET source PARENT_PATH source)
cmake_path(GET source PARENT_PATH source)
file(REMOVE_RECURSE ${WORK})

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY OUTPUT_VARIABLE output)
  set(output "${output}" PARENT_SCOPE)
endfunction()

if(MODE STREQUAL "shared")
  set(FANFARE_BUILD ${WORK}/fanfare)
  run(${CMAKE_COMMAND} -S ${source} -B ${FANFARE_BUILD} -G Ninja -DBUILD_SHARED_LIBS=ON -DCMAKE_BUILD_TYPE=Release)
  run(${CMAKE_COMMAND} --build ${FANFARE_BUILD} -j2)
endif()
if(MODE STREQUAL "subdirectory")
  set(from -DFANFARE_SOURCE_DIR=${source})
else()
  run(${CMAKE_COMMAND} --install ${FANFARE_BUILD} --prefix ${WORK}/prefix)
  set(from -DCMAKE_PREFIX_PATH=${WORK}/prefix)
endif()

run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR} -B ${WORK}/build -G Ninja ${from})
run(${CMAKE_COMMAND} --build ${WORK}/build -j2)
run(${WORK}/build/with_core)
# The published example of the protocol's documentation (pusher/docs: auth-signatures.md)
set(expected [[{"auth":"278d425bdf160c739803:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4"}
]])
if(NOT output STREQUAL expected)
  message(FATAL_ERROR "with_core printed ${output}")
endif()
run(${WORK}/build/with_native)
set(expected [[broadcast NewRelease on releases: {"version":"4.0.0"}
not_sent
]])
if(NOT output STREQUAL expected)
  message(FATAL_ERROR "with_native printed ${output}")
endif()
