// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "attemptresources.h"

#include <array>
#include <limits>
#include <vector>

namespace Procession {

/// The course of one attempt: its progress and its figures over time, in a bounded number of points however long it ran.
///
/// Where there are more points than may be, those that lie close together become one, which keeps the last value of each
/// channel, the least and the most: a peak never vanishes. A value that wasn't told is no number (NaN).
/// A value; the points of a channel that was never told take no room. Threads: as a std::vector.
class AttemptSeries
{
public:
    enum class Channel : quint8 { Progress, CpuPercent, Memory, ReadBytes, WrittenBytes, Threads, Processes };
    static constexpr size_t channelCount = 7;
    static constexpr size_t mostPoints = 500;
    static constexpr size_t fewestPoints = 16; ///< that a limit may ask for
    /// The most memory that a point takes, in bytes.
    static constexpr size_t bytesPerPoint = sizeof(qint64) + channelCount * 3 * sizeof(double);

    /// A value of each channel, by its number.
    using Values = std::array<double, channelCount>;
    static Values noValues();

    struct Value
    {
        double last;
        double least;
        double most;
    };

    size_t size() const { return m_times.size(); }
    bool isEmpty() const { return m_times.empty(); }
    qint64 atMs(size_t point) const { return m_times[point]; } ///< wall time, of the last of the values in the point
    /// Whether the channel was ever told.
    bool has(Channel channel) const { return !column(channel).last.empty(); }
    Value value(size_t point, Channel channel) const;

    /// Where the figures were read; nothing where there are none.
    std::optional<Resources::Source> source() const { return m_source; }
    void setSource(Resources::Source source) { m_source = source; }

    /// Adds the values of a moment, then thins down to `maxPoints`. A moment before the last one counts as that.
    void add(qint64 atMs, const Values &values, size_t maxPoints = mostPoints);
    /// Adds all that another series has behind the moment `afterMs`, which is where this one ends.
    void add(const AttemptSeries &later, qint64 afterMs = std::numeric_limits<qint64>::min());

    /// About how much memory the points take, in bytes.
    size_t bytes() const;

    /// The series in few bytes, to be kept.
    QByteArray toBytes() const;
    /// Reads the result of toBytes(); nothing where `bytes` is something else.
    static std::optional<AttemptSeries> fromBytes(const QByteArray &bytes);

    friend bool operator==(const AttemptSeries &a, const AttemptSeries &b);

private:
    struct Column
    {
        // As many as there are points, or none. The last two are there once points were put together.
        std::vector<double> last;
        std::vector<double> least;
        std::vector<double> most;
    };

    const Column &column(Channel channel) const { return m_columns[static_cast<size_t>(channel)]; }
    void addPoint(qint64 atMs, const std::array<Value, channelCount> &values, size_t maxPoints);
    void thin(size_t maxPoints);
    qint64 bucketOf(qint64 atMs) const { return (atMs - m_beginMs) / m_bucketMs; }

    std::vector<qint64> m_times;
    std::array<Column, channelCount> m_columns;
    qint64 m_beginMs = 0;  // the first moment
    qint64 m_bucketMs = 1; // points of the same bucket, counted from there, are one
    std::optional<Resources::Source> m_source;
};

} // namespace Procession
