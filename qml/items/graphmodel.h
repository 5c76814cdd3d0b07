// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graphdata.h"

#include <QObject>

namespace Procession {

/// Hands a graph to GraphView, whole, whenever it has changed.
///
/// Threads: the GUI's. Owner: who shows the graph.
class GraphModel : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    const GraphData &data() const { return m_data; }
    void setData(GraphData data);

Q_SIGNALS:
    void changed();

private:
    GraphData m_data;
};

} // namespace Procession
