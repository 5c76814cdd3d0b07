// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QList>

#include <vector>

namespace Procession {

/// How long past runs took: a histogram whose axis is logarithmic, and where one run stands in it. A value; any thread.
class DurationBars
{
public:
    /// How many bars there are.
    static constexpr qsizetype count = 40;

    DurationBars() = default;
    /// By `duration` of a group as `GET /analytics` tells it, with its histogram.
    explicit DurationBars(const QJsonObject &duration);

    /// How many runs there were.
    double runs() const { return m_runs; }
    bool isEmpty() const { return m_bins.empty(); }

    /// The axis for a run of that length, which lies in it: begin and end in ms. Negative for no run.
    struct Axis
    {
        double fromMs = 1.0;
        double toMs = 2.0;
        /// The place of a duration, 0 to 1.
        double placeOf(double ms) const;
    };
    Axis axis(double runMs) const;
    /// The heights of the bars, the highest is 1.
    QList<double> bars(const Axis &axis) const;
    /// The share of the runs that took less, 0 to 1; those of the same bin count in part.
    double shareBelow(double ms) const;
    /// Half of the runs took that long at most, in ms.
    double medianMs() const { return m_medianMs; }

private:
    struct Bin
    {
        double fromMs;
        double toMs;
        double count;
    };
    std::vector<Bin> m_bins; // from the shortest
    double m_runs = 0.0;
    double m_medianMs = 0.0;
};

} // namespace Procession
