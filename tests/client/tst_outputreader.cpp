// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputreader.h"

#include "cuttingproxy.h"
#include "outputcodec.h"
#include "processes.h"
#include "runningserver.h"

#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>
#include <QWebSocketServer>
#include <QtEndian>

using namespace Procession;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

ApiEndpoint endpointAt(quint16 port, const QByteArray &token = RunningServer::token())
{
    return {.url = QUrl(u"http://127.0.0.1:%1"_s.arg(port)), .token = token};
}

/// Appends to the end of an attempt's output, and waits until the server has it.
void appendTo(ApiClient &api, const QString &process, qint64 offset, const QByteArray &bytes, int attempt = 1)
{
    bool isDone = false;
    const OutputChunk chunk{OutputStream::Stdout, 1'700'000'000'000, bytes};
    api.appendOutput(id(process), attempt, offset, OutputCodec::encode({&chunk, 1}),
                     [&](const ApiReply<OutputExtent> &reply) { isDone = reply.ok(); });
    QTRY_VERIFY(isDone);
}

/// All that a reader brings.
struct Received
{
    explicit Received(OutputReader &reader)
    {
        QObject::connect(&reader, &OutputReader::begun, &reader, [this](int number, qint64 offset) {
            attempt = number;
            begin = offset;
        });
        QObject::connect(&reader, &OutputReader::received, &reader, [this](const OutputBytes &more) {
            isGapless = isGapless && (bytes.isEmpty() || more.offset == end);
            bytes += more.bytes;
            end = more.end();
        });
        QObject::connect(&reader, &OutputReader::skipped, &reader, [this](const OutputRange &range) {
            skipped.push_back(range);
            end = range.to;
        });
    }

    int attempt = 0;
    qint64 begin = -1;
    qint64 end = 0;
    QByteArray bytes;
    bool isGapless = true;
    std::vector<OutputRange> skipped;
};

/// A server that sends what a test says.
class ScriptedOutput
{
public:
    ScriptedOutput()
        : m_server(u"output"_s, QWebSocketServer::NonSecureMode)
    {
        QObject::connect(&m_server, &QWebSocketServer::newConnection, &m_server, [this] {
            socket.reset(m_server.nextPendingConnection());
            queries.append(socket->requestUrl().query());
        });
        m_server.listen(QHostAddress::LocalHost);
    }

    quint16 port() const { return m_server.serverPort(); }
    void begin(qint64 offset) const
    {
        socket->sendTextMessage(uR"({"type":"begin","attempt":3,"offset":%1,"length":100})"_s.arg(offset));
    }
    void skip(qint64 from, qint64 to) const
    {
        socket->sendTextMessage(uR"({"type":"skipped","from":%1,"to":%2})"_s.arg(from).arg(to));
    }
    void send(qint64 offset, const QByteArray &bytes) const
    {
        QByteArray message(8, Qt::Uninitialized);
        qToBigEndian(static_cast<quint64>(offset), message.data());
        const OutputChunk chunk{OutputStream::Stderr, 1, bytes};
        socket->sendBinaryMessage(message + OutputCodec::encode({&chunk, 1}));
    }

    std::unique_ptr<QWebSocket> socket;
    QStringList queries; ///< of the connections that came

private:
    QWebSocketServer m_server;
};

} // namespace

class TestOutputReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bringsWhatThereIsAndWhatFollows();
    void goesOnBehindABreak();
    void bringsEveryByteOnce();
    void asksAgainForWhatWasSkipped_data();
    void asksAgainForWhatWasSkipped();
    void tellsWhyItIsRefused_data();
    void tellsWhyItIsRefused();
};

void TestOutputReader::bringsWhatThereIsAndWhatFollows()
{
    RunningServer server;
    ApiClient api(endpointAt(server.port));
    QVERIFY(server.tracker.start(startOf(u"job"_s, ProcessStatus::Running)).ok());
    appendTo(api, u"job"_s, 0, "one\ntwo\n");
    OutputReader reader(endpointAt(server.port), id(u"job"_s), {.tail = 1});
    Received received(reader);
    QSignalSpy completed(&reader, &OutputReader::completed);
    reader.open();
    QTRY_COMPARE(received.bytes, QByteArray("two\n"));
    QCOMPARE(received.attempt, 1);
    QCOMPARE(received.begin, 4);
    appendTo(api, u"job"_s, 8, "three\n");
    QTRY_COMPARE(received.bytes, QByteArray("two\nthree\n"));
    QCOMPARE(completed.size(), 0);
    QVERIFY(server.tracker.report(id(u"job"_s), reportOf(ProcessStatus::Completed)).ok());
    QTRY_COMPARE(completed.size(), 1);
    QCOMPARE(completed[0][0].toLongLong(), 14);
    QCOMPARE(reader.offset(), 14);
}

void TestOutputReader::goesOnBehindABreak()
{
    ScriptedOutput server;
    OutputReader reader(endpointAt(server.port()), id(u"job"_s), {.tail = 9, .times = {.firstRetry = 1ms}});
    Received received(reader);
    QSignalSpy interrupted(&reader, &OutputReader::interrupted);
    reader.open();
    QTRY_VERIFY(server.socket);
    server.begin(40);
    server.send(40, "abcd");
    QTRY_COMPARE(received.bytes, QByteArray("abcd"));
    server.socket->abort();
    QTRY_COMPARE(server.queries.size(), 2);
    QCOMPARE(server.queries, (QStringList{u"tail=9"_s, u"attempt=3&offset=44"_s}));
    QCOMPARE(interrupted.size(), 1);
    server.begin(44);
    server.send(42, "cdef"); // two bytes are known
    QTRY_COMPARE(received.bytes, QByteArray("abcdef"));
    QVERIFY(received.isGapless);
}

void TestOutputReader::bringsEveryByteOnce()
{
    RunningServer server;
    CuttingProxy proxy;
    proxy.leadTo(server.port);
    ApiClient direct(endpointAt(server.port));
    QVERIFY(server.tracker.start(startOf(u"job"_s, ProcessStatus::Running)).ok());
    OutputReader reader(endpointAt(proxy.port()), id(u"job"_s),
                        {.bringsEveryByte = true, .times = {.firstRetry = 1ms}});
    Received received(reader);
    QSignalSpy completed(&reader, &OutputReader::completed);
    reader.open();
    QRandomGenerator random(12);
    QByteArray sent;
    while (proxy.cuts() < 20) {
        QByteArray lines;
        for (int i = 0; i < 500; ++i)
            lines += QByteArray::number(sent.size() + lines.size()) + '\n';
        appendTo(direct, u"job"_s, sent.size(), lines);
        sent += lines;
        QTest::qWait(static_cast<int>(random.bounded(30)));
        proxy.cutAfter(random.bounded(5000));
    }
    QVERIFY(server.tracker.report(id(u"job"_s), reportOf(ProcessStatus::Completed)).ok());
    QTRY_VERIFY_WITH_TIMEOUT(!completed.isEmpty() && received.end == sent.size(), 30'000);
    QVERIFY(received.bytes == sent);
    QVERIFY(received.isGapless);
    QVERIFY(received.skipped.empty());
}

void TestOutputReader::asksAgainForWhatWasSkipped_data()
{
    QTest::addColumn<bool>("bringsEveryByte");
    QTest::newRow("the newest counts") << false;
    QTest::newRow("every byte counts") << true;
}

void TestOutputReader::asksAgainForWhatWasSkipped()
{
    QFETCH(bool, bringsEveryByte);
    ScriptedOutput server;
    OutputReader reader(endpointAt(server.port()), id(u"job"_s), {.bringsEveryByte = bringsEveryByte});
    Received received(reader);
    reader.open();
    QTRY_VERIFY(server.socket);
    server.begin(0);
    server.send(0, "ab");
    server.skip(2, 50);
    server.send(50, "yz");
    if (!bringsEveryByte) {
        QTRY_COMPARE(received.bytes, QByteArray("abyz"));
        QCOMPARE(received.skipped, (std::vector<OutputRange>{{2, 50}}));
        QCOMPARE(server.queries.size(), 1);
        return;
    }
    QTRY_COMPARE(server.queries.size(), 2);
    QCOMPARE(server.queries[1], u"attempt=3&offset=2"_s);
    server.begin(2);
    server.send(2, "cd");
    server.skip(4, 50);
    QTRY_COMPARE(server.queries.size(), 3);
    server.begin(4);
    server.skip(4, 50); // it really isn't kept
    server.send(50, "yz");
    QTRY_COMPARE(received.bytes, QByteArray("abcdyz"));
    QCOMPARE(received.skipped, (std::vector<OutputRange>{{4, 50}}));
}

void TestOutputReader::tellsWhyItIsRefused_data()
{
    QTest::addColumn<QString>("process");
    QTest::addColumn<int>("attempt");
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<int>("status");
    QTest::newRow("no process") << u"nobody"_s << 1 << RunningServer::token() << 404;
    QTest::newRow("no attempt") << u"job"_s << 2 << RunningServer::token() << 404;
    QTest::newRow("no token") << u"job"_s << 1 << QByteArray("wrong") << 401;
}

void TestOutputReader::tellsWhyItIsRefused()
{
    QFETCH(QString, process);
    QFETCH(int, attempt);
    QFETCH(QByteArray, token);
    QFETCH(int, status);
    RunningServer server;
    QVERIFY(server.tracker.start(startOf(u"job"_s, ProcessStatus::Running)).ok());
    OutputReader reader(endpointAt(server.port, token), id(process), {.attempt = attempt});
    QSignalSpy begun(&reader, &OutputReader::begun);
    std::optional<ApiError> refusal;
    QObject::connect(&reader, &OutputReader::refused, &reader, [&](const ApiError &error) { refusal = error; });
    reader.open();
    QTRY_VERIFY(refusal);
    QCOMPARE(refusal->status, status);
    QVERIFY(!refusal->error.message.isEmpty());
    QCOMPARE(begun.size(), 0);
}

QTEST_GUILESS_MAIN(TestOutputReader)
#include "tst_outputreader.moc"
