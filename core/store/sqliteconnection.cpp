// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqliteconnection.h"

#include <sqlite3.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// How long a statement waits for another program, or another connection, that writes.
constexpr int patienceMs = 10000;

QString advice(int code)
{
    switch (code) {
    case SQLITE_NOMEM:
        return u"there is no memory for it; make room on the machine"_s;
    case SQLITE_BUSY:
        return u"another program is using it"_s;
    case SQLITE_READONLY:
        return u"it can't be written to; check the permissions of the file and its folder"_s;
    case SQLITE_IOERR:
        return u"the disk reported an error"_s;
    case SQLITE_CORRUPT:
        return u"it is damaged; move it away and restore a backup"_s;
    case SQLITE_FULL:
        return u"the disk is full; make room"_s;
    case SQLITE_CANTOPEN:
        return u"it can't be opened; check the folder and its permissions"_s;
    case SQLITE_NOTADB:
        return u"it isn't a Procession database; move it away or choose another data folder"_s;
    default:
        return {};
    }
}

} // namespace

void SqliteConnection::Close::operator()(sqlite3 *handle) const
{
    sqlite3_close_v2(handle);
}

Result<void> SqliteConnection::open(const QString &path, Mode mode)
{
    // SQLite counts the bytes that it holds under a lock, at each of them, for a question that nobody asks. It takes
    // this only before its first use.
    [[maybe_unused]] static const int isConfigured = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    close();
    m_isDamaged = false;
    m_path = path;
    // Each connection is one thread's at a time, so SQLite needs no lock of its own around every call.
    const int flags = SQLITE_OPEN_NOMUTEX
        | (mode == Mode::ReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    sqlite3 *handle = nullptr;
    const int code = sqlite3_open_v2(path.toUtf8().constData(), &handle, flags, nullptr);
    m_handle.reset(handle); // there is one where opening failed, too, and it says why
    if (code != SQLITE_OK) {
        const Error problem = error();
        close();
        return problem;
    }
    sqlite3_busy_timeout(handle, patienceMs);
    return {};
}

void SqliteConnection::close()
{
    m_handle.reset();
}

Error SqliteConnection::error() const
{
    const int code = sqlite3_errcode(m_handle.get()) & 0xff;
    m_isDamaged = m_isDamaged || code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
    const QString known = advice(code);
    const QString said = QString::fromUtf8(sqlite3_errmsg(m_handle.get()));
    return {
        ErrorCode::Io, known.isEmpty() ? u"%1: %2"_s.arg(m_path, said) : u"%1: %2 (%3)"_s.arg(m_path, known, said), {}};
}

Error SqliteConnection::noMemory() const
{
    return {ErrorCode::Io, u"%1: %2"_s.arg(m_path, advice(SQLITE_NOMEM)), {}};
}

Error SqliteConnection::damaged(const QString &part) const
{
    m_isDamaged = true;
    return {ErrorCode::Io, u"%1: it is damaged (%2); move it away and restore a backup."_s.arg(m_path, part), {}};
}

Result<void> SqliteConnection::run(const QString &sql)
{
    if (sqlite3_exec(m_handle.get(), sql.toUtf8().constData(), nullptr, nullptr, nullptr) != SQLITE_OK)
        return error();
    return {};
}

Result<qint64> SqliteConnection::integer(const QString &sql)
{
    const auto number = text(sql);
    return number ? Result<qint64>(number->toLongLong()) : number.error();
}

Result<QByteArray> SqliteConnection::text(const QString &sql)
{
    auto statement = prepare(sql);
    if (!statement)
        return statement.error();
    if (statement->next())
        return statement->utf8(0).toByteArray();
    if (!statement->outcome())
        return statement->outcome().error();
    return QByteArray();
}

Result<SqliteStatement> SqliteConnection::prepare(const QString &sql)
{
    const QByteArray text = sql.toUtf8();
    sqlite3_stmt *handle = nullptr;
    if (sqlite3_prepare_v2(m_handle.get(), text.constData(), static_cast<int>(text.size()), &handle, nullptr)
        != SQLITE_OK)
        return error();
    return SqliteStatement(handle, *this);
}

Result<void> SqliteConnection::prepareAll(std::initializer_list<std::pair<SqliteStatement *, QString>> wanted)
{
    for (const auto &[statement, sql] : wanted) {
        Result<SqliteStatement> prepared = prepare(sql);
        if (!prepared)
            return prepared.error();
        *statement = std::move(*prepared);
    }
    return {};
}

qint64 SqliteConnection::changedRows() const
{
    return sqlite3_changes64(m_handle.get());
}

SqliteConnection::Transaction::Transaction(SqliteConnection &connection)
    : m_connection(connection)
    , m_begun(connection.run(u"BEGIN IMMEDIATE"_s))
    , m_open(m_begun.ok())
{
}

SqliteConnection::Transaction::~Transaction()
{
    // SQLite may have rolled back by itself already, as it does where the disk is full.
    if (m_open)
        std::ignore = m_connection.run(u"ROLLBACK"_s);
}

Result<void> SqliteConnection::Transaction::commit()
{
    Result<void> committed = m_connection.run(u"COMMIT"_s);
    m_open = !committed;
    return committed;
}

Result<void> SqliteConnection::inTransaction(const std::function<Result<void>()> &work)
{
    Transaction transaction(*this);
    if (!transaction.begun())
        return transaction.begun();
    if (auto done = work(); !done)
        return done;
    return transaction.commit();
}

} // namespace Procession
