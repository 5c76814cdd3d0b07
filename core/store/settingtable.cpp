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

/// The columns that settingIn() reads.
constexpr QLatin1StringView settingColumns{"time, process_type, policy, paused"};

/// The setting in these columns from `at` on, whose change is of that origin; none where they can't be read.
std::optional<Setting> settingIn(const SqliteStatement &row, int at, const Origin &origin)
{
    const qint64 timeMs = row.integer(at++);
    if (!row.isNull(at + 2)) {
        Setting setting{.type = ProcessType::fromString(row.text(at)).value_or(ProcessType())};
        setting.pause = QueuePause{.isPaused = row.integer(at + 2) != 0, .sinceMs = timeMs, .origin = origin};
        return setting;
    }
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
    auto rows = connection.prepare(
        u"SELECT %1, %2, max(settings.number) FROM settings %3 "
        "GROUP BY process_type, policy IS NULL, paused IS NULL "
        "ORDER BY max(settings.number)"_s.arg(settingColumns, OriginReader::columns, OriginReader::joined));
    if (!rows)
        return rows.error();
    std::vector<Setting> settings;
    OriginReader origins;
    while (rows->next()) {
        const auto setting = settingIn(*rows, 0, origins.read(*rows, 4));
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
        u"SELECT settings.number, %1, %2 FROM settings %3 WHERE settings.number > ? "
        "ORDER BY settings.number LIMIT ?"_s.arg(settingColumns, OriginReader::columns, OriginReader::joined));
    if (!rows)
        return rows.error();
    rows->bindAll(after, limit);
    std::vector<Entry> entries;
    OriginReader origins;
    while (rows->next()) {
        const Origin origin = origins.read(*rows, 5);
        const auto setting = settingIn(*rows, 1, origin);
        if (!setting)
            return connection.damaged(u"a setting can't be read"_s);
        entries.push_back({.number = rows->integer(0), .setting = *setting, .origin = origin});
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
    auto insert = connection.prepare(u"INSERT INTO settings VALUES (NULL, ?, ?, ?, ?, ?, ?)"_s);
    if (!insert)
        return insert.error();
    const QByteArray policy = setting.policy ? toJson(*setting.policy) : QByteArray();
    // A pause knows both, also where its event was lost.
    const bool isKnown = event.seq > 0 || (setting.pause && setting.pause->sinceMs > 0);
    Origin origin = event.seq == 0 && setting.pause ? setting.pause->origin : event.origin;
    if (isKnown) {
        insert->bindInteger(0, event.seq > 0 ? event.timeMs : setting.pause->sinceMs);
        if (!origin.actor)
            origin.actor = Actor{}; // this server
    } else {
        insert->bindNull(0);
    }
    insert->bindUtf8(1, setting.type.bytes());
    insert->bindUtf8OrNull(2, policy);
    if (auto bound = actors.bindOrigin(*insert, 3, origin, event.seq); !bound)
        return bound;
    if (setting.pause)
        insert->bindInteger(5, setting.pause->isPaused ? 1 : 0);
    else
        insert->bindNull(5);
    if (auto done = insert->run(); !done)
        return done;
    return connection.run(
        u"DELETE FROM settings WHERE process_type = ?1 AND %1 IS NOT NULL AND number <= (SELECT number FROM "
        "settings WHERE process_type = ?1 AND %1 IS NOT NULL ORDER BY number DESC LIMIT 1 OFFSET ?2)"_s.arg(
            setting.pause ? "paused"_L1 : "policy"_L1),
        setting.type.bytes(), mostPolicies);
}

} // namespace Procession::SettingTable
