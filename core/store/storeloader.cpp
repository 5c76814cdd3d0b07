// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "storeloader.h"

#include "alertruletable.h"
#include "expectationtable.h"
#include "logtail.h"
#include "processrow.h"
#include "scheduletable.h"
#include "settingtable.h"
#include "sqliteconnection.h"

#include <QLoggingCategory>

#include <algorithm>

namespace Procession::StoreLoader {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcLoader, "procession.store")

/// After a stop that was not orderly, events may have been numbered that were never stored. Their numbers are left
/// out, so that none is ever used twice. Far more than can be waiting for the store.
constexpr quint64 uncleanGap = 1'000'000;

Result<void> loadProcesses(SqliteConnection &connection, Loaded &loaded)
{
    auto rows = connection.prepare(
        u"SELECT %1 FROM processes WHERE archived = 0 ORDER BY created_seq"_s.arg(ProcessRow::names()));
    if (!rows)
        return rows.error();
    while (rows->next()) {
        auto process = ProcessRow::read(*rows, 0);
        if (!process)
            return connection.damaged(u"a process can't be read"_s);
        loaded.head = std::max(loaded.head, process->seq);
        loaded.lastEventMs = std::max(loaded.lastEventMs, process->updatedAt);
        loaded.processes.push_back(std::make_shared<const ProcessState>(std::move(*process)));
    }
    return rows->outcome(); // which tells the end of the rows from the end of those that can be read
}

/// The lineage of the log that goes on after event `head`.
Result<LogLineage> loadLineage(SqliteConnection &connection, quint64 head)
{
    const auto epoch = connection.text(u"SELECT value FROM meta WHERE key = 'epoch'"_s);
    auto rows = connection.prepare(u"SELECT epoch, ended FROM epochs ORDER BY number"_s);
    if (!epoch || !rows)
        return epoch ? rows.error() : epoch.error();
    std::vector<LogLineage::Ancestor> ancestors;
    while (rows->next())
        ancestors.push_back({rows->utf8(0).toByteArray(), static_cast<quint64>(rows->integer(1))});
    if (!rows->outcome())
        return rows->outcome().error();
    return LogLineage::after({*epoch, head}, std::move(ancestors));
}

} // namespace

Result<void> renameReserved(SqliteConnection &connection)
{
    for (const char *name : reservedNames) {
        const QByteArrayView id(name);
        if (auto renamed = connection.run(
                u"UPDATE processes SET process_id = ? || ':renamed:' || created_seq WHERE process_id = ?"_s, id, id);
            !renamed)
            return renamed;
        if (connection.changedRows() == 0)
            continue;
        qCWarning(lcLoader).nospace() << "process " << name << " had a name of the API for its id; it is " << name
                                      << ":renamed:… from now on";
        // A client that resumes would hear of the old name.
        if (auto cleared = LogTail::clear(connection); !cleared)
            return cleared;
    }
    return {};
}

Result<Loaded> load(SqliteConnection &connection)
{
    Loaded loaded;
    const auto head = connection.integer(u"SELECT value FROM meta WHERE key = 'head'"_s);
    const auto clean = connection.integer(u"SELECT value FROM meta WHERE key = 'clean'"_s);
    if (!head || !clean)
        return head ? clean.error() : head.error();
    loaded.head = static_cast<quint64>(*head);

    if (const auto done = loadProcesses(connection, loaded); !done)
        return done.error();
    Result<LogLineage> lineage = loadLineage(connection, loaded.head);
    if (!lineage)
        return lineage.error();
    loaded.lineage = std::move(*lineage);
    loaded.wasClean = loaded.lineage.ancestors().empty() || *clean == 1;
    if (loaded.wasClean) {
        auto tail = LogTail::read(connection, loaded.processes, loaded.head);
        if (!tail)
            return tail.error();
        loaded.tail = std::move(*tail);
    } else {
        loaded.head += uncleanGap;
    }
    auto settings = SettingTable::load(connection);
    if (!settings)
        return settings.error();
    loaded.settings = std::move(*settings);
    auto schedules = ScheduleTable::load(connection);
    if (!schedules)
        return schedules.error();
    loaded.schedules = std::move(*schedules);
    auto alertRules = AlertRuleTable::load(connection);
    if (!alertRules)
        return alertRules.error();
    loaded.alertRules = std::move(*alertRules);
    auto expectations = ExpectationTable::load(connection);
    if (!expectations)
        return expectations.error();
    loaded.expectations = std::move(*expectations);
    return loaded;
}

} // namespace Procession::StoreLoader
