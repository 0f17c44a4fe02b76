# Compiles can_broadcast_refused.cpp and checks the sentences that the compiler prints. COMPILER and INCLUDES (a list of
# folders) are given.
set(folders)
foreach(folder IN LISTS INCLUDES)
  list(APPEND folders "-I${folder}")
endforeach()
execute_process(
  COMMAND ${COMPILER} -std=c++20 -fsyntax-only ${folders} ${CMAKE_CURRENT_LIST_DIR}/can_broadcast_refused.cpp
  RESULT_VARIABLE status
  ERROR_VARIABLE said)
if(status EQUAL 0)
  message(FATAL_ERROR "It compiled.")
endif()
foreach(sentence IN ITEMS
    "broadcast_as() of this class is not const, or gives no string"
    "broadcast_with() of this class is not const, or gives what no nlohmann::json can be made of"
    "broadcast_when() of this class is not const, or gives no bool"
    "broadcast_via() of this class is not const, or gives no driver's name"
    "broadcast_rescue() of this class is not const, or does not take a failure"
    "this class has members and neither broadcast_with() nor a to_json"
    "this is not a notification"
    "this notification does not say where it goes")
  string(FIND "${said}" "${sentence}" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "The compiler did not say: ${sentence}\n${said}")
  endif()
endforeach()
# WhenText and WhenMember: one message for each class
string(REGEX MATCHALL "error: [^\n]*broadcast_when\\(\\) of this class" found "${said}")
list(LENGTH found count)
if(NOT count EQUAL 2)
  message(FATAL_ERROR "Two classes have a broadcast_when() of the wrong type, ${count} were told.\n${said}")
endif()
