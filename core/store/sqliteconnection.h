// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QSqlDatabase>
#include <QSqlQuery>

namespace Procession {

/// One open connection to an SQLite file, with errors as values.
///
/// Threads: the one that made it. Owner: whoever made it; closed when it goes.
class SqliteConnection
{
public:
    enum class Mode : quint8 {
        ReadOnly,
        ReadWrite, ///< the file is made where it isn't there yet
    };

    SqliteConnection();
    ~SqliteConnection();
    Q_DISABLE_COPY_MOVE(SqliteConnection)

    /// Errors: Io, with SQLite's own words.
    Result<void> open(const QString &path, Mode mode);
    void close();
    bool isOpen() const;

    /// Runs one statement. Errors: Io.
    Result<void> run(const QString &sql);
    /// The first column of the first row; null where there is no row. Errors: Io.
    Result<QVariant> value(const QString &sql);
    /// A statement that is used again and again. Errors: Io.
    Result<QSqlQuery> prepare(const QString &sql);
    /// What went wrong with a query of this connection, and what can be done about it.
    static Error errorOf(const QSqlQuery &query, const QString &path);
    Error errorOf(const QSqlQuery &query) const { return errorOf(query, m_path); }

    /// A transaction; without commit() it is rolled back.
    class Transaction
    {
    public:
        explicit Transaction(SqliteConnection &connection);
        ~Transaction();
        Q_DISABLE_COPY_MOVE(Transaction)

        /// What kept it from beginning.
        const Result<void> &begun() const { return m_begun; }
        Result<void> commit();

    private:
        SqliteConnection &m_connection;
        Result<void> m_begun;
        bool m_open = false;
    };

private:
    QString m_name;
    QString m_path;
    QSqlDatabase m_database;
};

} // namespace Procession
