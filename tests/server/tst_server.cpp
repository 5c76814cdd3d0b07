// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processes.h"
#include "runningserver.h"

#include <QJsonDocument>
#include <QTest>

#include <sys/socket.h>

using namespace Procession;
using namespace Qt::StringLiterals;

/// HTTP over a real socket.
class TestServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsAConnectionOpen();
    void answersPipelinedRequestsInOrder();
    void refusesALargeBodyBeforeItComes();
    void saysWhatAStatusMeans_data();
    void saysWhatAStatusMeans();
    void oneKindOfHeadForEveryAnswer_data();
    void oneKindOfHeadForEveryAnswer();
    void refusesMoreConnectionsThanItMayHave();
    void outlivesClientsThatLeave();
    void listensOnLoopbackOnlyWithoutAToken();
    void saysWhyItCannotListen();
    void finishesWhatIsUnderWay();
};

void TestServer::keepsAConnectionOpen()
{
    RunningServer running;
    RawClient client(running.port);
    for (int i = 0; i < 3; ++i) {
        client.send(requestLines("GET /processes"));
        const QByteArray answer = client.readAnswer();
        QCOMPARE(statusOf(answer), 200);
        QCOMPARE(bodyOf(answer), QByteArray(R"({"processes":[]})"));
        QVERIFY(answer.contains("application/json"));
    }
}

void TestServer::answersPipelinedRequestsInOrder()
{
    RunningServer running;
    RawClient client(running.port);
    QByteArray requests;
    for (int i = 0; i < 20; ++i)
        requests +=
            requestLines("POST /processes",
                         R"({"process_type":"ai_task","name":"n","process_id":"p)" + QByteArray::number(i) + "\"}");
    requests += requestLines("GET /processes/types");
    client.send(requests);
    for (int i = 0; i < 20; ++i) {
        const QByteArray answer = client.readAnswer();
        QCOMPARE(statusOf(answer), 201);
        QCOMPARE(QJsonDocument::fromJson(bodyOf(answer))["process"_L1]["process_id"_L1].toString(),
                 u"p"_s + QString::number(i));
    }
    QVERIFY(client.readAnswer().contains("process_types"));
}

void TestServer::refusesALargeBodyBeforeItComes()
{
    RunningServer running;
    RawClient client(running.port);
    client.send(requestLines("POST /processes", {}, "Expect: 100-continue\r\nContent-Length: 1048577\r\n"));
    QCOMPARE(statusOf(client.readAnswer()), 413);
    QVERIFY(client.isClosedByServer());
}

void TestServer::saysWhatAStatusMeans_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("statusLine");
    const auto row = [](const QByteArray &request, const QByteArray &body, const QByteArray &statusLine) {
        QTest::newRow(statusLine.constData()) << request << body << statusLine;
    };
    const QByteArray start = R"({"process_type":"ai_task","name":"n","process_id":"new"})";
    row("GET /processes", {}, "HTTP/1.1 200 OK");
    row("POST /processes", start, "HTTP/1.1 201 Created");
    row("POST /processes/failed/retry", {}, "HTTP/1.1 202 Accepted");
    row("DELETE /processes/completed", {}, "HTTP/1.1 204 No Content");
    row("POST /processes", "x", "HTTP/1.1 400 Bad Request");
    row("GET /processes/nobody", {}, "HTTP/1.1 404 Not Found");
    row("PUT /processes", {}, "HTTP/1.1 405 Method Not Allowed");
    row("POST /processes/completed/cancel", {}, "HTTP/1.1 409 Conflict");
    row("PATCH /processes/failed", R"({"progress":200})", "HTTP/1.1 422 Unprocessable Content");
    row("GET /ws/processes", {}, "HTTP/1.1 426 Upgrade Required");
}

void TestServer::saysWhatAStatusMeans()
{
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, statusLine);
    RunningServer running;
    for (const ProcessStatus status : {ProcessStatus::Completed, ProcessStatus::Failed}) {
        const QString name = wireName(status);
        QVERIFY(running.tracker.start(startOf(name)).ok());
        QVERIFY(running.tracker.report(id(name), reportOf(status)).ok());
    }
    RawClient client(running.port);
    client.send(requestLines(request, body));
    const QByteArray answer = client.readAnswer();
    QCOMPARE(answer.first(answer.indexOf('\r')), statusLine);
    // What has no body says nothing of one.
    QCOMPARE(answer.toLower().contains("content-type"), !statusLine.contains("204"));
}

void TestServer::oneKindOfHeadForEveryAnswer_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("statusLine");
    QTest::addColumn<bool>("hasLength");
    QTest::addColumn<bool>("hasBody");
    const auto row = [](const char *name, const QByteArray &request, const QByteArray &statusLine, bool hasLength,
                        bool hasBody) { QTest::newRow(name) << request << statusLine << hasLength << hasBody; };
    row("DELETE", requestLines("DELETE /processes/completed"), "HTTP/1.1 204 No Content", false, false);
    row("a preflight", requestLines("OPTIONS /processes", {}, "Origin: http://localhost\r\n"),
        "HTTP/1.1 204 No Content", false, false);
    row("a preflight of a path that isn't there", requestLines("OPTIONS /nothing"), "HTTP/1.1 204 No Content", false,
        false);
    row("OPTIONS *", requestLines("OPTIONS *"), "HTTP/1.1 204 No Content", false, false);
    const QByteArray wrong = R"({"progress":200})";
    row("a report that is wrong", requestLines("PATCH /processes/failed", wrong), "HTTP/1.1 422 Unprocessable Content",
        true, true);
    row("a start that is wrong", requestLines("POST /processes", wrong), "HTTP/1.1 422 Unprocessable Content", true,
        true);
    row("a policy that is wrong", requestLines("PUT /retry-policies/ai_task", wrong),
        "HTTP/1.1 422 Unprocessable Content", true, true);
    row("a body that is too long", requestLines("POST /processes", {}, "Content-Length: 1048577\r\n"),
        "HTTP/1.1 413 Content Too Large", true, true);
    row("HEAD", requestLines("HEAD /processes/failed"), "HTTP/1.1 200 OK", true, false);
    row("HEAD of nobody", requestLines("HEAD /processes/nobody"), "HTTP/1.1 404 Not Found", true, false);
    row("HEAD without a token", "HEAD /processes HTTP/1.1\r\nHost: localhost\r\n\r\n", "HTTP/1.1 401 Unauthorized",
        true, false);
    row("HEAD of a foreign host", "HEAD /processes HTTP/1.1\r\nHost: evil.com\r\n\r\n", "HTTP/1.1 403 Forbidden", true,
        false);
    row("HEAD that is malformed", "HEAD /processes HTTP/1.1\r\n\r\n", "HTTP/1.1 400 Bad Request", true, false);
    row("HEAD with a body without a token", "HEAD /processes HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n",
        "HTTP/1.1 401 Unauthorized", true, false);
    row("HEAD with a body that is too long", requestLines("HEAD /processes", {}, "Content-Length: 1048577\r\n"),
        "HTTP/1.1 413 Content Too Large", true, false);
    row("HEAD behind an empty line", "\r\nHEAD /processes HTTP/1.1\r\n\r\n", "HTTP/1.1 400 Bad Request", true, false);
    row("an encoded body", requestLines("POST /processes", "x", "Content-Encoding: gzip\r\n"),
        "HTTP/1.1 415 Unsupported Media Type", true, true);
    row("a plain health check", "GET /health HTTP/1.0\r\n\r\n", "HTTP/1.1 200 OK", true, true);
    row("a plain read", "GET /processes/failed HTTP/1.0\r\nAuthorization: Bearer the-test-token\r\n\r\n",
        "HTTP/1.1 200 OK", true, true);
    row("a proxy's read", requestLines("GET http://localhost:8000/processes/failed"), "HTTP/1.1 200 OK", true, true);
}

void TestServer::oneKindOfHeadForEveryAnswer()
{
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, statusLine);
    QFETCH(bool, hasBody);
    RunningServer running;
    for (const ProcessStatus status : {ProcessStatus::Completed, ProcessStatus::Failed}) {
        const QString name = wireName(status);
        QVERIFY(running.tracker.start(startOf(name)).ok());
        QVERIFY(running.tracker.report(id(name), reportOf(status)).ok());
    }
    RawClient client(running.port);
    client.send(request);
    // Nothing more is asked: all that comes belongs to this answer.
    ::shutdown(static_cast<int>(client.socket().socketDescriptor()), SHUT_WR);
    const QByteArray answer = client.readToEnd();
    QCOMPARE(answer.first(answer.indexOf('\r')), statusLine);
    const QByteArray head = answer.first(answer.indexOf("\r\n\r\n")).toLower();
    QTEST(head.contains("\r\ncontent-length: "), "hasLength");
    QCOMPARE(!bodyOf(answer).isEmpty(), hasBody);
    if (statusLine.contains("415"))
        QVERIFY(head.contains("\r\naccept-encoding: identity"));
}

void TestServer::refusesMoreConnectionsThanItMayHave()
{
    ServerOptions options;
    options.maxConnections = 2;
    RunningServer running(options);
    auto first = std::make_unique<RawClient>(running.port);
    RawClient second(running.port);
    first->send(requestLines("GET /health"));
    QCOMPARE(statusOf(first->readAnswer()), 200);
    {
        RawClient third(running.port);
        QCOMPARE(statusOf(third.readAnswer()), 503);
        QVERIFY(third.isClosedByServer());
    }
    first.reset();
    const auto answerOfAnother = [&running] {
        RawClient another(running.port);
        another.send(requestLines("GET /health", {}, "Connection: close\r\n"));
        return statusOf(another.readAnswer());
    };
    QTRY_COMPARE(answerOfAnother(), 200);
}

void TestServer::outlivesClientsThatLeave()
{
    RunningServer running;
    for (int i = 0; i < 50; ++i) {
        RawClient client(running.port);
        client.send(requestLines("GET /processes"));
        if (i % 2 == 0)
            client.socket().abort(); // before the answer
    }
    RawClient client(running.port);
    client.send(requestLines("GET /health"));
    QCOMPARE(statusOf(client.readAnswer()), 200);
}

void TestServer::listensOnLoopbackOnlyWithoutAToken()
{
    EventLog log;
    SystemClock clock;
    ProcessTracker tracker(log, clock);
    ServerOptions options;
    options.port = 0;
    options.host = u"0.0.0.0"_s;
    Server open({tracker, log, clock}, options, {}, LogLineage("e1"));
    const auto refused = open.listen();
    QVERIFY(!refused.ok());
    QVERIFY(refused.error().message.contains(u"SKIP_AUTH"));

    Server guarded({tracker, log, clock}, options, "token", LogLineage("e1"));
    QVERIFY(guarded.listen().ok());
    QVERIFY(guarded.port() != 0);
}

void TestServer::saysWhyItCannotListen()
{
    RunningServer running;
    ServerOptions options;
    options.port = running.port;
    Server second({running.tracker, running.log, running.clock}, options, "token", LogLineage("e1"));
    const auto taken = second.listen();
    QVERIFY(!taken.ok());
    QVERIFY2(taken.error().message.contains(u"--port"), qPrintable(taken.error().message));

    options.host = u"nonsense"_s;
    Server third({running.tracker, running.log, running.clock}, options, "token", LogLineage("e1"));
    QCOMPARE(third.listen().error().field, u"host"_s);
}

void TestServer::finishesWhatIsUnderWay()
{
    RunningServer running;
    RawClient idle(running.port);
    idle.send(requestLines("GET /health"));
    QCOMPARE(statusOf(idle.readAnswer()), 200);
    std::atomic<bool> finished = false;
    QObject::connect(running.server.get(), &Server::finished, running.server.get(), [&finished] { finished = true; });
    running.inServerThread([&running] { running.server->shutDown(); });
    QVERIFY(idle.isClosedByServer());
    QTRY_VERIFY(finished);
    RawClient late(running.port);
    QVERIFY(late.socket().state() != QAbstractSocket::ConnectedState);
}

QTEST_GUILESS_MAIN(TestServer)
#include "tst_server.moc"
