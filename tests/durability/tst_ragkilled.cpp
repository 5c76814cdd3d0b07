// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "programs.h"
#include "quietfor.h"
#include "ragdatabase.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QRandomGenerator>

using namespace Procession;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// A training that is killed with the daemon and goes on gives what one gives that ran through.
class TestRagKilled : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void runsThrough();
    void aKilledOneGoesOn_data();
    void aKilledOneGoesOn();
    void mostWereKilledInTheMiddle();
    void aSecondRunDoesNothingAgain();
    void aCancelledOneStaysCancelled();

private:
    QString train(Daemon &daemon, const QByteArray &more = {}) const;
    bool waitForEnd(Daemon &daemon, const QString &id) const;
    static QStringList contentOf(const Daemon &daemon);
    static QStringList hitsOf(Daemon &daemon);

    QTemporaryDir m_documents;
    Daemon m_whole;
    int m_tookMs = 0;
    QStringList m_content;
    QStringList m_hits;
    int m_killedInTheMiddle = 0;
};

void TestRagKilled::initTestCase()
{
    const QByteArrayList subjects{"disks", "printers", "users", "networks", "kernels", "packages", "mails"};
    const QByteArrayList deeds{"mounted", "repaired", "configured", "removed", "upgraded"};
    QRandomGenerator random(7);
    for (int i = 0; i < 60; ++i) {
        QFile file(m_documents.filePath(u"%1.%2"_s.arg(i).arg(i % 3 == 0       ? u"html"_s
                                                                  : i % 3 == 1 ? u"md"_s
                                                                               : u"txt"_s)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const bool isHtml = i % 3 == 0;
        for (int section = 0; section < 3; ++section) {
            const QByteArray heading = "Section " + QByteArray::number(section) + " of " + QByteArray::number(i);
            file.write(isHtml ? "<h1>" + heading + "</h1><p>" : "# " + heading + "\n\n");
            for (int k = 0; k < 8; ++k) {
                file.write("The " + subjects[random.bounded(7)] + " of machine "
                           + QByteArray::number(random.bounded(500)) + " are " + deeds[random.bounded(5)]
                           + " before its " + subjects[random.bounded(7)] + " can be " + deeds[random.bounded(5)]
                           + ". ");
            }
            file.write(isHtml ? "</p>" : "\n\n");
        }
    }
    // One that can't be read belongs to it.
    QFile file(m_documents.filePath(u"broken.pdf"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("%PDF-1.4\nno more");
}

QString TestRagKilled::train(Daemon &daemon, const QByteArray &more) const
{
    const QJsonObject started =
        daemon.ask("POST", u"/rag/training"_s, "{\"folder\": \"" + m_documents.path().toUtf8() + "\"" + more + "}");
    return started["process"_L1]["process_id"_L1].toString();
}

bool TestRagKilled::waitForEnd(Daemon &daemon, const QString &id) const
{
    return QTest::qWaitFor(
        [&] {
            const QString status = daemon.statusOf(id);
            return status != "running"_L1 && status != "pending"_L1;
        },
        120'000);
}

/// Files and passages, as they stand in the database, in an order of their own.
QStringList TestRagKilled::contentOf(const Daemon &daemon)
{
    RagDatabase database; // whose connections know the tokenizer
    if (!database.open(daemon.folder() + u"/procession/rag/default"_s, SqliteConnection::Mode::ReadOnly))
        qFatal("can't open the index");
    SqliteConnection &connection = database.connection();
    QStringList content;
    for (const QString &sql :
         {u"SELECT path || ' ' || hex(hash) || ' ' || error || gone FROM files ORDER BY path"_s,
          u"SELECT path || ' ' || ordinal || ' ' || page || ' ' || heading || text FROM chunks JOIN files "
          "ON files.id = file WHERE NOT removed ORDER BY path, ordinal"_s,
          u"SELECT 'removed ' || count(*) FROM chunks WHERE removed"_s, u"SELECT 'listed ' || count(*) FROM words"_s}) {
        auto query = connection.prepare(sql);
        if (!query)
            qFatal("can't read the index");
        while (query->next())
            content.append(query->text(0));
    }
    // What the index of words holds is what the passages say.
    const auto listed = connection.integer(u"SELECT count(*) FROM words WHERE words MATCH 'machine'"_s);
    content.append(u"with machine %1"_s.arg(*listed));
    return content;
}

QStringList TestRagKilled::hitsOf(Daemon &daemon)
{
    QStringList hits;
    for (const QByteArray &question : QByteArrayList{"Which printers are repaired?", "kernels of machine 42",
                                                     "upgraded before its mails", "unmountable things"}) {
        const QJsonArray passages =
            daemon.ask("POST", u"/rag/query"_s, "{\"question\": \"" + question + "\", \"k\": 10}")
                .value("passages"_L1)
                .toArray();
        for (const QJsonValue &passage : passages) {
            hits.append(u"%1 %2 %3"_s.arg(passage["file"_L1].toString(), passage["text"_L1].toString())
                            .arg(passage["score"_L1].toDouble()));
        }
    }
    return hits;
}

/// One that runs through, to compare with.
void TestRagKilled::runsThrough()
{
    QElapsedTimer clock;
    m_whole.addToEnvironment(u"PROCESSION_DOCUMENT_FOLDERS"_s, m_documents.path());
    QVERIFY(m_whole.start());
    clock.start();
    const QString id = train(m_whole);
    QVERIFY(waitForEnd(m_whole, id));
    m_tookMs = static_cast<int>(clock.elapsed());
    QCOMPARE(m_whole.statusOf(id), u"completed"_s);
    const QJsonObject told = m_whole.processOf(id).value("metadata"_L1).toObject();
    QCOMPARE(told.value("files_found"_L1).toInt(), 61);
    QCOMPARE(told.value("files_failed"_L1).toInt(), 1);
    m_content = contentOf(m_whole);
    m_hits = hitsOf(m_whole);
    QVERIFY(m_content.size() > 150);
    QCOMPARE(m_hits.size(), 40);
}

void TestRagKilled::aKilledOneGoesOn_data()
{
    QTest::addColumn<int>("part"); // of the time that a training takes, in percent
    // Somewhere in each twentieth of it.
    for (int i = 0; i < 20; ++i)
        QTest::addRow("%d", i) << i * 5 + static_cast<int>(QRandomGenerator::global()->bounded(5));
}

void TestRagKilled::aKilledOneGoesOn()
{
    QFETCH(int, part);
    Daemon daemon;
    daemon.addToEnvironment(u"PROCESSION_DOCUMENT_FOLDERS"_s, m_documents.path());
    QVERIFY(daemon.start());
    const QString killed = train(daemon);
    QTest::qWait(m_tookMs * part / 100);
    m_killedInTheMiddle += daemon.statusOf(killed) == "running"_L1 ? 1 : 0;
    daemon.kill();
    QVERIFY(daemon.start());
    QVERIFY(waitForEnd(daemon, killed));
    QCOMPARE(daemon.statusOf(killed), u"completed"_s);
    QCOMPARE(contentOf(daemon), m_content);
    QCOMPARE(hitsOf(daemon), m_hits);
}

void TestRagKilled::mostWereKilledInTheMiddle()
{
    QVERIFY2(m_killedInTheMiddle >= 10, qPrintable(QString::number(m_killedInTheMiddle)));
}

void TestRagKilled::aSecondRunDoesNothingAgain()
{
    const QString again = train(m_whole);
    QVERIFY(waitForEnd(m_whole, again));
    const QJsonObject told = m_whole.processOf(again).value("metadata"_L1).toObject();
    QCOMPARE(told.value("files_unchanged"_L1).toInt(), 60);
    QCOMPARE(told.value("files_processed"_L1).toInt(), 0);
    QCOMPARE(told.value("files_failed"_L1).toInt(), 1);
    QCOMPARE(hitsOf(m_whole), m_hits);
}

void TestRagKilled::aCancelledOneStaysCancelled()
{
    const QString cancelled = train(m_whole, ", \"resume\": false");
    QTRY_COMPARE(m_whole.statusOf(cancelled), u"running"_s);
    m_whole.ask("POST", u"/processes/%1/cancel"_s.arg(cancelled));
    m_whole.kill();
    QVERIFY(m_whole.start());
    QVERIFY(quietFor(500ms, [&] { return m_whole.statusOf(cancelled) != u"cancelled"_s; }));
    // The same passages in the same order. What a word tells is counted over all that the index holds, also of a training
    // that isn't finished, so that the scores may differ a little.
    const auto withoutScores = [](QStringList hits) {
        for (QString &hit : hits)
            hit.truncate(hit.lastIndexOf(u' '));
        return hits;
    };
    QCOMPARE(withoutScores(hitsOf(m_whole)), withoutScores(m_hits));
}

QTEST_GUILESS_MAIN(TestRagKilled)
#include "tst_ragkilled.moc"
