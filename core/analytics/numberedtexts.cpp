// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "numberedtexts.h"

namespace Procession {

using namespace Qt::StringLiterals;

Result<void> NumberedTexts::open(SqliteConnection &connection, const QString &table, const QStringList &columns,
                                 qint64 most)
{
    m_connection = &connection;
    m_most = most;
    const auto count = connection.integer(u"SELECT count(*) FROM %1"_s.arg(table));
    if (!count)
        return count.error();
    m_count = m_committed = *count;
    const QStringList places(columns.size(), u"?"_s);
    return connection.prepareAll(
        {{&m_select, u"SELECT number FROM %1 WHERE (%2) = (%3)"_s.arg(table, columns.join(u','), places.join(u','))},
         {&m_insert,
          u"INSERT INTO %1 (%2) VALUES (%3) RETURNING number"_s.arg(table, columns.join(u','), places.join(u','))}});
}

void NumberedTexts::close()
{
    m_select = {};
    m_insert = {};
    m_known.clear();
}

void NumberedTexts::rollBack()
{
    m_count = m_committed;
    m_known.clear();
}

Result<std::optional<qint64>> NumberedTexts::read(SqliteStatement &statement, const QByteArrayList &texts)
{
    for (int at = 0; at < texts.size(); ++at)
        statement.bindUtf8(at, texts[at]);
    if (!statement.next())
        return statement.outcome() ? Result<std::optional<qint64>>(std::nullopt) : statement.outcome().error();
    const qint64 number = statement.integer(0);
    // A row is only inserted once the statement that returns its number has ended.
    if (const auto &ended = statement.run(); !ended)
        return ended.error();
    return std::optional(number);
}

Result<qint64> NumberedTexts::findOrInsert(const QByteArrayList &texts)
{
    const auto found = read(m_select, texts);
    if (!found || *found)
        return found ? Result<qint64>(**found) : found.error();
    const auto inserted = read(m_insert, texts);
    if (!inserted || !*inserted)
        return inserted ? m_connection->damaged(u"numbers of texts"_s) : inserted.error();
    ++m_count;
    return **inserted;
}

Result<qint64> NumberedTexts::numberOf(const QByteArrayList &texts, const QByteArrayList &instead)
{
    if (const auto known = m_known.constFind(texts); known != m_known.cend())
        return *known;
    bool hasRoom = m_count < m_most;
    if (!hasRoom) {
        // Texts that are there already go on being told apart.
        const auto found = read(m_select, texts);
        if (!found)
            return found.error();
        hasRoom = found->has_value();
    }
    auto number = findOrInsert(hasRoom ? texts : instead);
    if (number && m_known.size() < mostKnown)
        m_known.insert(texts, *number);
    return number;
}

} // namespace Procession
