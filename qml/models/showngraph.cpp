// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "showngraph.h"

#include "clock.h"
#include "durationhistory.h"
#include "durationtext.h"
#include "processsource.h"
#include "rowtext.h"
#include "selectedprocess.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace Procession {

namespace {

bool hasSameShape(const ProcessGraph &a, const ProcessGraph &b)
{
    return std::equal(a.nodes.begin(), a.nodes.end(), b.nodes.begin(), b.nodes.end(),
                      [](const GraphNode &one, const GraphNode &other) { return one.id == other.id; })
        && std::equal(a.edges.begin(), a.edges.end(), b.edges.begin(), b.edges.end(),
                      [](const GraphEdge &one, const GraphEdge &other) {
                          return one.from == other.from && one.to == other.to;
                      });
}

} // namespace

ShownGraph::ShownGraph(const SelectedProcess &selected, const ProcessSource &source, const Clock &clock,
                       QObject *parent)
    : QObject(parent)
    , m_selected(selected)
    , m_source(source)
    , m_clock(clock)
    , m_cursor(source.log(), this)
    , m_due(this)
{
    constexpr std::chrono::milliseconds pause{150};
    m_due.setSingleShot(true);
    m_due.setInterval(pause);
    connect(&m_due, &QTimer::timeout, this, &ShownGraph::follow);
    connect(&m_cursor, &EventCursor::available, this, [this] {
        if (!m_isPageShown)
            m_cursor.skipToEnd();
        else if (!m_due.isActive())
            m_due.start();
    });
    connect(&selected, &SelectedProcess::changed, this, [this] {
        const auto node = selectedNode();
        const ProcessPtr &process = m_selected.process();
        if (!node || !process || m_graph.nodes[*node].process != process)
            look();
    });
}

void ShownGraph::setPageShown(bool shown)
{
    m_isPageShown = shown;
    look();
}

void ShownGraph::setWatched(bool watched)
{
    if (std::exchange(m_isWatched, watched) == watched)
        return;
    Q_EMIT watchedChanged();
    look();
}

void ShownGraph::refresh()
{
    if (!m_graph.nodes.empty())
        look();
}

/// Whether the graph may be another one after the event.
bool ShownGraph::concerns(const Event &event) const
{
    if (!event.process)
        return false;
    const Process &process = **event.process;
    if (m_places.contains(process.id))
        return true;
    const DependencyTerms *terms = process.dispatch.dependencies().terms();
    const ProcessPtr &selected = m_selected.process();
    return terms && std::any_of(terms->on.begin(), terms->on.end(), [&](const Dependency &dependency) {
               return m_places.contains(dependency.id) || (selected && dependency.id == (*selected)->id);
           });
}

void ShownGraph::follow()
{
    bool isOther = false;
    for (;;) {
        const EventLog::Batch batch = m_cursor.take();
        if (batch.lost) {
            m_cursor.skipToEnd();
            isOther = true;
            break;
        }
        if (batch.events.empty())
            break;
        for (const Event &event : batch.events)
            isOther = isOther || concerns(event);
    }
    if (isOther)
        look();
}

void ShownGraph::look()
{
    const ProcessPtr &process = m_isPageShown ? m_selected.process() : ProcessPtr();
    const bool isConnected = process && !m_selected.isArchived()
        && (!(*process)->dispatch.dependencies().isEmpty() || m_source.hasDependents((*process)->id));
    ProcessGraph graph;
    if (isConnected && m_isWatched)
        graph = graphAround(m_source, (*process)->id, [this](const Process &one) { return leftMs(one); });
    const bool isSame = hasSameShape(graph, m_graph);
    m_graph = std::move(graph);
    if (!isSame) {
        m_layout = GraphLayout::of(m_graph);
        m_places.clear();
        for (size_t at = 0; at < m_graph.nodes.size(); ++at)
            m_places.insert(m_graph.nodes[at].id, at);
    }
    if (std::exchange(m_isConnected, isConnected) != isConnected)
        Q_EMIT connectedChanged();
    Q_EMIT changed();
}

std::optional<qint64> ShownGraph::leftMs(const Process &process) const
{
    return m_durations ? m_durations->leftMs(process, m_clock.wallMs()) : std::nullopt;
}

std::optional<size_t> ShownGraph::selectedNode() const
{
    const ProcessPtr &process = m_selected.process();
    const auto found = process ? m_places.constFind((*process)->id) : m_places.cend();
    return found == m_places.cend() ? std::nullopt : std::optional(*found);
}

QString ShownGraph::nameText(size_t node) const
{
    const GraphNode &one = m_graph.nodes[node];
    return one.process ? shownText((*one.process)->name) : one.id.toString();
}

QString ShownGraph::stateText(size_t node) const
{
    const GraphNode &one = m_graph.nodes[node];
    if (!one.process)
        return one.isMissing ? tr("Not there yet") : tr("In the history only");
    const Process &process = **one.process;
    const StatusText::Status status = StatusText::of(process);
    QString text = StatusText::word(status);
    if (isWaiting(process)) {
        text = tr("Waits for %1").arg(m_source.waitingFor(process).size());
    } else if (process.dispatch.dependencies().hasFailed()) {
        text = tr("Couldn't begin");
    } else if (status == StatusText::Running && process.progress) {
        text = tr("%1 %2 %").arg(text).arg(std::floor(*process.progress));
    }
    if (one.leftMs && *one.leftMs > 0)
        text = tr("%1, about %2").arg(text, durationText(*one.leftMs));
    return text;
}

QString ShownGraph::summary() const
{
    std::array<int, allStatuses.size()> counts{};
    for (const GraphNode &node : m_graph.nodes) {
        if (node.process)
            ++counts[static_cast<size_t>((*node.process)->status)];
    }
    QStringList parts;
    for (const ProcessStatus status : allStatuses) {
        if (const int count = counts[static_cast<size_t>(status)]; count > 0)
            parts.append(tr("%1 %2").arg(count).arg(StatusText::word(StatusText::of(status)).toLower()));
    }
    QString text = tr("%1 processes: %2").arg(m_graph.nodes.size()).arg(parts.join(QStringLiteral(", ")));
    return m_graph.isCut ? tr("%1; there are more").arg(text) : text;
}

QString ShownGraph::outlook() const
{
    if (m_graph.criticalPath.empty())
        return {};
    if (m_graph.leftMs == 0)
        return tr("It isn't known how long the whole still takes");
    return (m_graph.isLeftLeast ? tr("At least %1 until all is over") : tr("About %1 until all is over"))
        .arg(durationText(m_graph.leftMs));
}

} // namespace Procession
