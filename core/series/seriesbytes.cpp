// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "attemptseries.h"

#include <QDataStream>
#include <QIODevice>

#include <algorithm>
#include <cmath>

/// How an AttemptSeries is kept: a format byte, and the compressed numbers of its columns.
namespace Procession {

namespace {

constexpr char format = 1;
constexpr quint8 noSource = 0xff;
/// What a series takes at most before it is compressed; with twice the points, which a later version may want.
constexpr quint32 longest = 64 + 2 * AttemptSeries::mostPoints * AttemptSeries::bytesPerPoint;

/// The columns that follow, in their order.
enum Kept : quint8 { NoNumbers, LastOnly, WithSpan };

void write(QDataStream &stream, const std::vector<double> &values)
{
    for (const double value : values)
        stream << value;
}

bool read(QDataStream &stream, std::vector<double> &values, size_t count)
{
    values.resize(count);
    for (double &value : values) {
        stream >> value;
        if (std::isinf(value))
            return false;
    }
    return stream.status() == QDataStream::Ok;
}

} // namespace

QByteArray AttemptSeries::toBytes() const
{
    QByteArray plain;
    QDataStream stream(&plain, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_0);
    stream << (m_source ? static_cast<quint8>(*m_source) : noSource) << m_beginMs << m_bucketMs
           << static_cast<quint32>(m_times.size());
    for (const qint64 time : m_times)
        stream << time;
    for (const Column &column : m_columns) {
        stream << static_cast<quint8>(column.last.empty() ? NoNumbers : column.least.empty() ? LastOnly : WithSpan);
        write(stream, column.last);
        write(stream, column.least);
        write(stream, column.most);
    }
    return format + qCompress(plain);
}

std::optional<AttemptSeries> AttemptSeries::fromBytes(const QByteArray &bytes)
{
    // qUncompress() believes the length that it is told, in the first four bytes.
    if (bytes.size() < 5 || bytes[0] != format)
        return std::nullopt;
    QDataStream head(bytes.sliced(1, 4));
    quint32 length = 0;
    head >> length;
    if (length > longest)
        return std::nullopt;
    const QByteArray plain = qUncompress(bytes.sliced(1));
    QDataStream stream(plain);
    stream.setVersion(QDataStream::Qt_6_0);
    AttemptSeries series;
    quint8 source = noSource;
    quint32 count = 0;
    stream >> source >> series.m_beginMs >> series.m_bucketMs >> count;
    if (stream.status() != QDataStream::Ok || series.m_bucketMs < 1 || count > 2 * mostPoints
        || (source != noSource && source > static_cast<quint8>(Resources::Source::Cgroup)))
        return std::nullopt;
    if (source != noSource)
        series.m_source = static_cast<Resources::Source>(source);
    series.m_times.resize(count);
    qint64 before = std::max<qint64>(0, series.m_beginMs);
    for (qint64 &time : series.m_times) {
        stream >> time;
        if (time < before)
            return std::nullopt;
        before = time;
    }
    for (Column &column : series.m_columns) {
        quint8 kept = NoNumbers;
        stream >> kept;
        const bool hasValues = kept == LastOnly || kept == WithSpan;
        if (kept > WithSpan || (hasValues && !read(stream, column.last, count))
            || (kept == WithSpan && !(read(stream, column.least, count) && read(stream, column.most, count))))
            return std::nullopt;
    }
    return stream.status() == QDataStream::Ok && stream.atEnd() ? std::optional(std::move(series)) : std::nullopt;
}

} // namespace Procession
