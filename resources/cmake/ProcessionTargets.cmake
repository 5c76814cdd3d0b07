# SPDX-FileCopyrightText: 2026 The Procession authors
# SPDX-License-Identifier: GPL-3.0-or-later

# What every target of ours has in common: the warnings and the strict Qt definitions.

# Applies our conventions to a target.
function(procession_target target)
    target_compile_options(${target} PRIVATE
        -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual)
    set_target_properties(${target} PROPERTIES COMPILE_WARNING_AS_ERROR ${PROCESSION_WERROR})
    target_compile_definitions(${target} PRIVATE
        QT_NO_CAST_FROM_ASCII
        QT_NO_CAST_TO_ASCII
        QT_NO_CAST_FROM_BYTEARRAY
        QT_NO_URL_CAST_FROM_STRING
        QT_NO_NARROWING_CONVERSIONS_IN_CONNECT
        QT_NO_FOREACH
        QT_NO_KEYWORDS
        QT_NO_JAVA_STYLE_ITERATORS
        QT_DISABLE_DEPRECATED_BEFORE=0x060400
        QT_MESSAGELOGCONTEXT)

    # ThreadSanitizer has to be told what Qt's queued calls order.
    get_target_property(type ${target} TYPE)
    if(PROCESSION_SANITIZE MATCHES thread AND type STREQUAL EXECUTABLE)
        target_sources(${target} PRIVATE ${PROJECT_SOURCE_DIR}/resources/sanitizers/qtthreads.cpp)
    endif()
endfunction()

# A room: a static library whose headers are reached by their name alone. A room sees the headers of the
# rooms that it links and no others, so an include that the architecture forbids doesn't compile.
function(procession_room name)
    cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC_LINK;PRIVATE_LINK" ${ARGN})
    add_library(${name} STATIC ${ARG_SOURCES})
    target_include_directories(${name} PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
    target_link_libraries(${name} PUBLIC ${ARG_PUBLIC_LINK} PRIVATE ${ARG_PRIVATE_LINK})
    procession_target(${name})
endfunction()
