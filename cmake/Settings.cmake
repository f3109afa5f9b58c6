# Settings shared by every target: language, warnings, sanitizers, the compiler cache.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
# Installing and packaging take what is built; they do not build the tests first.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()
# Line tables are enough for a stack trace and a third of the size of full debug information.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1")
if(EMBEDSCOPE_SANITIZE MATCHES "address")
  # What the sanitizers add to Eigen's templates takes the optimiser minutes a file at -O2.
  set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1")
endif()

find_program(EMBEDSCOPE_CCACHE ccache)
if(EMBEDSCOPE_CCACHE)
  # The sloppiness lets the cache serve files that use a precompiled header; the base folder lets build folders share it;
  # what the compiler says a file depends on spares preprocessing it first.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 CCACHE_DEPEND=1
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${EMBEDSCOPE_CCACHE})
endif()

# Half the time to link a test program; part of binutils.
find_program(EMBEDSCOPE_GOLD ld.gold)

add_library(embedscope_settings INTERFACE)
target_compile_options(embedscope_settings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
  $<$<BOOL:${EMBEDSCOPE_WERROR}>:-Werror>
  # A product a*b+c is fused only where the source says so: the same bits from every compiler setting.
  -ffp-contract=off
  # The cache needs this with precompiled headers.
  -fpch-preprocess)
target_compile_definitions(embedscope_settings INTERFACE EIGEN_MPL2_ONLY)
target_include_directories(embedscope_settings INTERFACE
  "$<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}>" "$<BUILD_INTERFACE:${CMAKE_BINARY_DIR}/generated>")

if(EMBEDSCOPE_SANITIZE)
  target_compile_options(embedscope_settings INTERFACE -fsanitize=${EMBEDSCOPE_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  target_link_options(embedscope_settings INTERFACE -fsanitize=${EMBEDSCOPE_SANITIZE})
endif()

# GCC 12's thread sanitizer stops where the kernel spreads addresses further than it knows of; without spreading it runs.
set(EMBEDSCOPE_TEST_LAUNCHER "")
if(EMBEDSCOPE_SANITIZE MATCHES "thread")
  find_program(EMBEDSCOPE_SETARCH setarch)
  if(EMBEDSCOPE_SETARCH)
    execute_process(COMMAND ${EMBEDSCOPE_SETARCH} -R true RESULT_VARIABLE refused OUTPUT_QUIET ERROR_QUIET)
    if(NOT refused)
      set(EMBEDSCOPE_TEST_LAUNCHER ${EMBEDSCOPE_SETARCH} -R)
    endif()
  endif()
endif()
