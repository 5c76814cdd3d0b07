// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <array>

namespace Procession {

/// Makes characters of bytes that may come in pieces and need not be UTF-8.
///
/// Of what isn't UTF-8 each piece that could have begun a character becomes one U+FFFD, as browsers do it.
/// Owner: who reads the bytes. Threads: one at a time.
class Utf8Decoder
{
public:
    /// The characters that a byte completes; a byte may end a broken character and be one itself.
    struct Characters
    {
        std::array<char32_t, 2> characters{};
        int count = 0;
    };
    Characters take(quint8 byte);
    bool isBetweenCharacters() const { return m_missing == 0; }

private:
    char32_t m_character = 0;
    int m_missing = 0;
    // The bounds of the next byte.
    quint8 m_lowest = 0x80;
    quint8 m_highest = 0xbf;
};

} // namespace Procession
