// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "clientframes.h"
#include "outputcodec.h"
#include "outputfeed.h"
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

constexpr qint64 megabyte = 1024 * 1024;

/// A client that puts an output together again from what it is sent.
struct Output
{
    QByteArray bytes;
    qint64 begin = -1; // of the bytes
    qint64 next = -1;
    std::vector<std::pair<OutputStream, QByteArray>> records;
    QStringList told; // what the text frames say, in short, one after the other
    bool isContinuous = true;

    void takeText(const QByteArray &text)
    {
        const QJsonObject message = QJsonDocument::fromJson(text).object();
        const QString type = message.value("type"_L1).toString();
        const auto number = [&message](QLatin1StringView key) {
            return QString::number(message.value(key).toInteger(-1));
        };
        if (type == "begin"_L1) {
            told.append(u"begin %1 at %2"_s.arg(number("attempt"_L1), number("offset"_L1)));
            next = message.value("offset"_L1).toInteger();
        } else if (type == "skipped"_L1) {
            isContinuous = isContinuous && message.value("from"_L1).toInteger() == next;
            next = message.value("to"_L1).toInteger();
            told.append(u"skipped"_s);
        } else if (type == "error"_L1) {
            told.append(u"error "_s + message["error"_L1]["code"_L1].toString());
        } else {
            told.append(type + u' ' + number(type == "attempt"_L1 ? "attempt"_L1 : "length"_L1));
        }
    }
    void takeBinary(const QByteArray &frame)
    {
        const auto offset = static_cast<qint64>(qFromBigEndian<quint64>(frame.constData()));
        isContinuous = isContinuous && frame.size() > 8 && offset == next;
        if (begin < 0)
            begin = offset;
        next = offset;
        const auto chunks = OutputCodec::decode(QByteArrayView(frame).sliced(8));
        isContinuous = isContinuous && chunks;
        if (!chunks)
            return;
        for (const OutputChunk &chunk : *chunks) {
            bytes += chunk.bytes;
            next += chunk.bytes.size();
            records.emplace_back(chunk.stream, chunk.bytes.toByteArray());
        }
    }
};

class Follower : public QObject
{
public:
    explicit Follower(quint16 port, const QString &target = u"job/output"_s,
                      const QByteArray &token = RunningServer::token())
    {
        connect(&m_socket, &QWebSocket::textMessageReceived, this,
                [this](const QString &text) { output.takeText(text.toUtf8()); });
        connect(&m_socket, &QWebSocket::binaryMessageReceived, this,
                [this](const QByteArray &frame) { output.takeBinary(frame); });
        QNetworkRequest request(QUrl(u"ws://127.0.0.1:%1/ws/processes/%2"_s.arg(port).arg(target)));
        if (!token.isEmpty())
            request.setRawHeader("Authorization", "Bearer " + token);
        m_socket.open(request);
    }

    bool isOpen() const { return m_socket.state() == QAbstractSocket::ConnectedState; }
    bool isClosed() const { return m_socket.state() == QAbstractSocket::UnconnectedState; }
    int closeCode() const { return m_socket.closeCode(); }
    void send(const QString &text) { m_socket.sendTextMessage(text); }

    Output output;

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

/// The live output of an attempt, over real sockets from real files.
class TestOutputFeed : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void isRefused_data();
    void isRefused();
    void tellsWhatComes();
    void beginsWhereItIsAskedTo_data();
    void beginsWhereItIsAskedTo();
    void anOffsetBehindTheEndIsRefused();
    void tellsHowLongItIs();
    void tellsThatTheAttemptIsOver();
    void tellsOfALaterAttemptAndGoesOn();
    void tellsOfAnAttemptThatWasOverBefore();
    void bytesThatAreNotKeptAreToldOf();
    void manyFollowOneOutput();
    void aLongOutputComesWhole();
    void whoReadsSlowlyIsSkippedForward();
    void nothingIsTakenFromAClient();
    void aTicketOpensOne();
    void hasRoomForSoManyOnly();
    void saysGoodBye();

private:
    OutputKey key(int attempt = 1) const { return OutputKey::of(**m_running->tracker.find(id(u"job")), attempt); }
    void append(const QByteArray &bytes, int attempt = 1, OutputStream stream = OutputStream::Stdout) const
    {
        const std::vector<OutputChunk> chunks{{stream, 1000, bytes}};
        QVERIFY(m_running->output.append(key(attempt), OutputStore::atEnd, chunks).ok());
    }
    void report(ProcessStatus status) const { QVERIFY(m_running->tracker.report(id(u"job"), reportOf(status)).ok()); }

    std::unique_ptr<RunningServer> m_running;
};

void TestOutputFeed::init()
{
    m_running = std::make_unique<RunningServer>();
    QVERIFY(m_running->port != 0);
    QVERIFY(m_running->tracker.start(startOf(u"job", ProcessStatus::Running)).ok());
}

void TestOutputFeed::cleanup()
{
    m_running.reset();
}

void TestOutputFeed::isRefused_data()
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
    row("a good one", "job/output", 101, "");
    row("nobody's", "nobody/output", 404, "unknown_process");
    row("a path out of here", "%2e%2e%2f%2e%2e/output", 404, "unknown_process");
    row("a NUL", "job%00/output", 404, "unknown_process");
    row("another path", "job/outputs", 404, "unknown_path");
    row("the process", "job", 404, "unknown_path");
    row("a later attempt", "job/output?attempt=2", 404, "unknown_attempt");
    row("attempt 0", "job/output?attempt=0", 400, "invalid_field");
    row("a negative offset", "job/output?offset=-1", 400, "invalid_field");
    row("a tail from an offset", "job/output?offset=1&tail=1", 400, "invalid_field");
    row("a tail of nothing", "job/output?tail=0", 400, "invalid_field");
    row("how long it is from an offset", "job/output?extents=1&offset=1", 400, "invalid_field");
    row("how long it is, from its tail", "job/output?extents=1&tail=1", 400, "invalid_field");
    row("how long it is", "job/output?extents=1", 101, "");
    row("a flag that is none", "job/output?extents=yes", 400, "invalid_field");
    row("a parameter of the feed", "job/output?snapshot=1", 400, "invalid_field");
    row("without a token", "job/output", 401, "unauthorized", "", "wrong");
    row("from a foreign page", "job/output", 403, "origin_not_allowed", "Origin: https://evil.example\r\n");
}

void TestOutputFeed::isRefused()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, headers);
    QFETCH(QByteArray, token);
    QFETCH(QByteArray, code);
    RawClient client(m_running->port);
    client.send(handshakeOf(target, headers, token));
    const QByteArray answer = client.readAnswer();
    QTEST(statusOf(answer), "status");
    QVERIFY2(code.isEmpty() || answer.contains("\"code\":\"" + code + '"'), answer.constData());
}

void TestOutputFeed::tellsWhatComes()
{
    append("before\n");
    Follower follower(m_running->port);
    QTRY_COMPARE(follower.output.bytes, QByteArray("before\n"));
    append("after\n");
    append("trouble\n", 1, OutputStream::Stderr);
    QTRY_COMPARE(follower.output.bytes, QByteArray("before\nafter\ntrouble\n"));
    QCOMPARE(follower.output.told, QStringList{u"begin 1 at 0"_s});
    QCOMPARE(follower.output.records.back(), std::pair(OutputStream::Stderr, QByteArray("trouble\n")));
    QVERIFY(follower.output.isContinuous);
}

void TestOutputFeed::beginsWhereItIsAskedTo_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("at the beginning") << QString() << QByteArray("one\ntwo\nthree\nfour");
    QTest::newRow("at an offset") << u"?offset=4"_s << QByteArray("two\nthree\nfour");
    QTest::newRow("at the end") << u"?offset=14"_s << QByteArray("four");
    QTest::newRow("two lines before the end") << u"?tail=2"_s << QByteArray("two\nthree\nfour");
    QTest::newRow("at all lines") << u"?tail=100"_s << QByteArray("one\ntwo\nthree\nfour");
    QTest::newRow("of that attempt") << u"?attempt=1&offset=8"_s << QByteArray("three\nfour");
}

void TestOutputFeed::beginsWhereItIsAskedTo()
{
    QFETCH(QString, query);
    QFETCH(QByteArray, bytes);
    append("one\ntwo\nthree\n");
    Follower follower(m_running->port, u"job/output"_s + query);
    QTRY_COMPARE(follower.output.told.size(), 1); // it stands where it begins
    append("four");
    QTRY_COMPARE(follower.output.bytes, bytes);
    QVERIFY(follower.output.isContinuous);
}

void TestOutputFeed::anOffsetBehindTheEndIsRefused()
{
    append("abc");
    Follower follower(m_running->port, u"job/output?offset=4"_s);
    QTRY_VERIFY(follower.isClosed());
    QCOMPARE(follower.closeCode(), 1008);
    QCOMPARE(follower.output.told, QStringList{u"error invalid_field"_s});
}

void TestOutputFeed::tellsHowLongItIs()
{
    append("one\ntwo\n");
    Follower follower(m_running->port, u"job/output?extents=1"_s);
    QTRY_COMPARE(follower.output.told, (QStringList{u"begin 1 at 0"_s, u"extent 8"_s}));
    append("three\n");
    QTRY_COMPARE(follower.output.told.last(), u"extent 14"_s);
    for (int time = 0; time < 200; ++time)
        append("more\n");
    QTRY_COMPARE(follower.output.told.last(), u"extent 1014"_s);
    report(ProcessStatus::Completed);
    QTRY_COMPARE(follower.output.told.last(), u"complete 1014"_s);
    append("late\n");
    QTRY_COMPARE(follower.output.told.last(), u"complete 1019"_s);
    QVERIFY(follower.output.bytes.isEmpty());
    QVERIFY(follower.isOpen());
}

void TestOutputFeed::tellsThatTheAttemptIsOver()
{
    append("abc");
    Follower follower(m_running->port);
    QTRY_COMPARE(follower.output.bytes, QByteArray("abc"));
    append("def");
    report(ProcessStatus::Completed);
    QTRY_COMPARE(follower.output.told, (QStringList{u"begin 1 at 0"_s, u"complete 6"_s}));
    QCOMPARE(follower.output.bytes, QByteArray("abcdef"));
    // What comes late all the same is told, and that this was all.
    append("ghi");
    QTRY_COMPARE(follower.output.told, (QStringList{u"begin 1 at 0"_s, u"complete 6"_s, u"complete 9"_s}));
    QCOMPARE(follower.output.bytes, QByteArray("abcdefghi"));
    QVERIFY(follower.isOpen());
}

void TestOutputFeed::tellsOfALaterAttemptAndGoesOn()
{
    append("first");
    Follower follower(m_running->port);
    QTRY_COMPARE(follower.output.bytes, QByteArray("first"));
    report(ProcessStatus::Failed);
    QTRY_COMPARE(follower.output.told.size(), 2);
    QVERIFY(m_running->tracker.retry(id(u"job")).ok());
    QTRY_COMPARE(follower.output.told, (QStringList{u"begin 1 at 0"_s, u"complete 5"_s, u"attempt 2"_s}));
    append("second", 2);
    append(", late");
    QTRY_COMPARE(follower.output.told.last(), u"complete 11"_s);
    QCOMPARE(follower.output.bytes, QByteArray("first, late"));

    Follower next(m_running->port);
    QTRY_COMPARE(next.output.bytes, QByteArray("second"));
    QCOMPARE(next.output.told, QStringList{u"begin 2 at 0"_s});
}

void TestOutputFeed::tellsOfAnAttemptThatWasOverBefore()
{
    append("abc");
    report(ProcessStatus::Failed);
    Follower follower(m_running->port, u"job/output?offset=1"_s);
    QTRY_COMPARE(follower.output.told, (QStringList{u"begin 1 at 1"_s, u"complete 3"_s}));
    QCOMPARE(follower.output.bytes, QByteArray("bc"));
    // One that printed nothing, too.
    QVERIFY(m_running->tracker.retry(id(u"job")).ok());
    QVERIFY(m_running->tracker.cancel(id(u"job")).ok());
    Follower silent(m_running->port);
    QTRY_COMPARE(silent.output.told, (QStringList{u"begin 2 at 0"_s, u"complete 0"_s}));
}

void TestOutputFeed::bytesThatAreNotKeptAreToldOf()
{
    const QByteArray part(megabyte, 'x');
    for (int i = 0; i < 70; ++i) // of which 64 are kept
        append(part);
    Follower follower(m_running->port);
    QTRY_COMPARE_WITH_TIMEOUT(follower.output.next, 70 * megabyte, 60000);
    QCOMPARE(follower.output.told, (QStringList{u"begin 1 at 0"_s, u"skipped"_s}));
    QVERIFY(follower.output.isContinuous);
    QVERIFY(follower.output.bytes.size() <= 64 * megabyte);
}

void TestOutputFeed::manyFollowOneOutput()
{
    std::vector<std::unique_ptr<Follower>> followers;
    for (int i = 0; i < 20; ++i)
        followers.push_back(std::make_unique<Follower>(m_running->port));
    for (const auto &follower : followers)
        QTRY_COMPARE(follower->output.told.size(), 1);
    QByteArray all;
    for (int i = 0; i < 500; ++i) {
        const QByteArray line = QByteArray::number(i) + '\n';
        append(line);
        all += line;
    }
    for (const auto &follower : followers) {
        QTRY_COMPARE(follower->output.bytes, all);
        QVERIFY(follower->output.isContinuous);
    }
}

void TestOutputFeed::aLongOutputComesWhole()
{
    QByteArray all;
    for (int i = 0; all.size() < 20 * megabyte; ++i)
        all += QByteArray::number(i) + '\n';
    for (qsizetype at = 0; at < all.size(); at += megabyte)
        append(all.mid(at, megabyte));
    Follower follower(m_running->port);
    QTRY_COMPARE_WITH_TIMEOUT(follower.output.bytes.size(), all.size(), 60000);
    QVERIFY(follower.output.bytes == all);
    QVERIFY(follower.output.isContinuous);
    QCOMPARE(follower.output.told.size(), 1); // who catches up isn't slow
}

void TestOutputFeed::whoReadsSlowlyIsSkippedForward()
{
    QVERIFY(m_running->keepSendBuffersSmall());
    RawClient client(m_running->port, RawClient::Receives::Little);
    client.send(handshakeOf("/ws/processes/job/output"));
    QVERIFY(client.readAnswer(false).startsWith("HTTP/1.1 101"));
    Output output;
    const auto takeFrames = [&](QByteArray &stream) {
        for (QByteArray frame = takeServerFrame(stream); !frame.isNull(); frame = takeServerFrame(stream)) {
            if (frame.startsWith('{'))
                output.takeText(frame);
            else
                output.takeBinary(frame);
        }
    };
    append("live\n");
    QByteArray stream;
    while (output.bytes.isEmpty()) {
        stream += client.readSome(1);
        takeFrames(stream);
    }
    // It follows live, and now it doesn't read while others print.
    const QByteArray part(megabyte, 'x');
    for (int i = 0; i < 30; ++i)
        append(part);
    const qint64 length = 30 * megabyte + 5;
    Follower other(m_running->port, u"job/output?tail=1"_s); // nobody waits for it
    QTRY_VERIFY(!other.output.told.isEmpty());               // its last line was looked for before there is another one
    append("\nend\n");
    QTRY_COMPARE(other.output.bytes.right(5), QByteArray("\nend\n"));

    while (output.next < length + 5) {
        const QByteArray more = client.readSome(1);
        QVERIFY(!more.isEmpty());
        stream += more;
        takeFrames(stream);
    }
    QVERIFY(output.isContinuous);
    QCOMPARE(output.told.takeFirst(), u"begin 1 at 0"_s);
    QCOMPARE(QSet<QString>(output.told.begin(), output.told.end()), QSet<QString>{u"skipped"_s}); // once or more
    QVERIFY(output.bytes.endsWith("\nend\n"));
    // The rest was never held for it.
    QVERIFY(output.bytes.size() < 8 * megabyte);
}

void TestOutputFeed::nothingIsTakenFromAClient()
{
    Follower follower(m_running->port);
    QTRY_VERIFY(follower.isOpen());
    follower.send(uR"({"process_id":"job","progress":5})"_s);
    QTRY_VERIFY(follower.isClosed());
    QCOMPARE(follower.closeCode(), 1008);
    QCOMPARE(m_running->log.head(), 1);
}

void TestOutputFeed::aTicketOpensOne()
{
    RawClient client(m_running->port);
    client.send(requestLines("POST /ws-ticket"));
    const QString ticket = QJsonDocument::fromJson(bodyOf(client.readAnswer()))["ticket"_L1].toString();
    Follower first(m_running->port, u"job/output?ticket="_s + ticket, {});
    QTRY_VERIFY(first.isOpen());
    Follower second(m_running->port, u"job/output?ticket="_s + ticket, {});
    QTRY_VERIFY(second.isClosed());
}

void TestOutputFeed::hasRoomForSoManyOnly()
{
    ServerOptions options;
    options.maxSubscribers = 1;
    m_running = std::make_unique<RunningServer>(options);
    QVERIFY(m_running->tracker.start(startOf(u"job", ProcessStatus::Running)).ok());
    Follower first(m_running->port);
    QTRY_COMPARE(first.output.told.size(), 1);
    RawClient second(m_running->port);
    second.send(handshakeOf("/ws/processes"));
    const QByteArray answer = second.readAnswer();
    QCOMPARE(statusOf(answer), 503);
    QVERIFY(answer.contains("too_many_subscribers"));
}

void TestOutputFeed::saysGoodBye()
{
    Follower follower(m_running->port);
    QTRY_VERIFY(follower.isOpen());
    m_running->inServerThread([this] { m_running->server->shutDown(); });
    QTRY_VERIFY(follower.isClosed());
    QCOMPARE(follower.closeCode(), 1001);
}

QTEST_GUILESS_MAIN(TestOutputFeed)
#include "tst_outputfeed.moc"
