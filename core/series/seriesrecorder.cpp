// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "seriesrecorder.h"

#include "processsource.h"

#include <QLoggingCategory>

#include <algorithm>
#include <memory>
#include <utility>

namespace Procession {

namespace {

Q_LOGGING_CATEGORY(lcSeries, "procession.series")

/// How often it is looked whether something is to be written.
constexpr std::chrono::milliseconds lookInterval{1000};
/// The most series of one transaction.
constexpr size_t writtenAtOnce = 256;

} // namespace

SeriesRecorder::SeriesRecorder(const ProcessSource &source, const Clock &clock, SeriesDisk disk, SeriesOptions options,
                               QObject *parent)
    : QObject(parent)
    , m_source(source)
    , m_clock(clock)
    , m_disk(std::move(disk))
    , m_options(options)
    , m_cursor(source.log(), this, EventCursor::Reads::Committed)
    , m_timer(this)
{
    m_writer.setMaxThreadCount(1);
    m_writer.setThreadPriority(QThread::LowPriority);
    connect(&m_timer, &QTimer::timeout, this, &SeriesRecorder::writeDue);
    m_timer.setInterval(lookInterval);
}

void SeriesRecorder::start()
{
    connect(&m_cursor, &EventCursor::available, this, &SeriesRecorder::readLog);
    reload();
    if (!m_disk.readLive)
        return;
    m_writer.start([this] {
        auto records = m_disk.readLive();
        if (!records)
            qCWarning(lcSeries).noquote()
                << "the courses of earlier attempts can't be read:" << records.error().message;
        else
            QMetaObject::invokeMethod(this, [this, found = std::move(*records)] { restore(found); });
    });
}

SeriesRecorder::~SeriesRecorder()
{
    flush();
}

std::optional<AttemptSeries> SeriesRecorder::find(quint64 createdSeq, int attempt) const
{
    const std::scoped_lock lock(m_mutex);
    const auto found = m_recordings.find({createdSeq, attempt});
    return found == m_recordings.end() ? std::nullopt : std::optional(found->second.series);
}

Result<AttemptSeries> SeriesRecorder::read(quint64 createdSeq, int attempt) const
{
    if (auto found = find(createdSeq, attempt))
        return std::move(*found);
    if (!m_disk.read)
        return AttemptSeries();
    const auto kept = m_disk.read(createdSeq, attempt);
    if (!kept)
        return kept.error();
    return *kept ? AttemptSeries::fromBytes(**kept).value_or(AttemptSeries()) : AttemptSeries();
}

qsizetype SeriesRecorder::size() const
{
    const std::scoped_lock lock(m_mutex);
    return static_cast<qsizetype>(m_recordings.size());
}

void SeriesRecorder::readLog()
{
    const EventLog::Batch batch = m_cursor.take();
    if (batch.lost) {
        reload();
        return;
    }
    const std::scoped_lock lock(m_mutex);
    for (const Event &event : batch.events) {
        if (event.process)
            record(event);
    }
    if (!m_recordings.empty() && m_disk.write && !m_timer.isActive())
        m_timer.start();
}

/// Begins, or goes on after a loss, with the processes as they stand: each has a point now.
void SeriesRecorder::reload()
{
    const ProcessSource::Snapshot snapshot = m_source.snapshot();
    m_cursor.seek(snapshot.seq);
    const std::scoped_lock lock(m_mutex);
    for (auto &[key, recording] : m_recordings)
        recording.isOver = true; // unless it is found to go on
    for (const ProcessPtr &process : snapshot.processes) {
        if ((*process)->status == ProcessStatus::Running && ((*process)->progress || resourcesOf(**process)))
            add(**process, (*process)->updatedAt, seriesEntryOf(**process, resourcesOf(**process) != nullptr));
    }
}

/// Takes up the courses of attempts that began in an earlier run of this program.
void SeriesRecorder::restore(const std::vector<SeriesRecord> &records)
{
    const std::scoped_lock lock(m_mutex);
    for (const SeriesRecord &record : records) {
        const auto recording = m_recordings.find({record.createdSeq, record.attempt});
        if (recording == m_recordings.end())
            continue; // it didn't go on
        auto series = AttemptSeries::fromBytes(record.bytes);
        if (!series)
            continue;
        series->add(recording->second.series);
        recording->second.series = std::move(*series);
        ++recording->second.changes;
    }
}

void SeriesRecorder::record(const Event &event)
{
    const Process &process = **event.process;
    if (event.kind == EventKind::Removed)
        return forget(process.createdSeq);
    if (endsTracking(event.kind))
        return;
    if (const auto entry = seriesEntryOf(event))
        add(process, event.timeMs, *entry);
    if (isTerminal(process.status)) {
        if (const auto found = m_recordings.find({process.createdSeq, process.attempt}); found != m_recordings.end())
            found->second.isOver = true;
        if (!m_disk.write)
            forgetOldest();
    }
}

void SeriesRecorder::add(const Process &process, qint64 timeMs, const SeriesEntry &entry)
{
    const Key key{process.createdSeq, process.attempt};
    auto found = m_recordings.find(key);
    if (found == m_recordings.end()) {
        // One that has only its end says nothing.
        if (m_recordings.size() >= m_options.maxSeries || (isTerminal(process.status) && !entry.hasFigures()))
            return;
        found = m_recordings.emplace(key, Recording{}).first;
        found->second.writtenMs = m_clock.steadyMs();
    }
    Recording &recording = found->second;
    entry.addTo(recording.series, timeMs, pointsForEach());
    recording.isOver = isTerminal(process.status);
    ++recording.changes;
}

size_t SeriesRecorder::pointsForEach() const
{
    const size_t points =
        m_options.maxBytes / (AttemptSeries::bytesPerPoint * std::max<size_t>(1, m_recordings.size()));
    return std::clamp(points, AttemptSeries::fewestPoints, AttemptSeries::mostPoints);
}

void SeriesRecorder::forget(quint64 createdSeq)
{
    m_recordings.erase(m_recordings.lower_bound({createdSeq, 0}), m_recordings.lower_bound({createdSeq + 1, 0}));
}

/// Without a disk the last ones that ended stay, as many as half of what may be recorded.
void SeriesRecorder::forgetOldest()
{
    while (m_recordings.size() > m_options.maxSeries / 2) {
        const auto oldest = std::find_if(m_recordings.begin(), m_recordings.end(),
                                         [](const auto &entry) { return entry.second.isOver; });
        if (oldest == m_recordings.end())
            return;
        m_recordings.erase(oldest);
    }
}

bool SeriesRecorder::isDue(const Recording &recording, qint64 nowMs) const
{
    if (recording.isOver)
        return true;
    const AttemptSeries &series = recording.series;
    const std::chrono::milliseconds duration(series.atMs(series.size() - 1) - series.atMs(0));
    const auto interval = std::clamp(duration / 50, m_options.shortestInterval, m_options.longestInterval);
    return nowMs - recording.writtenMs >= interval.count();
}

/// What is due to be written, or all that changed; lets go of what is over and written.
SeriesRecorder::Copies SeriesRecorder::takeDue(bool all)
{
    Copies due;
    const std::scoped_lock lock(m_mutex);
    const qint64 now = m_clock.steadyMs();
    for (auto entry = m_recordings.begin(); entry != m_recordings.end() && due.size() < writtenAtOnce;) {
        const Recording &recording = entry->second;
        const bool hasChanged = recording.changes != recording.written;
        if (recording.isOver && !hasChanged) {
            entry = m_recordings.erase(entry);
            continue;
        }
        if (hasChanged && (all || isDue(recording, now)))
            due.push_back({entry->first, recording.changes, now, recording.series});
        ++entry;
    }
    return due;
}

Result<void> SeriesRecorder::write(const Copies &due) const
{
    std::vector<SeriesRecord> records;
    records.reserve(due.size());
    for (const Copy &copy : due)
        records.push_back({copy.key.first, copy.key.second, copy.series.toBytes()});
    return m_disk.write(records);
}

void SeriesRecorder::writeDue()
{
    if (m_isWriting)
        return;
    auto due = std::make_shared<const Copies>(takeDue(false));
    if (due->empty()) {
        if (size() == 0)
            m_timer.stop();
        return;
    }
    m_isWriting = true;
    m_writer.start([this, due] {
        const Result<void> outcome = write(*due);
        QMetaObject::invokeMethod(this, [this, due, outcome] {
            m_isWriting = false;
            noteWritten(*due, outcome);
        });
    });
}

void SeriesRecorder::noteWritten(const Copies &due, const Result<void> &outcome)
{
    if (!outcome) { // it is tried again
        if (!std::exchange(m_hadProblem, true))
            qCWarning(lcSeries).noquote() << "the courses of attempts can't be written:" << outcome.error().message;
        return;
    }
    m_hadProblem = false;
    const std::scoped_lock lock(m_mutex);
    for (const Copy &copy : due) {
        if (const auto found = m_recordings.find(copy.key); found != m_recordings.end()) {
            found->second.written = std::max(found->second.written, copy.changes);
            found->second.writtenMs = copy.takenMs;
        }
    }
}

void SeriesRecorder::flush()
{
    m_writer.waitForDone();
    if (!m_disk.write)
        return;
    for (Copies due = takeDue(true); !due.empty(); due = takeDue(true)) {
        const Result<void> outcome = write(due);
        noteWritten(due, outcome);
        if (!outcome)
            return;
    }
}

} // namespace Procession
