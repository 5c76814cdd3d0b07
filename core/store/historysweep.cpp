// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "historysweep.h"

#include "actortable.h"
#include "processtracker.h"
#include "sqliteconnection.h"

#include <QElapsedTimer>
#include <QLoggingCategory>

#include <algorithm>
#include <new>
#include <span>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcHistory, "procession.store")

using Row = HistoryPlan::Row;

/// What a step should take, and how long the thread does other work between two.
constexpr qint64 wantedNs = 4'000'000;
constexpr std::chrono::milliseconds pause{20};

Result<void> removeRows(SqliteConnection &connection, std::span<const Row> rows)
{
    return connection.inTransaction([&]() -> Result<void> {
        for (const QString &sql :
             {u"DELETE FROM processes WHERE created_seq = ?"_s, u"DELETE FROM events WHERE created_seq = ?"_s}) {
            auto remove = connection.prepare(sql);
            if (!remove)
                return remove.error();
            for (const Row &row : rows) {
                if (const auto &done = remove->runWith(row.createdSeq); !done)
                    return done;
            }
        }
        const auto last =
            std::max_element(rows.begin(), rows.end(), [](const Row &a, const Row &b) { return a.leftAt < b.leftAt; });
        return connection.run(u"UPDATE meta SET value = max(value, ?) WHERE key = 'known_since'"_s, last->leftAt);
    });
}

/// Those whose id no other process of the file has: a tracked one, or one of an earlier version, which let an id live twice.
Result<std::vector<ProcessId>> idsThatGo(SqliteConnection &connection, std::span<const Row> rows)
{
    auto others = connection.prepare(u"SELECT 1 FROM processes WHERE process_id = ? AND created_seq <> ? LIMIT 1"_s);
    if (!others)
        return others.error();
    std::vector<ProcessId> ids;
    for (const Row &row : rows) {
        if (!row.id)
            continue;
        others->bindAll(row.id->bytes(), row.createdSeq);
        if (!others->next()) {
            if (!others->outcome())
                return others->outcome().error();
            ids.push_back(*row.id);
        }
        others->reset();
    }
    return ids;
}

} // namespace

void HistorySweep::Portion::adapt(qint64 tookNs)
{
    if (tookNs > 2 * wantedNs)
        size = std::max(least, size / 2);
    else if (tookNs < wantedNs / 2)
        size = std::min(most, size * 2);
}

HistorySweep::HistorySweep(ProcessTracker &tracker, QString path, Open open, QObject *parent)
    : QObject(parent)
    , m_tracker(tracker)
    , m_path(std::move(path))
    , m_open(std::move(open))
    , m_next(this)
{
    m_next.setSingleShot(true);
    m_next.setInterval(pause);
    connect(&m_next, &QTimer::timeout, this, &HistorySweep::step);
}

HistorySweep::~HistorySweep() = default;

void HistorySweep::begin(const HistoryLimits &limits)
{
    if (m_isRunning)
        return;
    m_isRunning = true;
    m_limits = limits;
    plan();
}

void HistorySweep::stop()
{
    m_next.stop();
    m_planner = {}; // stops it, and waits
    m_rows.clear();
    m_isRunning = false;
}

void HistorySweep::plan()
{
    m_planner = std::jthread([this](const std::stop_token &stop) {
        Result<std::vector<Row>> rows = std::vector<Row>();
        try {
            rows = HistoryPlan::oldest(m_path, m_limits, stop);
        } catch (const std::bad_alloc &) {
            rows = Error{ErrorCode::Io, u"there is no memory left for it"_s, {}};
        }
        if (!stop.stop_requested())
            QMetaObject::invokeMethod(
                this, [this, rows = std::move(rows)] { planned(rows); }, Qt::QueuedConnection);
    });
}

void HistorySweep::planned(const Result<std::vector<Row>> &rows)
{
    if (!m_isRunning || !m_rows.empty())
        return; // it was stopped meanwhile
    if (!rows) {
        end(rows.error());
        return;
    }
    m_rows = *rows;
    m_removed = 0;
    m_stage = m_rows.empty() ? Stage::Actors : Stage::Removing;
    step();
}

void HistorySweep::step()
{
    QElapsedTimer timer;
    timer.start();
    Result<bool> isMore = false;
    try {
        isMore = doStep();
    } catch (const std::bad_alloc &) {
        isMore = Error{ErrorCode::Io, u"there is no memory left for it"_s, {}};
    }
    if (!isMore) {
        end(isMore.error());
        return;
    }
    if (*isMore) {
        (m_stage == Stage::Removing ? m_rowsAtOnce : m_pagesAtOnce).adapt(timer.nsecsElapsed());
        m_next.start();
    } else if (m_stage == Stage::Removing) {
        m_rows.clear();
        plan(); // there may be more
    } else {
        end({});
    }
}

/// Whether there is more to do before the next plan, or the end.
Result<bool> HistorySweep::doStep()
{
    const auto file = m_open();
    if (!file) {
        m_stage = Stage::Shrinking;
        return false;
    }
    if (m_stage == Stage::Removing)
        return removeSome(*file);
    if (m_stage == Stage::Shrinking)
        return shrink(file->connection);
    m_stage = Stage::Shrinking;
    auto removed = file->actors.removeUnused();
    return removed ? Result<bool>(true) : removed.error();
}

Result<bool> HistorySweep::removeSome(const File &file)
{
    const size_t count = std::min(m_rows.size() - m_removed, static_cast<size_t>(m_rowsAtOnce.size));
    const auto rows = std::span(m_rows).subspan(m_removed, count);
    const auto ids = idsThatGo(file.connection, rows);
    if (!ids)
        return ids.error();
    // First they count as forgotten: a start that comes before the file says so begins a new life of the id.
    for (const ProcessId &id : *ids)
        m_tracker.forgetArchived(id);
    if (auto removed = removeRows(file.connection, rows); !removed) {
        for (const ProcessId &id : *ids)
            m_tracker.noteArchived(id);
        return removed.error();
    }
    m_removed += count;
    return m_removed < m_rows.size();
}

/// Moves pages from the end of the file to where there is room, so that the file ends earlier. One that was made without
/// the pages that this needs (sqliteschema.h) stays as long as it is.
Result<bool> HistorySweep::shrink(SqliteConnection &connection)
{
    const auto free = connection.integer(u"PRAGMA freelist_count"_s);
    const auto pages = connection.integer(u"PRAGMA page_count"_s);
    const auto mode = connection.integer(u"PRAGMA auto_vacuum"_s);
    for (const auto *figure : {&free, &pages, &mode}) {
        if (!*figure)
            return figure->error();
    }
    const qint64 surplus = *free - std::max(leastReserve, *pages / reserveShare);
    if (surplus <= 0 || *mode != 2)
        return false;
    const qint64 portion = std::min(surplus, m_pagesAtOnce.size);
    if (auto done = connection.run(u"PRAGMA incremental_vacuum(%1)"_s.arg(portion)); !done)
        return done.error();
    return surplus > portion;
}

void HistorySweep::end(const Result<void> &outcome)
{
    if (!outcome)
        qCWarning(lcHistory).noquote() << "the history can't be swept:" << outcome.error().message;
    m_rows.clear();
    m_isRunning = false;
    Q_EMIT ended();
}

} // namespace Procession
