// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "seriesdata.h"
#include "timeaxis.h"
#include "valueaxis.h"

#include <QColor>
#include <QFont>
#include <QList>
#include <QPainter>

namespace Procession {

/// What the curves look like.
struct SeriesLook
{
    QFont font;
    QColor text = Qt::black;
    QColor dim = Qt::darkGray;
    QColor grid = Qt::lightGray;
    QColor ground = Qt::white;
    QColor limit = Qt::red;
    QColor overdue = Qt::darkYellow;
    QColor span = Qt::blue;
    QList<QColor> lanes; ///< of the curves, in the order of the lanes, beginning again at the end
    QList<QColor> marks; ///< by SeriesMark::Kind
};

/// Where the parts of the course of an attempt stand, and how they are drawn: a strip of marks, a lane for each curve
/// below one another, and the axis of time that they share.
///
/// A value, made anew for each change. Threads: one at a time. Owner: SeriesView.
class SeriesChart
{
public:
    struct Lane
    {
        QRectF header; ///< its name and value
        QRectF plot;
        ValueAxis scale;
    };
    /// Marks that stand so close that they are one.
    struct MarkGroup
    {
        double x = 0.0;
        std::vector<size_t> marks; ///< in order of time, by their place in the data
    };

    SeriesChart() = default;
    /// `data` must outlive this.
    SeriesChart(const SeriesData &data, const SeriesLook &look, const QSizeF &size);

    const TimeAxis &time() const { return m_time; }
    const std::vector<Lane> &lanes() const { return m_lanes; }
    const std::vector<MarkGroup> &marks() const { return m_marks; }
    /// All lanes, without names and axes.
    const QRectF &plot() const { return m_plot; }

    QColor laneColor(size_t lane) const;
    double yOf(size_t lane, double value) const;
    /// The point that is nearest to a time; null where there is none.
    const SeriesPoint *pointAt(size_t lane, double time) const;
    /// The largest value of a lane that there was.
    static double mostOf(const SeriesLane &lane);
    /// Where the value of a lane is written, behind its name.
    QPointF valuePlace(size_t lane) const;

    void paint(QPainter &painter) const;

private:
    void paintTimes(QPainter &painter) const;
    void paintNotches(QPainter &painter) const;
    void paintLane(QPainter &painter, size_t lane) const;
    void paintScale(QPainter &painter, size_t lane) const;
    void paintCurve(QPainter &painter, size_t lane) const;
    void paintLimit(QPainter &painter, size_t lane) const;
    void paintPeak(QPainter &painter, size_t lane) const;
    void paintFuture(QPainter &painter) const;
    void paintExpectedEnd(QPainter &painter) const;
    void paintBand(QPainter &painter, size_t lane) const;
    void paintOutlook(QPainter &painter) const;
    std::optional<size_t> progressLane() const;
    void paintMarks(QPainter &painter) const;
    QColor markColor(SeriesMark::Kind kind) const;
    bool isOnScale(size_t lane, double limit) const;

    const SeriesData *m_data = nullptr;
    SeriesLook m_look;
    TimeAxis m_time;
    std::vector<Lane> m_lanes;
    std::vector<MarkGroup> m_marks;
    QRectF m_plot;
    QRectF m_strip;
};

} // namespace Procession
