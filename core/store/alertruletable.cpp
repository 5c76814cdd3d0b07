// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertruletable.h"

#include "sqliteconnection.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QLoggingCategory>

namespace Procession::AlertRuleTable {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcRules, "procession.store")

} // namespace

Result<std::vector<AlertRulePtr>> load(SqliteConnection &connection)
{
    std::vector<AlertRulePtr> rules;
    auto read = connection.forEachRow(
        u"SELECT name, rule FROM alert_rules ORDER BY name"_s, [&rules](const SqliteStatement &row) {
            const QByteArray bytes = row.utf8(1).toByteArray();
            if (AlertRulePtr rule = keptAlertRuleFrom(QJsonDocument::fromJson(bytes).object()))
                rules.push_back(std::move(rule));
            else
                qCWarning(lcRules).noquote() << "alert rule" << row.text(0) << "can't be read and doesn't count";
        });
    if (!read)
        return read.error();
    return rules;
}

Result<void> write(SqliteConnection &connection, const KeptAlertRule &rule)
{
    const QByteArray name = rule.rule.name.toUtf8();
    if (rule.isRemoved)
        return connection.run(u"DELETE FROM alert_rules WHERE name = ?"_s, QByteArrayView(name));
    QByteArray bytes;
    {
        ObjectWriter object(bytes);
        writeKeptAlertRule(object, rule);
    }
    return connection.run(u"INSERT OR REPLACE INTO alert_rules VALUES (?, ?)"_s, QByteArrayView(name),
                          QByteArrayView(bytes));
}

Result<void> replace(SqliteConnection &connection, const AlertBoard &board)
{
    if (auto done = connection.run(u"DELETE FROM alert_rules"_s); !done)
        return done;
    for (const auto &[name, rule] : board.rules()) {
        if (auto done = write(connection, *rule); !done)
            return done;
    }
    return {};
}

} // namespace Procession::AlertRuleTable
