// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "expectationtable.h"

#include "expectationjson.h"
#include "sqliteconnection.h"

namespace Procession::ExpectationTable {

using namespace Qt::StringLiterals;

Result<std::vector<ExpectationPtr>> load(SqliteConnection &connection)
{
    auto rows = connection.prepare(u"SELECT expectation FROM expectations ORDER BY name"_s);
    if (!rows)
        return rows.error();
    std::vector<ExpectationPtr> expectations;
    while (rows->next()) {
        auto expectation = expectationFromBytes(rows->utf8(0).toByteArray());
        if (!expectation)
            return connection.damaged(u"an expectation can't be read"_s);
        expectations.push_back(std::make_shared<const Expectation>(*std::move(expectation)));
    }
    if (!rows->outcome())
        return rows->outcome().error();
    return expectations;
}

Result<void> write(SqliteConnection &connection, const Expectation &expectation)
{
    const Text &name = expectation.definition.name;
    if (expectation.isRemoved)
        return connection.run(u"DELETE FROM expectations WHERE name = ?"_s, name.utf8());
    const QByteArray bytes = expectationToBytes(expectation);
    return connection.run(u"INSERT OR REPLACE INTO expectations VALUES (?, ?)"_s, name.utf8(), QByteArrayView(bytes));
}

Result<void> replace(SqliteConnection &connection, const std::vector<ExpectationPtr> &expectations)
{
    if (auto done = connection.run(u"DELETE FROM expectations"_s); !done)
        return done;
    for (const ExpectationPtr &expectation : expectations) {
        if (auto done = write(connection, *expectation); !done)
            return done;
    }
    return {};
}

} // namespace Procession::ExpectationTable
