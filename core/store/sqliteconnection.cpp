// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqliteconnection.h"

#include <QSqlError>
#include <QUuid>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// SQLite's primary result codes that we say something of our own about (sqlite3.h).
enum SqliteCode { Busy = 5, ReadOnly = 8, IoError = 10, Corrupt = 11, Full = 13, CantOpen = 14, NotADatabase = 26 };

QString advice(int code)
{
    switch (code) {
    case Busy:
        return u"another program is using it"_s;
    case ReadOnly:
        return u"it can't be written to; check the permissions of the file and its folder"_s;
    case IoError:
        return u"the disk reported an error"_s;
    case Corrupt:
        return u"it is damaged; move it away and restore a backup"_s;
    case Full:
        return u"the disk is full; make room"_s;
    case CantOpen:
        return u"it can't be opened; check the folder and its permissions"_s;
    case NotADatabase:
        return u"it isn't a Procession database; move it away or choose another data folder"_s;
    default:
        return {};
    }
}

Error storeError(const QSqlError &error, const QString &path)
{
    const int code = error.nativeErrorCode().toInt() & 0xff;
    const QString known = advice(code);
    const QString said = error.databaseText().isEmpty() ? error.driverText() : error.databaseText();
    return {ErrorCode::Io, known.isEmpty() ? u"%1: %2"_s.arg(path, said) : u"%1: %2 (%3)"_s.arg(path, known, said), {}};
}

} // namespace

SqliteConnection::SqliteConnection()
    : m_name(QUuid::createUuid().toString(QUuid::Id128))
{
}

SqliteConnection::~SqliteConnection()
{
    close();
}

Result<void> SqliteConnection::open(const QString &path, Mode mode)
{
    close();
    m_path = path;
    m_database = QSqlDatabase::addDatabase(u"QSQLITE"_s, m_name);
    m_database.setDatabaseName(path);
    QString options = u"QSQLITE_BUSY_TIMEOUT=10000"_s;
    if (mode == Mode::ReadOnly)
        options += u";QSQLITE_OPEN_READONLY"_s;
    m_database.setConnectOptions(options);
    if (m_database.open())
        return {};
    const Error error = m_database.isValid()
        ? storeError(m_database.lastError(), path)
        : Error{ErrorCode::Io, u"Qt's SQLite driver is missing; install libqt6sql6-sqlite."_s, {}};
    close();
    return error;
}

void SqliteConnection::close()
{
    if (!m_database.isValid())
        return;
    m_database.close();
    m_database = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_name);
}

bool SqliteConnection::isOpen() const
{
    return m_database.isOpen();
}

Error SqliteConnection::errorOf(const QSqlQuery &query, const QString &path)
{
    return storeError(query.lastError(), path);
}

Result<void> SqliteConnection::run(const QString &sql)
{
    QSqlQuery query(m_database);
    if (!query.exec(sql))
        return errorOf(query);
    return {};
}

Result<QVariant> SqliteConnection::value(const QString &sql)
{
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    if (!query.exec(sql))
        return errorOf(query);
    return query.next() ? query.value(0) : QVariant();
}

Result<QSqlQuery> SqliteConnection::prepare(const QString &sql)
{
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    if (!query.prepare(sql))
        return errorOf(query);
    return query;
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

} // namespace Procession
