// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "actor.h"
#include "sqliteconnection.h"

#include <QHash>

namespace Procession {

/// The actors in the database file: each is there once, with a number by which the rows of events name it.
///
/// Clients can't fill the file with their names: beyond mostActors a new actor is kept by its kind and name alone.
/// Threads: the connection's. Owner: SqliteStore, which makes it anew with the connection, because numbers that were
/// given in a transaction that failed are not in the file.
class ActorTable
{
public:
    static constexpr qsizetype mostActors = 10'000;
    /// How many events later the file is told again that an actor is in use.
    static constexpr quint64 noteEvery = 65'536;

    ActorTable() = default;
    /// `connection` must outlive the table. Errors: Io.
    static Result<ActorTable> of(SqliteConnection &connection);

    /// Binds the number of the actor and the reason of event `seq` to the parameters `at` and the next one; null where
    /// they are empty. The origin must stay until the statement has run. Within a transaction of the caller. Errors: Io.
    Result<void> bindOrigin(SqliteStatement &statement, int at, const Origin &origin, quint64 seq);
    /// Removes actors that neither an event of the history nor a setting names any more. Errors: Io.
    Result<void> removeUnused();

private:
    struct Known
    {
        qint64 number = 0;
        quint64 notedSeq = 0; // of an event that named it, as the file has it
    };
    Result<Known> knownAt(const Actor &actor, quint64 seq);
    Result<Known> stored(const Actor &actor, quint64 seq);

    SqliteConnection *m_connection = nullptr;
    SqliteStatement m_find;
    SqliteStatement m_insert;
    SqliteStatement m_note;
    qint64 m_count = 0;           // in the file
    QHash<Actor, Known> m_known;  // some of them
    SharedOptional<Actor> m_last; // the one of the event before: mostly it comes again
    Known m_lastKnown;
};

/// Reads the origin of events: `columns` of a SELECT whose rows `joined` to their actors. Equal actors are shared.
class OriginReader
{
public:
    static constexpr QLatin1StringView columns{"actor, actor_kind, actor_name, client, address, reason"};
    static constexpr QLatin1StringView joined{"LEFT JOIN actors ON actors.number = actor"};

    /// The origin in the columns from `at` on; its actor is empty where the row names none.
    Origin read(const SqliteStatement &row, int at);

private:
    QHash<qint64, SharedOptional<Actor>> m_actors; // by number
};

} // namespace Procession
