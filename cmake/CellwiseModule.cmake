# cellwise_module(<name> [PUBLIC <targets>...] [PRIVATE <targets>...] [TORCH <files>...])
#
# Makes the static library cellwise_<name> from the .cpp files of the current folder, but for those that need
# LibTorch beside others that do not: they become cellwise_<name>_torch, so that a program can load LibTorch late
# (engine/network).
# Its headers are reached as "<name>/<header>.h", through an include root that holds this module
# alone. A module that does not link another cannot include its headers: the direction of the
# dependencies is kept by the build, not by good intentions.
function(cellwise_module name)
  cmake_parse_arguments(arg "" "" "PUBLIC;PRIVATE;TORCH" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cpp)
  foreach(file ${arg_TORCH})
    list(REMOVE_ITEM sources ${CMAKE_CURRENT_SOURCE_DIR}/${file})
  endforeach()
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS *.h)
  file(GLOB_RECURSE resources CONFIGURE_DEPENDS *.qrc)
  set(root ${CMAKE_BINARY_DIR}/include/${name})
  file(MAKE_DIRECTORY ${root})
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${root}/${name} SYMBOLIC)

  set(target cellwise_${name})
  if(sources)
    add_library(${target} STATIC ${sources} ${headers} ${resources})
    target_include_directories(${target} PUBLIC ${root})
    target_compile_definitions(${target} PRIVATE QT_NO_KEYWORDS)
    target_link_libraries(${target} PUBLIC ${arg_PUBLIC} PRIVATE cellwise_compiler ${arg_PRIVATE})
  else()
    add_library(${target} INTERFACE)
    target_include_directories(${target} INTERFACE ${root})
    target_link_libraries(${target} INTERFACE ${arg_PUBLIC})
  endif()
  if(arg_TORCH)
    add_library(${target}_torch STATIC ${arg_TORCH})
    target_compile_definitions(${target}_torch PRIVATE QT_NO_KEYWORDS)
    target_link_libraries(${target}_torch PUBLIC ${target} PRIVATE cellwise_nn cellwise_compiler ${arg_PRIVATE})
    cellwise_precompile_torch(${name}_torch)
  endif()
endfunction()

# <torch/torch.h> takes half a minute to parse: it is precompiled once, in nn, and used by the rest.
function(cellwise_precompile_torch name)
  get_target_property(type cellwise_${name} TYPE)
  if(type STREQUAL INTERFACE_LIBRARY)
    return()
  endif()
  if(name STREQUAL nn)
    target_precompile_headers(cellwise_nn PRIVATE <torch/torch.h>)
  else()
    target_precompile_headers(cellwise_${name} REUSE_FROM cellwise_nn)
  endif()
endfunction()
