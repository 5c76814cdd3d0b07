# SPDX-FileCopyrightText: 2026 The Procession authors
# SPDX-License-Identifier: GPL-3.0-or-later

# What every target of ours has in common: the warnings, the strict Qt definitions and the precompiled headers.

# Makes a target that has the given headers precompiled, for others that are compiled with the same options.
function(procession_precompile name)
    cmake_parse_arguments(ARG "" "" "HEADERS;LINK;OPTIONS" ${ARGN})
    file(CONFIGURE OUTPUT ${name}.cpp CONTENT "// Compiled for its precompiled headers alone.\n")
    add_library(${name} OBJECT ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
    target_link_libraries(${name} PRIVATE ${ARG_LINK})
    target_compile_options(${name} PRIVATE ${ARG_OPTIONS})
    set_target_properties(${name} PROPERTIES AUTOMOC OFF)
    procession_target(${name})
    target_precompile_headers(${name} PRIVATE ${ARG_HEADERS})
endfunction()

# Lets a target use them. Nothing may rely on that: without PROCESSION_PCH each source includes all that it needs.
function(procession_use_precompiled target name)
    if(PROCESSION_PCH)
        target_precompile_headers(${target} REUSE_FROM ${name})
    endif()
endfunction()

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
    procession_use_precompiled(${name} procession_pch)
endfunction()
