// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settingtable.h"

#include "actortable.h"
#include "changejson.h"
#include "processjson.h"
#include "sqliteconnection.h"

#include <QJsonDocument>

namespace Procession::SettingTable {

using namespace Qt::StringLiterals;

namespace {

/// The setting in the columns `process_type` and `policy` from `at` on; none where they can't be read.
std::optional<Setting> settingIn(const SqliteStatement &row, int at)
{
    const auto type = ProcessType::fromString(row.text(at));
    if (!type || row.isNull(at + 1))
        return type ? std::optional(Setting{*type}) : std::nullopt;
    const auto policy = retryPolicyFromJson(QJsonDocument::fromJson(row.utf8(at + 1).toByteArray()).object(), {});
    return policy ? std::optional(Setting{*type, *policy}) : std::nullopt;
}

} // namespace

Result<std::vector<Setting>> load(SqliteConnection &connection)
{
    // With max() SQLite takes the other columns from the row that has it.
    auto rows = connection.prepare(u"SELECT process_type, policy, max(number) FROM settings "
                                   "GROUP BY process_type, policy IS NULL ORDER BY max(number)"_s);
    if (!rows)
        return rows.error();
    std::vector<Setting> settings;
    while (rows->next()) {
        const auto setting = settingIn(*rows, 0);
        if (!setting)
            return connection.damaged(u"a setting can't be read"_s);
        settings.push_back(*setting);
    }
    if (!rows->outcome())
        return rows->outcome().error();
    return settings;
}

Result<std::vector<Entry>> read(SqliteConnection &connection, qint64 after, qsizetype limit)
{
    auto rows = connection.prepare(
        u"SELECT settings.number, time, process_type, policy, %1 FROM settings %2 WHERE settings.number > ? "
        "ORDER BY settings.number LIMIT ?"_s.arg(OriginReader::columns, OriginReader::joined));
    if (!rows)
        return rows.error();
    rows->bindAll(after, limit);
    std::vector<Entry> entries;
    OriginReader origins;
    while (rows->next()) {
        const auto setting = settingIn(*rows, 2);
        if (!setting)
            return connection.damaged(u"a setting can't be read"_s);
        entries.push_back({.number = rows->integer(0), .setting = *setting, .origin = origins.read(*rows, 4)});
        if (!rows->isNull(1))
            entries.back().timeMs = rows->integer(1);
    }
    if (!rows->outcome())
        return rows->outcome().error();
    return entries;
}

Result<void> write(SqliteConnection &connection, ActorTable &actors, const Event &event)
{
    const Setting &setting = *event.setting;
    auto insert = connection.prepare(u"INSERT INTO settings VALUES (NULL, ?, ?, ?, ?, ?)"_s);
    if (!insert)
        return insert.error();
    const QByteArray policy = setting.policy ? toJson(*setting.policy) : QByteArray();
    Origin origin = event.origin;
    if (event.seq > 0) {
        insert->bindInteger(0, event.timeMs);
        if (!origin.actor)
            origin.actor = Actor{}; // this server
    } else {
        insert->bindNull(0);
    }
    insert->bindUtf8(1, setting.type.bytes());
    insert->bindUtf8OrNull(2, policy);
    if (auto bound = actors.bindOrigin(*insert, 3, origin, event.seq); !bound)
        return bound;
    if (auto done = insert->run(); !done)
        return done;
    return connection.run(
        u"DELETE FROM settings WHERE process_type = ?1 AND policy IS NOT NULL AND number <= (SELECT number FROM "
        "settings WHERE process_type = ?1 AND policy IS NOT NULL ORDER BY number DESC LIMIT 1 OFFSET ?2)"_s,
        setting.type.bytes(), mostPolicies);
}

} // namespace Procession::SettingTable
