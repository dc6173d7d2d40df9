# SPDX-License-Identifier: Apache-2.0
# The library exports exactly what ebb.h declares.
file(STRINGS ${HEADER} declared REGEX "^EBB_EXPORT ")
list(TRANSFORM declared REPLACE ".*[ *](ebb_[a-z_]+)\\(.*" "\\1")
execute_process(COMMAND ${NM} -D --defined-only ${LIBRARY} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[ ][A-Za-z][ ][^\n]+" exported "${symbols}")
list(TRANSFORM exported REPLACE "^ [A-Za-z] " "")
list(SORT declared)
list(SORT exported)
if(NOT declared STREQUAL exported)
  message(FATAL_ERROR "declared: ${declared}\nexported: ${exported}")
endif()
