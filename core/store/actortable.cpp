// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "actortable.h"

namespace Procession {

using namespace Qt::StringLiterals;

Result<ActorTable> ActorTable::of(SqliteConnection &connection)
{
    ActorTable table;
    table.m_connection = &connection;
    const auto count = connection.integer(u"SELECT count(*) FROM actors"_s);
    if (!count)
        return count.error();
    table.m_count = *count;
    const auto prepared = connection.prepareAll({
        {&table.m_find,
         u"SELECT number, last_seq FROM actors WHERE actor_kind = ? AND actor_name = ? AND client = ? AND address = ?"_s},
        {&table.m_insert, u"INSERT INTO actors VALUES (NULL, ?, ?, ?, ?, ?) RETURNING number"_s},
        {&table.m_note, u"UPDATE actors SET last_seq = ? WHERE number = ?"_s},
    });
    if (!prepared)
        return prepared.error();
    return table;
}

Result<void> ActorTable::bindOrigin(SqliteStatement &statement, int at, const Origin &origin, quint64 seq)
{
    if (!origin.actor) {
        statement.bindNull(at);
    } else {
        if (seq >= m_lastKnown.notedSeq + noteEvery || !(origin.actor == m_last)) {
            const auto known = knownAt(*origin.actor, seq);
            if (!known)
                return known.error();
            m_last = origin.actor;
            m_lastKnown = *known;
        }
        statement.bindInteger(at, m_lastKnown.number);
    }
    statement.bindUtf8OrNull(at + 1, origin.reason.utf8());
    return {};
}

Result<ActorTable::Known> ActorTable::knownAt(const Actor &actor, quint64 seq)
{
    auto known = m_known.find(actor);
    if (known == m_known.end()) {
        const auto found = stored(actor, seq);
        if (!found)
            return found.error();
        constexpr qsizetype mostRemembered = 1024;
        if (m_known.size() >= mostRemembered)
            m_known.clear();
        known = m_known.insert(actor, *found);
    }
    if (seq >= known->notedSeq + noteEvery) {
        if (const auto &noted = m_note.runWith(seq, known->number); !noted)
            return noted.error();
        known->notedSeq = seq;
    }
    return *known;
}

/// The actor as the file has it, or gets it now.
Result<ActorTable::Known> ActorTable::stored(const Actor &actor, quint64 seq)
{
    const QLatin1StringView kind = wireName(actor.kind);
    m_find.bindAll(kind, actor.name.utf8(), actor.client.utf8(), actor.address.utf8());
    if (m_find.next()) {
        const Known found{m_find.integer(0), static_cast<quint64>(m_find.integer(1))};
        m_find.reset();
        return found;
    }
    if (!m_find.outcome())
        return m_find.outcome().error();
    if (m_count >= mostActors && !(actor.client.isEmpty() && actor.address.isEmpty()))
        return stored({.kind = actor.kind, .name = actor.name}, seq);

    m_insert.bindAll(kind, actor.name.utf8(), actor.client.utf8(), actor.address.utf8(), seq);
    if (!m_insert.next())
        return m_insert.outcome().error();
    const Known inserted{m_insert.integer(0), seq};
    m_insert.reset();
    ++m_count;
    return inserted;
}

Result<void> ActorTable::removeUnused()
{
    // An event isn't older than the first one of its process, and names no actor that was noted last so long before it.
    auto removed = m_connection->run(u"DELETE FROM actors WHERE last_seq + ? <= (SELECT ifnull(min(created_seq), "
                                     "0x7fffffffffffffff) FROM events) AND number NOT IN (SELECT actor FROM "
                                     "settings WHERE actor IS NOT NULL)"_s,
                                     noteEvery);
    if (removed) {
        m_count -= m_connection->changedRows();
        m_known.clear();
        m_last.reset();
    }
    return removed;
}

Origin OriginReader::read(const SqliteStatement &row, int at)
{
    Origin origin{.actor = {}, .reason = row.keptText(at + 5)};
    const auto kind = actorKindFromString(row.text(at + 1));
    if (row.isNull(at) || !kind)
        return origin;
    SharedOptional<Actor> &actor = m_actors[row.integer(at)];
    if (!actor) {
        actor = Actor{.kind = *kind,
                      .name = row.keptText(at + 2),
                      .client = row.keptText(at + 3),
                      .address = row.keptText(at + 4)};
    }
    origin.actor = actor;
    return origin;
}

} // namespace Procession
