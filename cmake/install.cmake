# Installs the program, the data it reads, and the libraries with their headers for find_package(trainyard).
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/trainyard)
set(data_folder ${CMAKE_INSTALL_DATADIR}/trainyard)

install(TARGETS trainyard RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})

# Of the libraries only the commands of the program stay at home.
get_property(libraries GLOBAL PROPERTY TRAINYARD_LIBRARIES)
list(REMOVE_ITEM libraries trainyard_commands)
set_target_properties(trainyard_flags PROPERTIES EXPORT_NAME flags)
install(TARGETS trainyard_flags ${libraries} EXPORT trainyard_targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT trainyard_targets NAMESPACE trainyard:: FILE trainyardTargets.cmake DESTINATION ${package_folder})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/sim ${PROJECT_SOURCE_DIR}/hardware_profiles ${PROJECT_SOURCE_DIR}/models
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/trainyard FILES_MATCHING PATTERN "*.h"
        PATTERN "configs" EXCLUDE)

# The data keep the folders they have in the source tree, which data_root() looks for.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/hardware_profiles DESTINATION ${data_folder} FILES_MATCHING PATTERN "*.json")
install(DIRECTORY ${PROJECT_SOURCE_DIR}/models/configs DESTINATION ${data_folder}/models FILES_MATCHING PATTERN "*.json")
install(DIRECTORY ${PROJECT_SOURCE_DIR}/data DESTINATION ${data_folder} FILES_MATCHING PATTERN "*.json")
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/CHANGELOG.md
        DESTINATION ${CMAKE_INSTALL_DOCDIR})

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/trainyardConfig.cmake.in ${PROJECT_BINARY_DIR}/trainyardConfig.cmake
                              INSTALL_DESTINATION ${package_folder} PATH_VARS data_folder)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/trainyardConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/trainyardConfig.cmake ${PROJECT_BINARY_DIR}/trainyardConfigVersion.cmake
        DESTINATION ${package_folder})
