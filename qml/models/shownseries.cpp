// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shownseries.h"

#include "eventlog.h"
#include "selectedprocess.h"
#include "seriesentry.h"
#include "shownattempt.h"

#include <algorithm>
#include <utility>

namespace Procession {

namespace {

/// How far back the log is read: a recorder may be so many events behind it.
constexpr quint64 overlap = 4096;

} // namespace

ShownSeries::ShownSeries(const SelectedProcess &selected, const ShownAttempt &attempt, const EventLog &log,
                         SeriesSource *source, QObject *parent)
    : QObject(parent)
    , m_selected(selected)
    , m_attempt(attempt)
    , m_log(log)
    , m_source(source)
    , m_answer(this)
{
    connect(&m_answer, &QFutureWatcherBase::finished, this, &ShownSeries::takeAnswer);
    connect(&attempt, &ShownAttempt::changed, this, &ShownSeries::follow);
}

ShownSeries::~ShownSeries()
{
    m_answer.disconnect(this);
    m_answer.cancel(); // one that waits for its turn need not come
}

void ShownSeries::setShown(bool shown)
{
    if (std::exchange(m_isShown, shown) != shown)
        reload();
}

void ShownSeries::follow()
{
    if (!m_isShown)
        return;
    const ProcessPtr &process = m_selected.process();
    const quint64 key = process ? (*process)->createdSeq : 0;
    const bool isOther = key != m_key || m_attempt.number() != m_number;
    if (isOther || !takeNews())
        reload();
}

void ShownSeries::reload()
{
    m_answer.cancel();
    m_answer.setFuture({});
    m_series = {};
    m_error.clear();
    const ProcessPtr &process = m_isShown ? m_selected.process() : ProcessPtr();
    m_key = process ? (*process)->createdSeq : 0;
    m_number = m_attempt.number();
    const quint64 head = m_log.head();
    m_position = std::max(head - std::min(head, overlap), m_log.forgotten());
    m_isLoading = m_key != 0 && m_number > 0 && m_source;
    std::ignore = takeNews(); // where even that is gone from the log, the next change reads all of it anew
    if (m_isLoading)
        m_answer.setFuture(m_source->read(**process, m_number));
    Q_EMIT changed();
}

/// False where some of the log is gone already.
bool ShownSeries::takeNews()
{
    bool hasMore = false;
    while (m_key != 0) {
        constexpr qsizetype portion = 4096;
        const EventLog::Batch batch = m_log.read(m_position, portion);
        if (batch.lost)
            return false;
        if (batch.events.empty())
            break;
        m_position = batch.last;
        for (const Event &event : batch.events) {
            if (!event.process || (*event.process)->createdSeq != m_key || (*event.process)->attempt != m_number)
                continue;
            if (const auto entry = seriesEntryOf(event)) {
                entry->addTo(m_series, event.timeMs);
                hasMore = true;
            }
        }
    }
    if (hasMore)
        Q_EMIT changed();
    return true;
}

void ShownSeries::takeAnswer()
{
    const auto answer = m_answer.future();
    if (answer.resultCount() == 0)
        return; // it was called off
    m_isLoading = false;
    SeriesSource::Answer recorded = answer.result();
    if (!recorded) {
        m_error = recorded.error().message;
    } else if (!recorded->isEmpty()) {
        recorded->add(m_series, recorded->atMs(recorded->size() - 1));
        m_series = std::move(*recorded);
    }
    Q_EMIT changed();
}

} // namespace Procession
