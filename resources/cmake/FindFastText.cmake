# SPDX-FileCopyrightText: 2026 The Procession authors
# SPDX-License-Identifier: GPL-3.0-or-later

# Trains vectors of words: FastText::FastText
find_library(FASTTEXT_LIBRARY fasttext)
find_path(FASTTEXT_INCLUDE_DIR fasttext/fasttext.h)
mark_as_advanced(FASTTEXT_LIBRARY FASTTEXT_INCLUDE_DIR)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(FastText REQUIRED_VARS FASTTEXT_LIBRARY FASTTEXT_INCLUDE_DIR)

if(FastText_FOUND AND NOT TARGET FastText::FastText)
    add_library(FastText::FastText UNKNOWN IMPORTED)
    set_target_properties(FastText::FastText PROPERTIES
        IMPORTED_LOCATION ${FASTTEXT_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${FASTTEXT_INCLUDE_DIR})
endif()
