// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "eventlog.h"

#include <QObject>

#include <functional>
#include <map>

namespace Procession {

class Store;

/// Holds answers back until the changes that they confirm are committed.
///
/// A waiting answer costs an entry in a map, no thread. When the store can't write, all waiting answers are told so at
/// once. Threads: that of its owner, which has an event loop. Owner: the server, and the window.
class Acknowledger : public QObject
{
    Q_OBJECT

public:
    enum class Outcome : quint8 { Committed, NotStored };
    using Done = std::function<void(Outcome)>;

    /// `store` may be null: everything is committed at once then.
    Acknowledger(EventLog &log, const Store *store, QObject *parent = nullptr);

    /// Calls `done` once the log is committed up to `seq`, or the store can't write; maybe at once.
    void whenCommitted(quint64 seq, Done done);

private:
    void release();
    void giveUp();

    EventLog &m_log;
    const Store *m_store;
    EventCursor m_cursor;
    std::multimap<quint64, Done> m_waiting; // by the seq they wait for
};

} // namespace Procession
