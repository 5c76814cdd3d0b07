// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputuploader.h"

#include "cuttingproxy.h"
#include "numberedlines.h"
#include "outputcodec.h"
#include "processes.h"
#include "runningserver.h"
#include "scriptedserver.h"

#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

ApiEndpoint endpointAt(quint16 port)
{
    return {.url = QUrl(u"http://127.0.0.1:%1"_s.arg(port)), .token = RunningServer::token()};
}

/// All that the server keeps of an attempt, read over its API.
QByteArray outputOf(ApiClient &api, const QString &process, int attempt = 1)
{
    QByteArray bytes;
    for (bool isThrough = false; !isThrough;) {
        bool isAnswered = false;
        api.output(id(process), {.attempt = attempt, .offset = bytes.size()}, [&](const ApiReply<OutputPart> &reply) {
            isAnswered = true;
            isThrough = !reply || reply->content.end() == reply->extent.length;
            if (reply)
                bytes += reply->content.bytes;
        });
        if (!QTest::qWaitFor([&] { return isAnswered; }))
            break;
    }
    return bytes;
}

/// Prints lines as fast as they are taken, in a thread of its own.
class Program
{
public:
    Program(OutputUploader &uploader, int count)
        : lines(numberedLines(0, count))
        , m_thread(QThread::create([this, &uploader] {
            for (qsizetype at = 0; at < lines.size(); at += 50'000)
                uploader.append(OutputStream::Stdout, QByteArrayView(lines).sliced(at, 50'000));
        }))
    {
        m_thread->start();
    }
    ~Program() { m_thread->wait(); }

    bool isOver() const { return m_thread->isFinished(); }

    const QByteArray lines;

private:
    const std::unique_ptr<QThread> m_thread;
};

} // namespace

class TestOutputUploader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sendsAll();
    void repeatsWhatWasNotAnswered();
    void survivesCutConnections();
    void streamsWhatIsMuch();
    void streamsOverCutConnections();
    void sendsMuchToAServerWithoutTheWebSocket();
    void waitsUntilTheProcessIsKnown();
    void goesOnWithAServerThatForgot();
    void givesUpWhereOutputIsNotTaken_data();
    void givesUpWhereOutputIsNotTaken();
};

void TestOutputUploader::sendsAll()
{
    RunningServer server;
    ApiClient api(endpointAt(server.port));
    QVERIFY(server.tracker.start(startOf(u"job"_s, ProcessStatus::Running)).ok());
    OutputUploader uploader(api, id(u"job"_s), 1, server.clock);
    QSignalSpy drained(&uploader, &OutputUploader::drained);
    uploader.append(OutputStream::Stdout, "out\n");
    uploader.append(OutputStream::Stderr, QByteArrayView("er\0\xff\n", 5));
    QTRY_VERIFY(uploader.isDrained()); // though more may come
    QCOMPARE(drained.size(), 0);
    QCOMPARE(outputOf(api, u"job"_s), QByteArray("out\ner\0\xff\n", 9));

    std::optional<OutputPart> part;
    api.output(id(u"job"_s), {.tail = 1}, [&](const ApiReply<OutputPart> &reply) { part = *reply; });
    QTRY_VERIFY(part);
    QCOMPARE(part->content.offset, 4);
    QCOMPARE(part->content.runs.front().stream, OutputStream::Stderr);
    QCOMPARE(part->extent.length, 9);
    QVERIFY(!part->extent.complete);

    // Far more than memory holds, as fast as it can be taken.
    Program program(uploader, 1'000'000);
    QTRY_VERIFY_WITH_TIMEOUT(program.isOver(), 60'000);
    uploader.finish();
    QTRY_COMPARE_WITH_TIMEOUT(drained.size(), 1, 60'000);
    QCOMPARE(uploader.waiting(), 0);
    QCOMPARE(uploader.dropped(), 0);
    QVERIFY(outputOf(api, u"job"_s).sliced(9) == program.lines);
}

void TestOutputUploader::repeatsWhatWasNotAnswered()
{
    RunningServer server;
    CuttingProxy proxy;
    proxy.leadTo(server.port);
    ApiClient api(endpointAt(proxy.port()));
    ApiClient direct(endpointAt(server.port));
    QVERIFY(server.tracker.start(startOf(u"job"_s, ProcessStatus::Running)).ok());
    OutputUploader uploader(api, id(u"job"_s), 1, server.clock);
    uploader.append(OutputStream::Stdout, "first ");
    QTRY_VERIFY(uploader.isDrained());
    proxy.cutAfter(20); // in the head of the answer, when the server has it already
    uploader.append(OutputStream::Stdout, "second ");
    QTRY_COMPARE(outputOf(direct, u"job"_s), QByteArray("first second "));
    QTRY_VERIFY(proxy.cuts() > 0);
    uploader.append(OutputStream::Stdout, "third");
    uploader.finish();
    QTRY_VERIFY(uploader.isDrained());
    QCOMPARE(outputOf(direct, u"job"_s), QByteArray("first second third"));
}

void TestOutputUploader::survivesCutConnections()
{
    RunningServer server;
    CuttingProxy proxy;
    proxy.leadTo(server.port);
    ApiClient api(endpointAt(proxy.port()));
    ApiClient direct(endpointAt(server.port));
    QVERIFY(server.tracker.start(startOf(u"job"_s, ProcessStatus::Running)).ok());
    OutputUploader uploader(api, id(u"job"_s), 1, server.clock);

    QRandomGenerator random(12);
    QByteArray sent;
    for (int round = 0; proxy.cuts() < 25; ++round) {
        const QByteArray lines = numberedLines(round * 2000, 2000);
        sent += lines;
        uploader.append(round % 3 ? OutputStream::Stdout : OutputStream::Stderr, lines);
        QTest::qWait(static_cast<int>(random.bounded(60)));
        if (random.bounded(2) == 0)
            proxy.cutAfter(random.bounded(600));
        else
            proxy.cut();
        uploader.resume(1); // don't wait for the next try
    }
    uploader.finish();
    QTRY_VERIFY_WITH_TIMEOUT(uploader.isDrained(), 60'000);
    QVERIFY(outputOf(direct, u"job"_s) == sent);
}

void TestOutputUploader::streamsWhatIsMuch()
{
    ServerOptions options;
    options.maxFrameBytes = 100'000; // so that its messages are short
    RunningServer server(options);
    ApiClient api(endpointAt(server.port));
    QVERIFY(server.tracker.start(startOf(u"job"_s, ProcessStatus::Running)).ok());
    OutputUploader uploader(api, id(u"job"_s), 1, server.clock);
    QSignalSpy drained(&uploader, &OutputUploader::drained);
    Program program(uploader, 3'000'000);
    QTRY_VERIFY_WITH_TIMEOUT(uploader.isStreaming(), 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(program.isOver(), 60'000);
    uploader.finish();
    QTRY_COMPARE_WITH_TIMEOUT(drained.size(), 1, 60'000);
    QVERIFY(uploader.isStreaming());
    QCOMPARE(uploader.waiting(), 0);
    QCOMPARE(uploader.dropped(), 0);
    QVERIFY(outputOf(api, u"job"_s) == program.lines);
}

void TestOutputUploader::streamsOverCutConnections()
{
    RunningServer server;
    CuttingProxy proxy;
    proxy.leadTo(server.port);
    ApiClient api(endpointAt(proxy.port()));
    ApiClient direct(endpointAt(server.port));
    QVERIFY(server.tracker.start(startOf(u"job"_s, ProcessStatus::Running)).ok());
    OutputUploader uploader(api, id(u"job"_s), 1, server.clock);

    QRandomGenerator random(12);
    QByteArray sent;
    for (int round = 0; round < 8; ++round) {
        const QByteArray lines = numberedLines(round * 600'000, 600'000);
        sent += lines;
        uploader.append(round % 3 ? OutputStream::Stdout : OutputStream::Stderr, lines);
        uploader.resume(1); // don't wait for the next try
        QTRY_VERIFY_WITH_TIMEOUT(uploader.isStreaming(), 60'000);
        if (random.bounded(2) == 0)
            proxy.cutAfter(random.bounded(600)); // between two words that so much is stored
        else
            proxy.cut();
        QTRY_VERIFY_WITH_TIMEOUT(!uploader.isStreaming() || uploader.isDrained(), 60'000);
    }
    uploader.finish();
    QTRY_VERIFY_WITH_TIMEOUT(uploader.isDrained(), 60'000);
    QCOMPARE(uploader.dropped(), 0);
    QVERIFY(outputOf(direct, u"job"_s) == sent);
}

/// As one that is older, or that stands behind something that knows no WebSockets.
void TestOutputUploader::sendsMuchToAServerWithoutTheWebSocket()
{
    QByteArray taken;
    ScriptedServer server([&](const ScriptedServer::Request &request) -> ScriptedServer::Answer {
        if (!request.line.startsWith("POST "))
            return {404, {{u"error"_s, QJsonObject{{u"code"_s, u"unknown_path"_s}, {u"message"_s, u"No."_s}}}}};
        const auto chunks = OutputCodec::decode(request.bytes);
        for (const OutputChunk &chunk : *chunks)
            taken += chunk.bytes;
        return {200, {{u"output"_s, QJsonObject{{u"length"_s, taken.size()}, {u"lines"_s, 1}}}}};
    });
    const SystemClock clock;
    ApiClient api({.url = server.url()});
    OutputUploader uploader(api, id(u"job"_s), 1, clock);
    Program program(uploader, 1'000'000);
    QTRY_VERIFY_WITH_TIMEOUT(program.isOver(), 60'000);
    uploader.finish();
    QTRY_VERIFY_WITH_TIMEOUT(uploader.isDrained(), 60'000);
    QVERIFY(taken == program.lines);
    QVERIFY(std::any_of(server.requests.begin(), server.requests.end(),
                        [](const auto &request) { return request.line.contains("/output/append"); }));
}

void TestOutputUploader::waitsUntilTheProcessIsKnown()
{
    RunningServer server;
    ApiClient api(endpointAt(server.port));
    OutputUploader uploader(api, id(u"job"_s), 1, server.clock);
    QSignalSpy refused(&uploader, &OutputUploader::refused);
    uploader.append(OutputStream::Stdout, "early");
    QTest::qWait(200);
    QCOMPARE(uploader.waiting(), 5);
    QVERIFY(server.tracker.start(startOf(u"job"_s, ProcessStatus::Running)).ok());
    uploader.resume(1);
    QTRY_VERIFY(uploader.isDrained());
    QCOMPARE(outputOf(api, u"job"_s), QByteArray("early"));
    QCOMPARE(refused.size(), 0);
}

void TestOutputUploader::goesOnWithAServerThatForgot()
{
    RunningServer before;
    RunningServer after;
    CuttingProxy proxy;
    proxy.leadTo(before.port);
    ApiClient api(endpointAt(proxy.port()));
    QVERIFY(before.tracker.start(startOf(u"job"_s, ProcessStatus::Running)).ok());
    OutputUploader uploader(api, id(u"job"_s), 1, before.clock);
    uploader.append(OutputStream::Stdout, "before\n");
    QTRY_VERIFY(uploader.isDrained());
    proxy.leadTo(after.port);
    proxy.cut();
    QVERIFY(after.tracker.start(startOf(u"job"_s, ProcessStatus::Running)).ok());
    uploader.append(OutputStream::Stdout, "after\n");
    uploader.resume(1);
    QTRY_VERIFY(uploader.isDrained());
    QCOMPARE(outputOf(api, u"job"_s),
             QByteArray("[7 B (7 bytes) of the output before this line are missing: the server no longer has them]\n"
                        "after\n"));
}

void TestOutputUploader::givesUpWhereOutputIsNotTaken_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("code");
    QTest::newRow("a server that is too old") << 404 << u"not_found"_s;
    QTest::newRow("of another method") << 405 << u"method_not_allowed"_s;
    QTest::newRow("not with this token") << 403 << u"forbidden"_s;
}

void TestOutputUploader::givesUpWhereOutputIsNotTaken()
{
    QFETCH(int, status);
    QFETCH(QString, code);
    ScriptedServer server([&](const ScriptedServer::Request &) -> ScriptedServer::Answer {
        return {status, {{u"error"_s, QJsonObject{{u"code"_s, code}, {u"message"_s, u"No."_s}}}}};
    });
    const SystemClock clock;
    ApiClient api({.url = server.url()});
    OutputUploader uploader(api, id(u"job"_s), 1, clock);
    QSignalSpy refused(&uploader, &OutputUploader::refused);
    uploader.append(OutputStream::Stdout, "some");
    QTRY_COMPARE(refused.size(), 1);
    QVERIFY(uploader.isStopped());
    uploader.append(OutputStream::Stdout, "more");
    QCOMPARE(uploader.waiting(), 4);
    QCOMPARE(server.requests.size(), 1);
}

QTEST_GUILESS_MAIN(TestOutputUploader)
#include "tst_outputuploader.moc"
