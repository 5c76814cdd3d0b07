// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "clientframes.h"
#include "fakeclock.h"
#include "processes.h"
#include "quietfor.h"
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
    Feed(quint16 port, const QString &query = {}, const QByteArray &token = RunningServer::token(),
         const QByteArray &userAgent = {})
    {
        connect(&m_socket, &QWebSocket::textMessageReceived, this,
                [this](const QString &text) { messages.append(QJsonDocument::fromJson(text.toUtf8()).object()); });
        QNetworkRequest request(QUrl(u"ws://127.0.0.1:%1/ws/processes%2"_s.arg(port).arg(query)));
        if (!token.isEmpty())
            request.setRawHeader("Authorization", "Bearer " + token);
        if (!userAgent.isEmpty())
            request.setRawHeader("User-Agent", userAgent);
        m_socket.open(request);
    }

    bool isOpen() const { return m_socket.state() == QAbstractSocket::ConnectedState; }
    bool isClosed() const { return m_socket.state() == QAbstractSocket::UnconnectedState; }
    int closeCode() const { return m_socket.closeCode(); }
    void send(const QByteArray &json) { m_socket.sendTextMessage(QString::fromUtf8(json)); }

    QString type(qsizetype i) const { return messages.value(i).value("type"_L1).toString(); }
    qint64 lastSeq() const { return messages.isEmpty() ? 0 : messages.last().value("seq"_L1).toInteger(); }

    /// What was told, in short, a batch entry by entry: `update ID STATUS`, `process_left ID`.
    QStringList told() const
    {
        QStringList lines;
        for (const QJsonObject &message : messages) {
            const QJsonArray updates =
                message.contains("updates"_L1) ? message.value("updates"_L1).toArray() : QJsonArray{message};
            for (const QJsonValue &update : updates) {
                const QString type = update["type"_L1].toString();
                const QString processId = update["process_id"_L1].toString();
                if (type == "process_update"_L1)
                    lines.append(u"update %1 %2"_s.arg(processId, update["status"_L1].toString()));
                else if (type != "snapshot"_L1)
                    lines.append(processId.isEmpty() ? type : type + u' ' + processId);
            }
        }
        return lines;
    }

    QList<QJsonObject> messages;

private:
    QWebSocket m_socket;
};

QByteArray handshakeOf(const QByteArray &target = "/ws/processes")
{
    return requestLines("GET " + target, {},
                        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
}

/// Counts what is logged while it is there.
class LogCounter
{
public:
    LogCounter()
    {
        lines = 0;
        s_previous = qInstallMessageHandler(&LogCounter::handle);
    }
    ~LogCounter() { qInstallMessageHandler(s_previous); }
    Q_DISABLE_COPY_MOVE(LogCounter)

    static inline std::atomic<int> lines = 0;

private:
    static void handle(QtMsgType type, const QMessageLogContext &context, const QString &message)
    {
        ++lines;
        s_previous(type, context, message);
    }
    static inline QtMessageHandler s_previous = nullptr;
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
    void whoAsksForSomethingElseSharesNothing_data();
    void whoAsksForSomethingElseSharesNothing();
    void tellsWhatLeavesTheList_data();
    void tellsWhatLeavesTheList();
    void aBatchTellsWhatLeftTheList_data();
    void aBatchTellsWhatLeftTheList();
    void whoComesBackHearsWhatLeftTheList();
    void beginsWithASnapshot();
    void anEmptyServerHasASnapshotToo();
    void largeSnapshotsComeInPages();
    void goesOnFromWhereAClientWas();
    void tellsALossAndStartsAnew_data();
    void tellsALossAndStartsAnew();
    void batchesTellTheLatestStateOfEachProcess();
    void aBatchThatFellOffTheLogStartsAnew();
    void aFullSubscriberLearnsOfRemovals();
    void aFullSubscriberLearnsOfSettings_data();
    void aFullSubscriberLearnsOfSettings();
    void whoPingsWithoutReadingIsDropped();
    void whoAsksHearsOfAlerts_data();
    void whoAsksHearsOfAlerts();
    void aSlowReaderIsConflatedAndCatchesUp();
    void takesReportsOverTheSameConnection();
    void theLogTellsWhoReportedOverAConnection_data();
    void theLogTellsWhoReportedOverAConnection();
    void takesACharacterInTwoFragments_data();
    void takesACharacterInTwoFragments();
    void whoReportsAndDoesNotReadIsHeldUp();
    void answersThatWaitForTheStoreAreBounded();
    void allTogetherAreBounded();
    void largeProcessesComeInSmallPortions();
    void aReporterThatGoesAwayFloodsNoLog();
    void aTicketOpensOneFeed();
    void takesAnyGoodHandshake_data();
    void takesAnyGoodHandshake();
    void hasRoomForSoManyOnly();
    void dropsDeadPeers();
    void waitsLongerForOneThatDoesNotRead();
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

    FakeClock m_clock; // where a test moves the server's, which lives longer than the test's function
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

void TestLiveFeed::whoAsksForSomethingElseSharesNothing_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("other");
    QTest::newRow("a status") << u"?status=failed"_s << u"?q=%0As:failed"_s;
    QTest::newRow("a type") << u"?process_type=ai_task"_s << u"?q=%0At:ai_task"_s;
    QTest::newRow("an id") << u"?process_id=job"_s << u"?q=%0Ai:job"_s;
    QTest::newRow("a status, with batch") << u"?status=failed&batch=10"_s << u"?q=%0As:failed&batch=10"_s;
    QTest::newRow("full") << u"?full=1&left=0"_s << u"?q=full%0A"_s;
}

void TestLiveFeed::whoAsksForSomethingElseSharesNothing()
{
    QFETCH(QString, query);
    QFETCH(QString, other);
    // Whoever comes first must not decide what both get, and which one that is depends on their places in memory.
    std::vector<std::unique_ptr<Feed>> victims;
    std::vector<std::unique_ptr<Feed>> others;
    for (int i = 0; i < 5; ++i) {
        others.push_back(std::make_unique<Feed>(m_running->port, other));
        victims.push_back(std::make_unique<Feed>(m_running->port, query));
    }
    Feed last(m_running->port, u"?process_id=last"_s);
    QTRY_COMPARE(m_running->subscriberCount(), 11);
    start(u"job"_s);
    QVERIFY(m_running->tracker.report(id(u"job"), reportOf(ProcessStatus::Failed)).ok());
    start(u"last"_s);
    QTRY_COMPARE(last.messages.size(), 1);
    for (const auto &victim : victims)
        QTRY_VERIFY(victim->told().contains(u"update job failed"_s));
    for (const auto &feed : others)
        QCOMPARE(feed->told(), QStringList());
}

void TestLiveFeed::tellsWhatLeavesTheList_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QStringList>("told");
    const QString running = u"update job running"_s;
    const QString left = u"process_left job"_s;
    QTest::newRow("a plain filter: only these")
        << u"?status=running"_s << QStringList{running, running, u"update last running"_s};
    QTest::newRow("a status") << u"?status=running&left=1"_s
                              << QStringList{running, running, left, u"update last running"_s};
    QTest::newRow("a snapshot of a status")
        << u"?status=running&snapshot=1"_s << QStringList{running, running, left, u"update last running"_s};
    QTest::newRow("full, of a status") << u"?status=running&full=1"_s
                                       << QStringList{running, running, left, u"update last running"_s};
    QTest::newRow("full without it") << u"?status=running&full=1&left=0"_s
                                     << QStringList{running, running, u"update last running"_s};
    QTest::newRow("a status that it reaches, and has until it is removed")
        << u"?status=completed&left=1"_s << QStringList{u"update job completed"_s, left};
    QTest::newRow("the same, full") << u"?status=completed&full=1"_s
                                    << QStringList{u"update job completed"_s, u"process_removed job"_s};
    QTest::newRow("a text in the message")
        << u"?q=half&left=1"_s << QStringList{running, left}; // "half way", then "nearly there"
    QTest::newRow("a text in the name") << u"?q=a+job&snapshot=1"_s
                                        << QStringList{running, running, u"update job completed"_s, left,
                                                       u"update last running"_s};
    QTest::newRow("two statuses") << u"?status=running&status=pending&left=1"_s
                                  << QStringList{running, running, left, u"update last running"_s};
    QTest::newRow("a status that it never has") << u"?status=failed&full=1"_s << QStringList{};
    QTest::newRow("another id") << u"?process_id=other&full=1"_s << QStringList{};
    QTest::newRow("everything") << u"?snapshot=1"_s
                                << QStringList{running, running, u"update job completed"_s, left,
                                               u"update last running"_s};
}

void TestLiveFeed::tellsWhatLeavesTheList()
{
    QFETCH(QString, query);
    Feed feed(m_running->port, query);
    Feed everything(m_running->port);
    QTRY_VERIFY(feed.isOpen() && everything.isOpen());
    start(u"job"_s);
    ReportChange halfWay = progressOf(50);
    halfWay.message = u"half way"_s;
    QVERIFY(m_running->tracker.report(id(u"job"), halfWay).ok());
    ReportChange done = reportOf(ProcessStatus::Completed);
    done.message = u"nearly there"_s;
    QVERIFY(m_running->tracker.report(id(u"job"), done).ok());
    QVERIFY(m_running->tracker.remove(id(u"job")).ok());
    start(u"last"_s);
    QTRY_COMPARE(everything.messages.size(), 4);
    QTRY_VERIFY(everything.told().last() == u"update last running"_s);
    QFETCH(QStringList, told);
    QTRY_COMPARE(feed.told(), told);
}

void TestLiveFeed::aBatchTellsWhatLeftTheList_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QStringList>("told");
    QTest::newRow("a type: started again with another")
        << u"?process_type=ai_task&process_id=again&full=1"_s << QStringList{u"process_left again"_s};
    QTest::newRow("the type that it has now")
        << u"?process_type=rag_training&full=1"_s << QStringList{u"update again running"_s};
    QTest::newRow("a status: gone and back")
        << u"?status=running&process_id=flips&full=1"_s << QStringList{u"update flips running"_s};
    QTest::newRow("a status: gone, and changed after that")
        << u"?status=running&process_id=ends&full=1"_s << QStringList{u"process_left ends"_s};
    QTest::newRow("a status: ended and forgotten")
        << u"?status=running&process_id=gone&full=1"_s << QStringList{u"process_left gone"_s};
    QTest::newRow("begun, ended and forgotten, for a snapshot's list")
        << u"?process_id=brief&snapshot=1"_s << QStringList{};
    QTest::newRow("begun, ended and forgotten, for a plain subscriber")
        << u"?process_id=brief"_s << QStringList{u"update brief completed"_s};
    QTest::newRow("forgotten, for a snapshot's list")
        << u"?process_id=gone&snapshot=1"_s << QStringList{u"process_left gone"_s};
    QTest::newRow("forgotten, full") << u"?process_id=gone&full=1"_s << QStringList{u"process_removed gone"_s};
    QTest::newRow("only these, as ever") << u"?status=running&process_id=ends"_s << QStringList{};
}

void TestLiveFeed::aBatchTellsWhatLeftTheList()
{
    QFETCH(QString, query);
    start(u"again"_s, ProcessType::aiTask());
    start(u"flips"_s);
    start(u"ends"_s);
    start(u"gone"_s);
    Feed feed(m_running->port, query + u"&batch=20"_s);
    QTRY_COMPARE(m_running->subscriberCount(), 1);
    m_running->inServerThread([this] { // one batch of it all
        QVERIFY(m_running->tracker.cancel(id(u"again")).ok());
        QVERIFY(m_running->tracker.remove(id(u"again")).ok());
        start(u"again"_s, ProcessType::ragTraining());
        QVERIFY(m_running->tracker.report(id(u"flips"), reportOf(ProcessStatus::Failed)).ok());
        QVERIFY(m_running->tracker.retry(id(u"flips")).ok());
        QVERIFY(m_running->tracker.report(id(u"flips"), reportOf(ProcessStatus::Running)).ok());
        QVERIFY(m_running->tracker.report(id(u"ends"), reportOf(ProcessStatus::Failed)).ok());
        QVERIFY(m_running->tracker.retry(id(u"ends")).ok());
        QVERIFY(m_running->tracker.cancel(id(u"ends")).ok());
        QVERIFY(m_running->tracker.cancel(id(u"gone")).ok());
        QVERIFY(m_running->tracker.remove(id(u"gone")).ok());
        start(u"brief"_s);
        QVERIFY(m_running->tracker.report(id(u"brief"), reportOf(ProcessStatus::Completed)).ok());
        QVERIFY(m_running->tracker.remove(id(u"brief")).ok());
    });
    QFETCH(QStringList, told);
    QTRY_COMPARE(feed.told(), told);
    // The next batch comes after anything that this one should not have told.
    Feed end(m_running->port);
    QTRY_VERIFY(end.isOpen());
    start(u"end"_s);
    QTRY_COMPARE(end.told(), QStringList{u"update end running"_s});
    QCOMPARE(feed.told().first(std::min<qsizetype>(told.size(), feed.told().size())), told);
}

void TestLiveFeed::whoComesBackHearsWhatLeftTheList()
{
    start(u"ends"_s);
    start(u"stays"_s);
    start(u"gone"_s);
    const quint64 place = m_running->log.head();
    QVERIFY(m_running->tracker.report(id(u"ends"), reportOf(ProcessStatus::Completed)).ok());
    QVERIFY(m_running->tracker.cancel(id(u"gone")).ok());
    QVERIFY(m_running->tracker.remove(id(u"gone")).ok());
    report(u"stays"_s, 5);
    for (const QString &batch : {QString(), u"&batch=10"_s}) {
        Feed feed(m_running->port, u"?status=running&since=e1-%1"_s.arg(place) + batch);
        QTRY_COMPARE(feed.told(),
                     QStringList({u"process_left ends"_s, u"process_left gone"_s, u"update stays running"_s}));
    }
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
    QVERIFY(m_running->keepSendBuffersSmall());
    RawClient client(m_running->port, RawClient::Receives::Little);
    client.send(handshakeOf());
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

void TestLiveFeed::aFullSubscriberLearnsOfSettings_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QStringList>("told");
    const QStringList settings{u"type_registered"_s, u"policy_set"_s};
    const QStringList all = settings + QStringList{u"update end running"_s};
    QTest::newRow("full") << u"?full=1"_s << all;
    QTest::newRow("full, in batches") << u"?full=1&batch=10"_s << all;
    QTest::newRow("full, of one process") << u"?full=1&process_id=end"_s << all;
    QTest::newRow("full, after a break") << u"?full=1&since=e1-1"_s << all;
    QTest::newRow("plain") << QString() << QStringList{u"update end running"_s};
    QTest::newRow("a list") << u"?snapshot=1"_s << QStringList{u"update end running"_s};
}

void TestLiveFeed::aFullSubscriberLearnsOfSettings()
{
    QFETCH(QString, query);
    QFETCH(QStringList, told);
    start(u"before"_s);
    const ProcessType night = ProcessType::fromString(u"night_job").value();
    const auto change = [&] {
        QVERIFY(m_running->tracker.registerType(night));
        QVERIFY(m_running->tracker.setRetryPolicy(night, {.maxAttempts = 4}).ok());
        start(u"end"_s);
    };
    const bool comesLater = query.contains("since"_L1);
    if (comesLater)
        change();
    Feed feed(m_running->port, query);
    QTRY_COMPARE(m_running->subscriberCount(), 1);
    if (!comesLater)
        change();
    QTRY_COMPARE(feed.told(), told);
    Feed copy(m_running->port, u"?full=1&snapshot=1"_s);
    QTRY_COMPARE(copy.messages.size(), 1);
    QVERIFY(copy.messages[0].value("process_types"_L1).toArray().contains(u"night_job"_s));
    QCOMPARE(copy.messages[0].value("retry_policies"_L1)["night_job"_L1]["max_attempts"_L1].toInt(), 4);
}

void TestLiveFeed::whoAsksHearsOfAlerts_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QStringList>("told");
    const QString end = u"update end running"_s;
    const QStringList all{u"alert_rule_set"_s, u"alert"_s, u"alert_rule_removed"_s, end};
    QTest::newRow("alerts") << u"?alerts=1"_s << all;
    QTest::newRow("alerts, full") << u"?alerts=1&full=1"_s << all;
    QTest::newRow("alerts, in batches") << u"?alerts=1&batch=10"_s << all;
    QTest::newRow("alerts, of one process") << u"?alerts=1&process_id=end"_s << all;
    QTest::newRow("alerts, after a break") << u"?alerts=1&since=e1-1"_s << all;
    QTest::newRow("plain") << QString() << QStringList{end};
    QTest::newRow("full") << u"?full=1"_s << QStringList{end};
    QTest::newRow("a list") << u"?snapshot=1"_s << QStringList{end};
    QTest::newRow("said so") << u"?full=1&alerts=0"_s << QStringList{end};
}

void TestLiveFeed::whoAsksHearsOfAlerts()
{
    QFETCH(QString, query);
    QFETCH(QStringList, told);
    start(u"before"_s);
    AlertRule rule;
    rule.name = u"failures"_s;
    AlertEpisode episode;
    episode.facts.episode = 7;
    episode.facts.rule = rule.name;
    const auto change = [&] {
        QVERIFY(m_running->tracker.putAlertRule(rule).ok());
        m_running->tracker.tellAlerts({.rule = {}, .episodes = {std::make_shared<const AlertEpisode>(episode)}});
        QVERIFY(m_running->tracker.removeAlertRule(rule.name).ok());
        start(u"end"_s);
    };
    const bool comesLater = query.contains("since"_L1);
    if (comesLater)
        change();
    Feed feed(m_running->port, query);
    QTRY_COMPARE(m_running->subscriberCount(), 1);
    if (!comesLater)
        change();
    QTRY_COMPARE(feed.told(), told);

    QVERIFY(m_running->tracker.putAlertRule(rule).ok());
    Feed copy(m_running->port, u"?alerts=1&snapshot=1"_s);
    QTRY_COMPARE(copy.messages.size(), 1);
    QCOMPARE(copy.messages[0].value("alerts"_L1)[0]["episode"_L1].toInt(), 7);
    QCOMPARE(copy.messages[0].value("alert_rules"_L1)[0]["name"_L1].toString(), rule.name);
    Feed other(m_running->port, u"?full=1&snapshot=1"_s);
    QTRY_COMPARE(other.messages.size(), 1);
    QVERIFY(!other.messages[0].contains("alerts"_L1) && !other.messages[0].contains("alert_rules"_L1));
}

void TestLiveFeed::aSlowReaderIsConflatedAndCatchesUp()
{
    constexpr int processes = 50;
    constexpr int rounds = 200;
    ServerOptions options;
    options.maxSubscriberBuffer = 16 * 1024;
    m_running = std::make_unique<RunningServer>(options);
    QVERIFY(m_running->keepSendBuffersSmall());

    RawClient slow(m_running->port, RawClient::Receives::Little);
    slow.send(handshakeOf());
    QVERIFY(slow.socket().waitForReadyRead(5000));
    Feed quick(m_running->port);
    QTRY_VERIFY(quick.isOpen());

    qsizetype told = processes; // to a plain subscriber, which isn't told of a removal
    for (int p = 0; p < processes; ++p)
        start(u"p%1"_s.arg(p));
    for (int round = 1; round <= rounds; ++round) {
        for (int p = 0; p < processes; ++p)
            report(u"p%1"_s.arg(p), round * 100.0 / rounds);
        told += processes;
        if (round == rounds - 1) { // something that begins, ends and is forgotten while it doesn't read
            start(u"gone"_s);
            QVERIFY(m_running->tracker.report(id(u"gone"), reportOf(ProcessStatus::Completed)).ok());
            QVERIFY(m_running->tracker.remove(id(u"gone")).ok());
            told += 2;
        }
        // The quick one reads as it goes, and loses nothing to the other.
        QVERIFY(QTest::qWaitFor([&] { return quick.messages.size() == told; }, 60000));
    }

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
    QVERIFY2(seqs.size() < told / 2, "it was not conflated");
    QVERIFY(std::is_sorted(seqs.cbegin(), seqs.cend()));
    QCOMPARE(seqs.last(), qint64(told + 1));
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

void TestLiveFeed::theLogTellsWhoReportedOverAConnection_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<Actor::Kind>("kind");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArrayList>("lines");
    const QByteArray start = R"({"process_id":"job","process_type":"ai_task","name":"n"})";
    const QByteArray report = R"({"process_id":"job","status":"running","progress":50})";
    QTest::newRow("a start, with the token")
        << RunningServer::token() << Actor::Kind::Token << u"default"_s << QByteArrayList{start};
    QTest::newRow("a report, with the token")
        << RunningServer::token() << Actor::Kind::Token << u"default"_s << QByteArrayList{start, report};
    QTest::newRow("where nobody is asked")
        << QByteArray() << Actor::Kind::Anyone << QString() << QByteArrayList{start, report};
}

void TestLiveFeed::theLogTellsWhoReportedOverAConnection()
{
    QFETCH(QByteArray, token);
    QFETCH(Actor::Kind, kind);
    QFETCH(QString, name);
    QFETCH(QByteArrayList, lines);
    RunningServer server({}, EventLog::defaultCapacity, token);
    Feed feed(server.port, {}, token, "reporter/1.0");
    QTRY_VERIFY(feed.isOpen());
    for (const QByteArray &line : lines)
        feed.send(line);
    QTRY_COMPARE(server.log.head(), quint64(lines.size()));

    for (const Event &event : server.log.read(0, 100).events) {
        QVERIFY(event.origin.actor);
        const Actor &actor = *event.origin.actor;
        QCOMPARE(actor.kind, kind);
        QCOMPARE(actor.name.toString(), name);
        QCOMPARE(actor.client.toString(), u"reporter/1.0"_s);
        QCOMPARE(actor.address.toString(), u"127.0.0.1"_s);
    }
}

void TestLiveFeed::takesACharacterInTwoFragments_data()
{
    QTest::addColumn<QByteArrayList>("fragments");
    QTest::addColumn<bool>("isTaken");
    const QByteArray before = R"({"process_id":"job","process_type":"ai_task","name":")";
    const QByteArray after = "\"}";
    const auto split = [&](const QByteArray &character, qsizetype at) {
        return QByteArrayList{before + character.first(at), character.sliced(at) + after};
    };
    for (qsizetype at = 1; at < 4; ++at)
        QTest::addRow("a character of four bytes after %d", int(at)) << split("\xf0\x9f\x8f\x97", at) << true;
    QTest::newRow("a character of two bytes") << split("\xc3\xbc", 1) << true;
    QTest::newRow("each byte by itself") << QByteArrayList{before, "\xe5", "", "\xbb", "\xba", after} << true;
    QTest::newRow("empty fragments all around") << QByteArrayList{"", before, "", "x", "", after, ""} << true;
    QTest::newRow("a surrogate in two") << split("\xed\xa0\x80", 1) << false;
    QTest::newRow("overlong in two") << split("\xc0\xaf", 1) << false;
    QTest::newRow("half a character") << QByteArrayList{before + "\xf0\x9f", after} << false;
    QTest::newRow("the other half") << QByteArrayList{before, "\x8f\x97" + after} << false;
}

void TestLiveFeed::takesACharacterInTwoFragments()
{
    QFETCH(QByteArrayList, fragments);
    QFETCH(bool, isTaken);
    RawClient client(m_running->port);
    client.send(handshakeOf("/ws/processes?process_id=nobody"));
    QCOMPARE(statusOf(client.readAnswer()), 101);
    for (qsizetype i = 0; i < fragments.size(); ++i) {
        const int fin = i + 1 == fragments.size() ? 0x80 : 0;
        client.send(clientFrame(fin | (i == 0 ? 0x01 : 0x00), fragments[i]));
        if (fin == 0) {
            client.send(clientFrame(0x89, "ping"));
            QByteArray stream = client.readSome(6);
            QCOMPARE(takeServerFrame(stream), QByteArray("ping")); // answered in the middle of a message
        }
    }
    QByteArray stream = client.readSome(4);
    if (isTaken) {
        QByteArray whole;
        for (const QByteArray &fragment : fragments)
            whole += fragment;
        QTRY_VERIFY(m_running->tracker.find(id(u"job")) != nullptr);
        QCOMPARE(QString((*m_running->tracker.find(id(u"job")))->name),
                 QJsonDocument::fromJson(whole)["name"_L1].toString());
    } else {
        QCOMPARE(static_cast<uchar>(stream[0]), uchar(0x88));
        QCOMPARE(qFromBigEndian<quint16>(stream.constData() + 2), quint16(1007));
        QVERIFY(!m_running->tracker.find(id(u"job")));
    }
}

void TestLiveFeed::whoReportsAndDoesNotReadIsHeldUp()
{
    constexpr int reports = 2000;
    QVERIFY(m_running->keepSendBuffersSmall());
    StartChange large = startOf(u"job", ProcessStatus::Running);
    large.metadata = {{u"text"_s, QString(10000, u'x')}};
    QVERIFY(m_running->tracker.start(large).ok());

    RawClient client(m_running->port, RawClient::Receives::Little);
    client.send(handshakeOf("/ws/processes?process_id=nobody"));
    QVERIFY(client.socket().waitForReadyRead(5000));
    // Each answer is the whole process: 20 MB of them.
    client.socket().write(clientFrame(0x81, R"({"process_id":"job"})").repeated(reports));
    // It goes on until the connection's buffers are full.
    quint64 handled = 0;
    const auto stands = [&] {
        handled = m_running->log.head();
        return handled > 10 && quietFor(200ms, [&] { return m_running->log.head() != handled; });
    };
    QVERIFY(QTest::qWaitFor(stands, 30000)); // asked once more it might go on a little: not by QTRY_VERIFY
    QVERIFY2(handled < reports / 4, qPrintable(QString::number(handled)));

    // Others are served meanwhile.
    Feed other(m_running->port, u"?process_id=nobody"_s);
    QTRY_VERIFY(other.isOpen());
    other.send(R"({"process_id":"job","progress":1})");
    QTRY_COMPARE(other.messages.size(), 1);
    QCOMPARE(other.messages[0].value("status"_L1).toInt(), 200);

    // When it reads, each of its reports is answered, in order.
    client.socket().setReadBufferSize(0);
    QByteArray stream;
    bool headPassed = false;
    int answers = 0;
    qint64 lastSeq = 0;
    while (answers < reports) {
        if (client.socket().bytesAvailable() == 0 && !client.socket().waitForReadyRead(20000))
            break;
        stream += client.socket().readAll();
        if (!headPassed) {
            stream = stream.mid(stream.indexOf("\r\n\r\n") + 4);
            headPassed = true;
        }
        QByteArray rest = stream;
        for (QByteArray frame = takeServerFrame(rest); !frame.isNull(); frame = takeServerFrame(rest)) {
            QVERIFY2(frame.startsWith(R"({"type":"result","status":200,)"), frame.first(100).constData());
            const qsizetype at = frame.lastIndexOf("\"seq\":") + 6;
            const qint64 seq = frame.mid(at, frame.indexOf(',', at) - at).toLongLong();
            QVERIFY2(seq > lastSeq, frame.last(100).constData());
            lastSeq = seq;
            ++answers;
        }
        stream = rest;
    }
    QCOMPARE(answers, reports);
}

void TestLiveFeed::answersThatWaitForTheStoreAreBounded()
{
    constexpr int reports = 1000;
    m_running = std::make_unique<RunningServer>(ServerOptions(), EventLog::defaultCapacity, RunningServer::token(),
                                                EventLog::Commits::ByStore);
    StartChange large = startOf(u"job", ProcessStatus::Running);
    large.metadata = {{u"text"_s, QString(10000, u'x')}};
    QVERIFY(m_running->tracker.start(large).ok());
    m_running->log.commit(1);
    Feed feed(m_running->port, u"?process_id=nobody"_s);
    QTRY_VERIFY(feed.isOpen());
    for (int i = 0; i < reports; ++i)
        feed.send(R"({"process_id":"job"})");
    const auto isHeldUp = [this] {
        const quint64 before = m_running->log.head();
        return before > 1 && quietFor(100ms, [&] { return m_running->log.head() != before; });
    };
    QVERIFY(QTest::qWaitFor(isHeldUp)); // see above
    // 256 KiB of them, in a client's default bound.
    QVERIFY2(m_running->log.head() < 100, qPrintable(QString::number(m_running->log.head())));
    QCOMPARE(feed.messages.size(), 0);
    const auto allAnswered = [&] {
        m_running->log.commit(m_running->log.head());
        return feed.messages.size() == reports;
    };
    QTRY_VERIFY_WITH_TIMEOUT(allAnswered(), 30000);
    for (qsizetype i = 1; i < feed.messages.size(); ++i)
        QVERIFY(feed.messages[i]["process"_L1]["seq"_L1].toInteger()
                > feed.messages[i - 1]["process"_L1]["seq"_L1].toInteger());
}

void TestLiveFeed::allTogetherAreBounded()
{
    ServerOptions options;
    options.maxFeedBuffer = 256 * 1024;
    m_running = std::make_unique<RunningServer>(options);
    constexpr int stalled = 20;
    // Each holds the greater part of a message back, as one that sends slowly would: 60 KB of 100 KB.
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < stalled; ++i) {
        clients.push_back(std::make_unique<RawClient>(m_running->port));
        clients.back()->send(handshakeOf());
        QCOMPARE(statusOf(clients.back()->readAnswer()), 101);
        clients.back()->send(clientFrame(0x01, QByteArray(60000, 'x')));
    }
    // 512 KiB at most: eight of them. The others were dropped, and an honest one is served.
    QTRY_VERIFY(m_running->subscriberCount() <= 8);
    Feed honest(m_running->port);
    QTRY_VERIFY(honest.isOpen());
    honest.send(R"({"process_id":"job","process_type":"ai_task","name":"n"})");
    QTRY_COMPARE(honest.messages.size(), 2);
    QVERIFY(m_running->subscriberCount() >= 5);
}

void TestLiveFeed::largeProcessesComeInSmallPortions()
{
    constexpr int processes = 100;
    for (int i = 0; i < processes; ++i) {
        StartChange large = startOf(u"p%1"_s.arg(i), ProcessStatus::Running);
        large.metadata = {{u"text"_s, QString(60000, u'x')}};
        QVERIFY(m_running->tracker.start(large).ok());
    }
    Feed snapshot(m_running->port, u"?snapshot=1"_s);
    Feed batches(m_running->port, u"?batch=10"_s);
    Feed events(m_running->port);
    QTRY_VERIFY(batches.isOpen() && events.isOpen());
    QTRY_VERIFY(!snapshot.messages.isEmpty() && !snapshot.messages.last().value("more"_L1).toBool(true));
    m_running->inServerThread([this] {
        for (int i = 0; i < processes; ++i)
            report(u"p%1"_s.arg(i), 1);
    });
    const auto ids = [](const Feed &feed, const QString &list) {
        QStringList all;
        for (const QJsonObject &message : feed.messages) {
            const QJsonArray entries = message.value(list).toArray();
            for (const QJsonValue &entry : entries)
                all.append(entry["process_id"_L1].toString());
        }
        return all;
    };
    QTRY_COMPARE(ids(batches, u"updates"_s).size(), processes);
    QTRY_COMPARE(events.messages.size(), processes);
    QCOMPARE(ids(snapshot, u"processes"_s).size(), processes);
    for (const QJsonObject &page : snapshot.messages)
        QVERIFY(QJsonDocument(page).toJson(QJsonDocument::Compact).size() < 300 * 1024);
    for (const QJsonObject &batch : batches.messages)
        QVERIFY(QJsonDocument(batch).toJson(QJsonDocument::Compact).size() < 1200 * 1024);
    QCOMPARE(batches.lastSeq(), events.lastSeq());
}

void TestLiveFeed::aReporterThatGoesAwayFloodsNoLog()
{
    StartChange large = startOf(u"job", ProcessStatus::Running);
    large.metadata = {{u"text"_s, QString(10000, u'x')}};
    QVERIFY(m_running->tracker.start(large).ok());
    const LogCounter log;
    const QByteArray reports = clientFrame(0x81, R"({"process_id":"job"})").repeated(2000);
    const QByteArray close = clientFrame(0x88, QByteArray::fromHex("03e8"));
    // In the middle of its answers; with a good-bye; with what breaks the rules, so that it is closed by the server.
    for (const QByteArray &end : {QByteArray(), close + reports, clientFrame(0x82, "binary") + reports}) {
        for (int i = 0; i < 5; ++i) {
            RawClient client(m_running->port);
            client.socket().setReadBufferSize(4096);
            client.send(handshakeOf());
            QVERIFY(client.socket().waitForReadyRead(5000));
            client.socket().write(reports + end);
            client.socket().waitForBytesWritten(1000);
            client.socket().abort();
        }
    }
    QTRY_COMPARE(m_running->subscriberCount(), 0);
    QCOMPARE(LogCounter::lines, 0);
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
    options.pingInterval = 20ms; // looked at every 10 ms, by a clock that the test moves
    options.deadPeerTimeout = 60s;
    m_running =
        std::make_unique<RunningServer>(options, EventLog::defaultCapacity, RunningServer::token(),
                                        EventLog::Commits::OnAppend, RunningServer::MakeStore(), nullptr, &m_clock);
    Feed alive(m_running->port); // answers pings, as every WebSocket does
    QTRY_VERIFY(alive.isOpen());
    RawClient dead(m_running->port);
    dead.send(handshakeOf());
    QCOMPARE(statusOf(dead.readAnswer()), 101);
    QTRY_COMPARE(m_running->subscriberCount(), 2);

    for (int second = 0; second < 60; ++second) {
        m_clock.advance(1s);
        QVERIFY(!dead.readSome(1).isEmpty()); // a ping, which it doesn't answer
    }
    QCOMPARE(m_running->subscriberCount(), 2); // for just 60 s
    m_clock.advance(1ms);
    QTRY_COMPARE(m_running->subscriberCount(), 1);
    QVERIFY(dead.isClosedByServer());
    QVERIFY(alive.isOpen());
}

void TestLiveFeed::waitsLongerForOneThatDoesNotRead()
{
    ServerOptions options;
    options.pingInterval = 20ms;
    options.deadPeerTimeout = 60s;
    options.maxSubscriberBuffer = 4 * 1024 * 1024; // of which the kernel may take a part later
    m_running =
        std::make_unique<RunningServer>(options, EventLog::defaultCapacity, RunningServer::token(),
                                        EventLog::Commits::OnAppend, RunningServer::MakeStore(), nullptr, &m_clock);
    StartChange large = startOf(u"job", ProcessStatus::Running);
    large.metadata = {{u"text"_s, QString(60000, u'x')}};
    QVERIFY(m_running->tracker.start(large).ok());
    // So that it is owed something for as long as it doesn't read: 6 MB were written to it.
    QVERIFY(m_running->keepSendBuffersSmall());
    RawClient stalled(m_running->port, RawClient::Receives::Little);
    stalled.send(handshakeOf());
    QTRY_COMPARE(m_running->subscriberCount(), 1);
    for (int i = 0; i < 100; ++i)
        report(u"job"_s, i);
    Feed end(m_running->port, u"?snapshot=1"_s); // comes after all that
    QTRY_COMPARE(end.messages.size(), 1);

    m_clock.advance(600s);
    QTRY_COMPARE(m_running->subscriberCount(), 1); // the other one took all it was sent, and answered no ping
    QTRY_VERIFY(end.isClosed());
    m_clock.advance(1s);
    QTRY_COMPARE(m_running->subscriberCount(), 0);
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
