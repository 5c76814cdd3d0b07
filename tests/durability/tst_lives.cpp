// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "programs.h"

#include <QJsonArray>
#include <QWebSocket>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

const QByteArray theStart = R"({"process_type":"ai_task","name":"x","process_id":"a","metadata":{"k":1}})";
const QByteArray anotherStart = R"({"process_type":"ai_task","name":"y","process_id":"a"})";

/// The answers to a body of lines, a JSON object each.
QList<QJsonObject> askLines(Daemon &daemon, const QString &path, const QByteArray &body)
{
    const HttpAnswer answer = askHttp(daemon.url() + path, daemon.token(), "POST", body, "application/x-ndjson");
    QList<QJsonObject> answers;
    for (const QByteArray &line : answer.body.trimmed().split('\n'))
        answers.append(QJsonDocument::fromJson(line).object());
    return answers;
}

/// The answer to a line over the WebSocket.
QJsonObject askSocket(Daemon &daemon, const QByteArray &line)
{
    QWebSocket socket;
    QJsonObject answer;
    QObject::connect(&socket, &QWebSocket::textMessageReceived, &socket, [&](const QString &text) {
        const QJsonObject message = QJsonDocument::fromJson(text.toUtf8()).object();
        if (message.value("status"_L1).isDouble())
            answer = message;
    });
    QNetworkRequest request(QUrl(u"ws"_s + daemon.url().sliced(4) + u"/ws/processes"_s));
    request.setRawHeader("Authorization", "Bearer " + daemon.token());
    socket.open(request);
    if (!QTest::qWaitFor([&] { return socket.state() == QAbstractSocket::ConnectedState; }, 10000))
        return {};
    socket.sendTextMessage(QString::fromUtf8(line));
    std::ignore = QTest::qWaitFor([&] { return !answer.isEmpty(); }, 10000);
    return answer;
}

} // namespace

/// An id has one life: a server that lets go of finished processes at once, so that they are only in the history.
class TestLives : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_daemon.reset(); }

    void aStartIsIdempotentInTheHistory_data();
    void aStartIsIdempotentInTheHistory();
    void nothingChangesInTheHistory_data();
    void nothingChangesInTheHistory();
    void aDeletionLeavesNothing();
    void importsAreJudged_data();
    void importsAreJudged();
    void namesOfTheApiAreNoIds_data();
    void namesOfTheApiAreNoIds();

private:
    bool isTracked() { return !m_daemon->ask("GET", u"/processes"_s).value("processes"_L1).toArray().isEmpty(); }

    std::unique_ptr<Daemon> m_daemon;
};

void TestLives::init()
{
    m_daemon = std::make_unique<Daemon>();
    QVERIFY(QDir(m_daemon->folder()).mkpath(u"procession"_s));
    QFile settings(m_daemon->folder() + u"/procession/procession.toml"_s);
    QVERIFY(settings.open(QIODevice::WriteOnly));
    settings.write("[cleanup]\nmax_finished = 0\n");
    settings.close();
    QVERIFY(m_daemon->start());
    int status = 0;
    m_daemon->ask("POST", u"/processes"_s, theStart, &status);
    QCOMPARE(status, 201);
    m_daemon->ask("PATCH", u"/processes/a"_s, R"({"status":"failed","error_message":"no disk"})", &status);
    QCOMPARE(status, 200);
    // A failed one waits for its retry first.
    m_daemon->ask("POST", u"/processes/a/cancel"_s);
    QTRY_VERIFY(!isTracked());
}

void TestLives::aStartIsIdempotentInTheHistory_data()
{
    QTest::addColumn<QString>("restart");
    QTest::newRow("at once") << QString();
    QTest::newRow("after a stop") << u"stop"_s;
    QTest::newRow("after a crash") << u"kill"_s;
}

void TestLives::aStartIsIdempotentInTheHistory()
{
    QFETCH(QString, restart);
    const QJsonObject before = m_daemon->processOf(u"a"_s);
    QCOMPARE(before.value("status"_L1).toString(), u"failed"_s);
    // What the history tells of it stays too.
    const QJsonArray life = m_daemon->ask("GET", u"/processes/a/events"_s).value("events"_L1).toArray();
    QCOMPARE(life.size(), 3);
    QVERIFY(!life[0]["actor"_L1]["kind"_L1].toString().isEmpty());
    QCOMPARE(life[1]["retry"_L1]["status"_L1].toString(), u"scheduled"_s);
    if (restart == "stop"_L1)
        QCOMPARE(m_daemon->stop(), 0);
    else if (restart == "kill"_L1)
        m_daemon->kill();
    if (!restart.isEmpty())
        QVERIFY(m_daemon->start());
    QCOMPARE(m_daemon->ask("GET", u"/processes/a/events"_s).value("events"_L1).toArray(), life);

    int status = 0;
    QJsonObject answer = m_daemon->ask("POST", u"/processes"_s, theStart, &status);
    QCOMPARE(status, 200);
    QCOMPARE(answer.value("process"_L1).toObject(), before);
    answer = m_daemon->ask("POST", u"/processes"_s, anotherStart, &status);
    QCOMPARE(status, 409);
    QCOMPARE(answer["error"_L1]["code"_L1].toString(), u"process_exists"_s);

    const auto batch = askLines(*m_daemon, u"/processes/batch"_s, theStart + '\n' + anotherStart + '\n');
    QCOMPARE(batch.size(), 2);
    QCOMPARE(batch.at(0).value("status"_L1).toInt(), 200);
    QCOMPARE(batch.at(1).value("status"_L1).toInt(), 409);
    QCOMPARE(askSocket(*m_daemon, theStart).value("status"_L1).toInt(), 200);
    QCOMPARE(askSocket(*m_daemon, anotherStart).value("status"_L1).toInt(), 409);
    QJsonObject otherwise = before;
    otherwise.insert(u"message"_s, u"otherwise"_s);
    const auto imported = askLines(*m_daemon, u"/processes/import"_s,
                                   QJsonDocument(before).toJson(QJsonDocument::Compact) + '\n'
                                       + QJsonDocument(otherwise).toJson(QJsonDocument::Compact) + '\n');
    QCOMPARE(imported.size(), 2);
    QCOMPARE(imported.at(0).value("status"_L1).toInt(), 200);
    QCOMPARE(imported.at(1).value("status"_L1).toInt(), 409);

    QVERIFY(!isTracked());
    QCOMPARE(m_daemon->processOf(u"a"_s), before);
    const QJsonArray history = m_daemon->ask("GET", u"/processes?finished_after=0"_s).value("processes"_L1).toArray();
    QCOMPARE(history.size(), 1);
}

void TestLives::nothingChangesInTheHistory_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("code");
    QTest::newRow("a retry") << QByteArray("POST") << u"/processes/a/retry"_s << QByteArray() << u"not_retryable"_s;
    QTest::newRow("a cancel") << QByteArray("POST") << u"/processes/a/cancel"_s << QByteArray()
                              << u"already_finished"_s;
    QTest::newRow("a report") << QByteArray("PATCH") << u"/processes/a"_s << QByteArray(R"({"progress":5})")
                              << u"illegal_transition"_s;
    QTest::newRow("a sign of life") << QByteArray("PATCH") << u"/processes/a"_s << QByteArray()
                                    << u"illegal_transition"_s;
}

void TestLives::nothingChangesInTheHistory()
{
    QFETCH(QByteArray, method);
    QFETCH(QString, path);
    QFETCH(QByteArray, body);
    const QJsonObject before = m_daemon->processOf(u"a"_s);
    int status = 0;
    const QJsonObject answer = m_daemon->ask(method, path, body, &status);
    QCOMPARE(status, 409);
    QTEST(answer["error"_L1]["code"_L1].toString(), "code");
    QVERIFY(answer["error"_L1]["message"_L1].toString().contains("history"_L1));
    QCOMPARE(answer.value("process"_L1).toObject(), before); // a worker learns how its process stands
    m_daemon->ask(method, QString(path).replace(u"/a"_s, u"/nobody"_s), body, &status);
    QCOMPARE(status, 404);
    QCOMPARE(m_daemon->processOf(u"a"_s), before);
}

void TestLives::aDeletionLeavesNothing()
{
    for (int life = 0; life < 3; ++life) {
        int status = 0;
        m_daemon->ask("DELETE", u"/processes/a"_s, {}, &status);
        QCOMPARE(status, 204);
        m_daemon->ask("GET", u"/processes/a"_s, {}, &status);
        QCOMPARE(status, 404);
        m_daemon->ask("DELETE", u"/processes/a"_s, {}, &status);
        QCOMPARE(status, 404);
        // The id is free: each start is the first.
        m_daemon->ask("POST", u"/processes"_s, life % 2 == 0 ? anotherStart : theStart, &status);
        QCOMPARE(status, 201);
        m_daemon->ask("PATCH", u"/processes/a"_s, R"({"status":"completed"})", &status);
        QCOMPARE(status, 200);
        if (life == 1) { // deleted whether the clean-up was there or not
            QTRY_VERIFY(!isTracked());
            m_daemon->kill();
            QVERIFY(m_daemon->start());
        }
    }
    const QJsonArray history = m_daemon->ask("GET", u"/processes?finished_after=0"_s).value("processes"_L1).toArray();
    QCOMPARE(history.size(), 1);
}

void TestLives::importsAreJudged_data()
{
    QTest::addColumn<QByteArray>("what"); // in place of what a completed process says
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("field");
    const auto row = [](const char *name, const QByteArray &what, int status, const QString &field) {
        QTest::newRow(name) << what << status << field;
    };
    row("a process as it may be", "", 201, {});
    row("created in the far future", R"("created_at":99999999999)", 422, u"created_at"_s);
    row("never created", R"("created_at":null)", 422, u"created_at"_s);
    row("finished before 1970", R"("completed_at":-5)", 422, u"completed_at"_s);
    row("an infinite time", R"("completed_at":1e300)", 422, u"completed_at"_s);
    row("a time in words", R"("started_at":"yesterday")", 422, u"started_at"_s);
    row("a status that isn't", R"("status":"done")", 422, u"status"_s);
    row("a finished one that runs", R"("status":"running")", 422, u"completed_at"_s);
    row("progress below none", R"("progress":-1)", 422, u"progress"_s);
    row("progress above all", R"("progress":101)", 422, u"progress"_s);
    row("attempt 0", R"("attempt":0)", 422, u"attempt"_s);
    row("an attempt below that", R"("attempt":-3)", 422, u"attempt"_s);
    row("a negative timeout", R"("timeout":-1)", 422, u"timeout"_s);
    row("a name that is too long", R"("name":")" + QByteArray(100'000, 'n') + '"', 422, u"name"_s);
    row("an error that is too long", R"("error_message":")" + QByteArray(100'000, 'n') + '"', 422, u"error_message"_s);
    row("an id that is too long", R"("process_id":")" + QByteArray(129, 'n') + '"', 422, u"process_id"_s);
    row("a retry of what completed", R"("retry":{"status":"scheduled","attempt":2,"max_attempts":3,"next_at":1})", 422,
        u"retry"_s);
    row("a retry that isn't", R"("retry":{"status":"soon"})", 422, u"retry"_s);
    row("a delay below none", R"("retry":{"status":"success","delay":-1})", 422, u"retry"_s);
    row("a number of its own", R"("seq":-7)", 201, {}); // each server numbers by itself
}

void TestLives::importsAreJudged()
{
    QFETCH(QByteArray, what);
    QFETCH(int, status);
    QFETCH(QString, field);
    QJsonObject process{
        {u"process_id"_s, u"b"_s},     {u"process_type"_s, u"ai_task"_s}, {u"name"_s, u"n"_s},
        {u"status"_s, u"completed"_s}, {u"created_at"_s, 1700000000},     {u"updated_at"_s, 1700000009},
        {u"started_at"_s, 1700000001}, {u"completed_at"_s, 1700000009},   {u"attempt"_s, 1},
    };
    const QJsonObject changed = QJsonDocument::fromJson('{' + what + '}').object();
    for (auto it = changed.begin(); it != changed.end(); ++it)
        process.insert(it.key(), it.value());
    const QJsonObject answer =
        askLines(*m_daemon, u"/processes/import"_s, QJsonDocument(process).toJson(QJsonDocument::Compact)).first();
    QCOMPARE(answer.value("status"_L1).toInt(), status);
    QCOMPARE(answer["error"_L1]["field"_L1].toString(), field);
    int found = 0;
    m_daemon->ask("GET", u"/processes/b"_s, {}, &found);
    QCOMPARE(found, status == 201 ? 200 : 404);
}

void TestLives::namesOfTheApiAreNoIds_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const char *name : {"types", "statuses", "batch", "cancel", "retry", "import", ".", ".."})
        QTest::newRow(name) << QByteArray(name);
}

void TestLives::namesOfTheApiAreNoIds()
{
    QFETCH(QByteArray, name);
    const QByteArray start = R"({"process_type":"ai_task","name":"x","process_id":")" + name + "\"}";
    int status = 0;
    const QJsonObject answer = m_daemon->ask("POST", u"/processes"_s, start, &status);
    QCOMPARE(status, 422);
    QCOMPARE(answer["error"_L1]["field"_L1].toString(), u"process_id"_s);
    QCOMPARE(askLines(*m_daemon, u"/processes/batch"_s, start).first().value("status"_L1).toInt(), 422);
    QCOMPARE(askSocket(*m_daemon, start).value("status"_L1).toInt(), 422);
    const QByteArray imported =
        R"({"process_type":"ai_task","name":"x","status":"pending","created_at":1,"process_id":")" + name + "\"}";
    QCOMPARE(askLines(*m_daemon, u"/processes/import"_s, imported).first().value("status"_L1).toInt(), 422);
    QVERIFY(!isTracked());
}

QTEST_GUILESS_MAIN(TestLives)
#include "tst_lives.moc"
