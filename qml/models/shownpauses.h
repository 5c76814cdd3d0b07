// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "eventlog.h"
#include "framedcursor.h"
#include "queuepause.h"

#include <QObject>

namespace Procession {

class Operator;
class ProcessSource;

/// What the server is told to start none of: all its own work, or types of it; since when, by whom and why.
///
/// Threads: the GUI's. Owner: Dashboard; the source and the operator must outlive it.
class ShownPauses : public QObject
{
    Q_OBJECT
    /// What is paused, a line for each pause; empty where nothing is.
    Q_PROPERTY(QString text READ text NOTIFY changed)
    /// Whether a resume() is under way; another one does nothing.
    Q_PROPERTY(bool busy READ isBusy NOTIFY changed)

public:
    ShownPauses(const ProcessSource &source, Operator &changes, QObject *parent = nullptr);

    const QString &text() const { return m_text; }
    bool isBusy() const { return m_underWay > 0; }

    /// Has the server start again all that is paused.
    Q_INVOKABLE void resume();

Q_SIGNALS:
    void changed();
    /// Something stays paused; a sentence that says why.
    void failed(const QString &message);

private:
    void follow();
    void read();

    const ProcessSource &m_source;
    Operator &m_operator;
    FramedCursor m_cursor;
    QueuePauses m_pauses;
    QString m_text;
    int m_underWay = 0;
};

} // namespace Procession
