# SPDX-FileCopyrightText: 2026 The Procession authors
# SPDX-License-Identifier: GPL-3.0-or-later

# Finds the nearest vectors; headers only: Hnswlib::Hnswlib
find_path(HNSWLIB_INCLUDE_DIR hnswlib/hnswlib.h)
mark_as_advanced(HNSWLIB_INCLUDE_DIR)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Hnswlib REQUIRED_VARS HNSWLIB_INCLUDE_DIR)

if(Hnswlib_FOUND AND NOT TARGET Hnswlib::Hnswlib)
    add_library(Hnswlib::Hnswlib INTERFACE IMPORTED)
    set_target_properties(Hnswlib::Hnswlib PROPERTIES INTERFACE_INCLUDE_DIRECTORIES ${HNSWLIB_INCLUDE_DIR})
endif()
