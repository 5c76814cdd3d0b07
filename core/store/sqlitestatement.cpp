// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlitestatement.h"

#include "sqliteconnection.h"

#include <sqlite3.h>

namespace Procession {

void SqliteStatement::Finalize::operator()(sqlite3_stmt *handle) const
{
    sqlite3_finalize(handle);
}

SqliteStatement::SqliteStatement(sqlite3_stmt *handle, const SqliteConnection &connection)
    : m_handle(handle)
    , m_connection(&connection)
{
}

/// A value that can't be bound, for want of memory, leaves an earlier one: the statement must not run with that.
void SqliteStatement::note(int bound)
{
    Q_ASSERT(bound != SQLITE_RANGE);
    m_isBound = m_isBound && bound == SQLITE_OK;
}

void SqliteStatement::bindNull(int at)
{
    note(sqlite3_bind_null(m_handle.get(), at + 1));
}

void SqliteStatement::bindInteger(int at, qint64 value)
{
    note(sqlite3_bind_int64(m_handle.get(), at + 1, value));
}

void SqliteStatement::bindReal(int at, double value)
{
    note(sqlite3_bind_double(m_handle.get(), at + 1, value));
}

void SqliteStatement::bindText(int at, const QString &text)
{
    // Not by SQLite's own call for UTF-16, which takes a first character for a byte order mark.
    bindCopy(at, text.toUtf8());
}

void SqliteStatement::bindUtf8(int at, QByteArrayView text)
{
    note(sqlite3_bind_text(m_handle.get(), at + 1, text.isNull() ? "" : text.data(), static_cast<int>(text.size()),
                           SQLITE_STATIC));
}

void SqliteStatement::bindCopy(int at, QByteArrayView text)
{
    note(sqlite3_bind_text(m_handle.get(), at + 1, text.isNull() ? "" : text.data(), static_cast<int>(text.size()),
                           SQLITE_TRANSIENT));
}

void SqliteStatement::bindBlob(int at, QByteArrayView bytes)
{
    note(sqlite3_bind_blob(m_handle.get(), at + 1, bytes.isNull() ? "" : bytes.data(), static_cast<int>(bytes.size()),
                           SQLITE_STATIC));
}

bool SqliteStatement::next()
{
    if (!std::exchange(m_isBound, true)) {
        m_outcome = m_connection->noMemory();
        return false;
    }
    const int code = sqlite3_step(m_handle.get());
    if (code == SQLITE_ROW)
        return true;
    m_outcome = code == SQLITE_DONE ? Result<void>() : m_connection->error();
    sqlite3_reset(m_handle.get());
    return false;
}

const Result<void> &SqliteStatement::run()
{
    while (next()) { }
    return m_outcome;
}

void SqliteStatement::reset()
{
    sqlite3_reset(m_handle.get());
}

bool SqliteStatement::isNull(int column) const
{
    return sqlite3_column_type(m_handle.get(), column) == SQLITE_NULL;
}

qint64 SqliteStatement::integer(int column) const
{
    return sqlite3_column_int64(m_handle.get(), column);
}

double SqliteStatement::real(int column) const
{
    return sqlite3_column_double(m_handle.get(), column);
}

QString SqliteStatement::text(int column) const
{
    return QString::fromUtf8(utf8(column));
}

QByteArrayView SqliteStatement::utf8(int column) const
{
    const auto *text = reinterpret_cast<const char *>(sqlite3_column_text(m_handle.get(), column));
    return {text, sqlite3_column_bytes(m_handle.get(), column)};
}

Text SqliteStatement::keptText(int column) const
{
    const QByteArrayView bytes = utf8(column); // that somebody else may have written
    return bytes.isValidUtf8() ? Text::fromUtf8(bytes) : Text(QString::fromUtf8(bytes));
}

QByteArrayView SqliteStatement::blob(int column) const
{
    const auto *bytes = static_cast<const char *>(sqlite3_column_blob(m_handle.get(), column));
    return {bytes, sqlite3_column_bytes(m_handle.get(), column)};
}

} // namespace Procession
