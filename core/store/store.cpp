// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store.h"

#include <QLoggingCategory>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcStore, "procession.store")

/// The most events that one transaction takes: enough for group commit, few enough to be acknowledged soon.
constexpr qsizetype maxGroup = 4096;
constexpr std::chrono::milliseconds firstRetryDelay{250};
constexpr std::chrono::milliseconds lastRetryDelay{5000};

} // namespace

Store::Store(ProcessTracker &tracker, QObject *parent)
    : QObject(parent)
    , m_tracker(tracker)
    , m_retry(this)
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &Store::readLog);
}

Store::~Store() = default;

void Store::follow()
{
    m_cursor = std::make_unique<EventCursor>(m_tracker.log());
    connect(m_cursor.get(), &EventCursor::available, this, &Store::readLog);
}

bool Store::drain()
{
    if (!m_cursor)
        return false;
    while (m_group || m_cursor->position() < m_tracker.log().head()) {
        if (!writeNext())
            return false;
    }
    return true;
}

StoreHealth Store::health() const
{
    const std::scoped_lock lock(m_healthMutex);
    return m_health;
}

void Store::setHealth(const StoreHealth &health)
{
    {
        const std::scoped_lock lock(m_healthMutex);
        if (m_health == health)
            return;
        m_health = health;
    }
    try {
        if (health.ok())
            qCInfo(lcStore, "the store can be written again");
        else
            qCCritical(lcStore).noquote() << "the store can't be written:" << health.problem;
        Q_EMIT healthChanged();
    } catch (const std::bad_alloc &) {
        // health() tells it nevertheless
    }
}

void Store::readLog()
{
    if (m_retry.isActive())
        return; // what comes is in the log, and is taken when the store can be written again
    const bool wasStuck = m_group.has_value();
    if (!writeNext()) {
        m_retryDelay = std::clamp(m_retryDelay * 2, firstRetryDelay, lastRetryDelay);
        m_retry.start(m_retryDelay);
    } else if (wasStuck) {
        // The cursor signalled what came meanwhile, and signals again only once that is taken.
        QMetaObject::invokeMethod(this, &Store::readLog, Qt::QueuedConnection);
    }
}

Error Store::noMemory()
{
    return {ErrorCode::Io, u"the server has no memory left to write with; make room on the machine"_s, {}};
}

/// Fills the next group, where there is one. One for which there was no memory stays, and is completed by the next call:
/// an event that was taken from the cursor is in it.
Result<void> Store::gather()
{
    if (!m_group) {
        EventLog::Batch batch = m_cursor->take(maxGroup);
        if (!batch.lost && batch.events.empty())
            return {};
        m_group = Group{};
        m_group->last = batch.last;
        m_group->events = std::move(batch.events);
    }
    Group &group = *m_group;
    if (group.events.empty() && !group.snapshot) {
        qCWarning(lcStore, "fell behind the log and writes the whole state; its history has a hole");
        group.snapshot = m_tracker.snapshot();
        group.last = group.snapshot->seq;
        m_cursor->seek(group.last);
    }
    while (group.isTraced.size() < group.events.size())
        group.isTraced.push_back(m_thinner.keeps(group.events[group.isTraced.size()]));
    return {};
}

bool Store::writeNext()
{
    const Result<void> written = orNoMemory([this]() -> Result<void> {
        if (auto gathered = gather(); !gathered || !m_group)
            return gathered;
        if (auto done = write(*m_group); !done)
            return done;
        m_tracker.log().commit(m_group->last);
        m_group.reset();
        return {};
    });
    setHealth({written ? QString() : written.error().message});
    if (written)
        m_retryDelay = {};
    return written.ok();
}

} // namespace Procession
