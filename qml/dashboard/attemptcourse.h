// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dashboard.h"
#include "seriesmodel.h"

#include <QObject>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

namespace Procession {

/// The course of the attempt that a page shows, for SeriesView: its progress and what it used as curves, its events as
/// marks, and while it runs the time at which it is expected to end.
///
/// It is made anew at most a few times a second, and as time passes once a second, but no oftener than by the width of a
/// line.
/// Threads: the GUI's. Owner: QML.
class AttemptCourse : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    /// Must outlive this.
    Q_PROPERTY(Procession::Dashboard *dashboard READ dashboard WRITE setDashboard NOTIFY dashboardChanged REQUIRED)
    /// Whether somebody sees it; otherwise it rests.
    Q_PROPERTY(bool shown READ isShown WRITE setShown NOTIFY shownChanged)
    Q_PROPERTY(Procession::SeriesModel *series READ series CONSTANT)
    /// How many curves there are.
    Q_PROPERTY(int lanes READ lanes NOTIFY made)

public:
    explicit AttemptCourse(QObject *parent = nullptr);

    Dashboard *dashboard() const { return m_dashboard; }
    void setDashboard(Dashboard *dashboard);
    bool isShown() const { return m_isShown; }
    void setShown(bool shown);
    SeriesModel *series() { return &m_series; }
    int lanes() const { return static_cast<int>(m_series.data().lanes.size()); }

Q_SIGNALS:
    void dashboardChanged();
    void shownChanged();
    void made();

private:
    void outdate();
    void tick();
    void make();
    void addMarks(SeriesData &data) const;
    void addCurves(SeriesData &data) const;
    void addEstimate(SeriesData &data) const;
    SeriesLane progressOfEvents() const;

    Dashboard *m_dashboard = nullptr;
    bool m_isShown = true;
    SeriesModel m_series;
    QTimer m_due;
};

} // namespace Procession
