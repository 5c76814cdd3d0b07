// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertfile.h"

#include "privatefile.h"
#include "thismachine.h"
#include "wirenames.h"

#include <QFile>
#include <QJsonDocument>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr int schemaVersion = 1;
constexpr int applicationId = 0x50524341; // "PRCA"

constexpr WireNames<OutboxEntry::State, 3> stateNames{{
    {OutboxEntry::State::Due, "due"_L1},
    {OutboxEntry::State::Delivered, "delivered"_L1},
    {OutboxEntry::State::GivenUp, "given_up"_L1},
}};

QByteArray bytesOf(const AlertMessage &message)
{
    QByteArray bytes;
    {
        ObjectWriter object(bytes);
        writeAlertMessage(object, message);
    }
    return bytes;
}

QByteArray bytesOf(const AlertEpisode &episode)
{
    QByteArray bytes;
    {
        ObjectWriter object(bytes);
        writeAlertEpisode(object, episode);
    }
    return bytes;
}

QJsonObject objectIn(const SqliteStatement &row, int column)
{
    return QJsonDocument::fromJson(row.utf8(column).toByteArray()).object();
}

} // namespace

QLatin1StringView wireName(OutboxEntry::State state)
{
    return nameIn<stateNames>(state);
}

QString AlertFile::pathIn(const QString &folder)
{
    return folder + "/alerts.db"_L1;
}

Result<AlertFile::Loaded> AlertFile::open(const QString &path, AlertTime now)
{
    QFile file(path);
    if (!file.exists()) {
        if (auto made = PrivateFile::create(file); !made)
            return made.error();
        file.close();
    }
    if (auto opened = m_connection.open(path, SqliteConnection::Mode::ReadWrite); !opened)
        return opened.error();
    const auto version = m_connection.integer(u"PRAGMA user_version"_s);
    const auto owner = m_connection.integer(u"PRAGMA application_id"_s);
    if (!version || !owner)
        return version ? owner.error() : version.error();
    if (*version > schemaVersion || (*version > 0 && *owner != applicationId)) {
        return Error{
            ErrorCode::Io,
            u"%1: it was made by a newer Procession, or by another program; move it away, and what was told is "
            "forgotten."_s.arg(path),
            {}};
    }
    for (const QString &setting : {u"PRAGMA journal_mode = WAL"_s, u"PRAGMA synchronous = FULL"_s}) {
        if (auto set = m_connection.run(setting); !set)
            return set.error();
    }
    if (*version == 0) {
        if (auto made = makeTables(); !made)
            return made.error();
    }

    Loaded loaded;
    if (auto read = loadMeta(loaded, now); !read)
        return read.error();
    auto read = m_connection.forEachRow(u"SELECT rule, cause, state FROM causes"_s, [&](const SqliteStatement &row) {
        loaded.kept.rows.push_back({row.text(0), row.utf8(1).toByteArray(), row.utf8(2).toByteArray()});
    });
    if (!read)
        return read.error();
    read = m_connection.forEachRow(
        u"SELECT id, rule, type, name, reason, who, began, ends, ends_steady FROM silences ORDER BY id"_s,
        [&](const SqliteStatement &row) {
            AlertSilence silence{static_cast<quint64>(row.integer(0)),
                                 row.text(1),
                                 row.text(2),
                                 row.text(3),
                                 row.text(4),
                                 row.text(5),
                                 row.integer(6),
                                 row.integer(7),
                                 row.integer(8)};
            if (loaded.kept.waitedMs != 0)
                silence.endsSteadyMs = now.steadyMs + silence.endsMs - now.wallMs;
            loaded.kept.silences.push_back(std::move(silence));
        });
    if (!read)
        return read.error();
    auto due = entries(u"WHERE state = 'due' ORDER BY made"_s);
    if (!due)
        return due.error();
    loaded.due = std::move(*due);
    return loaded;
}

Result<void> AlertFile::makeTables()
{
    const QByteArray id = QUuid::createUuid().toByteArray(QUuid::WithoutBraces);
    return m_connection.inTransaction([&]() -> Result<void> {
        for (const QString &statement :
             {u"CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID"_s,
              u"CREATE TABLE causes (rule TEXT NOT NULL, cause TEXT NOT NULL, state TEXT NOT NULL, "
              "PRIMARY KEY (rule, cause)) WITHOUT ROWID"_s,
              u"CREATE TABLE episodes (number INTEGER PRIMARY KEY, ended INTEGER NOT NULL, episode TEXT NOT NULL)"_s,
              u"CREATE INDEX episodes_by_end ON episodes (ended)"_s,
              u"CREATE TABLE silences (id INTEGER PRIMARY KEY, rule TEXT NOT NULL, type TEXT NOT NULL, "
              "name TEXT NOT NULL, reason TEXT NOT NULL, who TEXT NOT NULL, began INTEGER NOT NULL, "
              "ends INTEGER NOT NULL, ends_steady INTEGER NOT NULL)"_s,
              u"CREATE TABLE outbox (made INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, "
              "channel TEXT NOT NULL, message TEXT NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL, "
              "tried INTEGER NOT NULL, reason TEXT NOT NULL)"_s,
              u"CREATE INDEX outbox_due ON outbox (made) WHERE state = 'due'"_s,
              u"PRAGMA application_id = %1"_s.arg(applicationId), u"PRAGMA user_version = %1"_s.arg(schemaVersion)}) {
            if (auto done = m_connection.run(statement); !done)
                return done;
        }
        return m_connection.run(u"INSERT INTO meta VALUES ('id', ?)"_s, id);
    });
}

Result<void> AlertFile::loadMeta(Loaded &loaded, AlertTime now)
{
    QHash<QByteArray, QByteArray> meta;
    auto read = m_connection.forEachRow(u"SELECT key, value FROM meta"_s, [&](const SqliteStatement &row) {
        meta.insert(row.utf8(0).toByteArray(), row.utf8(1).toByteArray());
    });
    if (!read)
        return read;
    m_id = QUuid::fromString(meta.value("id"));
    if (m_id.isNull())
        return m_connection.damaged(u"meta"_s);
    loaded.isNew = !meta.contains("cursor");
    loaded.cursor = meta.value("cursor").toULongLong();
    loaded.epoch = meta.value("epoch");
    loaded.kept.lastNumber = meta.value("number").toULongLong();
    m_keys.clear();
    for (const QByteArray &key : meta.value("keys").split(' ')) {
        if (const QUuid id = QUuid::fromString(key.mid(key.indexOf(':') + 1)); !id.isNull())
            m_keys.emplace(key.left(key.indexOf(':')).toULongLong(), id);
    }
    loaded.isCopy = meta.contains("copied");
    if (loaded.isCopy) {
        m_keys.emplace(loaded.kept.lastNumber, m_id);
        m_id = QUuid::createUuid();
    }
    const QList<QByteArray> clock = meta.value("clock").split(' ');
    const qint64 steady = clock.value(1).toLongLong();
    if (loaded.isNew || (clock.value(0) == bootId() && steady <= now.steadyMs))
        return {};
    loaded.kept.waitedMs = now.steadyMs - steady;
    loaded.kept.unseenMs = std::max<qint64>(0, now.wallMs - clock.value(2).toLongLong());
    return {};
}

Result<void> AlertFile::markAsCopy(const QString &path)
{
    SqliteConnection connection;
    if (auto opened = connection.open(path, SqliteConnection::Mode::ReadWrite); !opened)
        return opened;
    return connection.run(u"INSERT OR REPLACE INTO meta VALUES ('copied', 1)"_s);
}

Result<void> AlertFile::adoptCopy(const std::vector<OutboxEntry> &staying)
{
    QByteArray keys;
    for (const auto &[last, id] : m_keys)
        keys += QByteArray::number(last) + ':' + id.toByteArray(QUuid::WithoutBraces) + ' ';
    return m_connection.inTransaction([&]() -> Result<void> {
        for (const auto &done : {m_connection.run(u"UPDATE outbox SET state = ?, reason = ? WHERE state = 'due'"_s,
                                                  wireName(OutboxEntry::State::GivenUp),
                                                  u"It may have been sent after the backup that was put back."_s),
                                 m_connection.run(u"INSERT OR REPLACE INTO meta VALUES ('id', ?)"_s,
                                                  m_id.toByteArray(QUuid::WithoutBraces)),
                                 m_connection.run(u"INSERT OR REPLACE INTO meta VALUES ('keys', ?)"_s, keys.trimmed()),
                                 m_connection.run(u"DELETE FROM meta WHERE key = 'copied'"_s)}) {
            if (!done)
                return done;
        }
        for (const OutboxEntry &entry : staying) {
            if (auto done = m_connection.run(u"UPDATE outbox SET state = ?, reason = ? WHERE id = ?"_s,
                                             wireName(entry.state), entry.reason, entry.id);
                !done)
                return done;
        }
        return {};
    });
}

Result<void> AlertFile::commit(const Commit &commit, AlertTime now)
{
    return m_connection.inTransaction([&]() -> Result<void> {
        if (auto written = writeRows(commit); !written)
            return written;
        for (const OutboxEntry &entry : commit.entries) {
            if (auto written = writeEntry(entry); !written)
                return written;
        }
        return writeMeta(commit, now);
    });
}

Result<void> AlertFile::writeRows(const Commit &commit)
{
    for (const AlertBook::Row &row : commit.changes.rows) {
        auto done = row.state.isEmpty()
            ? m_connection.run(u"DELETE FROM causes WHERE rule = ? AND cause = ?"_s, row.rule, row.cause)
            : m_connection.run(u"INSERT OR REPLACE INTO causes VALUES (?, ?, ?)"_s, row.rule, row.cause, row.state);
        if (!done)
            return done;
    }
    for (const AlertEpisode &episode : commit.changes.ended) {
        if (auto done = m_connection.run(u"INSERT OR REPLACE INTO episodes VALUES (?, ?, ?)"_s, episode.facts.episode,
                                         episode.endedMs, bytesOf(episode));
            !done)
            return done;
    }
    if (!commit.changes.ended.empty()) {
        if (auto done = m_connection.run(u"DELETE FROM episodes WHERE number NOT IN (SELECT number FROM episodes "
                                         "ORDER BY ended DESC, number DESC LIMIT ?)"_s,
                                         keptEpisodes);
            !done)
            return done;
    }
    if (!commit.changes.areSilencesChanged)
        return {};
    if (auto done = m_connection.run(u"DELETE FROM silences"_s); !done)
        return done;
    for (const AlertSilence &silence : commit.silences) {
        if (auto done = m_connection.run(u"INSERT INTO silences VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"_s, silence.id,
                                         silence.rule, silence.type, silence.name, silence.reason, silence.who,
                                         silence.beganMs, silence.endsMs, silence.endsSteadyMs);
            !done)
            return done;
    }
    return {};
}

Result<void> AlertFile::writeEntry(const OutboxEntry &entry)
{
    return m_connection.run(u"INSERT OR IGNORE INTO outbox (id, channel, message, state, tries, tried, reason) "
                            "VALUES (?, ?, ?, ?, ?, ?, ?)"_s,
                            entry.id, entry.channel, bytesOf(entry.message), wireName(entry.state), entry.tries,
                            entry.triedMs, entry.reason);
}

Result<void> AlertFile::writeMeta(const Commit &commit, AlertTime now)
{
    const QByteArray clock = bootId() + ' ' + QByteArray::number(now.steadyMs) + ' ' + QByteArray::number(now.wallMs);
    const std::pair<QLatin1StringView, QByteArray> values[] = {{"cursor"_L1, QByteArray::number(commit.cursor)},
                                                               {"epoch"_L1, commit.epoch},
                                                               {"number"_L1, QByteArray::number(commit.lastNumber)},
                                                               {"clock"_L1, clock}};
    for (const auto &[key, value] : values) {
        if (auto done = m_connection.run(u"INSERT OR REPLACE INTO meta VALUES (?, ?)"_s, key, value); !done)
            return done;
    }
    return {};
}

Result<void> AlertFile::setOutcome(const OutboxEntry &entry)
{
    return m_connection.inTransaction([&]() -> Result<void> {
        auto done = m_connection.run(u"UPDATE outbox SET state = ?, tries = ?, tried = ?, reason = ? WHERE id = ?"_s,
                                     wireName(entry.state), entry.tries, entry.triedMs, entry.reason, entry.id);
        if (!done || entry.state == OutboxEntry::State::Due)
            return done;
        return m_connection.run(
            u"DELETE FROM outbox WHERE state <> 'due' AND made <= (SELECT max(made) FROM outbox) - ?"_s, keptDone);
    });
}

std::vector<OutboxEntry> AlertFile::entriesOf(const AlertMessage &message) const
{
    std::vector<OutboxEntry> entries;
    for (const QString &channel : message.channels) {
        OutboxEntry entry;
        entry.id = QUuid::createUuidV5(m_id, u"%1/%2/%3"_s.arg(message.episode).arg(message.number).arg(channel))
                       .toString(QUuid::WithoutBraces);
        entry.channel = channel;
        entry.message = message;
        entries.push_back(std::move(entry));
    }
    return entries;
}

QString AlertFile::keyOf(quint64 episode) const
{
    const auto earlier = m_keys.lower_bound(episode);
    return QUuid::createUuidV5(earlier == m_keys.end() ? m_id : earlier->second, u"episode/%1"_s.arg(episode))
        .toString(QUuid::WithoutBraces);
}

Result<std::vector<OutboxEntry>> AlertFile::entries(const QString &condition)
{
    std::vector<OutboxEntry> entries;
    auto read = m_connection.forEachRow(
        u"SELECT id, channel, message, state, tries, tried, reason FROM outbox "_s + condition,
        [&](const SqliteStatement &row) {
            entries.push_back({row.text(0), row.text(1), alertMessageFrom(objectIn(row, 2)),
                               valueIn<stateNames>(row.text(3)).value_or(OutboxEntry::State::Due),
                               static_cast<int>(row.integer(4)), row.integer(5), row.text(6)});
        });
    if (!read)
        return read.error();
    return entries;
}

Result<std::vector<OutboxEntry>> AlertFile::newestEntries(int most)
{
    return entries(u"ORDER BY made DESC LIMIT %1"_s.arg(most));
}

Result<std::vector<AlertEpisode>> AlertFile::endedEpisodes(int most)
{
    std::vector<AlertEpisode> episodes;
    auto read = m_connection.forEachRow(
        u"SELECT episode FROM episodes ORDER BY ended DESC, number DESC LIMIT ?"_s,
        [&](const SqliteStatement &row) { episodes.push_back(alertEpisodeFrom(objectIn(row, 0))); }, most);
    if (!read)
        return read.error();
    return episodes;
}

} // namespace Procession
