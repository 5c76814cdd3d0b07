// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "processes.h"
#include "sqlitestore.h"
#include "tracked.h"

#include <QJsonArray>
#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace Procession {

/// A tracker, its log, and their store in a real file, as one run of a server has them.
class StoredLog : public Tracked
{
public:
    /// `clockIsSetBy` is how far the wall clock of this run is from that of others.
    explicit StoredLog(const QString &folder, StoreOptions options = {}, qsizetype capacity = EventLog::defaultCapacity,
                       std::chrono::milliseconds clockIsSetBy = {})
        : Tracked(capacity, EventLog::Commits::ByStore)
        , store(std::make_unique<SqliteStore>(tracker, clock, folder, options))
    {
        clock.jump(clockIsSetBy);
        Result<SqliteStore::Loaded> opened = store->open();
        if (!opened) {
            problem = opened.error().message;
            return;
        }
        loaded = std::move(*opened);
        log.restore(loaded.head, loaded.tail);
        tracker.restore(loaded.processes, loaded.settings, loaded.schedules, loaded.alertRules);
        store->follow();
    }

    /// Waits until all that is in the log is committed, however slow the disk is.
    bool commit()
    {
        return QTest::qWaitFor([this] { return log.committed() == log.head(); }, 60'000);
    }
    /// Waits for a sweep of the history.
    bool sweep()
    {
        QSignalSpy swept(store.get(), &SqliteStore::historySwept);
        store->sweepHistory();
        return swept.wait(60'000);
    }
    /// The orderly stop.
    void stop()
    {
        store->close();
        store.reset();
    }

    std::unique_ptr<SqliteStore> store;
    SqliteStore::Loaded loaded;
    QString problem; ///< why it could not be opened
};

} // namespace Procession
