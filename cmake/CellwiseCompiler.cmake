# Language level, warnings, sanitizers and the compiler cache, the same for every target.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

add_library(cellwise_compiler INTERFACE)
# GCC 12 reports string concatenation as -Wrestrict (GCC bug 105329).
target_compile_options(cellwise_compiler INTERFACE -Wall -Wextra -Wno-restrict)
if(CELLWISE_SANITIZE)
  target_compile_options(cellwise_compiler INTERFACE -fsanitize=address,undefined -fno-omit-frame-pointer -g1)
  target_link_options(cellwise_compiler INTERFACE -fsanitize=address,undefined)
endif()

# LibTorch brings Qt 5 into the process (see CellwiseDependencies). What the compiler leaves of Qt 6's inline
# functions in our programs must not be found by it: they export nothing.
add_link_options(-Wl,--version-script=${CMAKE_SOURCE_DIR}/cmake/exports.map)

find_program(CCACHE ccache)
if(CCACHE)
  # The sloppiness is what precompiled headers need; the base directory lets clones share a cache.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
  target_compile_options(cellwise_compiler INTERFACE -fpch-preprocess)
endif()
