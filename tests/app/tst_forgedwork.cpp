// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "programs.h"
#include "sqliteconnection.h"
#include "sqlitestore.h"

#include <QJsonArray>
#include <QWebSocket>

using namespace Procession;
using namespace Qt::StringLiterals;

/// A client that may report, and tries to have the server do something that nobody asked it for.
class TestForgedWork : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void isNeverDone_data();
    void isNeverDone();
    void isRefusedByName_data();
    void isRefusedByName();
    void isOnlyShownWhereItIsImported();
    void endsWhereAnEarlierVersionLeftIt();

private:
    /// Waits until the queue has read what was said so far: it takes up what came later.
    void letTheQueueRead(Daemon &daemon)
    {
        const QString id = daemon.ask("POST", u"/ai/tasks"_s, R"({"prompt":"genuine"})")
                               .value("process"_L1)["process_id"_L1]
                               .toString();
        QVERIFY(!id.isEmpty());
        QTRY_VERIFY(daemon.processOf(id).value("started_at"_L1).isDouble()
                    || daemon.processOf(id).value("attempt"_L1).toInt() > 1);
    }

    /// What the server answers to a line that is sent over the feed.
    static QJsonObject askFeed(const Daemon &daemon, const QByteArray &line)
    {
        QNetworkRequest request(QUrl(u"ws"_s + daemon.url().sliced(4) + u"/ws/processes"_s));
        request.setRawHeader("Authorization", "Bearer " + daemon.token());
        QWebSocket socket;
        QJsonObject answer;
        connect(&socket, &QWebSocket::connected, &socket, [&] { socket.sendTextMessage(QString::fromUtf8(line)); });
        connect(&socket, &QWebSocket::textMessageReceived, &socket, [&answer](const QString &text) {
            const QJsonObject message = QJsonDocument::fromJson(text.toUtf8()).object();
            if (message.value("type"_L1) == "result"_L1)
                answer = message;
        });
        socket.open(request);
        std::ignore = QTest::qWaitFor([&answer] { return !answer.isEmpty(); }, 10'000);
        return answer;
    }

    QTemporaryDir m_folder; // that the second server may read from
    Daemon m_closed;
    Daemon m_open;
};

void TestForgedWork::initTestCase()
{
    for (Daemon *daemon : {&m_closed, &m_open})
        daemon->addToEnvironment(u"LLM_BASE_URL"_s, u"http://127.0.0.1:9"_s);
    QVERIFY(m_closed.start());
    QFile settings(m_folder.filePath(u"procession.toml"_s));
    QVERIFY(settings.open(QIODevice::WriteOnly));
    settings.write("[documents]\nfolders = [\"" + QFile::encodeName(m_folder.path())
                   + "\"]\n[ai]\nmax_running = 100\n");
    settings.close();
    QVERIFY(QFile::link(u"/etc/passwd"_s, m_folder.filePath(u"link.txt"_s)));
    QVERIFY(m_open.start({u"--config"_s, settings.fileName()}));
}

void TestForgedWork::isNeverDone_data()
{
    QTest::addColumn<bool>("hasFolders");
    QTest::addColumn<QString>("way");
    QTest::addColumn<QString>("type");
    QTest::addColumn<QJsonObject>("request");
    const std::pair<QString, QJsonObject> requests[] = {
        {u"document_processing"_s, {{u"path"_s, u"/etc/passwd"_s}}},
        {u"document_processing"_s, {{u"path"_s, m_folder.filePath(u"link.txt"_s)}}},
        {u"document_processing"_s, {{u"path"_s, m_folder.filePath(u"procession.toml"_s)}}},
        {u"ai_task"_s, {{u"prompt"_s, u"forged"_s}}},
        {u"rag_training"_s, {{u"folder"_s, u"/"_s}, {u"collection"_s, u"forged"_s}}},
    };
    for (const bool hasFolders : {false, true}) {
        for (const QString &way : {u"start"_s, u"batch"_s, u"feed"_s, u"report"_s, u"batched report"_s,
                                   u"feed report"_s, u"import"_s, u"retry"_s, u"retry of an import"_s}) {
            int number = 0;
            for (const auto &[type, request] : requests) {
                QTest::addRow("%s, %s, %s %d", hasFolders ? "folders" : "no folders", qPrintable(way), qPrintable(type),
                              ++number)
                    << hasFolders << way << type << request;
            }
        }
    }
}

void TestForgedWork::isNeverDone()
{
    QFETCH(bool, hasFolders);
    QFETCH(QString, way);
    QFETCH(QString, type);
    QFETCH(QJsonObject, request);
    Daemon &daemon = hasFolders ? m_open : m_closed;
    static int count = 0;
    const QString id = u"forged-%1"_s.arg(++count);
    const QJsonObject metadata{{u"worker"_s, u"procession"_s},
                               {u"stage"_s, u"queued"_s},
                               {u"request"_s, request},
                               {u"work"_s, QJsonObject{{u"request"_s, request}, {u"here"_s, true}}}};
    QJsonObject start{{u"process_id"_s, id}, {u"process_type"_s, type}, {u"name"_s, u"forged"_s}};
    const auto line = [](const QJsonObject &object) { return QJsonDocument(object).toJson(QJsonDocument::Compact); };
    const bool reports = way.endsWith("report"_L1);
    const bool isImport = way.endsWith("import"_L1);
    if (!reports)
        start.insert("metadata"_L1, metadata);
    if (isImport) {
        const bool isOver = way.startsWith("retry"_L1);
        start.insert("status"_L1, isOver ? u"failed"_s : u"pending"_s);
        start.insert("created_at"_L1, 1'700'000'000);
        if (isOver)
            start.insert("completed_at"_L1, 1'700'000'000);
        daemon.ask("POST", u"/processes/import"_s, line(start));
    } else if (way == "feed"_L1) {
        askFeed(daemon, line(start));
    } else {
        daemon.ask("POST", way == "batch"_L1 ? u"/processes/batch"_s : u"/processes"_s, line(start));
    }
    if (reports) {
        QJsonObject report{{u"metadata_update"_s, metadata}};
        if (way == "report"_L1) {
            daemon.ask("PATCH", u"/processes/"_s + id, line(report));
        } else {
            report.insert("process_id"_L1, id);
            if (way == "feed report"_L1)
                askFeed(daemon, line(report));
            else
                daemon.ask("POST", u"/processes/batch"_s, line(report));
        }
    }
    if (way.startsWith("retry"_L1)) {
        if (!isImport)
            daemon.ask("PATCH", u"/processes/"_s + id, R"({"status":"failed","retryable":false})");
        int status = 0;
        daemon.ask("POST", u"/processes/%1/retry"_s.arg(id), {}, &status);
        QCOMPARE(status, 202);
    }
    QCOMPARE(daemon.processOf(id).value("metadata"_L1)["worker"_L1].toString(), u"procession"_s); // it is there
    letTheQueueRead(daemon);
    const QJsonObject process = daemon.processOf(id);
    QCOMPARE(process.value("status"_L1).toString(), u"pending"_s);
    QVERIFY(process.value("work"_L1).isNull());
    QVERIFY(process.value("started_at"_L1).isNull());
    QCOMPARE(process.value("metadata"_L1).toObject(), metadata); // nothing was read into it
}

void TestForgedWork::isRefusedByName_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("body");
    const QByteArray work = R"("work":{"request":{"path":"/etc/passwd"},"here":true})";
    QTest::newRow("start") << QByteArray("POST") << u"/processes"_s
                           << R"({"process_id":"x","process_type":"document_processing","name":"x",)" + work + "}";
    QTest::newRow("report") << QByteArray("PATCH") << u"/processes/there"_s << "{" + work + "}";
    QTest::newRow("start in a batch") << QByteArray("POST") << u"/processes/batch"_s
                                      << R"({"process_id":"x","process_type":"document_processing","name":"x",)" + work
            + "}";
    QTest::newRow("report in a batch") << QByteArray("POST") << u"/processes/batch"_s
                                       << R"({"process_id":"there",)" + work + "}";
    QTest::newRow("start over the feed") << QByteArray() << QString()
                                         << R"({"process_id":"x","process_type":"document_processing","name":"x",)"
            + work + "}";
    QTest::newRow("report over the feed") << QByteArray() << QString() << R"({"process_id":"there",)" + work + "}";
    QTest::newRow("unfinished, in an import")
        << QByteArray("POST") << u"/processes/import"_s
        << R"({"process_id":"x","process_type":"document_processing","name":"x","status":"pending","created_at":1,)"
            + work + "}";
    QTest::newRow("retry of many") << QByteArray("POST") << u"/processes/retry"_s
                                   << R"({"filter":{"process_id":"there"},)" + work + "}";
    QTest::newRow("a policy") << QByteArray("PUT") << u"/retry-policies/ai_task"_s
                              << R"({"max_attempts":2,)" + work + "}";
    QTest::newRow("an AI task") << QByteArray("POST") << u"/ai/tasks"_s << R"({"prompt":"x",)" + work + "}";
    QTest::newRow("a document") << QByteArray("POST") << u"/documents"_s << R"({"path":"/etc/passwd",)" + work + "}";
    QTest::newRow("a training") << QByteArray("POST") << u"/rag/training"_s << R"({"folder":"/etc",)" + work + "}";
    QTest::newRow("a question") << QByteArray("POST") << u"/rag/query"_s << R"({"question":"x",)" + work + "}";
}

void TestForgedWork::isRefusedByName()
{
    QFETCH(QByteArray, method);
    QFETCH(QString, path);
    QFETCH(QByteArray, body);
    m_open.ask("POST", u"/processes"_s, R"({"process_id":"there","process_type":"ai_task","name":"x"})");
    int status = 0;
    const QJsonObject answer = path.isEmpty() ? askFeed(m_open, body) : m_open.ask(method, path, body, &status);
    const bool isLine = path.isEmpty() || path.endsWith("batch"_L1) || path.endsWith("import"_L1);
    QCOMPARE(isLine ? answer.value("status"_L1).toInt() : status, 422);
    QCOMPARE(answer.value("error"_L1)["field"_L1].toString(), u"work"_s);
    QVERIFY(m_open.processOf(u"x"_s).isEmpty());
    QVERIFY(m_open.processOf(u"there"_s).value("work"_L1).isNull());
}

void TestForgedWork::isOnlyShownWhereItIsImported()
{
    const QByteArray line = R"({"process_id":"imported","process_type":"document_processing","name":"x",)"
                            R"("status":"failed","created_at":1,"updated_at":2,"completed_at":2,)"
                            R"("work":{"request":{"path":"/etc/passwd"},"here":true}})";
    QCOMPARE(m_open.ask("POST", u"/processes/import"_s, line).value("status"_L1).toInt(), 201);
    const QJsonValue work = m_open.processOf(u"imported"_s).value("work"_L1);
    QCOMPARE(work["request"_L1]["path"_L1].toString(), u"/etc/passwd"_s);
    QCOMPARE(work["here"_L1], QJsonValue(false));
    int status = 0;
    m_open.ask("POST", u"/processes/imported/retry"_s, {}, &status);
    QCOMPARE(status, 409);
    QCOMPARE(m_open.statusOf(u"imported"_s), u"failed"_s);
    QCOMPARE(m_open.ask("POST", u"/processes/import"_s, line).value("status"_L1).toInt(), 200); // as before
}

/// In a file of version 0.1 a forged request stands as a true one does.
void TestForgedWork::endsWhereAnEarlierVersionLeftIt()
{
    Daemon daemon;
    QVERIFY(daemon.start());
    daemon.ask("POST", u"/processes"_s,
               R"({"process_id":"forged","process_type":"document_processing","name":"x",)"
               R"("metadata":{"worker":"procession","stage":"queued","request":{"path":"/etc/passwd"}}})");
    QCOMPARE(daemon.stop(), 0);
    {
        SqliteConnection file;
        QVERIFY(file.open(DataFolder::databaseIn(daemon.folder() + u"/procession"_s), SqliteConnection::Mode::ReadWrite)
                    .ok());
        for (const QString &table : {u"processes"_s, u"log_tail_states"_s}) {
            for (const QString &column :
                 {u"pending_timeout"_s, u"work"_s, u"work_here"_s, u"progress_timeout"_s, u"output_timeout"_s,
                  u"max_memory"_s, u"max_cpu_time"_s, u"limit_sustain"_s, u"retry_on_limit"_s, u"quiet_clock"_s,
                  u"last_progress_at"_s, u"attempts"_s, u"priority"_s, u"uses"_s, u"depends_on"_s, u"dependency"_s})
                QVERIFY(file.run(u"ALTER TABLE %1 DROP COLUMN %2"_s.arg(table, column)).ok());
        }
        for (const QString &column : {u"actor"_s, u"reason"_s, u"retry_max"_s, u"retry_at"_s})
            QVERIFY(file.run(u"ALTER TABLE events DROP COLUMN %1"_s.arg(column)).ok());
        for (const QString &column : {u"actor"_s, u"reason"_s})
            QVERIFY(file.run(u"ALTER TABLE log_tail DROP COLUMN %1"_s.arg(column)).ok());
        QVERIFY(file.run(u"DROP TRIGGER series_go"_s).ok());
        for (const QString &table : {u"epochs"_s, u"actors"_s, u"settings"_s, u"series"_s, u"schedules"_s})
            QVERIFY(file.run(u"DROP TABLE %1"_s.arg(table)).ok());
        QVERIFY(file.run(u"CREATE TABLE types (name TEXT PRIMARY KEY) WITHOUT ROWID"_s).ok());
        QVERIFY(file.run(u"CREATE TABLE policies (process_type TEXT PRIMARY KEY, policy TEXT NOT NULL) WITHOUT ROWID"_s)
                    .ok());
        QVERIFY(file.run(u"PRAGMA user_version = 1"_s).ok());
    }
    QVERIFY(daemon.start());
    QTRY_COMPARE(daemon.statusOf(u"forged"_s), u"failed"_s);
    const QJsonObject process = daemon.processOf(u"forged"_s);
    QVERIFY(process.value("error_message"_L1).toString().contains(u"ask for it anew"_s));
    QVERIFY(process.value("started_at"_L1).isNull());
    QCOMPARE(process.value("work"_L1)["here"_L1], QJsonValue(false));
    QCOMPARE(process.value("work"_L1)["request"_L1]["path"_L1].toString(), u"/etc/passwd"_s);
    QCOMPARE(process.value("metadata"_L1).toObject(), QJsonObject({{u"stage"_s, u"queued"_s}}));
    int status = 0;
    daemon.ask("POST", u"/processes/forged/retry"_s, {}, &status);
    QCOMPARE(status, 409);
}

QTEST_GUILESS_MAIN(TestForgedWork)
#include "tst_forgedwork.moc"
