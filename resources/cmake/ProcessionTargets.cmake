# SPDX-FileCopyrightText: 2026 The Procession authors
# SPDX-License-Identifier: GPL-3.0-or-later

# What every target of ours has in common: the language, the warnings, the strict Qt definitions.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_AUTOMOC ON)
set(CMAKE_GLOBAL_AUTOGEN_TARGET ON) # `autogen`: all moc files
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

set(PROCESSION_SANITIZE "" CACHE STRING "Sanitizers to build with, such as address,undefined or thread")
if(PROCESSION_SANITIZE)
    add_compile_options(-fsanitize=${PROCESSION_SANITIZE} -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${PROCESSION_SANITIZE})
    if(PROCESSION_SANITIZE MATCHES undefined)
        add_compile_options(-fno-sanitize-recover=undefined)
    endif()
endif()

# Applies our conventions to a target.
function(procession_target target)
    target_compile_options(${target} PRIVATE
        -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual -Werror)
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
