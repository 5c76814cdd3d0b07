// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "jsonwriter.h"

#include <QLocale>

#include <cmath>

namespace Procession {

void Appender::grow(qsizetype count)
{
    // First what is allocated already, then twice as much.
    const qsizetype needed = m_size + count + mostDepth;
    const qsizetype capacity = m_out.capacity();
    m_end = needed <= capacity ? capacity : std::max(needed, 2 * capacity);
    m_out.resize(m_end);
    m_data = m_out.data();
}

void Appender::appendString(QByteArrayView utf8)
{
    static constexpr char hex[] = "0123456789abcdef";
    const auto isPlain = [](char c) { return static_cast<uchar>(c) >= 0x20 && c != '"' && c != '\\'; };
    append('"');
    for (const char *at = utf8.begin(); at != utf8.end();) {
        // Most texts are plain from one end to the other.
        const char *const special = std::find_if_not(at, utf8.end(), isPlain);
        append(QByteArrayView(at, special));
        if (special == utf8.end())
            break;
        const char c = *special;
        at = special + 1;
        append('\\');
        if (c == '"' || c == '\\') {
            append(c);
        } else if (c == '\n') {
            append('n');
        } else if (c == '\t') {
            append('t');
        } else if (c == '\r') {
            append('r');
        } else {
            append("u00");
            append(hex[static_cast<uchar>(c) >> 4]);
            append(hex[static_cast<uchar>(c) & 0xf]);
        }
    }
    append('"');
}

void Appender::appendNumber(double value)
{
    // Most are whole, and printed as such at a fraction of the cost.
    if (constexpr double largest = 1e6; value >= 0.0 && value <= largest && std::floor(value) >= value)
        append(static_cast<quint64>(value));
    else if (std::isfinite(value))
        append(QByteArray::number(value, 'g', QLocale::FloatingPointShortest));
    else
        append("null");
}

void Appender::appendSeconds(qint64 milliseconds)
{
    auto distance = static_cast<quint64>(milliseconds);
    if (milliseconds < 0) {
        append('-');
        distance = 0 - distance;
    }
    append(distance / 1000);
    const auto fraction = static_cast<int>(distance % 1000);
    if (fraction == 0)
        return;
    append('.');
    append(static_cast<char>('0' + fraction / 100));
    if (fraction % 100 != 0)
        append(static_cast<char>('0' + fraction / 10 % 10));
    if (fraction % 10 != 0)
        append(static_cast<char>('0' + fraction % 10));
}

} // namespace Procession
