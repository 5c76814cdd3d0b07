// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QQmlComponent>
#include <QQmlEngine>
#include <QVariantMap>

#include <memory>

class QQuickWindow;

namespace Procession {

class Dashboard;

/// Makes the desktop's window in two steps: what it needs is read while the program still starts its server on other
/// threads, and it opens once there is something to show.
///
/// Threads: the GUI's. Owner: main(); outlives its windows.
class DashboardLoader
{
public:
    enum class Part {
        Dashboard,
        Problem, ///< a window that says why there is no dashboard
    };
    /// Reads the QML, and beside it what the first frame would wait for otherwise.
    explicit DashboardLoader(Part part = Part::Dashboard);

    /// A window on the dashboard; it must go before the dashboard does. Null where the QML is broken; stderr says how.
    std::unique_ptr<QQuickWindow> open(Dashboard &dashboard);

    /// A window that says why the program can't start. Null as with open().
    std::unique_ptr<QQuickWindow> openProblem(const QString &problem);

private:
    std::unique_ptr<QQuickWindow> openWith(const QVariantMap &properties);

    QQmlEngine m_engine;
    QQmlComponent m_component;
};

} // namespace Procession
