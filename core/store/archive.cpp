// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive.h"

#include "actortable.h"
#include "databasecopy.h"
#include "eventrow.h"
#include "processjson.h"
#include "processrow.h"
#include "sqliteconnection.h"

#include <algorithm>
#include <variant>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Error invalidCursor()
{
    return {ErrorCode::InvalidField, u"cursor isn't one that this list gave; begin without it."_s, u"cursor"_s};
}

/// `a-b`, two whole numbers.
std::optional<std::pair<qint64, qint64>> pairFrom(const QString &text)
{
    const qsizetype dash = text.indexOf(u'-', 1);
    bool firstIsNumber = false;
    bool secondIsNumber = false;
    const std::pair place(QStringView(text).first(std::max<qsizetype>(dash, 0)).toLongLong(&firstIsNumber),
                          QStringView(text).sliced(dash + 1).toLongLong(&secondIsNumber));
    return dash > 0 && firstIsNumber && secondIsNumber ? std::optional(place) : std::nullopt;
}

/// The conditions of a query, and the values of their parameters.
class Conditions
{
public:
    template <std::integral... Values>
    void add(const QString &sql, Values... values)
    {
        m_sql.append(sql);
        (m_values.push_back(static_cast<qint64>(values)), ...);
    }
    /// That the column has one of these values, where there are any. They go as one parameter, a JSON array.
    template <typename Set, typename Name>
    void restrict(QLatin1StringView column, const Set &allowed, Name name)
    {
        if (allowed.isEmpty())
            return;
        QByteArray json;
        {
            ArrayWriter names(json);
            for (const auto &value : allowed)
                names.ascii(name(value));
        }
        m_sql.append(u"%1 IN (SELECT value FROM json_each(?))"_s.arg(column));
        m_values.push_back(json);
    }

    QString sql() const { return m_sql.join(" AND "_L1); }
    /// This must stay until the statement has run.
    void bind(SqliteStatement &statement) const
    {
        for (int at = 0; const auto &value : m_values) {
            if (const auto *number = std::get_if<qint64>(&value))
                statement.bindInteger(at++, *number);
            else
                statement.bindUtf8(at++, std::get<QByteArray>(value));
        }
    }

private:
    QStringList m_sql;
    std::vector<std::variant<qint64, QByteArray>> m_values;
};

void writeKeptOrigin(ObjectWriter &object, const Origin &origin)
{
    if (origin.actor)
        return writeOrigin(object, origin);
    object.null("actor");
    object.null("reason");
}

/// The number that a cursor is; 0 for an empty one.
std::optional<qint64> numberFrom(const QString &cursor)
{
    bool isNumber = cursor.isEmpty();
    const qint64 number = isNumber ? 0 : cursor.toLongLong(&isNumber);
    return isNumber ? std::optional(number) : std::nullopt;
}

} // namespace

void writeEvent(ObjectWriter &&object, const HistoryEvent &event)
{
    object.integer("seq", event.seq);
    object.seconds("timestamp", event.timeMs);
    object.ascii("event", wireName(event.kind));
    object.ascii("status", wireName(event.status));
    object.integer("attempt", event.attempt);
    object.numberOrNull("progress", event.progress);
    object.textOrNull("message", event.message);
    object.textOrNull("error_message", event.errorMessage);
    writeRetry(object, event.retry);
    writeKeptOrigin(object, event.origin);
}

void writeEvent(ObjectWriter &&object, const SettingTable::Entry &entry)
{
    object.secondsOrNull("timestamp", entry.timeMs);
    object.ascii("event", wireName(entry.setting.kind()));
    writeQueueType(object, entry.setting.type);
    if (entry.setting.policy)
        writePolicy(object.object("retry_policy"), *entry.setting.policy);
    else
        object.null("retry_policy");
    writeKeptOrigin(object, entry.origin);
}

QByteArray toJson(const HistoryEvent &event)
{
    QByteArray out;
    writeEvent(ObjectWriter(out), event);
    return out;
}

Archive::Archive(QString path)
    : m_path(std::move(path))
{
}

Result<void> Archive::connect(SqliteConnection &connection, bool writes) const
{
    return connection.open(m_path, writes ? SqliteConnection::Mode::ReadWrite : SqliteConnection::Mode::ReadOnly);
}

Result<ProcessPage> Archive::finished(const HistoryQuery &query) const
{
    SqliteConnection connection;
    if (const auto connected = connect(connection); !connected)
        return connected.error();

    Conditions conditions;
    conditions.add(u"completed_at IS NOT NULL"_s);
    if (query.finishedAfter)
        conditions.add(u"completed_at > ?"_s, *query.finishedAfter);
    if (query.finishedBefore)
        conditions.add(u"completed_at < ?"_s, *query.finishedBefore);
    if (!query.cursor.isEmpty()) {
        const auto place = pairFrom(query.cursor);
        if (!place)
            return invalidCursor();
        conditions.add(query.descending ? u"(completed_at, created_seq) < (?, ?)"_s
                                        : u"(completed_at, created_seq) > (?, ?)"_s,
                       place->first, place->second);
    }
    conditions.restrict("process_type"_L1, query.filter.types, [](const ProcessType &type) { return type.bytes(); });
    conditions.restrict("status"_L1, query.filter.statuses, [](ProcessStatus status) { return wireName(status); });
    conditions.restrict("process_id"_L1, query.filter.ids, [](const ProcessId &id) { return id.bytes(); });

    auto select =
        connection.prepare(u"SELECT %1 FROM processes WHERE %2 ORDER BY completed_at %3, created_seq %3"_s.arg(
            ProcessRow::names(), conditions.sql(), query.descending ? u"DESC"_s : u"ASC"_s));
    if (!select)
        return select.error();
    conditions.bind(*select);

    const auto limit = static_cast<size_t>(std::clamp<qsizetype>(query.limit, 1, HistoryQuery::maxLimit));
    ProcessPage page;
    while (select->next()) {
        auto process = ProcessRow::read(*select, 0);
        if (!process || !query.filter.matches(*process))
            continue;
        if (page.processes.size() == limit) {
            const Process &last = **page.processes.back();
            page.nextCursor = u"%1-%2"_s.arg(last.completedAt.value_or(0)).arg(last.createdSeq);
            break;
        }
        page.processes.push_back(std::make_shared<const ProcessState>(std::move(*process)));
    }
    if (!select->outcome())
        return select->outcome().error();
    return page;
}

Result<ProcessPtr> Archive::find(const ProcessId &id) const
{
    SqliteConnection connection;
    if (const auto connected = connect(connection); !connected)
        return connected.error();
    auto select = connection.prepare(
        u"SELECT %1 FROM processes WHERE process_id = ? ORDER BY created_seq DESC LIMIT 1"_s.arg(ProcessRow::names()));
    if (!select)
        return select.error();
    select->bindAll(id.bytes());
    if (!select->next()) {
        if (!select->outcome())
            return select->outcome().error();
        return ProcessPtr();
    }
    auto process = ProcessRow::read(*select, 0);
    if (!process)
        return Error{ErrorCode::Io, u"%1: process %2 can't be read."_s.arg(m_path, id.toString()), {}};
    return ProcessPtr(std::make_shared<const ProcessState>(std::move(*process)));
}

Result<HistoryEventPage> Archive::events(const ProcessId &id, qsizetype limit, const QString &after) const
{
    const Result<ProcessPtr> process = find(id);
    if (!process)
        return process.error();
    if (!*process)
        return Error{ErrorCode::UnknownProcess, u"There is no process %1."_s.arg(id.toString()), u"process_id"_s};
    return eventsOf((**process)->createdSeq, limit, after);
}

Result<std::vector<quint64>> Archive::createdSeqs() const
{
    SqliteConnection connection;
    if (const auto connected = connect(connection); !connected)
        return connected.error();
    auto select = connection.prepare(u"SELECT created_seq FROM processes ORDER BY created_seq"_s);
    if (!select)
        return select.error();
    std::vector<quint64> numbers;
    while (select->next())
        numbers.push_back(static_cast<quint64>(select->integer(0)));
    if (!select->outcome())
        return select->outcome().error();
    return numbers;
}

Result<HistoryEventPage> Archive::eventsOf(quint64 createdSeq, qsizetype limit, const QString &after) const
{
    const auto from = numberFrom(after);
    if (!from)
        return invalidCursor();

    SqliteConnection connection;
    if (const auto connected = connect(connection); !connected)
        return connected.error();
    auto select =
        connection.prepare(u"SELECT %1 FROM events %2 WHERE created_seq = ? AND seq > ? ORDER BY seq LIMIT ?"_s.arg(
            EventRow::columns(), OriginReader::joined));
    if (!select)
        return select.error();
    select->bindAll(createdSeq, *from, limit + 1);

    HistoryEventPage page;
    OriginReader origins;
    while (select->next()) {
        if (static_cast<qsizetype>(page.events.size()) == limit) {
            page.nextCursor = QString::number(page.events.back().seq);
            break;
        }
        page.events.push_back(EventRow::read(*select, 0, origins));
    }
    if (!select->outcome())
        return select->outcome().error();
    return page;
}

Result<std::vector<SettingTable::Entry>> Archive::settings(qsizetype limit, const QString &after) const
{
    const auto from = numberFrom(after);
    if (!from)
        return invalidCursor();
    SqliteConnection connection;
    if (const auto connected = connect(connection); !connected)
        return connected.error();
    return SettingTable::read(connection, *from, limit);
}

Result<bool> Archive::forget(const ProcessId &id) const
{
    SqliteConnection connection;
    if (const auto connected = connect(connection, true); !connected)
        return connected.error();
    bool found = false;
    const auto done = connection.inTransaction([&]() -> Result<void> {
        if (auto gone = connection.run(u"DELETE FROM events WHERE created_seq IN (SELECT created_seq FROM processes "
                                       "WHERE process_id = ? AND archived > 0)"_s,
                                       id.bytes());
            !gone)
            return gone;
        auto gone = connection.run(u"DELETE FROM processes WHERE process_id = ? AND archived > 0"_s, id.bytes());
        found = connection.changedRows() > 0;
        return gone;
    });
    if (!done)
        return done.error();
    return found;
}

Result<void> Archive::backUp(const QString &target) const
{
    return copyDatabase(m_path, target);
}

} // namespace Procession
