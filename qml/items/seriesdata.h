// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>
#include <vector>

namespace Procession {

// What SeriesView draws. Times are milliseconds since the epoch.

/// A value at some time; where points were thinned, the least and the most of those around it.
struct SeriesPoint
{
    double at = 0.0;
    double value = 0.0;
    double least = 0.0;
    double most = 0.0;

    bool operator==(const SeriesPoint &) const = default;
};

/// One curve, which has a lane of its own.
struct SeriesLane
{
    enum class Unit : quint8 {
        Percent,
        Bytes,
        BytesPerSecond,
        Count,
    };
    QString name;
    Unit unit = Unit::Percent;
    std::vector<SeriesPoint> points; ///< in order of time
    std::optional<double> limit;     ///< a value that mustn't be passed for long
    std::optional<double> scaleEnd;  ///< the value at the top; by the points where there is none
    std::optional<double> peak{};    ///< the most that there was, where that is known by more than the points
    std::optional<size_t> color{};   ///< which of the colours of lanes; that of its place where there is none

    bool operator==(const SeriesLane &) const = default;
};

/// Something that happened.
struct SeriesMark
{
    enum class Kind : quint8 {
        Started,
        Completed,
        Failed,
        Cancelled,
        TimedOut,
        Retry,
        Quiet,
        Limit,
        Message,
    };
    double at = 0.0;
    Kind kind = Kind::Message;
    QString text;

    bool operator==(const SeriesMark &) const = default;
};

/// When it is expected to be done: half of all runs would be by `likely`, nine in ten by `latest`.
struct SeriesEstimate
{
    double likely = 0.0;
    double latest = 0.0;
    QString text{}; ///< the time that is left, such as `2–4 min`

    bool operator==(const SeriesEstimate &) const = default;
};

/// The course of an attempt.
struct SeriesData
{
    double begin = 0.0;
    double end = 0.0; ///< now, while it runs
    bool isLive = false;
    std::vector<SeriesLane> lanes;
    std::vector<SeriesMark> marks;          ///< in order of time
    std::optional<SeriesEstimate> estimate; ///< drawn while it is live
    bool isOverdue = false;                 ///< it runs for longer than it should

    bool operator==(const SeriesData &) const = default;
};

} // namespace Procession
