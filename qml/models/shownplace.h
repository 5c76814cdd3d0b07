// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "eventlog.h"
#include "operator.h"

#include <QObject>
#include <QTimer>

namespace Procession {

class SelectedProcess;

/// The place of the selected process among those that wait for the server to start them, and why it doesn't run yet.
///
/// There is no event when a place changes, so it is asked for once more after others of the log, once a second at most.
/// Threads: the GUI's. Owner: Dashboard; its parts must outlive it.
class ShownPlace : public QObject
{
    Q_OBJECT
    /// Such as `2 of 7. gpu: it needs 2, and 1 of 2 are in use.`; empty where it doesn't wait.
    Q_PROPERTY(QString text READ text NOTIFY changed)

public:
    ShownPlace(const SelectedProcess &selected, EventLog &log, Operator &places, QObject *parent = nullptr);

    const QString &text() const { return m_text; }

Q_SIGNALS:
    void changed();

private:
    bool mayWait() const;
    void select();
    void ask();
    void show(const QString &text);

    const SelectedProcess &m_selected;
    Operator &m_operator;
    EventCursor m_cursor;
    QTimer m_pause;
    double m_key = 0;
    bool m_isAsking = false;
    QString m_text;
};

} // namespace Procession
