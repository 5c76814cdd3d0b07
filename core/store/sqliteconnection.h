// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sqlitestatement.h"

#include <functional>

struct sqlite3;

namespace Procession {

/// One open connection to an SQLite file, with errors as values.
///
/// It calls SQLite's C interface: Qt SQL makes a QVariant for each value and a name for each parameter, which cost more
/// than the writing itself.
/// Threads: one at a time. Owner: its maker; it must be destroyed after its statements.
class SqliteConnection
{
public:
    enum class Mode : quint8 {
        ReadOnly,
        ReadWrite, ///< the file is made where it isn't there yet
    };

    SqliteConnection() = default;
    ~SqliteConnection() = default;
    Q_DISABLE_COPY_MOVE(SqliteConnection)

    /// Errors: Io, with SQLite's own words.
    Result<void> open(const QString &path, Mode mode);
    void close();
    bool isOpen() const { return m_handle != nullptr; }
    /// For functions and tokenizers of a room's own; null where nothing is open.
    sqlite3 *handle() const { return m_handle.get(); }

    /// Runs one statement. Errors: Io.
    Result<void> run(const QString &sql);
    /// Runs one statement with these values for its parameters, in turn. Errors: Io.
    template <typename... Values>
    Result<void> run(const QString &sql, const Values &...values)
    {
        Result<SqliteStatement> statement = prepare(sql);
        return statement ? statement->runWith(values...) : Result<void>(statement.error());
    }
    /// Calls `take` with the statement at each row that it finds with these values. Errors: Io.
    template <typename Take, typename... Values>
    Result<void> forEachRow(const QString &sql, Take take, const Values &...values)
    {
        Result<SqliteStatement> statement = prepare(sql);
        if (!statement)
            return statement.error();
        statement->bindAll(values...);
        while (statement->next())
            take(*statement);
        return statement->outcome();
    }
    /// The first column of the first row; 0, or an empty text, where there is no row. Errors: Io.
    Result<qint64> integer(const QString &sql);
    Result<QByteArray> text(const QString &sql);
    /// A statement that is used again and again, or has parameters. Errors: Io.
    Result<SqliteStatement> prepare(const QString &sql);
    /// Prepares each of these. Errors: Io.
    Result<void> prepareAll(std::initializer_list<std::pair<SqliteStatement *, QString>> wanted);
    /// How many rows the last statement inserted, changed or deleted.
    qint64 changedRows() const;
    /// The error that says that `part` of this file can't be what it is.
    Error damaged(const QString &part) const;
    /// Whether an error since open() says so, or that the file isn't a database.
    bool isDamaged() const { return m_isDamaged; }

    /// A transaction; without commit() it is rolled back.
    class Transaction
    {
    public:
        explicit Transaction(SqliteConnection &connection);
        ~Transaction();
        Q_DISABLE_COPY_MOVE(Transaction)

        /// Errors: Io, where it could not begin.
        const Result<void> &begun() const { return m_begun; }
        Result<void> commit();

    private:
        SqliteConnection &m_connection;
        Result<void> m_begun;
        bool m_open = false;
    };
    /// Does `work` in a transaction: all of it, or none. Errors: Io, and those of `work`.
    Result<void> inTransaction(const std::function<Result<void>()> &work);

private:
    friend class SqliteStatement;
    /// Of the call before, with what can be done about it.
    Error error() const;
    Error noMemory() const;

    struct Close
    {
        void operator()(sqlite3 *handle) const;
    };
    QString m_path;
    mutable bool m_isDamaged = false;
    std::unique_ptr<sqlite3, Close> m_handle;
};

} // namespace Procession
