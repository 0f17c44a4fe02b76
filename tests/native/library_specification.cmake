# Holds what PROGRAM reports of its tests [specification] to the names in NAMES, those of Pusher's reference
# specification for server libraries: each is there and passes.
cmake_minimum_required(VERSION 3.22)
execute_process(COMMAND ${PROGRAM} "[specification]" --reporter xml OUTPUT_VARIABLE report RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "The tests of the specification failed:\n${report}")
endif()

string(REGEX MATCHALL "<TestCase name=\"[^\"]*\"[^>]*>[^<]*<OverallResult success=\"true\"" cases "${report}")
list(TRANSFORM cases REPLACE "^<TestCase name=\"([^\"]*)\".*$" "\\1" OUTPUT_VARIABLE passed)
file(STRINGS ${NAMES} wanted)
list(SORT passed)
list(SORT wanted)
if(NOT passed STREQUAL wanted)
  message(FATAL_ERROR "These pass:\n${passed}\nand these are in the specification:\n${wanted}")
endif()
