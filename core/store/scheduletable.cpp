// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "scheduletable.h"

#include "schedulejson.h"
#include "sqliteconnection.h"

namespace Procession::ScheduleTable {

using namespace Qt::StringLiterals;

Result<std::vector<SchedulePtr>> load(SqliteConnection &connection)
{
    auto rows = connection.prepare(u"SELECT schedule FROM schedules ORDER BY name"_s);
    if (!rows)
        return rows.error();
    std::vector<SchedulePtr> schedules;
    while (rows->next()) {
        auto schedule = scheduleFromBytes(rows->utf8(0).toByteArray());
        if (!schedule)
            return connection.damaged(u"a schedule can't be read"_s);
        schedules.push_back(std::make_shared<const Schedule>(*std::move(schedule)));
    }
    if (!rows->outcome())
        return rows->outcome().error();
    return schedules;
}

Result<void> write(SqliteConnection &connection, const Schedule &schedule)
{
    const Text &name = schedule.definition.name;
    if (schedule.isRemoved)
        return connection.run(u"DELETE FROM schedules WHERE name = ?"_s, name.utf8());
    const QByteArray bytes = scheduleToBytes(schedule);
    return connection.run(u"INSERT OR REPLACE INTO schedules VALUES (?, ?)"_s, name.utf8(), QByteArrayView(bytes));
}

Result<void> replace(SqliteConnection &connection, const std::vector<SchedulePtr> &schedules)
{
    if (auto done = connection.run(u"DELETE FROM schedules"_s); !done)
        return done;
    for (const SchedulePtr &schedule : schedules) {
        if (auto done = write(connection, *schedule); !done)
            return done;
    }
    return {};
}

} // namespace Procession::ScheduleTable
