# Run by CTest; see CMakeLists.txt beside this file.
set(prefix ${WORK}/prefix)
file(REMOVE_RECURSE ${WORK})

# step(WHAT COMMAND...): runs it, keeps its output in `output`, stops with all of it when it fails.
macro(step what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE errors)
  if(NOT code STREQUAL "0")
    message(FATAL_ERROR "${what} ended with ${code}\n${output}${errors}")
  endif()
endmacro()

step("installing" ${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})

# Nothing that was installed may know where it was built, but for the libraries' way to the source tree's data.
file(GLOB_RECURSE package_files ${prefix}/*.cmake)
list(LENGTH package_files count)
if(count EQUAL 0)
  message(FATAL_ERROR "no package file was installed below ${prefix}")
endif()
foreach(file ${package_files})
  file(READ ${file} text)
  string(FIND "${text}" "${BUILD}" at)
  if(NOT at EQUAL -1)
    message(FATAL_ERROR "${file} names the build folder")
  endif()
endforeach()

if(SANITIZERS)
  set(sanitizer_flags -DCMAKE_CXX_FLAGS=-fsanitize=${SANITIZERS})
endif()
step("configuring the consumer" ${CMAKE_COMMAND} -S ${CONSUMER} -B ${WORK}/build -G ${GENERATOR} -DCMAKE_CXX_COMPILER=${CXX}
     -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER} -DCMAKE_PREFIX_PATH=${prefix} -DCMAKE_BUILD_TYPE=Release ${sanitizer_flags})
step("building the consumer" ${CMAKE_COMMAND} --build ${WORK}/build)

# Beside the installed program the consumer finds the installed data by itself, not the source tree's.
file(COPY ${WORK}/build/consumer DESTINATION ${prefix}/${BIN})
step("running the consumer" ${prefix}/${BIN}/consumer ${prefix}/${DATA})
message("${output}")

step("running the installed program" ${prefix}/${BIN}/trainyard version)
string(FIND "${output}" "${VERSION}" at)
if(at EQUAL -1)
  message(FATAL_ERROR "the installed program calls itself ${output}, not ${VERSION}")
endif()
step("listing the installed scenarios" ${prefix}/${BIN}/trainyard list scenarios)
string(FIND "${output}" "deepseek-v3-h800" at)
if(at EQUAL -1)
  message(FATAL_ERROR "the installed program does not list its main scenario:\n${output}")
endif()
