# Every third-party library, found once. Qt comes before Torch: Debian's libtorch pulls Qt 5 into
# the process, and Qt 6 has to be loaded first.
find_package(PkgConfig REQUIRED)
find_package(Qt6 6.4 REQUIRED COMPONENTS Core Gui Widgets Sql Svg PrintSupport LinguistTools Test)
find_package(QCustomPlotQt6 REQUIRED)
find_package(OpenCV REQUIRED COMPONENTS core imgproc imgcodecs)
find_package(Boost REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(spdlog REQUIRED)
find_package(tl-expected REQUIRED)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(sqlite3 REQUIRED IMPORTED_TARGET sqlite3)

# Debian's exported Torch target carries -I flags and a C++ standard of its own; only what is
# needed is taken over, as system includes, so that our warnings stay on for our code.
find_package(Torch REQUIRED)
add_library(cellwise_torch INTERFACE)
target_include_directories(cellwise_torch SYSTEM INTERFACE ${TORCH_INCLUDE_DIRS})
target_link_libraries(cellwise_torch INTERFACE ${TORCH_LIBRARIES})
