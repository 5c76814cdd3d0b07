// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "eventlog.h"
#include "graphlayout.h"
#include "processgraph.h"

#include <QHash>
#include <QObject>
#include <QTimer>

namespace Procession {

class Clock;
class DurationHistory;
class ProcessSource;
class SelectedProcess;

/// The graph of dependencies that the selected process is in, while its page is shown: made anew as the log goes on, a few
/// times a second at most. Where everything stands is found again only where a node or an edge came or went.
///
/// Threads: the GUI's. Owner: Dashboard; its parts must outlive it.
class ShownGraph : public QObject
{
    Q_OBJECT
    /// Whether the process depends on another one, or another one on it.
    Q_PROPERTY(bool connected READ isConnected NOTIFY connectedChanged)
    /// Whether somebody looks at the graph; otherwise there is none.
    Q_PROPERTY(bool watched READ isWatched WRITE setWatched NOTIFY watchedChanged)
    /// How many processes it has.
    Q_PROPERTY(int count READ count NOTIFY changed)
    /// Such as `5 processes: 1 running, 4 pending`.
    Q_PROPERTY(QString summary READ summary NOTIFY changed)
    /// Such as `about 3 min until all is over`; empty where all is.
    Q_PROPERTY(QString outlook READ outlook NOTIFY changed)

public:
    ShownGraph(const SelectedProcess &selected, const ProcessSource &source, const Clock &clock,
               QObject *parent = nullptr);

    /// What estimates are made by; it must outlive this. Null, as at the start: there are none.
    void setDurations(const DurationHistory *durations) { m_durations = durations; }
    /// Whether the page of the selected process is shown.
    void setPageShown(bool shown);

    bool isConnected() const { return m_isConnected; }
    bool isWatched() const { return m_isWatched; }
    void setWatched(bool watched);
    int count() const { return static_cast<int>(m_graph.nodes.size()); }
    QString summary() const;
    QString outlook() const;

    const ProcessGraph &graph() const { return m_graph; }
    const GraphLayout &layout() const { return m_layout; }
    /// The node of the selected process, or nothing.
    std::optional<size_t> selectedNode() const;
    /// How the node stands, such as `Running 45 %, about 2 min left` or `Waits for 2`.
    QString stateText(size_t node) const;
    QString nameText(size_t node) const;

    /// Makes it anew, as time has passed.
    Q_INVOKABLE void refresh();

Q_SIGNALS:
    void connectedChanged();
    void watchedChanged();
    void changed();

private:
    void follow();
    void look();
    bool concerns(const Event &event) const;
    std::optional<qint64> leftMs(const Process &process) const;

    const SelectedProcess &m_selected;
    const ProcessSource &m_source;
    const Clock &m_clock;
    const DurationHistory *m_durations = nullptr;
    EventCursor m_cursor;
    QTimer m_due;
    bool m_isPageShown = false;
    bool m_isWatched = false;
    bool m_isConnected = false;
    ProcessGraph m_graph;
    GraphLayout m_layout;
    QHash<ProcessId, size_t> m_places;
};

} // namespace Procession
