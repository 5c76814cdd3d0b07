// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clockrecord.h"
#include "datafolder.h"
#include "sqliteconnection.h"
#include "store.h"
#include "storeloader.h"

#include <thread>

namespace Procession {

class HistorySweep;
class ProcessTable;

/// How much of the acknowledged changes survives.
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
    /// How many bytes the file has in it at most; the oldest finished processes go first. 0 for no limit.
    qint64 historyBytes = 0;

    friend bool operator==(const StoreOptions &a, const StoreOptions &b) = default;
};

/// The store in one SQLite file, `procession.db` in the data folder, in WAL mode.
///
/// Tables: sqliteschema.h. StoreLoader reads the state of an earlier run, LogTail the last events; ProcessTable and
/// SettingTable write; HistorySweep keeps the history within its limits.
/// Threads: its own, except for health(). Owner: app/.
class SqliteStore : public Store
{
    Q_OBJECT

public:
    using Loaded = StoreLoader::Loaded;

    SqliteStore(ProcessTracker &tracker, const Clock &clock, QString folder, StoreOptions options = {},
                QObject *parent = nullptr);
    ~SqliteStore() override;

    /// Takes the folder, opens or makes the file, and reads it. Once, in the store's thread or before the store was
    /// moved to that. The tracker then knows that there is a history; a thread reads the ids that it holds, a million in
    /// some 100 ms.
    /// Errors: Io where another server has the folder, or the file is damaged, foreign, newer, or can't be written.
    Result<Loaded> open();
    /// The orderly stop: writes the rest of the log, and its tail for clients that resume. In the store's thread.
    void close();
    /// Begins to delete processes that are too old or too many from the history, and to shorten the file. A timer does it
    /// every ten minutes. In the store's thread.
    void sweepHistory();

Q_SIGNALS:
    /// A sweep did what it could.
    void historySwept();

protected:
    Result<void> write(const Group &group) override;

private:
    Result<void> connectFile();
    void closeFile();
    Result<void> decideRetries(Loaded &loaded);
    Result<void> begin(const Loaded &loaded);
    Result<void> writeGroup(const Group &group);
    Result<void> writeSetting(const Event &event);
    Result<void> writeSettings(const TypeRegistry &registry);
    Result<void> writeSnapshot(const ProcessTracker::Snapshot &snapshot);
    Result<void> writeTail();
    template <typename Value>
    Result<void> setMeta(const char *key, const Value &value);
    static void readIds(const std::stop_token &stop, const QString &path, ProcessTracker &tracker);

    const Clock &m_clock;
    DataFolder m_folder;
    const StoreOptions m_options;
    ClockRecord m_clockRecord;
    TypeRegistry m_registry; // as it is configured and stored
    SqliteConnection m_connection;
    // While the file is open:
    std::unique_ptr<ProcessTable> m_processes;
    SqliteStatement m_setMeta;
    QTimer m_sweepTimer;
    std::unique_ptr<HistorySweep> m_sweep;
    std::jthread m_idReader; // of the history's ids
};

} // namespace Procession
