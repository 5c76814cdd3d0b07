// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "graphpicture.h"

namespace Procession {

void GraphPicture::setDashboard(Dashboard *dashboard)
{
    if (m_dashboard == dashboard)
        return;
    if (m_dashboard)
        m_dashboard->graph()->disconnect(this);
    m_dashboard = dashboard;
    if (dashboard)
        connect(dashboard->graph(), &ShownGraph::changed, this, &GraphPicture::make);
    make();
    Q_EMIT dashboardChanged();
}

void GraphPicture::make()
{
    GraphData data;
    if (!m_dashboard)
        return m_model.setData(data);
    const ShownGraph &shown = *m_dashboard->graph();
    const GraphLayout &layout = shown.layout();
    data.width = layout.width;
    data.height = layout.height;
    for (size_t at = 0; at < shown.graph().nodes.size(); ++at) {
        const GraphNode &node = shown.graph().nodes[at];
        const Process *process = node.process ? &**node.process : nullptr;
        data.boxes.push_back({.id = node.id.toString(),
                              .name = shown.nameText(at),
                              .state = shown.stateText(at),
                              .status = process ? StatusText::of(*process) : StatusText::All,
                              .progress = process ? process->progress.value_or(-1.0) : -1.0,
                              .place = layout.places[at],
                              .isCritical = node.isCritical});
    }
    for (size_t at = 0; at < layout.edges.size(); ++at) {
        const GraphLayout::Edge &edge = layout.edges[at];
        data.lines.push_back({edge.from, edge.to, edge.bends, shown.graph().edges[at].isCritical});
    }
    data.selected = m_dashboard->selected()->processId();
    m_model.setData(std::move(data));
}

} // namespace Procession
