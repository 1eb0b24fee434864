if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug, Release, RelWithDebInfo" FORCE)
endif()
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

option(TRAINYARD_BUILD_TESTS "Build the tests" ${PROJECT_IS_TOP_LEVEL})
option(TRAINYARD_BUILD_BENCHMARKS "Build the benchmarks" ${PROJECT_IS_TOP_LEVEL})
option(TRAINYARD_INSTALL "Write the install rules" ${PROJECT_IS_TOP_LEVEL})
option(TRAINYARD_BUILD_FUZZERS "Build the libFuzzer targets (clang only)" OFF)
option(TRAINYARD_WARNINGS_AS_ERRORS "Warnings stop the build" OFF)
set(TRAINYARD_SANITIZERS "" CACHE STRING "Sanitizers for every target, e.g. address,undefined")

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

# One set of flags for our own targets. -ffp-contract=off: the same bytes out on every toolchain.
add_library(trainyard_flags INTERFACE)
# Whoever uses the installed libraries keeps their own flags.
target_compile_options(trainyard_flags INTERFACE "$<BUILD_INTERFACE:-Wall;-Wextra;-Wconversion;-Wshadow;-ffp-contract=off>")
target_compile_features(trainyard_flags INTERFACE cxx_std_20)
target_include_directories(trainyard_flags INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:include/trainyard>)
if(TRAINYARD_WARNINGS_AS_ERRORS)
  target_compile_options(trainyard_flags INTERFACE $<BUILD_INTERFACE:-Werror>)
endif()
if(TRAINYARD_SANITIZERS)
  add_compile_options(-fsanitize=${TRAINYARD_SANITIZERS} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${TRAINYARD_SANITIZERS})
endif()

# The CUDA microbenchmarks are a project of their own in kernels/. ON builds them along; AUTO says that it could be done.
set(TRAINYARD_WITH_CUDA "AUTO" CACHE STRING "Build kernels/ with the rest: AUTO, ON or OFF")
set_property(CACHE TRAINYARD_WITH_CUDA PROPERTY STRINGS AUTO ON OFF)
