// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rolluprecorder.h"

#include "archive.h"

#include <QFile>
#include <QLoggingCategory>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcRollups, "procession.analytics")

constexpr std::chrono::hours sweepInterval{1};
constexpr std::chrono::seconds sweepPause{1}; // while there is more to delete
constexpr qsizetype pageOfHistory = 2000;

} // namespace

RollupRecorder::RollupRecorder(EventLog &log, const Archive &archive, const Clock &clock, Options options,
                               QObject *parent)
    : QObject(parent)
    , m_archive(archive)
    , m_clock(clock)
    , m_options(std::move(options))
    , m_cursor(log, this, EventCursor::Reads::Committed)
    , m_flush(this)
    , m_sweep(this)
{
    m_flush.setSingleShot(true);
    m_flush.setInterval(m_options.interval);
    connect(&m_flush, &QTimer::timeout, this, &RollupRecorder::flush);
    m_sweep.setSingleShot(true);
    connect(&m_sweep, &QTimer::timeout, this, &RollupRecorder::sweep);
    connect(&m_cursor, &EventCursor::available, this, &RollupRecorder::readLog);
}

RollupRecorder::~RollupRecorder()
{
    if (m_isOpen)
        flush();
}

/// A file that can't be used is put aside once: it can be made anew from the history.
Result<void> RollupRecorder::open()
{
    auto opened = m_file.open(m_options.path);
    if (opened)
        return opened;
    m_file.close();
    const QString aside = m_options.path + u".damaged"_s;
    for (const QString &end : {u""_s, u"-wal"_s, u"-shm"_s}) {
        QFile::remove(aside + end);
        QFile::rename(m_options.path + end, aside + end);
    }
    qCWarning(lcRollups).noquote() << "the summaries are made anew from the history; the old file is" << aside << ":"
                                   << opened.error().message;
    return m_file.open(m_options.path);
}

void RollupRecorder::start()
{
    const Result<void> opened = open();
    m_isOpen = opened.ok();
    note(opened);
    if (!m_isOpen)
        return; // the next start tries again; nothing but summaries is missing
    m_read = m_file.cursor();
    // The numbers of another history began anew: what it had is counted, and goes on being counted from here.
    if (m_read > m_cursor.position())
        m_read = m_cursor.position();
    else
        m_isBehind = m_read < m_cursor.position();
    flush();
    sweep();
    readLog();
}

void RollupRecorder::readLog()
{
    if (!m_isOpen)
        return;
    const EventLog::Batch batch = m_cursor.take();
    if (batch.lost) {
        m_isBehind = true;
        m_cursor.skipToEnd();
    } else if (!m_isBehind) {
        for (const Event &event : batch.events) {
            if (auto run = runEndedBy(event))
                take(*std::move(run));
        }
        if (!m_isBehind)
            m_read = batch.last;
    }
    if (m_waiting.size() >= mostAtOnce)
        flush();
    else if ((m_isBehind || !m_waiting.empty()) && !m_flush.isActive())
        m_flush.start();
}

void RollupRecorder::take(EndedRun run)
{
    if (m_waiting.size() >= mostWaiting) {
        // They are all in the history, from the place on up to which the file has them.
        m_waiting.clear();
        m_read = m_file.cursor();
        m_isBehind = true;
    }
    if (!m_isBehind)
        m_waiting.push_back(std::move(run));
}

void RollupRecorder::flush()
{
    m_flush.stop();
    Result<void> outcome;
    if (!m_waiting.empty()) {
        outcome = m_file.add(m_waiting, m_read);
        if (outcome)
            m_waiting.clear();
    }
    if (outcome && m_isBehind) {
        m_cursor.skipToEnd();
        outcome = catchUp(m_cursor.position());
        m_isBehind = !outcome;
    }
    note(outcome);
    if (!outcome)
        m_flush.start();
}

/// Counts from the history what ended up to event `last`.
Result<void> RollupRecorder::catchUp(quint64 last)
{
    while (m_read < last) {
        const auto ends = m_archive.attemptEnds(m_read, last, pageOfHistory);
        if (!ends)
            return ends.error();
        std::vector<EndedRun> runs;
        for (const AttemptEnd &end : *ends)
            runs.push_back(endedRunOf(**end.process, end.event));
        const quint64 reached = runs.size() < static_cast<size_t>(pageOfHistory) ? last : runs.back().seq;
        if (auto added = m_file.add(runs, reached); !added)
            return added;
        m_read = reached;
    }
    return {};
}

/// Logs a problem once, and that it is over.
void RollupRecorder::note(const Result<void> &outcome)
{
    const QString problem = outcome ? QString() : outcome.error().message;
    if (problem == m_problem)
        return;
    if (problem.isEmpty())
        qCInfo(lcRollups, "the summaries of runs are written again");
    else
        qCWarning(lcRollups).noquote() << "the summaries of runs can't be written:" << problem;
    m_problem = problem;
}

void RollupRecorder::sweep()
{
    const auto swept = m_file.sweep(m_clock.wallMs(), m_options.retention);
    note(swept ? Result<void>() : swept.error());
    m_sweep.start(swept && *swept ? std::chrono::milliseconds(sweepPause) : std::chrono::milliseconds(sweepInterval));
}

} // namespace Procession
