// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "loglineage.h"
#include "sqliteconnection.h"
#include "store.h"

#include <QLockFile>

#include <map>
#include <thread>

namespace Procession {

/// What survives of what was acknowledged.
enum class Durability : quint8 {
    Full,   ///< a crash of the program, of the machine, and a power cut (SQLite's synchronous=FULL)
    Normal, ///< a crash of the program; after a power cut the last moments may be missing (synchronous=NORMAL)
    Memory, ///< nothing: there is no store
};

/// The wire name, such as `full`.
QLatin1StringView wireName(Durability durability);
std::optional<Durability> durabilityFromString(QStringView name);

struct StoreOptions
{
    Durability durability = Durability::Full;
    /// How long a finished process stays in the history; 0 for ever.
    std::chrono::milliseconds historyAge{30LL * 24 * 3600 * 1000};
    /// How many finished processes the history holds; the oldest go first.
    qsizetype historyCount = 1'000'000;

    friend bool operator==(const StoreOptions &a, const StoreOptions &b) = default;
};

/// The store in one SQLite file, `procession.db` in the data folder, in WAL mode.
///
/// One program at a time has the folder: a lock file says which. Tables: sqliteschema.h.
/// Threads: its own, but for what Store allows. Owner: app/.
class SqliteStore : public Store
{
    Q_OBJECT

public:
    /// What an earlier run left.
    struct Loaded
    {
        std::vector<ProcessPtr> processes; ///< oldest first
        std::vector<Event> tail;           ///< the last events, after an orderly stop
        quint64 head = 0;                  ///< the log goes on after this
        LogLineage lineage;                ///< names the log anew, and those before it
        bool wasClean = true;              ///< the earlier run stopped in order, or there was none
        qint64 lastEventMs = 0;            ///< wall time of the last event that was stored
        /// How far the wall clock may have been put forward since what is live began; after a restart of the machine
        /// with the time since the last event, which only that clock measured.
        std::chrono::milliseconds clockMoved{0};
        QList<ProcessType> types;
        std::map<ProcessType, RetryPolicy> policies;
    };

    SqliteStore(ProcessTracker &tracker, EventLog &log, const Clock &clock, QString folder, StoreOptions options = {},
                QObject *parent = nullptr);
    ~SqliteStore() override;

    static QString pathIn(const QString &folder);

    /// Takes the folder, opens or makes the file, and reads what is there. Once, in the store's thread or before it
    /// was moved to that.
    /// The tracker then knows that there is a history; which ids it holds is read beside, from a million in some 100 ms.
    /// Errors: Io where another server has the folder, or the file is damaged, foreign, newer, or can't be written.
    Result<Loaded> open();
    /// The orderly stop: writes what is left of the log and its tail for those who resume. In the store's thread.
    void close();
    /// Deletes what is too old or too much in the history; done by itself every ten minutes. In the store's thread.
    void sweepHistory();

protected:
    Result<void> write(const Group &group) override;

private:
    Result<void> lock();
    Result<void> connectFile();
    void closeToOthers() const;
    Result<void> renameReserved();
    Result<Loaded> load();
    Result<LogLineage> loadLineage(quint64 head);
    Result<void> loadTail(Loaded &loaded);
    Result<void> loadClock(Loaded &loaded);
    Result<void> writeClock();
    qint64 clockOffset() const;
    Result<void> begin(const Loaded &loaded);
    Result<void> writeGroup(const Group &group);
    Result<void> writeState(const Event &first, const Event &last);
    Result<void> writeTrace(const Event &event);
    Result<void> writeSnapshot(const ProcessTracker::Snapshot &snapshot);
    Result<void> writeTail();
    Result<void> upsert(const Process &process);
    Result<void> update(const Process &process);
    Result<void> removeAll(const Process &process);
    using Rows = std::vector<std::pair<quint64, std::optional<ProcessId>>>; // created_seq and id
    Result<void> removeRows(const Rows &rows);
    Result<bool> isHeldOnceMore(const ProcessId &id, quint64 createdSeq);
    static void readIds(const std::stop_token &stop, const QString &path, ProcessTracker &tracker);
    static Result<void> runFor(SqliteStatement &statement, quint64 createdSeq);

    ProcessTracker &m_tracker;
    EventLog &m_log;
    const Clock &m_clock;
    const QString m_folder;
    const StoreOptions m_options;
    std::unique_ptr<QLockFile> m_lock;
    qint64 m_leastOffset = 0; // of the wall clock to the steady one, in this boot of the machine; and the most
    qint64 m_mostOffset = 0;
    SqliteConnection m_connection;
    struct Statements;
    std::unique_ptr<Statements> m_statements; // while the file is open
    QTimer m_sweep;
    std::jthread m_idReader; // of the history's ids
};

} // namespace Procession
