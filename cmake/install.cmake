# `find_package(fanfare)` for others: headers, libraries, and what they need in turn. Who adds Fanfare as a
# subdirectory has its targets already.
if(NOT PROJECT_IS_TOP_LEVEL)
  return()
endif()
include(CMakePackageConfigHelpers)

set(FANFARE_TARGETS fanfare_core)
foreach(target fanfare_hub fanfare_native)
  if(TARGET ${target})
    list(APPEND FANFARE_TARGETS ${target})
  endif()
endforeach()
set_target_properties(${FANFARE_TARGETS} PROPERTIES
  VERSION ${PROJECT_VERSION}
  SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})

install(TARGETS ${FANFARE_TARGETS} EXPORT fanfare_targets
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY core/include/fanfare DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
if(TARGET fanfare_native)
  install(DIRECTORY native/include/fanfare DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
endif()

set(FANFARE_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/fanfare)
configure_package_config_file(cmake/fanfare-config.cmake.in ${PROJECT_BINARY_DIR}/fanfare-config.cmake
  INSTALL_DESTINATION ${FANFARE_CMAKE_DIR})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/fanfare-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/fanfare-config.cmake ${PROJECT_BINARY_DIR}/fanfare-config-version.cmake
  DESTINATION ${FANFARE_CMAKE_DIR})
install(EXPORT fanfare_targets FILE fanfare-targets.cmake NAMESPACE fanfare:: DESTINATION ${FANFARE_CMAKE_DIR})
