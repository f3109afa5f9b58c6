# What the sources of a library include takes longer to compile than what they say.
function(embedscope_join_sources name)
  if(EMBEDSCOPE_JOIN_SOURCES)
    set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
  endif()
endfunction()

# A room is one library: a folder of core/ or ui/, with the rooms and packages it may use (docs/01-architecture.md).
#
#   embedscope_room(core_text SOURCES read_corpus.cpp … HEADERS corpus.h … ROOMS core_base core_system LIBS pkg::target [QT] [APART])
#
# ROOMS and LIBS are what the include check allows too (tests/boundaries). Headers form a file set, so that
# `all_verify_interface_header_sets` compiles each of them alone. APART: its sources are never joined; for rooms whose
# sources each have constants of their own by the same names.
function(embedscope_room name)
  cmake_parse_arguments(arg "QT;APART" "" "SOURCES;HEADERS;ROOMS;LIBS" ${ARGN})
  add_library(${name} STATIC)
  add_library(Embedscope::${name} ALIAS ${name})
  target_sources(${name} PRIVATE ${arg_SOURCES})
  if(NOT arg_SOURCES)
    message(FATAL_ERROR "${name} has no sources")
  endif()
  target_sources(${name} PUBLIC FILE_SET HEADERS BASE_DIRS "${CMAKE_SOURCE_DIR}" FILES ${arg_HEADERS})
  set_target_properties(${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  if(NOT arg_APART)
    embedscope_join_sources(${name})
  endif()
  target_link_libraries(${name} PUBLIC embedscope_settings ${arg_ROOMS} ${arg_LIBS} Threads::Threads)
  if(arg_QT)
    set_target_properties(${name} PROPERTIES AUTOMOC ON
      AUTOMOC_MOC_OPTIONS "--include;${CMAKE_SOURCE_DIR}/cmake/moc_first.h")
    target_compile_definitions(${name} PRIVATE QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_KEYWORDS QT_NO_FOREACH)
    if(name STREQUAL "ui_state")
      target_precompile_headers(${name} PRIVATE "${CMAKE_SOURCE_DIR}/cmake/pch_qt.h")
    elseif(name MATCHES "^ui_(models|widgets)$")
      target_precompile_headers(${name} REUSE_FROM ui_state)
    endif()
  endif()
endfunction()

# The headers of Qt Test and Eigen, compiled once for the programs that define and include the same; kinds of programs by the
# Qt modules that their rooms bring: none but Core, Gui, Widgets.
function(embedscope_test_headers name)
  set(kind core)
  if(arg_LIBS MATCHES "ui_widgets")
    set(kind widgets)
  elseif(arg_LIBS MATCHES "ui_(render|state|models)")
    set(kind gui)
  endif()
  # Qt names the test's folders in macros, which would make a precompiled header good for one folder only.
  target_compile_options(${name} PRIVATE -UQT_TESTCASE_BUILDDIR -UQT_TESTCASE_SOURCEDIR)
  if(CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
    target_compile_options(${name} PRIVATE -O1)
  endif()
  if(NOT TARGET tests_headers_${kind})
    file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/tests_headers.cpp" CONTENT "")
    add_library(tests_headers_${kind} OBJECT "${CMAKE_BINARY_DIR}/tests_headers.cpp")
    target_link_libraries(tests_headers_${kind} PRIVATE ${arg_LIBS} embedscope_settings Qt6::Test)
    target_compile_options(tests_headers_${kind} PRIVATE -UQT_TESTCASE_BUILDDIR -UQT_TESTCASE_SOURCEDIR)
    if(CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
      target_compile_options(tests_headers_${kind} PRIVATE -O1)
    endif()
    target_precompile_headers(tests_headers_${kind} PRIVATE "${CMAKE_SOURCE_DIR}/cmake/pch_test_${kind}.h")
  endif()
  target_precompile_headers(${name} REUSE_FROM tests_headers_${kind})
  if(EMBEDSCOPE_GOLD)
    target_link_options(${name} PRIVATE -fuse-ld=gold)
  endif()
endfunction()

# A Qt Test program: embedscope_test(tst_name SOURCES tst_name.cpp LIBS rooms… [SLOW] [NO_TSAN])
# SLOW: only run by `tests/run --all`. NO_TSAN: not run by the tsan preset, as it has no threads and would
# take minutes there, or works on in a forked child, which that sanitizer cannot follow.
function(embedscope_test name)
  cmake_parse_arguments(arg "GUI;SLOW;NO_TSAN" "TIMEOUT" "SOURCES;LIBS" ${ARGN})
  # Moc alone: AUTOMOC would scan every program on its own, and compile an empty file more for each.
  list(GET arg_SOURCES 0 source)
  cmake_path(GET source STEM stem)
  set(moc "${CMAKE_CURRENT_BINARY_DIR}/${name}_moc/${stem}.moc")
  add_custom_command(OUTPUT "${moc}" DEPENDS "${source}" VERBATIM
    COMMAND ${CMAKE_COMMAND} -E make_directory "${CMAKE_CURRENT_BINARY_DIR}/${name}_moc"
    COMMAND Qt6::moc "${CMAKE_CURRENT_SOURCE_DIR}/${source}" -o "${moc}")
  add_executable(${name} ${arg_SOURCES} "${moc}")
  target_include_directories(${name} PRIVATE "${CMAKE_CURRENT_BINARY_DIR}/${name}_moc")
  target_link_libraries(${name} PRIVATE embedscope_settings ${arg_LIBS} Qt6::Test)
  embedscope_test_headers(${name})
  target_compile_definitions(${name} PRIVATE
    EMBEDSCOPE_TESTS_DIR="${CMAKE_SOURCE_DIR}/tests" EMBEDSCOPE_RESOURCES_DIR="${CMAKE_SOURCE_DIR}/resources"
    EMBEDSCOPE_BINARY_DIR="${CMAKE_BINARY_DIR}")
  if(arg_NO_TSAN AND EMBEDSCOPE_SANITIZE MATCHES "thread")
    set_target_properties(${name} PROPERTIES EXCLUDE_FROM_ALL ON)
    return()
  endif()
  set(slow)
  if(arg_SLOW)
    set(slow SLOW)
  endif()
  embedscope_test_run(${name} PROGRAM ${name} TIMEOUT ${arg_TIMEOUT} ${slow})
endfunction()

set(EMBEDSCOPE_TESTS_OF_CORE "${CMAKE_SOURCE_DIR}/tests/core")
# One run of a test program: embedscope_test_run(name PROGRAM tst_x [ARGUMENTS functions…] [ENVIRONMENT X=1…] [TIMEOUT s] [SLOW])
function(embedscope_test_run name)
  cmake_parse_arguments(arg "SLOW" "PROGRAM;TIMEOUT" "ARGUMENTS;ENVIRONMENT" ${ARGN})
  set_target_properties(${arg_PROGRAM} PROPERTIES EXCLUDE_FROM_ALL OFF)
  set(options)
  cmake_path(IS_PREFIX EMBEDSCOPE_TESTS_OF_CORE "${CMAKE_CURRENT_SOURCE_DIR}" is_core)
  if(is_core AND EMBEDSCOPE_SANITIZE MATCHES "thread")
    # Without the thread that Qt Test sets to watch over every other program: it is Qt's only one in tests of core, and its
    # end looks like a race to a sanitizer that cannot see into Qt.
    set(options -callgrindchild)
  endif()
  add_test(NAME ${name} COMMAND ${EMBEDSCOPE_TEST_LAUNCHER} $<TARGET_FILE:${arg_PROGRAM}> ${options} ${arg_ARGUMENTS})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT})
  # No test may touch the real home: settings, recovery files and caches go to a folder of the build.
  set(env "XDG_CONFIG_HOME=${CMAKE_BINARY_DIR}/test-home/${name}/config"
    "XDG_DATA_HOME=${CMAKE_BINARY_DIR}/test-home/${name}/data"
    "XDG_CACHE_HOME=${CMAKE_BINARY_DIR}/test-home/${name}/cache")
  list(APPEND env "QT_QPA_PLATFORM=offscreen" ${arg_ENVIRONMENT})
  if(EMBEDSCOPE_SANITIZE MATCHES "address")
    list(APPEND env "ASAN_OPTIONS=detect_leaks=1:detect_odr_violation=0:allocator_may_return_null=1"
      "LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/cmake/lsan.supp:print_suppressions=0" "UBSAN_OPTIONS=print_stacktrace=1")
  elseif(EMBEDSCOPE_SANITIZE MATCHES "thread")
    set(suppressions ":suppressions=${CMAKE_SOURCE_DIR}/cmake/tsan.supp")
    if(is_core)
      set(suppressions)
    endif()
    list(APPEND env "TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1${suppressions}")
  endif()
  set_tests_properties(${name} PROPERTIES ENVIRONMENT "${env}")
  set(labels quick)
  if(arg_SLOW)
    set(labels slow)
  endif()
  set_tests_properties(${name} PROPERTIES LABELS "${labels}")
endfunction()
