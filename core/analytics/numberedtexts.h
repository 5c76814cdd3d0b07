// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sqliteconnection.h"

#include <QHash>

namespace Procession {

/// A table that gives texts a number each, such as the names of runs. What the texts are is up to clients: only so many get
/// one of their own.
///
/// Threads: its connection's. Owner: RollupFile.
class NumberedTexts
{
public:
    /// A table with these columns, next to `number`, that is made already. Errors: Io.
    Result<void> open(SqliteConnection &connection, const QString &table, const QStringList &columns, qint64 most);
    void close();

    /// The number of these texts, one for each column: a new one where they have none yet, and that of `instead` where too
    /// many have one. In a transaction, after begin(). Errors: Io.
    Result<qint64> numberOf(const QByteArrayList &texts, const QByteArrayList &instead);
    qint64 count() const { return m_count; }

    /// A transaction begins.
    void begin() { m_committed = m_count; }
    /// The transaction was rolled back: numbers that were given in it are not in the file.
    void rollBack();

private:
    /// Texts whose numbers stay in memory.
    static constexpr qsizetype mostKnown = 10'000;

    /// The number that the statement returns for these texts, if any.
    static Result<std::optional<qint64>> read(SqliteStatement &statement, const QByteArrayList &texts);
    Result<qint64> findOrInsert(const QByteArrayList &texts);

    SqliteConnection *m_connection = nullptr;
    SqliteStatement m_select;
    SqliteStatement m_insert;
    QHash<QByteArrayList, qint64> m_known;
    qint64 m_most = 0;
    qint64 m_count = 0;
    qint64 m_committed = 0; // m_count when the transaction began
};

} // namespace Procession
