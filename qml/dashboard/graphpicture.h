// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dashboard.h"
#include "graphmodel.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace Procession {

/// The graph of the selected process, for GraphView. While there is one of these, the graph is kept up to date.
///
/// Threads: the GUI's. Owner: QML.
class GraphPicture : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    /// Must outlive this.
    Q_PROPERTY(Procession::Dashboard *dashboard READ dashboard WRITE setDashboard NOTIFY dashboardChanged REQUIRED)
    Q_PROPERTY(Procession::GraphModel *model READ model CONSTANT)

public:
    using QObject::QObject;

    Dashboard *dashboard() const { return m_dashboard; }
    void setDashboard(Dashboard *dashboard);
    GraphModel *model() { return &m_model; }

Q_SIGNALS:
    void dashboardChanged();

private:
    void make();

    Dashboard *m_dashboard = nullptr;
    GraphModel m_model;
};

} // namespace Procession
