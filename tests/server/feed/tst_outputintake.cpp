// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "clientframes.h"
#include "numberedlines.h"
#include "outputcodec.h"
#include "processes.h"
#include "runningserver.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QWebSocket>
#include <QtEndian>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

QByteArray offsetBytes(quint64 offset)
{
    QByteArray bytes(8, Qt::Uninitialized);
    qToBigEndian(offset, bytes.data());
    return bytes;
}

QByteArray messageOf(quint64 offset, const QByteArray &bytes, OutputStream stream = OutputStream::Stdout)
{
    const OutputChunk chunk{stream, 1000, bytes};
    return offsetBytes(offset) + OutputCodec::encode({&chunk, 1});
}

/// A client that sends output, and keeps what it is told.
class Sender : public QObject
{
public:
    explicit Sender(quint16 port, const QString &target = u"job/output/append"_s,
                    const QByteArray &token = RunningServer::token())
    {
        connect(&m_socket, &QWebSocket::textMessageReceived, this,
                [this](const QString &text) { told.append(QJsonDocument::fromJson(text.toUtf8()).object()); });
        QNetworkRequest request(QUrl(u"ws://127.0.0.1:%1/ws/processes/%2"_s.arg(port).arg(target)));
        if (!token.isEmpty())
            request.setRawHeader("Authorization", "Bearer " + token);
        m_socket.open(request);
    }

    bool isClosed() const { return m_socket.state() == QAbstractSocket::UnconnectedState; }
    int closeCode() const { return m_socket.closeCode(); }
    void send(const QByteArray &message) { m_socket.sendBinaryMessage(message); }
    void sendText(const QString &text) { m_socket.sendTextMessage(text); }
    void drop() { m_socket.abort(); }

    bool hasBegun() const { return !told.isEmpty(); }
    qint64 stored() const
    {
        return told.isEmpty() || told.last().value("type"_L1) != "stored"_L1 ? -1
                                                                             : told.last()["length"_L1].toInteger();
    }
    QString error() const { return told.isEmpty() ? QString() : told.last()["error"_L1]["code"_L1].toString(); }

    QList<QJsonObject> told;

private:
    QWebSocket m_socket;
};

QByteArray handshakeOf(const QByteArray &target, const QByteArray &moreHeaders = {},
                       const QByteArray &token = testToken)
{
    return requestLines("GET " + target, {},
                        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                            + moreHeaders,
                        token);
}

} // namespace

/// Output that clients send over WebSockets, over real sockets into real files.
class TestOutputIntake : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void isRefused_data();
    void isRefused();
    void saysItIsAWebSocket();
    void storesWhatIsSent();
    void goesOnWhereItWas();
    void aRepeatedMessageAddsNothing();
    void nobodyWaitsForAnAnswer();
    void badMessagesEndIt_data();
    void badMessagesEndIt();
    void whatCameBeforeABadMessageIsKept();
    void badFramesEndIt_data();
    void badFramesEndIt();
    void theProcessMayGo();
    void anotherProcessGetsNothing();
    void itStaysWithItsAttempt();
    void aBrokenConnectionLeavesWholeMessages();
    void hasRoomForSoManyOnly();
    void holdsSoMuchOnly();
    void saysGoodBye();

private:
    OutputKey key(int attempt = 1) const { return OutputKey::of(**m_running->tracker.find(id(u"job")), attempt); }
    QByteArray kept(int attempt = 1) const
    {
        QByteArray bytes;
        for (qint64 length = 1; bytes.size() < length;) {
            const auto slice = m_running->output.read(key(attempt), bytes.size(), 8 * 1024 * 1024);
            if (!slice)
                break;
            length = slice->extent.length;
            bytes += slice->content.bytes;
        }
        return bytes;
    }
    void start(const ServerOptions &options = {})
    {
        m_running = std::make_unique<RunningServer>(options);
        QVERIFY(m_running->port != 0);
        QVERIFY(m_running->tracker.start(startOf(u"job", ProcessStatus::Running)).ok());
    }

    std::unique_ptr<RunningServer> m_running;
};

void TestOutputIntake::init()
{
    start();
}

void TestOutputIntake::cleanup()
{
    m_running.reset();
}

void TestOutputIntake::isRefused_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("headers");
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("code");
    const auto row = [](const char *name, const char *target, int status, const char *code, const char *headers = "",
                        const QByteArray &token = testToken) {
        QTest::newRow(name) << QByteArray("/ws/processes/") + target << QByteArray(headers) << token << status
                            << QByteArray(code);
    };
    row("a good one", "job/output/append", 101, "");
    row("of an attempt", "job/output/append?attempt=1", 101, "");
    row("nobody's", "nobody/output/append", 404, "unknown_process");
    row("a path out of here", "%2e%2e%2f%2e%2e/output/append", 404, "unknown_process");
    row("another path", "job/output/appends", 404, "unknown_path");
    row("a later attempt", "job/output/append?attempt=2", 404, "unknown_attempt");
    row("attempt 0", "job/output/append?attempt=0", 400, "invalid_field");
    row("a parameter of those who follow", "job/output/append?offset=0", 400, "invalid_field");
    row("with a wrong token", "job/output/append", 401, "unauthorized", "", "wrong");
    row("from a foreign page", "job/output/append", 403, "origin_not_allowed", "Origin: https://evil.example\r\n");
}

void TestOutputIntake::isRefused()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, headers);
    QFETCH(QByteArray, token);
    QFETCH(QByteArray, code);
    RawClient client(m_running->port);
    client.send(handshakeOf(target, headers, token));
    const QByteArray answer = client.readAnswer(false);
    QTEST(statusOf(answer), "status");
    const QByteArray body = code.isEmpty() ? QByteArray() : client.readSome(1);
    QVERIFY2(code.isEmpty() || body.contains("\"code\":\"" + code + '"'), body.constData());
}

void TestOutputIntake::saysItIsAWebSocket()
{
    RawClient client(m_running->port);
    client.send(requestLines("GET /ws/processes/job/output/append"));
    const QByteArray answer = client.readAnswer();
    QCOMPARE(statusOf(answer), 426);
    QVERIFY(answer.contains("/ws/processes/job/output/append"));
}

void TestOutputIntake::storesWhatIsSent()
{
    Sender sender(m_running->port);
    QTRY_COMPARE(sender.told.size(), 1);
    QCOMPARE(sender.told.first(),
             (QJsonObject{
                 {u"type"_s, u"begin"_s}, {u"attempt"_s, 1}, {u"length"_s, 0}, {u"max_message_bytes"_s, 1024 * 1024}}));
    sender.send(messageOf(0, "out\n"));
    QTRY_COMPARE(sender.stored(), 4);
    sender.send(messageOf(4, "err\n", OutputStream::Stderr) + messageOf(0, "more").sliced(8));
    QTRY_COMPARE(sender.stored(), 12);
    sender.send(offsetBytes(12)); // nothing, which is a question
    QTRY_COMPARE(sender.told.size(), 4);
    QCOMPARE(sender.stored(), 12);
    QCOMPARE(kept(), QByteArray("out\nerr\nmore"));
    const auto slice = m_running->output.read(key(), 0, 100);
    QCOMPARE(slice->content.runs.size(), size_t(3));
    QCOMPARE(slice->content.runAt(5).stream, OutputStream::Stderr);
    QCOMPARE(slice->content.runAt(5).timeMs, 1000);
    QCOMPARE(m_running->log.head(), 1); // which output never passes
}

void TestOutputIntake::goesOnWhereItWas()
{
    const OutputChunk chunk{OutputStream::Stdout, 1, "before"};
    QVERIFY(m_running->output.append(key(), 0, {&chunk, 1}).ok());
    Sender sender(m_running->port);
    QTRY_VERIFY(sender.hasBegun());
    QCOMPARE(sender.told.first().value("length"_L1).toInteger(), 6);
    sender.send(messageOf(6, ", after"));
    QTRY_COMPARE(sender.stored(), 13);
    QCOMPARE(kept(), QByteArray("before, after"));
}

void TestOutputIntake::aRepeatedMessageAddsNothing()
{
    Sender sender(m_running->port);
    QTRY_VERIFY(sender.hasBegun());
    sender.send(messageOf(0, "abc"));
    sender.send(messageOf(0, "abc"));
    sender.send(messageOf(1, "bcde"));
    QTRY_COMPARE(sender.stored(), 5);
    QCOMPARE(kept(), QByteArray("abcde"));
}

void TestOutputIntake::nobodyWaitsForAnAnswer()
{
    const QByteArray all = numberedLines(0, 1'500'000);
    Sender sender(m_running->port);
    QTRY_VERIFY(sender.hasBegun());
    for (qsizetype at = 0, part = 1; at < all.size(); at += part, part = std::min<qsizetype>(200'000, part * 3))
        sender.send(messageOf(static_cast<quint64>(at), all.mid(at, part)));
    QTRY_COMPARE_WITH_TIMEOUT(sender.stored(), all.size(), 60'000);
    QVERIFY(kept() == all);
}

void TestOutputIntake::badMessagesEndIt_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QString>("code");
    QTest::addColumn<int>("closeCode");
    const auto row = [](const char *name, const QByteArray &message, const QString &code = u"invalid_field"_s) {
        QTest::newRow(name) << message << code << 1008;
    };
    row("empty", "");
    row("less than an offset", QByteArray(7, '\0'));
    row("a negative offset", messageOf(~quint64(0), "x"));
    row("a huge offset", messageOf(quint64(1) << 60, "x"));
    row("an offset behind the end", messageOf(6, "x"), u"wrong_offset"_s);
    row("an offset far behind the end", messageOf(quint64(1) << 53, "x"), u"wrong_offset"_s);
    row("half a head", messageOf(5, "x").first(20));
    row("a record that isn't whole", messageOf(5, "xyz").chopped(1));
    row("a stream that is none", messageOf(5, "x", static_cast<OutputStream>(7)));
    row("a record of nothing", offsetBytes(5) + QByteArray::fromHex("01000000000000000000000000000000"));
    row("a record of 4 GiB", offsetBytes(5) + QByteArray::fromHex("01000000ffffffff0000000000000000") + "x");
    row("text", offsetBytes(5) + "just some text that is longer than a head\n");
    QTest::newRow("far too long") << QByteArray(1024 * 1024 + 1, 'x') << QString() << 1009;
}

void TestOutputIntake::badMessagesEndIt()
{
    QFETCH(QByteArray, message);
    QFETCH(QString, code);
    QFETCH(int, closeCode);
    Sender sender(m_running->port);
    QTRY_VERIFY(sender.hasBegun());
    sender.send(messageOf(0, "hello"));
    QTRY_COMPARE(sender.stored(), 5);
    sender.send(message);
    sender.send(messageOf(5, "never")); // is not looked at any more
    QTRY_VERIFY(sender.isClosed());
    QCOMPARE(sender.closeCode(), closeCode);
    QCOMPARE(sender.error(), code);
    QCOMPARE(sender.told.last().value("expected_offset"_L1).toInteger(-1), code == "wrong_offset"_L1 ? 5 : -1);
    QCOMPARE(kept(), QByteArray("hello"));

    Sender next(m_running->port);
    QTRY_VERIFY(next.hasBegun());
    next.send(messageOf(5, ", you"));
    QTRY_COMPARE(next.stored(), 10);
}

void TestOutputIntake::whatCameBeforeABadMessageIsKept()
{
    Sender sender(m_running->port);
    QTRY_VERIFY(sender.hasBegun());
    for (const QByteArray &message :
         {messageOf(0, "abc"), messageOf(3, "def"), messageOf(4, "efg"), QByteArray("bad"), messageOf(7, "never")})
        sender.send(message);
    QTRY_VERIFY(sender.isClosed());
    QCOMPARE(sender.error(), u"invalid_field"_s);
    QCOMPARE(kept(), QByteArray("abcdefg"));
}

void TestOutputIntake::badFramesEndIt_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("closeCode"); // 0: the client goes first
    const QByteArray good = messageOf(0, "x");
    QTest::newRow("text") << clientFrame(0x81, "hello") << 1003;
    QTest::newRow("a report") << clientFrame(0x81, R"({"process_id":"job","progress":5})") << 1003;
    QTest::newRow("without a mask") << QByteArray("\x82\x01x") << 1002;
    QTest::newRow("an opcode that is none") << clientFrame(0x83, good) << 1002;
    QTest::newRow("a continuation of nothing") << clientFrame(0x80, good) << 1002;
    QTest::newRow("a frame that says it is huge") << QByteArray::fromHex("82ff7fffffffffffffff00000000") << 1009;
    QTest::newRow("fragments that are too long together")
        << clientFrame(0x02, QByteArray(700'000, 'x')) + clientFrame(0x80, QByteArray(700'000, 'x')) << 1009;
    QTest::newRow("half a frame") << clientFrame(0x82, good).chopped(3) << 0;
}

void TestOutputIntake::badFramesEndIt()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, closeCode);
    RawClient client(m_running->port);
    client.send(handshakeOf("/ws/processes/job/output/append"));
    QVERIFY(client.readAnswer(false).startsWith("HTTP/1.1 101"));
    client.send(bytes);
    if (closeCode != 0) {
        QByteArray stream = client.readToEnd();
        QByteArray last;
        for (QByteArray frame = takeServerFrame(stream); !frame.isNull(); frame = takeServerFrame(stream))
            last = frame;
        QVERIFY(last.size() >= 2);
        QCOMPARE(qFromBigEndian<quint16>(last.constData()), closeCode);
    } else {
        client.socket().abort();
    }
    QCOMPARE(m_running->log.head(), 1);
    Sender next(m_running->port);
    QTRY_VERIFY(next.hasBegun());
    QCOMPARE(next.told.first().value("length"_L1).toInteger(), 0);
}

void TestOutputIntake::theProcessMayGo()
{
    Sender sender(m_running->port);
    QTRY_VERIFY(sender.hasBegun());
    QVERIFY(m_running->tracker.report(id(u"job"), reportOf(ProcessStatus::Completed)).ok());
    sender.send(messageOf(0, "late, and taken"));
    QTRY_COMPARE(sender.stored(), 15);
    QVERIFY(m_running->tracker.remove(id(u"job")).ok());
    sender.send(messageOf(15, "too late"));
    QTRY_VERIFY(sender.isClosed());
    QCOMPARE(sender.closeCode(), 1008);
    QCOMPARE(sender.error(), u"unknown_process"_s);
}

void TestOutputIntake::anotherProcessGetsNothing()
{
    Sender sender(m_running->port);
    QTRY_VERIFY(sender.hasBegun());
    QVERIFY(m_running->tracker.report(id(u"job"), reportOf(ProcessStatus::Completed)).ok());
    QVERIFY(m_running->tracker.remove(id(u"job")).ok());
    QVERIFY(m_running->tracker.start(startOf(u"job", ProcessStatus::Running)).ok());
    sender.send(messageOf(0, "of the one before"));
    QTRY_VERIFY(sender.isClosed());
    QCOMPARE(sender.error(), u"unknown_process"_s);
    QCOMPARE(m_running->output.extent(key())->length, 0);
}

void TestOutputIntake::itStaysWithItsAttempt()
{
    Sender sender(m_running->port);
    QTRY_VERIFY(sender.hasBegun());
    QVERIFY(m_running->tracker.report(id(u"job"), reportOf(ProcessStatus::Failed)).ok());
    QVERIFY(m_running->tracker.retry(id(u"job")).ok());
    sender.send(messageOf(0, "first"));
    QTRY_COMPARE(sender.stored(), 5);
    Sender next(m_running->port);
    QTRY_VERIFY(next.hasBegun());
    QCOMPARE(next.told.first().value("attempt"_L1).toInt(), 2);
    next.send(messageOf(0, "second"));
    QTRY_COMPARE(next.stored(), 6);
    QCOMPARE(kept(1), QByteArray("first"));
    QCOMPARE(kept(2), QByteArray("second"));
}

void TestOutputIntake::aBrokenConnectionLeavesWholeMessages()
{
    const QByteArray all = numberedLines(0, 500'000);
    qint64 length = 0;
    for (int round = 0; length < all.size(); ++round) {
        Sender sender(m_running->port);
        QTRY_VERIFY(sender.hasBegun());
        QVERIFY(sender.told.first().value("length"_L1).toInteger() >= length); // what was confirmed is there
        length = sender.told.first().value("length"_L1).toInteger();
        for (qsizetype at = length; at < all.size(); at += 100'000)
            sender.send(messageOf(static_cast<quint64>(at), all.mid(at, 100'000)));
        QTRY_VERIFY(sender.stored() > length || length == all.size());
        length = std::max(length, sender.stored());
        sender.drop();
    }
    QVERIFY(kept() == all);
}

void TestOutputIntake::hasRoomForSoManyOnly()
{
    ServerOptions options;
    options.maxSubscribers = 1;
    start(options);
    Sender first(m_running->port);
    QTRY_VERIFY(first.hasBegun());
    RawClient second(m_running->port);
    second.send(handshakeOf("/ws/processes"));
    QCOMPARE(statusOf(second.readAnswer()), 503);
}

void TestOutputIntake::holdsSoMuchOnly()
{
    ServerOptions options;
    options.maxFeedBuffer = 1024 * 1024;
    start(options);
    // Each holds most of a message that doesn't end, and there is room for one.
    constexpr size_t count = 8;
    const QByteArray whole = clientFrame(0x82, messageOf(0, QByteArray(700'000, 'x')));
    std::vector<std::unique_ptr<RawClient>> clients;
    std::array<QByteArray, count> told;
    for (size_t i = 0; i < count; ++i) {
        clients.push_back(std::make_unique<RawClient>(m_running->port));
        clients.back()->send(handshakeOf("/ws/processes/job/output/append"));
        QVERIFY(clients.back()->readAnswer(false).startsWith("HTTP/1.1 101"));
    }
    for (const auto &client : clients)
        client->socket().write(whole.chopped(1));
    const auto isRefused = [](const QByteArray &text) { return text.contains("\"code\":\"busy\""); };
    const auto refused = [&] {
        for (size_t i = 0; i < count; ++i)
            told[i] += clients[i]->socket().readAll();
        return std::ranges::count_if(told, isRefused);
    };
    QTRY_COMPARE(refused(), qsizetype(count) - 1);
    // The last one is served.
    const auto served = static_cast<size_t>(std::ranges::find_if_not(told, isRefused) - told.begin());
    clients[served]->socket().write(whole.right(1));
    QTRY_COMPARE(m_running->output.extent(key())->length, 700'000);
}

void TestOutputIntake::saysGoodBye()
{
    Sender sender(m_running->port);
    QTRY_VERIFY(sender.hasBegun());
    sender.send(messageOf(0, "abc"));
    QTRY_COMPARE(sender.stored(), 3);
    m_running->inServerThread([this] { m_running->server->shutDown(); });
    QTRY_VERIFY(sender.isClosed());
    QCOMPARE(sender.closeCode(), 1001);
    QCOMPARE(kept(), QByteArray("abc"));
}

QTEST_GUILESS_MAIN(TestOutputIntake)
#include "tst_outputintake.moc"
