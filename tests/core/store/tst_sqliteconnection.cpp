// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqliteconnection.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestSqliteConnection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void everyKindOfValueComesBack();
    void textsComeBackAsTheyWere_data();
    void textsComeBackAsTheyWere();
    void aStatementIsRunAgainAndAgain();
    void oneValueAtATime();
    void withoutACommitNothingHappened();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void aStatementTellsWhyItStopped();
    void aReaderChangesNothing();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString path() const { return m_folder->filePath(u"test.db"_s); }
};

void TestSqliteConnection::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void TestSqliteConnection::everyKindOfValueComesBack()
{
    SqliteConnection connection;
    QVERIFY(connection.open(path(), SqliteConnection::Mode::ReadWrite).ok());
    auto select = connection.prepare(u"SELECT ?, ?, ?, ?, ?, ?"_s);
    QVERIFY(select.ok());
    const QByteArray bytes("a\0b\xff", 4);
    constexpr qint64 large = 9'007'199'254'740'993; // no double holds it
    select->bindInteger(0, large);
    select->bindReal(1, 33.25);
    select->bindUtf8(2, "gr\xc3\xbc\xc3\x9f");
    select->bindBlob(3, bytes);
    select->bindNull(4);
    select->bindCopy(5, QByteArray("gone by now"));
    QVERIFY(select->next());
    QCOMPARE(select->integer(0), large);
    QCOMPARE(select->real(1), 33.25);
    QCOMPARE(select->text(2), u"grüß"_s);
    QCOMPARE(select->blob(3).toByteArray(), bytes);
    QVERIFY(select->isNull(4));
    QVERIFY(!select->isNull(3));
    QCOMPARE(select->integer(4), 0);
    QVERIFY(select->text(4).isEmpty());
    QCOMPARE(select->utf8(5).toByteArray(), "gone by now");
    QVERIFY(!select->next());
    QVERIFY(select->outcome().ok());
}

void TestSqliteConnection::textsComeBackAsTheyWere_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << u""_s;
    QTest::newRow("null") << QString();
    QTest::newRow("plain") << u"plain"_s;
    QTest::newRow("quotes") << u"it's \"quoted\"; --"_s;
    QTest::newRow("beyond the BMP") << u"Ümläut 🎉"_s;
    QTest::newRow("long") << QString(100'000, u'ß');
    QTest::newRow("as if its bytes were swapped") << u"\ufffetext"_s;
}

void TestSqliteConnection::textsComeBackAsTheyWere()
{
    QFETCH(QString, text);
    SqliteConnection connection;
    QVERIFY(connection.open(path(), SqliteConnection::Mode::ReadWrite).ok());
    auto select = connection.prepare(u"SELECT ?1, typeof(?1)"_s);
    QVERIFY(select.ok());
    select->bindText(0, text);
    QVERIFY(select->next());
    QCOMPARE(select->text(0), text);
    QCOMPARE(select->text(1), u"text"_s); // an empty text isn't a null
}

void TestSqliteConnection::aStatementIsRunAgainAndAgain()
{
    SqliteConnection connection;
    QVERIFY(connection.open(path(), SqliteConnection::Mode::ReadWrite).ok());
    QVERIFY(connection.run(u"CREATE TABLE numbers (n INTEGER)"_s).ok());
    auto insert = connection.prepare(u"INSERT INTO numbers VALUES (?)"_s);
    QVERIFY(insert.ok());
    for (int i = 0; i < 10; ++i) {
        insert->bindInteger(0, i);
        QVERIFY(insert->run().ok());
        QCOMPARE(connection.changedRows(), 1);
    }
    auto select = connection.prepare(u"SELECT n FROM numbers WHERE n >= ? ORDER BY n"_s);
    QVERIFY(select.ok());
    for (const int from : {8, 5}) {
        select->bindInteger(0, from);
        QVERIFY(select->next());
        QCOMPARE(select->integer(0), from);
        QVERIFY(select->next());
        QCOMPARE(select->integer(0), from + 1);
        select->reset(); // the rest is left out
    }
    QVERIFY(connection.run(u"DELETE FROM numbers WHERE n < 4"_s).ok());
    QCOMPARE(connection.changedRows(), 4);
}

void TestSqliteConnection::oneValueAtATime()
{
    SqliteConnection connection;
    QVERIFY(connection.open(path(), SqliteConnection::Mode::ReadWrite).ok());
    QCOMPARE(*connection.integer(u"SELECT 42"_s), 42);
    QCOMPARE(*connection.text(u"SELECT 'forty-two'"_s), "forty-two");
    QCOMPARE(*connection.integer(u"SELECT 42 WHERE false"_s), 0);
    QCOMPARE(*connection.text(u"SELECT 'x' WHERE false"_s), QByteArray());
    QVERIFY(!connection.integer(u"SELECT * FROM nowhere"_s).ok());
    QVERIFY(!connection.text(u"SELECT * FROM nowhere"_s).ok());
}

void TestSqliteConnection::withoutACommitNothingHappened()
{
    SqliteConnection connection;
    QVERIFY(connection.open(path(), SqliteConnection::Mode::ReadWrite).ok());
    QVERIFY(connection.run(u"CREATE TABLE numbers (n INTEGER)"_s).ok());
    for (const bool commits : {false, true}) {
        SqliteConnection::Transaction transaction(connection);
        QVERIFY(transaction.begun().ok());
        QVERIFY(connection.run(u"INSERT INTO numbers VALUES (1)"_s).ok());
        if (commits)
            QVERIFY(transaction.commit().ok());
    }
    QCOMPARE(*connection.integer(u"SELECT count(*) FROM numbers"_s), 1);
}

void TestSqliteConnection::saysWhatIsWrong_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("message");
    QTest::newRow("no such table") << u"SELECT * FROM nowhere"_s << u"no such table: nowhere"_s;
    QTest::newRow("no SQL") << u"PLEASE"_s << u"syntax error"_s;
    QTest::newRow("against a rule") << u"INSERT INTO rules VALUES (NULL)"_s << u"NOT NULL constraint failed"_s;
}

void TestSqliteConnection::saysWhatIsWrong()
{
    QFETCH(QString, sql);
    QFETCH(QString, message);
    SqliteConnection connection;
    QVERIFY(connection.open(path(), SqliteConnection::Mode::ReadWrite).ok());
    QVERIFY(connection.run(u"CREATE TABLE rules (n INTEGER NOT NULL)"_s).ok());
    const auto ran = connection.run(sql);
    QVERIFY(!ran.ok());
    QCOMPARE(ran.error().code, ErrorCode::Io);
    QVERIFY2(ran.error().message.contains(message), qPrintable(ran.error().message));
    QVERIFY(ran.error().message.startsWith(path()));                 // it says which file
    QVERIFY(connection.run(u"INSERT INTO rules VALUES (1)"_s).ok()); // and goes on
}

void TestSqliteConnection::aStatementTellsWhyItStopped()
{
    SqliteConnection connection;
    QVERIFY(connection.open(path(), SqliteConnection::Mode::ReadWrite).ok());
    QVERIFY(connection.run(u"CREATE TABLE rules (n INTEGER NOT NULL)"_s).ok());
    auto insert = connection.prepare(u"INSERT INTO rules VALUES (?)"_s);
    QVERIFY(insert.ok());
    insert->bindNull(0);
    QVERIFY(!insert->run().ok());
    QVERIFY(insert->outcome().error().message.contains(u"NOT NULL"_s));
    insert->bindInteger(0, 1);
    QVERIFY(insert->run().ok());
    QVERIFY(insert->outcome().ok());
}

void TestSqliteConnection::aReaderChangesNothing()
{
    SqliteConnection reader;
    QVERIFY(!reader.open(path(), SqliteConnection::Mode::ReadOnly).ok()); // nor does it make a file
    QVERIFY(!reader.isOpen());
    QVERIFY(!QFile::exists(path()));
    SqliteConnection writer;
    QVERIFY(writer.open(path(), SqliteConnection::Mode::ReadWrite).ok());
    QVERIFY(writer.run(u"CREATE TABLE numbers (n INTEGER)"_s).ok());
    QVERIFY(reader.open(path(), SqliteConnection::Mode::ReadOnly).ok());
    QCOMPARE(*reader.integer(u"SELECT count(*) FROM numbers"_s), 0);
    const auto refused = reader.run(u"INSERT INTO numbers VALUES (1)"_s);
    QVERIFY(!refused.ok());
    QVERIFY2(refused.error().message.contains(u"can't be written to"_s), qPrintable(refused.error().message));
}

QTEST_GUILESS_MAIN(TestSqliteConnection)
#include "tst_sqliteconnection.moc"
