# What `cmake --install` puts where, and the Debian package: cpack --config build/release/CPackConfig.cmake
include(GNUInstallDirs)
set(CMAKE_INSTALL_DOCDIR ${CMAKE_INSTALL_DATADIR}/doc/cellwise)

# The programs' own install rules stand beside them in app/. They look for ../share/cellwise.
install(DIRECTORY resources/schemes resources/models resources/limits resources/codes resources/demo OPTIONAL
        DESTINATION ${CMAKE_INSTALL_DATADIR}/cellwise PATTERN "*.sh" EXCLUDE)
install(FILES packaging/cellwise.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
install(FILES packaging/org.cellwise.Cellwise.metainfo.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo)
install(FILES resources/icons/cellwise.svg DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)
install(FILES LICENSE README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME cellwise)
set(CPACK_PACKAGE_VENDOR "The Cellwise authors")
set(CPACK_PACKAGE_CONTACT "The Cellwise authors <cellwise@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
set(CPACK_RESOURCE_FILE_LICENSE ${CMAKE_CURRENT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# What the linker does not see: a fast BLAS (libblas.so.3 is satisfied by one that is 20 times slower),
# Qt's SQLite driver, its reader of SVG icons, and Chinese fonts for reports.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libopenblas0-openmp, libqt6sql6-sqlite, libqt6svg6, fonts-noto-cjk")
include(CPack)
