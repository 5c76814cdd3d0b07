// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "actortable.h"
#include "sqliteschema.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

/// Actors in a real file.
class TestActorTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void givesEachActorOneNumber();
    void clientsCannotFillTheFile();
    void removesOnlyWhatNobodyNames_data();
    void removesOnlyWhatNobodyNames();
    void tellsTheFileThatAnActorIsInUse();

private:
    static Origin byClient(const QString &client)
    {
        return {Actor{.kind = Actor::Kind::Token, .name = u"default"_s, .client = client, .address = u"::1"_s}, {}};
    }
    void reopen()
    {
        auto table = ActorTable::of(*m_file);
        m_actors = table.ok() ? std::optional(std::move(*table)) : std::nullopt;
    }
    /// Writes an event of a process, which began with event `createdSeq`.
    bool write(quint64 createdSeq, quint64 seq, const Origin &origin);
    Origin read(quint64 seq);
    qint64 count() { return m_file->integer(u"SELECT count(*) FROM actors"_s).value(); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<SqliteConnection> m_file;
    std::optional<ActorTable> m_actors;
};

void TestActorTable::init()
{
    m_actors.reset();
    m_file.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_file = std::make_unique<SqliteConnection>();
    const QString path = m_folder->filePath(u"procession.db"_s);
    QVERIFY(m_file->open(path, SqliteConnection::Mode::ReadWrite).ok());
    QVERIFY(SqliteSchema::prepare(*m_file, path).ok());
    QVERIFY(m_file->run(u"PRAGMA synchronous = OFF"_s).ok());
    reopen();
    QVERIFY(m_actors.has_value());
}

bool TestActorTable::write(quint64 createdSeq, quint64 seq, const Origin &origin)
{
    auto insert = m_file->prepare(u"INSERT INTO events (created_seq, seq, time, kind, status, attempt, actor, reason) "
                                  "VALUES (?, ?, 0, 'started', 'pending', 1, ?, ?)"_s);
    insert->bindAll(createdSeq, seq);
    return m_actors->bindOrigin(*insert, 2, origin, seq).ok() && insert->run().ok();
}

Origin TestActorTable::read(quint64 seq)
{
    auto select =
        m_file->prepare(u"SELECT %1 FROM events %2 WHERE seq = ?"_s.arg(OriginReader::columns, OriginReader::joined));
    select->bindAll(seq);
    return select->next() ? OriginReader().read(*select, 0) : Origin{.actor = {}, .reason = u"there is no row"_s};
}

void TestActorTable::givesEachActorOneNumber()
{
    const Origin withReason{byClient(u"a"_s).actor, u"warum, \"Größe\"?"_s};
    for (const auto &[seq, origin] :
         {std::pair(1U, byClient(u"a"_s)), std::pair(2U, Origin{}), std::pair(3U, byClient(u"b"_s)),
          std::pair(4U, withReason), std::pair(5U, Origin::ofServer(u"retries"))}) {
        QVERIFY(write(1, seq, origin));
        QVERIFY(read(seq) == origin);
    }
    QCOMPARE(count(), 3);
    reopen(); // as the next run does
    QVERIFY(write(1, 6, byClient(u"b"_s)));
    QVERIFY(read(6) == byClient(u"b"_s));
    QCOMPARE(count(), 3);
}

void TestActorTable::clientsCannotFillTheFile()
{
    SqliteConnection::Transaction transaction(*m_file);
    const auto most = static_cast<quint64>(ActorTable::mostActors);
    for (quint64 i = 1; i <= most + 500; ++i)
        QVERIFY(write(1, i, byClient(QString::number(i))));
    QCOMPARE(count(), ActorTable::mostActors + 1);
    QVERIFY(read(7) == byClient(u"7"_s));
    const Origin shortened{Actor{.kind = Actor::Kind::Token, .name = u"default"_s}, {}};
    QVERIFY(read(most + 7) == shortened);
    QVERIFY(write(1, most + 501, byClient(u"7"_s))); // an earlier one still is known
    QVERIFY(read(most + 501) == byClient(u"7"_s));
    QVERIFY(write(1, most + 502, Origin::ofServer(u"retries"))); // and what isn't the client's is kept in full
    QVERIFY(read(most + 502) == Origin::ofServer(u"retries"));
    QVERIFY(transaction.commit().ok());
}

void TestActorTable::removesOnlyWhatNobodyNames_data()
{
    QTest::addColumn<quint64>("lastUse");
    QTest::addColumn<quint64>("oldestProcess"); // its first event; none for 0
    QTest::addColumn<bool>("stays");
    const quint64 far = ActorTable::noteEvery;
    QTest::newRow("no process is left") << quint64(10) << quint64(0) << false;
    QTest::newRow("an older process") << quint64(10) << quint64(5) << true;
    QTest::newRow("younger, but it may be named since") << quint64(10) << 9 + far << true;
    QTest::newRow("all are far younger") << quint64(10) << 10 + far << false;
}

void TestActorTable::removesOnlyWhatNobodyNames()
{
    QFETCH(quint64, lastUse);
    QFETCH(quint64, oldestProcess);
    QFETCH(bool, stays);
    QVERIFY(write(1, lastUse, byClient(u"a"_s)));
    QVERIFY(m_file->run(u"DELETE FROM events"_s).ok());
    if (oldestProcess > 0)
        QVERIFY(write(oldestProcess, std::max(oldestProcess, lastUse) + 1, Origin{}));
    QVERIFY(m_actors->removeUnused().ok());
    QCOMPARE(count(), stays ? 1 : 0);
    QVERIFY(write(oldestProcess + 1, 2 * ActorTable::noteEvery, byClient(u"a"_s)));
    QVERIFY(read(2 * ActorTable::noteEvery) == byClient(u"a"_s));
    QCOMPARE(count(), 1);
}

void TestActorTable::tellsTheFileThatAnActorIsInUse()
{
    const quint64 far = ActorTable::noteEvery;
    QVERIFY(write(1, 1, byClient(u"a"_s)));
    QVERIFY(write(1, far, byClient(u"a"_s))); // near enough
    QCOMPARE(*m_file->integer(u"SELECT last_seq FROM actors"_s), 1);
    QVERIFY(write(far, far + 1, byClient(u"a"_s)));
    QCOMPARE(*m_file->integer(u"SELECT last_seq FROM actors"_s), static_cast<qint64>(far + 1));
    QVERIFY(m_file->run(u"DELETE FROM events WHERE created_seq = 1"_s).ok());
    QVERIFY(m_actors->removeUnused().ok());
    QVERIFY(read(far + 1) == byClient(u"a"_s));
}

QTEST_GUILESS_MAIN(TestActorTable)
#include "tst_actortable.moc"
