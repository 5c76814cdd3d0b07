// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processes.h"
#include "runningserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>
#include <QWebSocket>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

/// A subscriber as anyone would write one.
class Feed : public QObject
{
public:
    Feed(quint16 port, const QString &query = {}, const QByteArray &token = RunningServer::token())
    {
        connect(&m_socket, &QWebSocket::textMessageReceived, this,
                [this](const QString &text) { messages.append(QJsonDocument::fromJson(text.toUtf8()).object()); });
        QNetworkRequest request(QUrl(u"ws://127.0.0.1:%1/ws/processes%2"_s.arg(port).arg(query)));
        if (!token.isEmpty())
            request.setRawHeader("Authorization", "Bearer " + token);
        m_socket.open(request);
    }

    bool isOpen() const { return m_socket.state() == QAbstractSocket::ConnectedState; }
    bool isClosed() const { return m_socket.state() == QAbstractSocket::UnconnectedState; }
    int closeCode() const { return m_socket.closeCode(); }
    void send(const QByteArray &json) { m_socket.sendTextMessage(QString::fromUtf8(json)); }

    QString type(qsizetype i) const { return messages.value(i).value("type"_L1).toString(); }
    qint64 lastSeq() const { return messages.isEmpty() ? 0 : messages.last().value("seq"_L1).toInteger(); }

    QList<QJsonObject> messages;

private:
    QWebSocket m_socket;
};

} // namespace

class TestLiveFeed : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void aPlainSubscriberGetsEachChangeAndNothingElse();
    void tellsOnlyWhatWasAskedFor_data();
    void tellsOnlyWhatWasAskedFor();
    void beginsWithASnapshot();
    void anEmptyServerHasASnapshotToo();
    void largeSnapshotsComeInPages();
    void goesOnFromWhereAClientWas();
    void tellsALossAndStartsAnew_data();
    void tellsALossAndStartsAnew();
    void batchesTellTheLatestStateOfEachProcess();
    void aBatchThatFellOffTheLogStartsAnew();
    void aFullSubscriberLearnsOfRemovals();
    void whoPingsWithoutReadingIsDropped();
    void aSlowReaderIsConflatedAndCatchesUp();
    void takesReportsOverTheSameConnection();
    void aTicketOpensOneFeed();
    void takesAnyGoodHandshake_data();
    void takesAnyGoodHandshake();
    void hasRoomForSoManyOnly();
    void dropsDeadPeers();
    void countsWhoIsThere();
    void saysGoodBye();

private:
    void start(const QString &processId, const ProcessType &type = ProcessType::aiTask())
    {
        QVERIFY(m_running->tracker.start(startOf(processId, ProcessStatus::Running, type)).ok());
    }
    void report(const QString &processId, double percent)
    {
        QVERIFY(m_running->tracker.report(id(processId), progressOf(percent)).ok());
    }

    std::unique_ptr<RunningServer> m_running;
};

void TestLiveFeed::init()
{
    m_running = std::make_unique<RunningServer>();
    QVERIFY(m_running->port != 0);
}

void TestLiveFeed::cleanup()
{
    m_running.reset();
}

void TestLiveFeed::aPlainSubscriberGetsEachChangeAndNothingElse()
{
    start(u"before"_s);
    Feed feed(m_running->port);
    QTRY_VERIFY(feed.isOpen());
    start(u"job"_s);
    for (int i = 1; i <= 300; ++i)
        report(u"job"_s, i / 3.0);
    QVERIFY(m_running->tracker.cancel(id(u"job")).ok());
    QTRY_COMPARE(feed.messages.size(), 302);
    for (qsizetype i = 0; i < feed.messages.size(); ++i) {
        QCOMPARE(feed.type(i), u"process_update"_s);
        QCOMPARE(feed.messages[i].value("process_id"_L1).toString(), u"job"_s);
        QCOMPARE(feed.messages[i].value("seq"_L1).toInteger(), 2 + i); // each in order, none twice
    }
    QCOMPARE(feed.messages.first().value("message"_L1).toString(), u"Process started"_s);
    QCOMPARE(feed.messages.at(1).value("message"_L1).toString(), u"Process updated"_s);
    QCOMPARE(feed.messages.last().value("message"_L1).toString(), u"Process cancelled"_s);
    QCOMPARE(feed.messages.last().value("status"_L1).toString(), u"cancelled"_s);
    const QStringList keys{u"message"_s,  u"metadata"_s, u"name"_s,   u"process_id"_s, u"process_type"_s,
                           u"progress"_s, u"seq"_s,      u"status"_s, u"timestamp"_s,  u"type"_s};
    QCOMPARE(feed.messages.first().keys(), keys);
}

void TestLiveFeed::tellsOnlyWhatWasAskedFor_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QStringList>("ids");
    QTest::newRow("a type") << u"?process_type=rag_training"_s << QStringList{u"rag"_s};
    QTest::newRow("two types") << u"?process_type=rag_training&process_type=ai_task"_s
                               << QStringList{u"ai"_s, u"ai"_s, u"rag"_s};
    QTest::newRow("an id") << u"?process_id=job"_s << QStringList{u"job"_s};
    QTest::newRow("a status") << u"?status=cancelled"_s << QStringList{u"ai"_s};
    QTest::newRow("type and status") << u"?status=cancelled&process_type=rag_training"_s << QStringList{};
}

void TestLiveFeed::tellsOnlyWhatWasAskedFor()
{
    QFETCH(QString, query);
    Feed feed(m_running->port, query);
    Feed everything(m_running->port);
    QTRY_VERIFY(feed.isOpen() && everything.isOpen());
    start(u"ai"_s, ProcessType::aiTask());
    QVERIFY(m_running->tracker.cancel(id(u"ai")).ok());
    start(u"rag"_s, ProcessType::ragTraining());
    start(u"job"_s, ProcessType::backgroundJob());
    QTRY_COMPARE(everything.messages.size(), 4);
    QStringList ids;
    for (const QJsonObject &message : feed.messages)
        ids.append(message.value("process_id"_L1).toString());
    QTEST(ids, "ids");
}

void TestLiveFeed::beginsWithASnapshot()
{
    start(u"a"_s);
    start(u"b"_s, ProcessType::ragTraining());
    Feed feed(m_running->port, u"?snapshot=1&process_type=ai_task"_s);
    QTRY_COMPARE(feed.messages.size(), 1);
    const QJsonObject snapshot = feed.messages.first();
    QCOMPARE(snapshot.value("type"_L1).toString(), u"snapshot"_s);
    QCOMPARE(snapshot.value("seq"_L1).toInt(), 2);
    QCOMPARE(snapshot.value("epoch"_L1).toString(), u"e1"_s);
    QCOMPARE(snapshot.value("processes"_L1).toArray().size(), 1);
    QCOMPARE(snapshot.value("processes"_L1)[0]["process_id"_L1].toString(), u"a"_s);
    report(u"a"_s, 10);
    QTRY_COMPARE(feed.messages.size(), 2);
    QCOMPARE(feed.lastSeq(), 3);
}

void TestLiveFeed::anEmptyServerHasASnapshotToo()
{
    Feed feed(m_running->port, u"?snapshot=1"_s);
    QTRY_COMPARE(feed.messages.size(), 1);
    QCOMPARE(feed.type(0), u"snapshot"_s);
    QCOMPARE(feed.messages[0].value("seq"_L1).toInt(-1), 0);
    start(u"a"_s);
    QTRY_COMPARE(feed.messages.size(), 2);
}

void TestLiveFeed::largeSnapshotsComeInPages()
{
    for (int i = 0; i < 1000; ++i)
        start(u"p%1"_s.arg(i));
    Feed feed(m_running->port, u"?snapshot=1"_s);
    const auto isWhole = [&feed] {
        return !feed.messages.isEmpty() && !feed.messages.last().value("more"_L1).toBool(true);
    };
    QTRY_VERIFY(isWhole());
    QVERIFY(feed.messages.size() > 1);
    QSet<QString> ids;
    for (const QJsonObject &page : feed.messages) {
        QCOMPARE(page.value("seq"_L1).toInt(), 1000);
        const QJsonArray processes = page.value("processes"_L1).toArray();
        for (const QJsonValue &process : processes)
            ids.insert(process["process_id"_L1].toString());
    }
    QCOMPARE(ids.size(), 1000);
}

void TestLiveFeed::goesOnFromWhereAClientWas()
{
    start(u"a"_s);
    for (int i = 0; i < 500; ++i)
        report(u"a"_s, i / 5.0);
    Feed feed(m_running->port, u"?since=e1-101"_s);
    QTRY_COMPARE(feed.messages.size(), 400);
    for (qsizetype i = 0; i < feed.messages.size(); ++i)
        QCOMPARE(feed.messages[i].value("seq"_L1).toInteger(), 102 + i);
    report(u"a"_s, 100);
    QTRY_COMPARE(feed.lastSeq(), 502);
}

void TestLiveFeed::tellsALossAndStartsAnew_data()
{
    QTest::addColumn<QString>("since");
    QTest::newRow("another run of the server") << u"e0-90"_s;
    QTest::newRow("a place that is gone") << u"e1-3"_s;
    QTest::newRow("a place that never was") << u"e1-5000"_s;
}

void TestLiveFeed::tellsALossAndStartsAnew()
{
    QFETCH(QString, since);
    m_running = std::make_unique<RunningServer>(ServerOptions{}, 64);
    start(u"a"_s);
    for (int i = 0; i < 100; ++i)
        report(u"a"_s, i);
    Feed feed(m_running->port, u"?since="_s + since);
    QTRY_COMPARE(feed.messages.size(), 2);
    QCOMPARE(feed.type(0), u"reset"_s);
    QCOMPARE(feed.type(1), u"snapshot"_s);
    QCOMPARE(feed.messages[1].value("seq"_L1).toInt(), 101);
}

void TestLiveFeed::batchesTellTheLatestStateOfEachProcess()
{
    Feed feed(m_running->port, u"?batch=100"_s);
    QTRY_VERIFY(feed.isOpen());
    start(u"a"_s);
    start(u"b"_s);
    for (int i = 1; i <= 1000; ++i)
        report(u"a"_s, i / 10.0);
    QTRY_VERIFY(feed.lastSeq() == 1002);
    QVERIFY(feed.messages.size() < 100);
    for (const QJsonObject &message : feed.messages) {
        QCOMPARE(message.value("type"_L1).toString(), u"process_updates"_s);
        QSet<QString> ids;
        const QJsonArray updates = message.value("updates"_L1).toArray();
        for (const QJsonValue &update : updates)
            ids.insert(update["process_id"_L1].toString());
        QCOMPARE(ids.size(), updates.size());
    }
    const QJsonArray last = feed.messages.last().value("updates"_L1).toArray();
    QCOMPARE(last.last()["progress"_L1].toDouble(), 100.0);
}

void TestLiveFeed::aBatchThatFellOffTheLogStartsAnew()
{
    m_running = std::make_unique<RunningServer>(ServerOptions{}, 64);
    Feed feed(m_running->port, u"?batch=10"_s);
    QTRY_VERIFY(feed.isOpen());
    QTRY_COMPARE(m_running->subscriberCount(), 1);
    // In the server's thread, so that the feed can't read in between.
    m_running->inServerThread([this] {
        start(u"a"_s);
        start(u"b"_s);
        for (int i = 1; i <= 200; ++i)
            report(u"a"_s, i / 2.0);
    });
    const auto latest = [&feed] {
        QHash<QString, QJsonValue> progress;
        for (const QJsonObject &message : feed.messages) {
            const QJsonArray updates = message.value("updates"_L1).toArray();
            for (const QJsonValue &update : updates)
                progress.insert(update["process_id"_L1].toString(), update["progress"_L1]);
        }
        return progress;
    };
    QTRY_COMPARE(latest().value(u"a"_s), QJsonValue(100.0));
    QVERIFY(latest().contains(u"b"_s));
    report(u"b"_s, 1);
    QTRY_COMPARE(latest().value(u"b"_s), QJsonValue(1.0));
    for (qsizetype i = 0; i < feed.messages.size(); ++i)
        QCOMPARE(feed.type(i), u"process_updates"_s);
}

void TestLiveFeed::whoPingsWithoutReadingIsDropped()
{
    RawClient client(m_running->port);
    client.socket().setReadBufferSize(4096);
    client.send("GET /ws/processes HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + RunningServer::token()
                + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    QVERIFY(client.socket().waitForReadyRead(5000));
    // Masked with zeros, and as large as a ping may be.
    const QByteArray pings = (QByteArray::fromHex("89fd00000000") + QByteArray(125, 'p')).repeated(1000);
    for (int i = 0; i < 1000 && client.socket().state() == QAbstractSocket::ConnectedState; ++i)
        client.send(pings);
    QCOMPARE(client.socket().state(), QAbstractSocket::UnconnectedState);
    QTRY_COMPARE(m_running->subscriberCount(), 0);
}

void TestLiveFeed::aFullSubscriberLearnsOfRemovals()
{
    Feed plain(m_running->port);
    Feed full(m_running->port, u"?full=1"_s);
    QTRY_VERIFY(plain.isOpen() && full.isOpen());
    start(u"a"_s);
    QVERIFY(m_running->tracker.cancel(id(u"a")).ok());
    QVERIFY(m_running->tracker.remove(id(u"a")).ok());
    start(u"b"_s);
    QTRY_COMPARE(full.messages.size(), 4);
    QCOMPARE(full.type(2), u"process_removed"_s);
    QCOMPARE(full.messages[0].value("attempt"_L1).toInt(), 1);
    QTRY_COMPARE(plain.messages.size(), 3); // which knows nothing of such a message
}

void TestLiveFeed::aSlowReaderIsConflatedAndCatchesUp()
{
    constexpr int processes = 50;
    constexpr int rounds = 1500;
    ServerOptions options;
    options.maxSubscriberBuffer = 16 * 1024;
    // The ring is longer than the kernel's buffers, shorter than all that happens.
    m_running = std::make_unique<RunningServer>(options, processes * (rounds + 1) + 3);

    RawClient slow(m_running->port);
    slow.socket().setReadBufferSize(4096); // what it doesn't read stays in the kernel, then at the server
    slow.send("GET /ws/processes HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + RunningServer::token()
              + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    QVERIFY(slow.socket().waitForReadyRead(5000));
    Feed quick(m_running->port);
    QTRY_VERIFY(quick.isOpen());

    for (int p = 0; p < processes; ++p)
        start(u"p%1"_s.arg(p));
    for (int round = 1; round <= rounds; ++round) {
        for (int p = 0; p < processes; ++p)
            report(u"p%1"_s.arg(p), round * 100.0 / rounds);
        if (round == rounds - 1) { // something that begins, ends and is forgotten while it doesn't read
            start(u"gone"_s);
            QVERIFY(m_running->tracker.report(id(u"gone"), reportOf(ProcessStatus::Completed)).ok());
            QVERIFY(m_running->tracker.remove(id(u"gone")).ok());
        }
        if (round % 40 == 0)
            QCoreApplication::processEvents(); // the quick one reads as it goes
    }
    const qsizetype all = processes * (rounds + 1) + 2;           // a plain subscriber isn't told of a removal
    QTRY_COMPARE_WITH_TIMEOUT(quick.messages.size(), all, 60000); // who reads loses nothing to one who doesn't

    // It reads again, and gets to where everyone is.
    slow.socket().setReadBufferSize(0);
    QByteArray stream;
    QHash<QString, double> progress;
    QString goneStatus;
    QList<qint64> seqs;
    QElapsedTimer timer;
    timer.start();
    const auto isDone = [&progress] {
        return progress.size() == processes
            && std::all_of(progress.cbegin(), progress.cend(), [](double value) { return value == 100.0; });
    };
    bool headPassed = false;
    while (!isDone() && timer.elapsed() < 60000) {
        slow.socket().waitForReadyRead(1000);
        stream += slow.socket().readAll();
        if (!headPassed) {
            stream = stream.mid(stream.indexOf("\r\n\r\n") + 4);
            headPassed = true;
        }
        qsizetype at = 0;
        while (stream.size() - at >= 4) {
            qsizetype size = static_cast<uchar>(stream[at + 1]);
            qsizetype header = 2;
            if (size == 126) {
                size = static_cast<uchar>(stream[at + 2]) * 256 + static_cast<uchar>(stream[at + 3]);
                header = 4;
            }
            if (stream.size() - at < header + size)
                break;
            const QJsonObject message = QJsonDocument::fromJson(stream.mid(at + header, size)).object();
            at += header + size;
            QCOMPARE(message.value("type"_L1).toString(), u"process_update"_s);
            const QString processId = message.value("process_id"_L1).toString();
            if (processId == "gone"_L1)
                goneStatus = message.value("status"_L1).toString();
            else
                progress.insert(processId, message.value("progress"_L1).toDouble());
            seqs.append(message.value("seq"_L1).toInteger());
        }
        stream = stream.mid(at);
    }
    QVERIFY(isDone());
    QVERIFY2(seqs.size() < all / 2, "it was not conflated");
    QVERIFY(std::is_sorted(seqs.cbegin(), seqs.cend()));
    QCOMPARE(seqs.last(), qint64(all + 1));
    QCOMPARE(goneStatus, u"completed"_s);
}

void TestLiveFeed::takesReportsOverTheSameConnection()
{
    Feed feed(m_running->port);
    QTRY_VERIFY(feed.isOpen());
    feed.send(R"({"process_id":"job","process_type":"ai_task","name":"n"})");
    feed.send(R"({"process_id":"job","status":"running","progress":50})");
    feed.send(R"({"process_id":"job","progress":500})");
    feed.send("nonsense");
    const auto results = [&feed] {
        QList<int> statuses;
        for (const QJsonObject &message : feed.messages) {
            if (message.value("type"_L1).toString() == "result"_L1)
                statuses.append(message.value("status"_L1).toInt());
        }
        return statuses;
    };
    QTRY_COMPARE(results(), QList<int>({201, 200, 422, 400}));
    QTRY_COMPARE(feed.messages.size(), 6); // and the two changes, as everyone hears of them
    QCOMPARE((*m_running->tracker.find(id(u"job")))->progress, std::optional(50.0));
}

void TestLiveFeed::takesAnyGoodHandshake_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("headers");
    const QByteArray upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
    QTest::newRow("as browsers send it") << QByteArray()
                                         << QByteArray("Connection: keep-alive, Upgrade\r\n"
                                                       "Upgrade: websocket\r\n");
    QTest::newRow("in two Connection lines")
        << QByteArray() << QByteArray("Connection: keep-alive\r\nConnection: upgrade\r\nUpgrade: WebSocket\r\n");
    QTest::newRow("with a hundred headers and more") << QByteArray() << upgrade + QByteArray("X: y\r\n").repeated(150);
    QTest::newRow("with many cookies") << QByteArray() << upgrade + "Cookie: " + QByteArray(10000, 'c') + "\r\n";
    QTest::newRow("after an empty line") << QByteArray("\r\n") << upgrade;
    QTest::newRow("with tabs") << QByteArray() << QByteArray("Connection:\tUpgrade\t\r\nUpgrade:\twebsocket\t\r\n");
}

void TestLiveFeed::takesAnyGoodHandshake()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, headers);
    RawClient client(m_running->port);
    // A first message in the same packet, masked with zeros.
    const QByteArray message = R"({"process_id":"job","process_type":"ai_task","name":"n"})";
    client.send(before + "GET /ws/processes HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + RunningServer::token() + "\r\n" + headers
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n\x81"
                + static_cast<char>(0x80 | message.size()) + QByteArray(4, '\0') + message);
    const QByteArray answer = client.readAnswer();
    QVERIFY2(answer.startsWith("HTTP/1.1 101"), answer.constData());
    QVERIFY(answer.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")); // the standard's own example
    QVERIFY(client.readSome(20).contains("{\"type\":"));
    QTRY_VERIFY(m_running->tracker.find(id(u"job")) != nullptr);
}

void TestLiveFeed::aTicketOpensOneFeed()
{
    RawClient client(m_running->port);
    client.send(requestLines("POST /ws-ticket"));
    const QString ticket = QJsonDocument::fromJson(bodyOf(client.readAnswer()))["ticket"_L1].toString();
    QVERIFY(!ticket.isEmpty());
    Feed first(m_running->port, u"?ticket="_s + ticket, {});
    QTRY_VERIFY(first.isOpen());
    Feed second(m_running->port, u"?ticket="_s + ticket, {});
    QTRY_VERIFY(second.isClosed());
    Feed third(m_running->port, u"?token="_s + QString::fromLatin1(RunningServer::token()), {});
    QTRY_VERIFY(third.isOpen());
}

void TestLiveFeed::hasRoomForSoManyOnly()
{
    ServerOptions options;
    options.maxSubscribers = 1;
    m_running = std::make_unique<RunningServer>(options);
    auto first = std::make_unique<Feed>(m_running->port);
    QTRY_VERIFY(first->isOpen());
    Feed second(m_running->port);
    QTRY_VERIFY(second.isClosed());
    first.reset();
    std::unique_ptr<Feed> third;
    const auto isThirdIn = [&] {
        if (!third || third->isClosed())
            third = std::make_unique<Feed>(m_running->port);
        QTest::qWait(20);
        return third->isOpen();
    };
    QTRY_VERIFY(isThirdIn());
}

void TestLiveFeed::dropsDeadPeers()
{
    ServerOptions options;
    options.pingInterval = 100ms;
    options.deadPeerTimeout = 300ms;
    m_running = std::make_unique<RunningServer>(options);
    Feed alive(m_running->port); // answers pings, as every WebSocket does
    RawClient dead(m_running->port);
    dead.send("GET /ws/processes HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + RunningServer::token()
              + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    QCOMPARE(statusOf(dead.readAnswer()), 101);
    QTRY_COMPARE(dead.socket().state(), QAbstractSocket::UnconnectedState);
    QVERIFY(alive.isOpen());
}

void TestLiveFeed::countsWhoIsThere()
{
    QList<qsizetype> counts;
    connect(m_running->server.get(), &Server::subscriberCountChanged, this,
            [&counts](qsizetype count) { counts.append(count); });
    {
        Feed first(m_running->port);
        QTRY_COMPARE(counts, QList<qsizetype>({1}));
        Feed second(m_running->port);
        QTRY_COMPARE(counts, QList<qsizetype>({1, 2}));
    }
    QTRY_COMPARE(counts, QList<qsizetype>({1, 2, 1, 0}));
}

void TestLiveFeed::saysGoodBye()
{
    Feed feed(m_running->port);
    QTRY_VERIFY(feed.isOpen());
    m_running->inServerThread([this] { m_running->server->shutDown(); });
    QTRY_VERIFY(feed.isClosed());
    QCOMPARE(feed.closeCode(), 1001);
}

QTEST_GUILESS_MAIN(TestLiveFeed)
#include "tst_livefeed.moc"
