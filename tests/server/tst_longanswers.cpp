// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processes.h"
#include "runningserver.h"
#include "slicedwork.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

/// A route whose answer may have to wait for another server.
Route question(const std::function<Answer(const Call &)> &answer)
{
    return {HttpMethod::Post, "/question", Role::Operator, Runs::OnNetwork, BodyKind::Object, "A test's.", answer};
}

QByteArray startLine(int number)
{
    return R"({"process_type":"ai_task","name":"n","process_id":"p)" + QByteArray::number(number) + "\"}\n";
}

QByteArray startLines(int count)
{
    QByteArray lines;
    for (int i = 0; i < count; ++i)
        lines += startLine(i);
    return lines;
}

QList<QJsonObject> linesOf(const QByteArray &body)
{
    QList<QJsonObject> lines;
    for (const QByteArray &line : body.trimmed().split('\n'))
        lines.append(QJsonDocument::fromJson(line).object());
    return lines;
}

} // namespace

/// Answers that are long, or long in the making: in parts, in slices, and bounded for clients that don't read.
class TestLongAnswers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aLongBatchIsAnsweredLineByLine();
    void aBatchGivesOthersTheirTurn();
    void aBatchIsDoneThoughItsClientIsGone_data();
    void aBatchIsDoneThoughItsClientIsGone();
    void aBulkRequestGivesOthersTheirTurn_data();
    void aBulkRequestGivesOthersTheirTurn();
    void aLineThatIsNotStoredIsToldSo();
    void aBulkChangeThatIsNotStoredIsToldSo();
    void blankLinesAreNoWork();
    void aLongListForAnOldClient();
    void aLongListIsHowItStands();
    void longSearchesFindTheSame_data();
    void longSearchesFindTheSame();
    void theHeadOfALongList();
    void whoDoesNotReadHoldsUpNobody();
    void twoBatchesFindRoom();
    void guessesOverTheWire();
    void aQuestionThatChangesSomethingWaitsForItsCommit();
    void anEndDoesNotWaitForAQuestion();

private:
    static void startMany(ProcessTracker &tracker, int count, qsizetype size)
    {
        StartChange start = startOf(u"p", ProcessStatus::Running);
        start.description = QString(size, u'd');
        for (int i = 0; i < count; ++i) {
            start.id = id(u"p%1"_s.arg(i));
            QVERIFY(tracker.start(start).ok());
        }
    }
};

void TestLongAnswers::aLongBatchIsAnsweredLineByLine()
{
    RunningServer running;
    RawClient client(running.port);
    constexpr int count = 3 * SlicedWork::changesAtOnce + 5;
    client.send(requestLines("POST /processes/batch", startLines(count) + "nonsense\n", "Connection: close\r\n"));
    const QByteArray answer = client.readToEnd();
    QCOMPARE(statusOf(answer), 200);
    QVERIFY(answer.contains("application/x-ndjson"));
    QVERIFY(!answer.toLower().contains("content-length"));
    const QList<QJsonObject> lines = linesOf(withoutChunks(bodyOf(answer)));
    QCOMPARE(lines.size(), count + 1);
    for (int i = 0; i < count; ++i) {
        QCOMPARE(lines[i]["status"_L1].toInt(), 201);
        QCOMPARE(lines[i]["process"_L1]["process_id"_L1].toString(), u"p%1"_s.arg(i));
    }
    QCOMPARE(lines.last()["status"_L1].toInt(), 400);
}

void TestLongAnswers::aBatchGivesOthersTheirTurn()
{
    RunningServer running({}, EventLog::defaultCapacity, RunningServer::token(), EventLog::Commits::ByStore);
    RawClient client(running.port);
    constexpr quint64 count = 2 * SlicedWork::changesAtOnce + 1;
    client.send(requestLines("POST /processes/batch", startLines(count), "Connection: close\r\n"));
    // A slice is done, and nothing more before that is committed.
    for (quint64 head = SlicedWork::changesAtOnce; head < count; head += SlicedWork::changesAtOnce) {
        QTRY_COMPARE(running.log.head(), head);
        RawClient other(running.port);
        other.send(requestLines("GET /processes/p0"));
        QCOMPARE(statusOf(other.readAnswer()), 200);
        QCOMPARE(running.log.head(), head);
        running.log.commit(head);
    }
    QTRY_COMPARE(running.log.head(), count);
    QVERIFY(!client.readSome(1).contains("\r\n0\r\n\r\n"));
    running.log.commit(count);
    QVERIFY(client.readToEnd().endsWith("\r\n0\r\n\r\n"));
}

void TestLongAnswers::aBatchIsDoneThoughItsClientIsGone_data()
{
    QTest::addColumn<bool>("isEarly");
    QTest::newRow("before the first of the answer") << true;
    QTest::newRow("in the middle of it") << false;
}

void TestLongAnswers::aBatchIsDoneThoughItsClientIsGone()
{
    QFETCH(bool, isEarly);
    RunningServer running({}, EventLog::defaultCapacity, RunningServer::token(), EventLog::Commits::ByStore);
    constexpr quint64 count = 4 * SlicedWork::changesAtOnce;
    {
        RawClient client(running.port);
        client.send(requestLines("POST /processes/batch", startLines(count)));
        QTRY_COMPARE(running.log.head(), SlicedWork::changesAtOnce);
        if (!isEarly) {
            running.log.commit(running.log.head());
            QVERIFY(!client.readSome(1).isEmpty());
        }
        client.socket().abort();
    }
    const auto committed = [&running] {
        running.log.commit(running.log.head());
        return running.log.head();
    };
    QTRY_COMPARE(committed(), count);
}

void TestLongAnswers::aBulkRequestGivesOthersTheirTurn_data()
{
    QTest::addColumn<QByteArray>("filter");
    QTest::newRow("all") << QByteArray("{}");
    QTest::newRow("a search") << QByteArray(R"({"q":"p"})");
    QTest::newRow("a status") << QByteArray(R"({"status":"running"})");
    QByteArray named = R"({"process_id":[)";
    for (int i = 0; i < 1100; ++i)
        named += (i > 0 ? ",\"p" : "\"p") + QByteArray::number(i) + '"';
    QTest::newRow("each by its name") << named + "]}";
}

void TestLongAnswers::aBulkRequestGivesOthersTheirTurn()
{
    QFETCH(QByteArray, filter);
    RunningServer running({}, EventLog::defaultCapacity, RunningServer::token(), EventLog::Commits::ByStore);
    constexpr quint64 count = 2 * SlicedWork::changesAtOnce + 76;
    startMany(running.tracker, count, 0);
    running.log.commit(count);
    RawClient client(running.port);
    client.send(requestLines("POST /processes/cancel", R"({"filter":)" + filter + "}", "Connection: close\r\n"));
    QTRY_COMPARE(running.log.head(), count + SlicedWork::changesAtOnce);

    // Meanwhile one that was found ends by itself, one is forgotten, and one comes that wasn't there.
    QVERIFY(running.tracker.report(id(u"p1050"), reportOf(ProcessStatus::Completed)).ok());
    QVERIFY(running.tracker.report(id(u"p1060"), reportOf(ProcessStatus::Completed)).ok());
    QVERIFY(running.tracker.remove(id(u"p1060")).ok());
    RawClient other(running.port);
    other.send(requestLines("POST /processes", R"({"process_type":"ai_task","name":"n","process_id":"plate"})"));
    QTRY_COMPARE(running.log.head(), count + SlicedWork::changesAtOnce + 4);
    const auto committed = [&running] {
        running.log.commit(running.log.head());
        return running.log.head();
    };
    QTRY_COMPARE(committed(), 2 * count + 4 - 2);
    QCOMPARE(statusOf(other.readAnswer()), 201);

    const QJsonObject answer = QJsonDocument::fromJson(withoutChunks(bodyOf(client.readToEnd()))).object();
    QCOMPARE(answer["count"_L1].toInt(), int(count));
    QCOMPARE(answer["applicable"_L1].toInt(), int(count));
    const QJsonArray results = answer["results"_L1].toArray();
    QCOMPARE(results.size(), qsizetype(count));
    for (int i = 0; i < int(count); ++i) {
        QCOMPARE(results[i]["process_id"_L1].toString(), u"p%1"_s.arg(i));
        QCOMPARE(results[i]["status"_L1].toInt(), i == 1050 ? 409 : i == 1060 ? 404 : 200);
    }
    QCOMPARE((*running.tracker.find(id(u"plate")))->status, ProcessStatus::Pending);
}

void TestLongAnswers::aLineThatIsNotStoredIsToldSo()
{
    SystemClock clock;
    EventLog log;
    ProcessTracker tracker(log, clock);
    const auto handle = [&tracker](const QByteArray &line) -> ProcessAnswer {
        if (line == "b")
            return Refusal(400, "malformed_json", u"It is b."_s);
        return ProcessAnswer(201, tracker.start(startOf(QString::fromLatin1(line)))->process);
    };
    LineWork work("a\nb\nc\n", 100, handle, nullptr);
    const BodyPart part = work.next();
    QCOMPARE(part.then, BodyPart::Then::End);
    QCOMPARE(part.afterSeq, 2);
    const QByteArray refusal = R"({"status":400,"error":{"code":"malformed_json","message":"It is b.","field":null}})";
    const auto stored = [&tracker](const QString &name) {
        return R"({"status":201,"process":)" + tracker.find(id(name))->json() + '}';
    };
    QCOMPARE(part.bytes, stored(u"a"_s) + '\n' + refusal + '\n' + stored(u"c"_s) + '\n');

    const QByteArray instead = work.notStored();
    const QList<QJsonObject> lines = linesOf(instead);
    QCOMPARE(lines.size(), 3);
    for (int i : {0, 2}) {
        QCOMPARE(lines[i].value("status"_L1).toInt(), 503);
        QCOMPARE(lines[i].value("error"_L1)["code"_L1].toString(), u"not_stored"_s);
    }
    QCOMPARE(instead.split('\n').value(1), refusal);
}

void TestLongAnswers::aBulkChangeThatIsNotStoredIsToldSo()
{
    SystemClock clock;
    EventLog log;
    ProcessTracker tracker(log, clock);
    constexpr int count = SlicedWork::changesAtOnce + 2;
    for (int i = 0; i < count; ++i)
        QVERIFY(tracker.start(startOf(u"p%1"_s.arg(i))).ok());
    BulkWork work(
        tracker, {},
        {.applies = [](const Process &) { return true; },
         .change = [&tracker](const ProcessId &id, const Origin &origin) { return tracker.cancel(id, origin); }},
        {}, false, log.head(), nullptr, nullptr);
    const BodyPart first = work.next();
    QCOMPARE(first.then, BodyPart::Then::More);
    // The last one is refused, whatever is stored.
    QVERIFY(tracker.cancel(id(u"p%1"_s.arg(count - 1))).ok());
    const BodyPart last = work.next();
    QCOMPARE(last.then, BodyPart::Then::End);
    QCOMPARE(last.afterSeq, log.head());
    for (const auto &[begin, end, firstStatus, lastStatus] :
         {std::tuple(first.bytes, last.bytes, 200, 200), std::tuple(first.bytes, work.notStored(), 200, 503)}) {
        const QJsonObject answer = QJsonDocument::fromJson(begin + end).object();
        const QJsonArray results = answer["results"_L1].toArray();
        QCOMPARE(results.size(), count);
        QCOMPARE(results[0]["status"_L1].toInt(), firstStatus);
        QCOMPARE(results[count - 2]["status"_L1].toInt(), lastStatus);
        QCOMPARE(results[count - 2]["process_id"_L1].toString(), u"p%1"_s.arg(count - 2));
        QCOMPARE(results[count - 1]["status"_L1].toInt(), 409);
    }
}

void TestLongAnswers::blankLinesAreNoWork()
{
    RunningServer running;
    RawClient client(running.port);
    client.send(
        requestLines("POST /processes/batch", QByteArray(3'000'000, '\n') + startLine(0), "Connection: close\r\n"));
    const QByteArray answer = client.readToEnd();
    QCOMPARE(statusOf(answer), 200);
    QCOMPARE(linesOf(withoutChunks(bodyOf(answer))).size(), 1);
    RawClient nothing(running.port);
    nothing.send(requestLines("POST /processes/batch", QByteArray(3'000'000, '\n')));
    QCOMPARE(statusOf(nothing.readAnswer()), 400);
}

void TestLongAnswers::aLongListForAnOldClient()
{
    RunningServer running;
    startMany(running.tracker, 400, 8000);
    RawClient client(running.port);
    client.send(requestLines("GET /processes", {}, "Connection: keep-alive\r\n").replace("HTTP/1.1", "HTTP/1.0"));
    const QByteArray answer = client.readToEnd(); // whose end is the connection's
    QVERIFY(answer.contains("\r\nConnection: close\r\n"));
    QVERIFY(!answer.toLower().contains("transfer-encoding"));
    QCOMPARE(QJsonDocument::fromJson(bodyOf(answer))["processes"_L1].toArray().size(), 400);
}

void TestLongAnswers::aLongListIsHowItStands()
{
    RunningServer running;
    startMany(running.tracker, 3000, 8000);
    QVERIFY(running.keepSendBuffersSmall());
    RawClient client(running.port, RawClient::Receives::Little); // the rest waits in the kernel, then at the server
    client.send(requestLines("GET /processes?status=running&limit=2500", {}, "Connection: close\r\n"));
    QVERIFY(client.socket().waitForReadyRead(5000));
    // Those near its end aren't printed yet: more than the kernel takes lies before them.
    QVERIFY(running.tracker.report(id(u"p2400"), reportOf(ProcessStatus::Failed)).ok());
    ReportChange report;
    report.message = u"later"_s;
    QVERIFY(running.tracker.report(id(u"p2401"), report).ok());
    QVERIFY(running.tracker.report(id(u"p2402"), reportOf(ProcessStatus::Failed)).ok());
    QVERIFY(running.tracker.remove(id(u"p2402")).ok());
    client.socket().setReadBufferSize(0);
    const QJsonObject answer = QJsonDocument::fromJson(withoutChunks(bodyOf(client.readToEnd()))).object();
    QVERIFY(!answer["next_cursor"_L1].toString().isEmpty());
    const QJsonArray list = answer["processes"_L1].toArray();
    QCOMPARE(list.size(), 2498);
    QCOMPARE(list[2400]["process_id"_L1].toString(), u"p2401"_s);
    QCOMPARE(list[2400]["message"_L1].toString(), u"later"_s);
    QCOMPARE(list[2401]["process_id"_L1].toString(), u"p2403"_s);
}

void TestLongAnswers::longSearchesFindTheSame_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QStringList>("ids");
    QTest::newRow("a text") << QByteArray("q=P599") << QStringList{u"p599"_s, u"p5990"_s, u"p5991"_s, u"p5992"_s};
    QTest::newRow("a text that nothing has") << QByteArray("q=nowhere") << QStringList();
    QTest::newRow("an id") << QByteArray("process_id=p5000") << QStringList{u"p5000"_s};
    QTest::newRow("another order") << QByteArray("sort=-name&limit=4")
                                   << QStringList{u"p5999"_s, u"p5998"_s, u"p5997"_s, u"p5996"_s};
}

void TestLongAnswers::longSearchesFindTheSame()
{
    QFETCH(QByteArray, query);
    QFETCH(QStringList, ids);
    RunningServer running;
    StartChange start = startOf(u"p", ProcessStatus::Running);
    for (int i = 0; i < 6000; ++i) { // more than are walked through while others wait
        start.id = id(u"p%1"_s.arg(i));
        start.name = u"n%1"_s.arg(i, 5, 10, QChar(u'0'));
        QVERIFY(running.tracker.start(start).ok());
    }
    RawClient client(running.port);
    client.send(requestLines("GET /processes?" + query + (query.contains("limit") ? "" : "&limit=4")));
    const QJsonArray list = QJsonDocument::fromJson(bodyOf(client.readAnswer()))["processes"_L1].toArray();
    QStringList found;
    for (const QJsonValue &process : list)
        found.append(process["process_id"_L1].toString());
    QCOMPARE(found, ids);
}

void TestLongAnswers::theHeadOfALongList()
{
    RunningServer running;
    startMany(running.tracker, 400, 8000);
    RawClient client(running.port);
    client.send(requestLines("HEAD /processes") + requestLines("GET /health", {}, "Connection: close\r\n"));
    const QByteArray head = client.readAnswer(false);
    QCOMPARE(statusOf(head), 200);
    QVERIFY(!head.toLower().contains("chunked"));
    QVERIFY(client.readAnswer().contains("\"uptime\""));
}

void TestLongAnswers::whoDoesNotReadHoldsUpNobody()
{
    ServerOptions options;
    options.maxUnsentBytes = 2 * HttpConnection::unsentAtOnce;
    RunningServer running(options);
    startMany(running.tracker, 2000, 8000);
    QVERIFY(running.keepSendBuffersSmall());
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 8; ++i) {
        clients.push_back(std::make_unique<RawClient>(running.port, RawClient::Receives::Little));
        clients.back()->send(requestLines("GET /processes", {}, "Connection: close\r\n"));
        QVERIFY(clients.back()->socket().waitForReadyRead(5000));
        const auto answerToAnother = [&running] {
            RawClient another(running.port);
            another.send(requestLines("GET /processes/p0"));
            return statusOf(another.readAnswer());
        };
        QTRY_COMPARE(answerToAnother(), 200);
    }
    // Two of them may be owed something; the others were let go.
    qsizetype whole = 0;
    for (const auto &client : clients) {
        client->socket().setReadBufferSize(0);
        whole += client->readToEnd().endsWith("\r\n0\r\n\r\n") ? 1 : 0;
    }
    QVERIFY2(whole <= 2, qPrintable(QString::number(whole)));
}

void TestLongAnswers::twoBatchesFindRoom()
{
    ServerOptions options;
    options.maxBatchBytes = 200'000;
    options.maxBodiesBytes = 300'000; // less than two batches
    options.headerTimeout = 5min;     // they stay
    RunningServer running(options);
    const QByteArray beginning =
        requestLines("POST /processes/batch", {}, "Expect: 100-continue\r\nContent-Length: 200000\r\n");
    auto first = std::make_unique<RawClient>(running.port);
    first->send(beginning);
    QCOMPARE(statusOf(first->readAnswer()), 100);
    RawClient second(running.port);
    second.send(beginning);
    QCOMPARE(statusOf(second.readAnswer()), 100);
    const auto statusOfAnother = [&running, &beginning] {
        RawClient another(running.port);
        another.send(beginning);
        return statusOf(another.readAnswer());
    };
    QCOMPARE(statusOfAnother(), 503);
    // A report needs no share of that, and a batch that went gives its share back.
    RawClient other(running.port);
    other.send(requestLines("POST /processes", startLine(0)));
    QCOMPARE(statusOf(other.readAnswer()), 201);
    first.reset();
    QTRY_COMPARE(statusOfAnother(), 100);
}

void TestLongAnswers::guessesOverTheWire()
{
    QTest::ignoreMessage(QtWarningMsg, "wrong tokens, tickets or ping keys: 1, the last one from 127.0.0.1");
    RunningServer running;
    const QByteArray guess = requestLines("GET /processes").replace(RunningServer::token(), "guess");
    RawClient client(running.port);
    for (int i = 0; i < GuessLimiter::burst; ++i) {
        client.send(guess);
        QCOMPARE(statusOf(client.readAnswer()), 401);
    }
    client.send(guess);
    const QByteArray refused = client.readAnswer();
    QCOMPARE(statusOf(refused), 429);
    QVERIFY(refused.contains("\"too_many_guesses\""));
    QVERIFY(refused.contains("\r\nRetry-After: "));
    QVERIFY(client.isClosedByServer());
    // A handshake is a guess as well, by each of its ways.
    for (const char *query : {"?token=guess", "?ticket=guess"}) {
        RawClient feed(running.port);
        feed.send("GET /ws/processes" + QByteArray(query)
                  + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        QCOMPARE(statusOf(feed.readAnswer()), 429);
    }
    // Who has the token isn't locked out by a neighbour on this machine.
    RawClient other(running.port);
    other.send(requestLines("GET /processes"));
    QCOMPARE(statusOf(other.readAnswer()), 200);
}

void TestLongAnswers::aQuestionThatChangesSomethingWaitsForItsCommit()
{
    RunningServer running({}, EventLog::defaultCapacity, RunningServer::token(), EventLog::Commits::ByStore, {},
                          [](ProcessTracker &tracker) -> std::vector<Route> {
                              return {question([&tracker](const Call &) -> Answer {
                                  return ProcessAnswer(200, tracker.start(startOf(u"task"))->process);
                              })};
                          });
    RawClient client(running.port);
    client.send(requestLines("POST /question", "{}"));
    QTRY_COMPARE(running.log.head(), 1);
    RawClient other(running.port);
    other.send(requestLines("GET /health"));
    QCOMPARE(statusOf(other.readAnswer()), 200);
    QCOMPARE(client.socket().bytesAvailable(), 0);
    running.log.commit(1);
    QCOMPARE(statusOf(client.readAnswer()), 200);
}

void TestLongAnswers::anEndDoesNotWaitForAQuestion()
{
    std::atomic<int> asked = 0;
    auto running = std::make_unique<RunningServer>(
        ServerOptions(), EventLog::defaultCapacity, RunningServer::token(), EventLog::Commits::OnAppend,
        RunningServer::MakeStore(), [&asked](ProcessTracker &) -> std::vector<Route> {
            return {question([&asked](const Call &call) -> Answer {
                ++asked;
                while (!call.stop.stop_requested()) // as for a server that never answers
                    QThread::msleep(1);
                return HttpResponse();
            })};
        });
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 20; ++i) {
        clients.push_back(std::make_unique<RawClient>(running->port));
        clients.back()->send(requestLines("POST /question", "{}"));
    }
    QTRY_VERIFY(asked > 1);
    RawClient other(running->port);
    other.send(requestLines("GET /processes/job/events")); // in a thread that reads the history
    QVERIFY(other.readAnswer().contains("\"no_history\""));
    running.reset(); // would never return
    QVERIFY(asked < 20);
}

QTEST_GUILESS_MAIN(TestLongAnswers)
#include "tst_longanswers.moc"
