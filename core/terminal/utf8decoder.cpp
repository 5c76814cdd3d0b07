// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "utf8decoder.h"

namespace Procession {

namespace {

constexpr char32_t replacement = 0xfffd;

} // namespace

Utf8Decoder::Characters Utf8Decoder::take(quint8 byte)
{
    Characters result;
    const auto give = [&result](char32_t character) {
        result.characters[static_cast<size_t>(result.count++)] = character;
    };
    if (m_missing > 0) {
        if (byte >= m_lowest && byte <= m_highest) {
            m_character = (m_character << 6) | (byte & 0x3fU);
            m_lowest = 0x80;
            m_highest = 0xbf;
            if (--m_missing == 0)
                give(m_character);
            return result;
        }
        m_missing = 0;
        give(replacement);
    }
    m_lowest = 0x80;
    m_highest = 0xbf;
    if (byte < 0x80) {
        give(byte);
    } else if (byte >= 0xc2 && byte <= 0xdf) {
        m_missing = 1;
        m_character = byte & 0x1fU;
    } else if (byte >= 0xe0 && byte <= 0xef) {
        m_missing = 2;
        m_character = byte & 0x0fU;
        if (byte == 0xe0)
            m_lowest = 0xa0; // a shorter way to write it
        else if (byte == 0xed)
            m_highest = 0x9f; // surrogates
    } else if (byte >= 0xf0 && byte <= 0xf4) {
        m_missing = 3;
        m_character = byte & 0x07U;
        if (byte == 0xf0)
            m_lowest = 0x90;
        else if (byte == 0xf4)
            m_highest = 0x8f; // beyond the last character
    } else {
        give(replacement);
    }
    return result;
}

} // namespace Procession
