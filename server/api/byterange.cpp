// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "byterange.h"

#include <algorithm>

namespace Procession {

namespace {

/// A number without a sign; nothing where it is none. One that is too large stands for the largest.
std::optional<qint64> numberFrom(QByteArrayView digits)
{
    constexpr qint64 largest = qint64(1) << 53;
    if (digits.isEmpty() || !std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    bool fits = false;
    const qint64 number = digits.toByteArray().toLongLong(&fits);
    return fits ? std::min(number, largest) : largest;
}

} // namespace

std::optional<ByteRange> ByteRange::fromHeader(const QByteArray &value)
{
    const QByteArray text = value.trimmed();
    constexpr QByteArrayView unit = "bytes=";
    if (text.first(std::min(unit.size(), text.size())).toLower() != unit)
        return std::nullopt;
    const QByteArrayView range = QByteArrayView(text).sliced(unit.size()).trimmed();
    const qsizetype dash = range.indexOf('-');
    if (dash < 0)
        return std::nullopt;
    const QByteArrayView begin = range.first(dash).trimmed();
    const QByteArrayView end = range.sliced(dash + 1).trimmed();
    const ByteRange read{numberFrom(begin), numberFrom(end)};
    const bool isWhole = (read.first || begin.isEmpty()) && (read.last || end.isEmpty()) && (read.first || read.last);
    if (!isWhole || (read.first && read.last && *read.last < *read.first))
        return std::nullopt;
    return read;
}

std::optional<ByteRange::Bounds> ByteRange::within(qint64 length) const
{
    const qint64 from = first.value_or(std::max<qint64>(0, length - last.value_or(0)));
    const qint64 to = first && last ? std::min(length, *last + 1) : length;
    return from < to ? std::optional(Bounds{from, to}) : std::nullopt;
}

} // namespace Procession
