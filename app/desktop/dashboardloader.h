// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QQmlComponent>
#include <QQmlEngine>

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
    /// Reads the QML, and beside it what the first frame would wait for otherwise.
    DashboardLoader();

    /// A window on the dashboard; it must go before the dashboard does. Null where the QML is broken; stderr says how.
    std::unique_ptr<QQuickWindow> open(Dashboard &dashboard);

    /// Signals quit() when the user wants to leave.
    QQmlEngine &engine() { return m_engine; }

private:
    QQmlEngine m_engine;
    QQmlComponent m_component;
};

} // namespace Procession
