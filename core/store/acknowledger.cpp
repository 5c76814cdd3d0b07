// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "acknowledger.h"

#include "store.h"

namespace Procession {

Acknowledger::Acknowledger(EventLog &log, const Store *store, QObject *parent)
    : QObject(parent)
    , m_log(log)
    , m_store(store)
    , m_cursor(log, this, EventCursor::Reads::Committed)
{
    connect(&m_cursor, &EventCursor::available, this, &Acknowledger::release);
    if (store)
        connect(store, &Store::healthChanged, this, &Acknowledger::giveUp);
}

void Acknowledger::whenCommitted(quint64 seq, Done done)
{
    if (seq <= m_log.committed()) {
        done(Outcome::Committed);
        return;
    }
    m_waiting.emplace(seq, std::move(done));
    giveUp();
}

void Acknowledger::release()
{
    const quint64 committed = m_cursor.skipToEnd();
    while (!m_waiting.empty() && m_waiting.begin()->first <= committed) {
        const Done done = std::move(m_waiting.extract(m_waiting.begin()).mapped());
        done(Outcome::Committed);
    }
}

void Acknowledger::giveUp()
{
    if (!m_store || m_store->health().ok())
        return;
    release();
    for (const auto &[seq, done] : std::exchange(m_waiting, {}))
        done(Outcome::NotStored);
}

} // namespace Procession
