// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertbook.h"
#include "sqliteconnection.h"

#include <QUuid>

#include <map>

namespace Procession {

/// A message for one channel, and what became of it. Plain data.
struct OutboxEntry
{
    enum class State : quint8 {
        Due,       ///< to be sent
        Delivered, ///< the receiver has it
        GivenUp,   ///< it can't be delivered
    };

    /// Always the same for this message and channel, also where it is decided once more after a crash: a UUID.
    QString id;
    QString channel;
    AlertMessage message;
    State state = State::Due;
    int tries = 0;
    qint64 triedMs = 0; ///< wall time of the last one
    QString reason;     ///< why the last one failed

    friend bool operator==(const OutboxEntry &a, const OutboxEntry &b) = default;
};

QLatin1StringView wireName(OutboxEntry::State state);

/// The file `alerts.db` of a data folder: episodes, silences, and the messages that are to be sent.
///
/// | table | a row is |
/// |---|---|
/// | causes | what AlertBook keeps of a cause, as JSON |
/// | episodes | an episode that is over, as JSON; the newest of them |
/// | silences | a silence, as JSON |
/// | outbox | a message for a channel; those that are done are kept for a while |
/// | meta | `cursor`: the last event of the log that was decided, and `epoch`, the name of that log; `number` of the last episode or silence; `id`, drawn when the file was made, from which those of messages come; `clock`: the boot of the machine, steady and wall time of the last commit; `copied`: the file is a backup of another; `keys`: up to which episode names come from which earlier id |
///
/// The cursor moves in the transaction that writes what came of the events up to it, so that each event is decided once,
/// whenever the program is killed. Rules aren't in it.
/// Steady times hold while the machine runs. After it was off, all that waits goes on waiting as if no time had passed,
/// since only the wall clock knows how long that was, and it may have been set: nothing is told too early. For how long an
/// episode lasted, which people read, that clock is good enough.
/// A backup doesn't know what its original went on to send. Where it is put back, messages get ids of their own from then on,
/// so that none passes for another that the original sent; episodes that began before keep their names.
/// Threads: one at a time. Owner: AlertEngine.
class AlertFile
{
public:
    static constexpr int keptEpisodes = 1000;
    static constexpr int keptDone = 1000; ///< entries of the outbox that are done

    /// The file in a data folder.
    static QString pathIn(const QString &folder);

    struct Loaded
    {
        bool isNew = false;  ///< nothing was decided yet
        bool isCopy = false; ///< it is a backup that was put back; adoptCopy() must follow
        quint64 cursor = 0;
        QByteArray epoch;
        AlertBook::Kept kept;
        std::vector<OutboxEntry> due; ///< oldest first
    };
    /// Opens the file, or makes it. Errors: Io, also where it was made by a later version.
    Result<Loaded> open(const QString &path, AlertTime now);

    /// Says of a file that nobody has open that it is a copy of another. Errors: Io.
    static Result<void> markAsCopy(const QString &path);
    /// The copy is the file of alerts from now on. These entries stay to be sent; others, which the original may have sent,
    /// are given up. Errors: Io.
    Result<void> adoptCopy(const std::vector<OutboxEntry> &staying);

    void close() { m_connection.close(); }
    /// Whether the file that was opened last isn't one that SQLite, or this, can read.
    bool isDamaged() const { return m_connection.isDamaged(); }

    /// What is written at once.
    struct Commit
    {
        quint64 cursor = 0;
        QByteArray epoch;
        quint64 lastNumber = 0;
        AlertBook::Changes changes;
        std::vector<AlertSilence> silences; ///< all of them, where they changed
        std::vector<OutboxEntry> entries;   ///< new ones
    };
    /// Writes all of it, or nothing. Errors: Io.
    Result<void> commit(const Commit &commit, AlertTime now);
    /// Writes the state, tries and reason of an entry. Errors: Io.
    Result<void> setOutcome(const OutboxEntry &entry);

    /// The entries for a message: one for each of its channels. After open().
    std::vector<OutboxEntry> entriesOf(const AlertMessage &message) const;
    /// A name for an episode that no other one has anywhere: a UUID, always the same. After open().
    QString keyOf(quint64 episode) const;
    /// The episodes that ended last, newest first. Errors: Io.
    Result<std::vector<AlertEpisode>> endedEpisodes(int most);
    /// The newest entries in any state, newest first. Errors: Io.
    Result<std::vector<OutboxEntry>> newestEntries(int most);

private:
    Result<void> makeTables();
    Result<void> loadMeta(Loaded &loaded, AlertTime now);
    Result<void> writeRows(const Commit &commit);
    Result<void> writeMeta(const Commit &commit, AlertTime now);
    Result<void> writeEntry(const OutboxEntry &entry);
    Result<std::vector<OutboxEntry>> entries(const QString &condition);

    SqliteConnection m_connection;
    QUuid m_id;
    std::map<quint64, QUuid> m_keys; // by the last episode whose name comes from this
};

} // namespace Procession
