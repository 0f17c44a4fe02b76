# Builds a project of others against what `cmake --install` puts into a prefix, and runs it:
#   cmake -DFANFARE_BUILD=build/dev -DWORK=build/dev/downstream -P test.cmake
cmake_minimum_required(VERSION 3.25)
file(REMOVE_RECURSE ${WORK})

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY OUTPUT_VARIABLE output)
  set(output "${output}" PARENT_SCOPE)
endfunction()

run(${CMAKE_COMMAND} --install ${FANFARE_BUILD} --prefix ${WORK}/prefix)
run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR} -B ${WORK}/build -G Ninja -DCMAKE_PREFIX_PATH=${WORK}/prefix)
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
