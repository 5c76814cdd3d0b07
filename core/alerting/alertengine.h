// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertfile.h"
#include "alertteller.h"
#include "clock.h"
#include "eventlog.h"
#include "loglineage.h"

#include <QTimer>

#include <functional>

namespace Procession {

class ProcessSource;

struct AlertEngineOptions
{
    QString path; ///< of the file; see AlertFile::pathIn()
    /// In place of the rules of the door, which are followed by the log otherwise.
    std::optional<std::vector<AlertRule>> rules{};
    /// The log that is read: the events that were decided count where it goes on from theirs.
    LogLineage lineage{};
    /// How far the wall clock may have been put forward since the processes that are found came to their status.
    std::chrono::milliseconds clockMoved{0};
    /// After how long a run of such a process is overdue, in ms; nothing where nobody knows. See
    /// DurationHistory::overdueAfterMs().
    std::function<std::optional<qint64>(const Process &)> overdueAfterMs{};
    /// Where a file is new, or of another log, the last event that doesn't count; empty for the head of the log.
    std::optional<quint64> begin{};
    /// Is told what became of episodes; see ProcessTracker::tellAlerts().
    AlertTeller::Tell tell{};
};

/// Decides which messages are worth sending: a reader of committed events, with an AlertBook and the file that keeps it.
///
/// Messages stand in an outbox until delivered() or failed() is said of them, over restarts, too. Each event is decided once,
/// and each message has an id for each channel that stays the same whatever happens.
/// Where the file can't be written, no further events are read until it can; what is told from outside goes on, and its
/// messages are offered from memory, since the disk may be what they are about. After a crash these may be sent once more,
/// with the same id.
/// Where the file is a backup that was put back, nothing that happened before is told; of the messages that were to be sent,
/// only those stay whose episode is still open.
/// What the log no longer has is made up for by a snapshot: processes that failed since are told; what failed and was
/// archived meanwhile isn't.
/// Threads: lives in one with an event loop, where all is called. Owner: app/; source and clock must outlive it.
class AlertEngine : public QObject
{
    Q_OBJECT

public:
    AlertEngine(const ProcessSource &source, const Clock &clock, AlertEngineOptions options, QObject *parent = nullptr);
    ~AlertEngine() override;

    /// Opens the file, and goes on where it stands. Before anything else. A file that is damaged is put aside, and made
    /// anew. Errors: Io.
    Result<void> open();

    /// Errors: Io, as with all that follow: then it holds, but isn't stored yet.
    Result<void> setRules(const std::vector<AlertRule> &rules);
    /// What is told from outside the log: of the store, a disk, an expected run.
    void take(const AlertFact &fact);

    std::vector<AlertEpisode> episodes() const { return m_book.episodes(now()); }
    /// What couldn't be stored yet is on its way there.
    bool isStuck() const { return m_isStuck; }
    Result<std::vector<AlertEpisode>> endedEpisodes(int most) { return m_file.endedEpisodes(most); }
    /// No more reminders of that episode. Errors: UnknownAlert where it isn't open, Io.
    Result<void> acknowledge(quint64 episode, const QString &who);
    const std::vector<AlertSilence> &silences() const { return m_book.silences(); }
    /// Its id. Errors: Io.
    Result<quint64> addSilence(const AlertSilence &silence);
    /// Errors: UnknownSilence where there is none of that id, Io.
    Result<void> removeSilence(quint64 id);

    /// What is to be sent, oldest first.
    const std::vector<OutboxEntry> &outbox() const { return m_outbox; }
    /// See AlertFile::keyOf().
    QString keyOf(quint64 episode) const { return m_file.keyOf(episode); }
    /// Entries in any state, newest first. Errors: Io.
    Result<std::vector<OutboxEntry>> newestEntries(int most) { return m_file.newestEntries(most); }
    enum class Failure : quint8 {
        Again, ///< it stays in the outbox
        Never, ///< it is given up
    };
    /// Of an entry of the outbox; of another one, nothing happens.
    void delivered(const QString &id);
    void failed(const QString &id, const QString &reason, Failure failure = Failure::Again);

    qint64 wallMs() const { return m_clock.wallMs(); }
    /// Goes on to the time of the clock, before the timer does: for a clock that was moved.
    void checkNow();

Q_SIGNALS:
    /// There is more in the outbox.
    void outboxFilled();

private:
    AlertTime now() const { return {m_clock.steadyMs(), m_clock.wallMs()}; }
    void readLog();
    Result<AlertFile::Loaded> openFile();
    void readEvents(const Events &events, AlertBook::Messages &messages);
    bool takeRule(const Event &event);
    AlertBook::Messages reloadRules();
    AlertBook::Messages applyRules();
    AlertBook::Messages reload(std::optional<quint64> decidedUpTo);
    void complete(AlertFact &fact) const;
    Result<void> adoptCopy();
    Result<void> commit(const AlertBook::Messages &messages);
    Result<void> write();
    void offer(const std::vector<OutboxEntry> &entries);
    void settle(const QString &id, const std::function<void(OutboxEntry &)> &change);
    void arm();

    const ProcessSource &m_source;
    const Clock &m_clock;
    AlertEngineOptions m_options;
    EventCursor m_cursor;
    AlertFile m_file;
    AlertBook m_book;
    quint64 m_decided = 0;                // the last event that the book has taken
    quint64 m_stored = 0;                 // the same, in the file
    std::map<QString, AlertRule> m_rules; // of the door
    quint64 m_rulesSeq = 0;               // up to which events are in them
    AlertFile::Commit m_unwritten;
    bool m_isStuck = false; // the file can't be written
    std::vector<OutboxEntry> m_outbox;
    AlertTeller m_teller;
    QTimer m_timer;
    QTimer m_again; // while it is stuck
};

} // namespace Procession
