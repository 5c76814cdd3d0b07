// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "feedclient.h"

#include "fakeclock.h"
#include "fullprocess.h"
#include "processjson.h"
#include "remotesource.h"
#include "runningserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>
#include <QWebSocketServer>

using namespace Procession;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

ProcessId idOf(const QString &text)
{
    return ProcessId::fromString(text).value();
}

/// A feed that says what a test wants.
class ScriptedFeed
{
public:
    ScriptedFeed()
        : m_server(u"feed"_s, QWebSocketServer::NonSecureMode)
    {
        QObject::connect(&m_server, &QWebSocketServer::newConnection, &m_server, [this] {
            m_socket.reset(m_server.nextPendingConnection());
            queries.append(QUrlQuery(m_socket->requestUrl()));
        });
        m_server.listen(QHostAddress::LocalHost);
    }

    ApiEndpoint endpoint() const { return {.url = QUrl(u"http://127.0.0.1:%1"_s.arg(m_server.serverPort()))}; }
    void send(const QJsonObject &message)
    {
        m_socket->sendTextMessage(QString::fromUtf8(QJsonDocument(message).toJson(QJsonDocument::Compact)));
    }
    void sendSnapshot(const QJsonArray &processes, qint64 seq, bool more = false)
    {
        send({{u"type"_s, u"snapshot"_s},
              {u"seq"_s, seq},
              {u"epoch"_s, u"e1"_s},
              {u"more"_s, more},
              {u"processes"_s, processes}});
    }
    void close(QWebSocketProtocol::CloseCode code = QWebSocketProtocol::CloseCodeGoingAway, const QString &why = {})
    {
        m_socket->close(code, why);
    }

    QList<QUrlQuery> queries; ///< of the connections that came

private:
    QWebSocketServer m_server;
    std::unique_ptr<QWebSocket> m_socket;
};

QJsonObject update(const QString &id, qint64 seq, const QString &status = u"running"_s)
{
    return {{u"type"_s, u"process_update"_s},
            {u"process_id"_s, id},
            {u"process_type"_s, u"ai_task"_s},
            {u"name"_s, id},
            {u"status"_s, status},
            {u"created_at"_s, 1},
            {u"timestamp"_s, 1700000000.123},
            {u"seq"_s, seq}};
}

} // namespace

class TestFeedClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatAServerTracks();
    void tellsOfAlerts();
    void tellsWhyItIsRefused_data();
    void tellsWhyItIsRefused();
    void tellsEstimates();
    void goesOnWhereItStood();
    void asksAfreshForAlertsOfAServerThatBeganAnew();
    void beginsAnewAfterALoss();
    void saysSinceWhenItIsStale();
    void readsWhatAServerMaySend();
    void leavesADeadPeer();
    void leavesAServerThatSaysTooMuch();
    void triesAgainWhereItIsRefused();
    void takesATokenThatIsPutRight();
};

void TestFeedClient::tellsWhatAServerTracks()
{
    RunningServer server;
    for (int i = 0; i < 250; ++i) // more than one page of a snapshot
        QVERIFY(server.tracker.start(StartChange{.id = idOf(u"p%1"_s.arg(i)), .type = ProcessType::aiTask()}).ok());
    const FakeClock clock;
    FeedClient feed({.url = QUrl(u"http://127.0.0.1:%1"_s.arg(server.port)), .token = RunningServer::token()},
                    {.filter = {.types = {ProcessType::aiTask()}}}, clock);
    QSignalSpy snapshots(&feed, &FeedClient::snapshotReceived);
    QSignalSpy events(&feed, &FeedClient::eventReceived);
    QSignalSpy left(&feed, &FeedClient::processLeft);
    feed.open();
    QTRY_COMPARE(snapshots.size(), 1);
    const auto snapshot = snapshots[0][0].value<FeedSnapshot>();
    QCOMPARE(snapshot.processes.size(), size_t(250));
    QCOMPARE(snapshot.seq, server.log.head());
    QTRY_VERIFY(feed.state().isLive());

    QVERIFY(server.tracker.report(idOf(u"p7"_s), {.status = ProcessStatus::Running, .progress = 12.5}).ok());
    QVERIFY(server.tracker.start(StartChange{.id = idOf(u"other"_s), .type = ProcessType::backgroundJob()}).ok());
    QVERIFY(server.tracker.cancel(idOf(u"p7"_s)).ok());
    QVERIFY(server.tracker.remove(idOf(u"p7"_s)).ok());
    QTRY_COMPARE(left.size(), 1);
    const auto departure = left[0][0].value<FeedDeparture>();
    QCOMPARE(departure.id, idOf(u"p7"_s));
    QCOMPARE(departure.seq, server.log.head());
    QVERIFY(departure.kind == EventKind::Removed);
    QCOMPARE(events.size(), 2);
    const auto reported = events[0][0].value<Event>();
    QCOMPARE((*reported.process)->id, idOf(u"p7"_s));
    QCOMPARE(*(*reported.process)->progress, 12.5);
    QCOMPARE((*reported.process)->seq, reported.seq);
    QVERIFY(reported.timeMs > 1'600'000'000'000);
    QCOMPARE((*events[1][0].value<Event>().process)->status, ProcessStatus::Cancelled);
}

void TestFeedClient::tellsOfAlerts()
{
    RunningServer server;
    AlertRule rule;
    rule.name = u"a"_s;
    rule.channels = {u"ops"_s};
    QVERIFY(server.tracker.putAlertRule(rule).ok());
    const auto episode = [](quint64 number, qint64 count, AlertEnding ending = AlertEnding::Open) {
        AlertEpisode one;
        one.facts.episode = number;
        one.facts.rule = u"a"_s;
        one.facts.count = count;
        one.ending = ending;
        return std::make_shared<const AlertEpisode>(one);
    };
    server.tracker.tellAlerts({.rule = {}, .episodes = {episode(1, 5), episode(2, 1)}, .isAll = true});
    const FakeClock clock;
    RemoteSource remote({.url = QUrl(u"http://127.0.0.1:%1"_s.arg(server.port)), .token = RunningServer::token()},
                        clock);
    remote.open();
    const ProcessSource &copy = remote.processes();
    QTRY_COMPARE(copy.alerts().episodes().size(), size_t(2));
    QVERIFY(*copy.findAlertRule(u"a"_s) == *server.tracker.findAlertRule(u"a"_s));
    QCOMPARE(copy.findAlert(1)->facts.count, 5);

    server.tracker.tellAlerts({.rule = {}, .episodes = {episode(1, 9), episode(2, 1, AlertEnding::Recovered)}});
    rule.name = u"b"_s;
    QVERIFY(server.tracker.putAlertRule(rule).ok());
    QVERIFY(server.tracker.removeAlertRule(u"a"_s).ok());
    QTRY_VERIFY(!copy.findAlertRule(u"a"_s));
    QVERIFY(copy.findAlertRule(u"b"_s));
    QVERIFY(!copy.findAlert(2));
    QCOMPARE(copy.findAlert(1)->facts.count, 9);
}

void TestFeedClient::tellsWhyItIsRefused_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("said");
    QTest::newRow("a wrong token") << QByteArray("guess") << u"ai_task"_s << u"(from a test)"_s;
    QTest::newRow("an unknown type") << RunningServer::token() << u"dance"_s << u"\"dance\""_s;
}

void TestFeedClient::tellsWhyItIsRefused()
{
    QFETCH(QByteArray, token);
    QFETCH(QString, type);
    QFETCH(QString, said);
    RunningServer server;
    const FakeClock clock;
    FeedClient feed(
        {.url = QUrl(u"http://127.0.0.1:%1"_s.arg(server.port)), .token = token, .tokenSource = u"from a test"_s},
        {.filter = {.types = {ProcessType::fromString(type).value()}}}, clock);
    feed.open();
    QTRY_COMPARE(feed.state().kind, FeedState::Kind::Refused);
    QVERIFY2(feed.state().problem.contains(said), qPrintable(feed.state().problem));
}

void TestFeedClient::tellsEstimates()
{
    const SystemClock clock;
    ScriptedFeed server;
    FeedClient feed(server.endpoint(), {}, clock);
    std::vector<std::pair<QString, std::optional<Estimate>>> told;
    QObject::connect(&feed, &FeedClient::snapshotReceived, &feed, [&] { told.clear(); });
    QObject::connect(&feed, &FeedClient::estimateReceived, &feed,
                     [&](const ProcessId &id, const std::optional<Estimate> &estimate) {
                         told.emplace_back(id.toString(), estimate);
                     });
    feed.open();
    QTRY_COMPARE(server.queries.size(), 1);
    QJsonObject known = update(u"a"_s, 1);
    known.insert(
        u"estimate"_s,
        QJsonObject{
            {u"p50"_s, 2.5}, {u"p90"_s, 60}, {u"basis"_s, u"history"_s}, {u"runs"_s, 7}, {u"overdue"_s, false}});
    QJsonObject late = update(u"b"_s, 2);
    late.insert(u"estimate"_s,
                QJsonObject{{u"p50"_s, QJsonValue()},
                            {u"p90"_s, QJsonValue()},
                            {u"basis"_s, u"history"_s},
                            {u"runs"_s, 7},
                            {u"overdue"_s, true}});
    server.sendSnapshot({known, late, update(u"c"_s, 3)}, 3);
    const Estimate band{.left = TimeLeft{2500, 60'000}, .basis = Estimate::Basis::History, .runs = 7, .overdue = false};
    const Estimate overdue{.left = {}, .basis = Estimate::Basis::History, .runs = 7, .overdue = true};
    QTRY_COMPARE(told.size(), 2U);
    QVERIFY(told[0] == std::pair(u"a"_s, std::optional(band)));
    QVERIFY(told[1] == std::pair(u"b"_s, std::optional(overdue)));
    QJsonObject stuck = update(u"a"_s, 4);
    stuck.insert(u"estimate"_s, QJsonValue());
    server.send(stuck);
    server.send(update(u"a"_s, 5)); // by a server that makes none
    server.send(known);
    QTRY_COMPARE(told.size(), 4U);
    QVERIFY(!told[2].second);
    QVERIFY(told[3].second == band);
}

void TestFeedClient::goesOnWhereItStood()
{
    ScriptedFeed server;
    const FakeClock clock;
    FeedClient feed(server.endpoint(), {.filter = {.ids = {idOf(u"a"_s)}}, .batch = 50ms}, clock);
    QSignalSpy snapshots(&feed, &FeedClient::snapshotReceived);
    QSignalSpy events(&feed, &FeedClient::eventReceived);
    feed.open();
    QTRY_COMPARE(server.queries.size(), 1);
    QCOMPARE(server.queries[0].toString(), u"process_id=a&full=1&alerts=1&batch=50&snapshot=1"_s);
    server.sendSnapshot({}, 7);
    server.send(update(u"a"_s, 9));
    QTRY_COMPARE(events.size(), 1);
    server.close();
    QTRY_COMPARE(server.queries.size(), 2);
    QCOMPARE(server.queries[1].toString(), u"process_id=a&full=1&alerts=1&batch=50&since=e1-9"_s);
    QTRY_VERIFY(feed.state().isLive()); // silence means that nothing was missed
    server.send({{u"type"_s, u"resumed"_s}, {u"seq"_s, 9}, {u"epoch"_s, u"e2"_s}});
    server.send({{u"type"_s, u"process_updates"_s},
                 {u"seq"_s, 14},
                 {u"updates"_s, QJsonArray{update(u"a"_s, 11), update(u"b"_s, 12)}}});
    QTRY_COMPARE(events.size(), 3);
    QCOMPARE(events[2][0].value<Event>().seq, quint64(12));
    server.close();
    QTRY_COMPARE(server.queries.size(), 3);
    QCOMPARE(server.queries[2].queryItemValue(u"since"_s), u"e2-14"_s);
    QCOMPARE(snapshots.size(), 1);
}

/// It goes on from where the feed stood, and tells all alerts that are open again: those of before may be over.
void TestFeedClient::asksAfreshForAlertsOfAServerThatBeganAnew()
{
    ScriptedFeed server;
    const FakeClock clock;
    RemoteSource remote(server.endpoint(), clock, {.times = {.firstRetry = 1ms}});
    remote.open();
    QTRY_COMPARE(server.queries.size(), 1);
    const QJsonObject alert{{u"episode"_s, 5}, {u"rule"_s, u"a"_s}};
    server.send({{u"type"_s, u"snapshot"_s}, {u"seq"_s, 7}, {u"epoch"_s, u"e1"_s}, {u"alerts"_s, QJsonArray{alert}}});
    QTRY_VERIFY(remote.processes().findAlert(5));
    server.close();
    QTRY_COMPARE(server.queries.size(), 2);
    QVERIFY(remote.processes().findAlert(5));
    server.send({{u"type"_s, u"resumed"_s}, {u"seq"_s, 7}, {u"epoch"_s, u"e2"_s}});
    QTRY_VERIFY(!remote.processes().findAlert(5));
    server.send({{u"type"_s, u"alert"_s}, {u"seq"_s, 8}, {u"all"_s, true}, {u"alerts"_s, QJsonArray{alert}}});
    QTRY_VERIFY(remote.processes().findAlert(5));
    QCOMPARE(remote.state().kind, FeedState::Kind::Live);
}

void TestFeedClient::beginsAnewAfterALoss()
{
    ScriptedFeed server;
    const FakeClock clock;
    FeedClient feed(server.endpoint(), {}, clock);
    QSignalSpy snapshots(&feed, &FeedClient::snapshotReceived);
    QSignalSpy states(&feed, &FeedClient::stateChanged);
    feed.open();
    QTRY_COMPARE(server.queries.size(), 1);
    server.sendSnapshot({update(u"a"_s, 1), QJsonObject{{u"process_id"_s, u"of a newer server"_s}}}, 3, true);
    server.sendSnapshot({update(u"b"_s, 2)}, 3);
    QTRY_COMPARE(snapshots.size(), 1);
    QCOMPARE(snapshots[0][0].value<FeedSnapshot>().processes.size(), size_t(2));

    server.sendSnapshot({update(u"a"_s, 1)}, 5, true); // is cut short
    server.send({{u"type"_s, u"reset"_s}});
    server.sendSnapshot({update(u"c"_s, 6)}, 6);
    QTRY_COMPARE(snapshots.size(), 2);
    const auto second = snapshots[1][0].value<FeedSnapshot>();
    QCOMPARE(second.processes.size(), size_t(1));
    QCOMPARE(second.seq, quint64(6));
    QList<FeedState::Kind> kinds;
    for (const QList<QVariant> &state : states)
        kinds.append(state[0].value<FeedState>().kind);
    QCOMPARE(kinds, (QList{FeedState::Kind::Live, FeedState::Kind::CatchingUp, FeedState::Kind::Live}));
}

void TestFeedClient::saysSinceWhenItIsStale()
{
    auto server = std::make_unique<ScriptedFeed>();
    const FakeClock clock;
    FeedClient feed(server->endpoint(), {}, clock);
    feed.open();
    QTRY_COMPARE(server->queries.size(), 1);
    QVERIFY(!feed.state().staleSince);
    server->sendSnapshot({}, 1);
    QTRY_VERIFY(feed.state().isLive());
    const qint64 lost = clock.wallMs();
    server.reset();
    QTRY_COMPARE(feed.state().kind, FeedState::Kind::Stale);
    QCOMPARE(feed.state().staleSince, std::optional(lost));
    QVERIFY(!feed.state().problem.isEmpty());
}

void TestFeedClient::readsWhatAServerMaySend()
{
    ScriptedFeed server;
    const FakeClock clock;
    FeedClient feed(server.endpoint(), {}, clock);
    QSignalSpy snapshots(&feed, &FeedClient::snapshotReceived);
    QSignalSpy events(&feed, &FeedClient::eventReceived);
    QSignalSpy left(&feed, &FeedClient::processLeft);
    QSignalSpy settings(&feed, &FeedClient::settingReceived);
    feed.open();
    QTRY_COMPARE(server.queries.size(), 1);
    const QJsonObject policy = QJsonDocument::fromJson(toJson(RetryPolicy{.maxAttempts = 4})).object();
    server.send({{u"type"_s, u"snapshot"_s},
                 {u"seq"_s, 2},
                 {u"epoch"_s, u"e1"_s},
                 {u"process_types"_s, QJsonArray{u"ai_task"_s, u"night_job"_s}},
                 {u"retry_policies"_s, QJsonObject{{u"ai_task"_s, policy}}},
                 {u"processes"_s, QJsonArray()}});
    QJsonObject full = QJsonDocument::fromJson(toUpdateJson(fullProcess(), EventKind::TimedOut, 5, true)).object();
    full.insert(u"event"_s, wireName(EventKind::TimedOut));
    full.insert(u"created_seq"_s, 11);
    full.insert(u"report_seq"_s, 16);
    server.send(full);
    QJsonObject strange = update(u"a"_s, 18);
    strange.insert(u"event"_s, u"of_a_newer_server"_s);
    server.send(strange);
    server.send(update(u"a"_s, 19, u"asleep"_s)); // isn't understood
    server.send({{u"type"_s, u"of_a_newer_server"_s}, {u"seq"_s, 20}});
    server.send({{u"type"_s, u"process_left"_s}, {u"process_id"_s, u"a"_s}, {u"seq"_s, 21}});
    server.send({{u"type"_s, u"process_removed"_s},
                 {u"process_id"_s, u"b"_s},
                 {u"seq"_s, 21},
                 {u"event"_s, u"archived"_s},
                 {u"timestamp"_s, 1.5}});
    server.send({{u"type"_s, u"type_registered"_s}, {u"process_type"_s, u"night_job"_s}, {u"seq"_s, 22}});
    server.send(
        {{u"type"_s, u"policy_set"_s}, {u"process_type"_s, u"ai_task"_s}, {u"seq"_s, 23}, {u"policy"_s, policy}});
    QTRY_COMPARE(settings.size(), 2);

    const auto snapshot = snapshots[0][0].value<FeedSnapshot>();
    QCOMPARE(snapshot.types.size(), 2);
    QCOMPARE(snapshot.policies.value(ProcessType::aiTask()).maxAttempts, 4);
    QCOMPARE(events.size(), 2);
    const auto timedOut = events[0][0].value<Event>();
    QCOMPARE(timedOut.kind, EventKind::TimedOut);
    Process expected = fullProcess();
    expected.startDigest = {}; // stays with the server
    QCOMPARE(sameFields(**timedOut.process, expected), sameFields(expected, expected));
    QCOMPARE(events[1][0].value<Event>().kind, EventKind::Reported);
    QCOMPARE(left.size(), 2);
    QVERIFY(!left[0][0].value<FeedDeparture>().kind);
    QCOMPARE(left[0][0].value<FeedDeparture>().timeMs, clock.wallMs());
    QVERIFY(left[1][0].value<FeedDeparture>().kind == EventKind::Archived);
    QCOMPARE(left[1][0].value<FeedDeparture>().timeMs, 1'500);
    QVERIFY(!settings[0][0].value<FeedSetting>().policy);
    QCOMPARE(settings[1][0].value<FeedSetting>().policy->maxAttempts, 4);
    server.close();
    QTRY_COMPARE(server.queries.size(), 2);
    QCOMPARE(server.queries[1].queryItemValue(u"since"_s), u"e1-23"_s);
}

void TestFeedClient::leavesADeadPeer()
{
    QTcpServer dead; // takes connections and says nothing
    QVERIFY(dead.listen(QHostAddress::LocalHost));
    const FakeClock clock;
    FeedClient feed({.url = QUrl(u"http://127.0.0.1:%1"_s.arg(dead.serverPort()))}, {.times = {.silence = 100ms}},
                    clock);
    QSignalSpy connections(&dead, &QTcpServer::newConnection);
    feed.open();
    QTRY_COMPARE(feed.state().kind, FeedState::Kind::Stale);
    QTRY_VERIFY(connections.size() >= 3); // the handshake, the question why, and the next try
}

void TestFeedClient::leavesAServerThatSaysTooMuch()
{
    ScriptedFeed server;
    const FakeClock clock;
    FeedClient feed(server.endpoint(), {}, clock);
    QSignalSpy events(&feed, &FeedClient::eventReceived);
    feed.open();
    QTRY_COMPARE(server.queries.size(), 1);
    server.sendSnapshot({}, 1);
    QJsonObject endless = update(u"a"_s, 2);
    endless.insert(u"message"_s, QString(65 * 1024 * 1024, u'x'));
    server.send(endless);
    QTRY_COMPARE_WITH_TIMEOUT(server.queries.size(), 2, 30000);
    QCOMPARE(events.size(), 0);
}

void TestFeedClient::triesAgainWhereItIsRefused()
{
    ScriptedFeed server;
    const FakeClock clock;
    FeedClient feed(server.endpoint(), {.times = {.firstRetry = 1ms}}, clock);
    feed.open();
    QTRY_COMPARE(server.queries.size(), 1);
    server.sendSnapshot({}, 1);
    server.close(QWebSocketProtocol::CloseCodePolicyViolated, u"Not you."_s);
    QTRY_COMPARE(feed.state().kind, FeedState::Kind::Refused);
    QCOMPARE(feed.state().problem, u"Not you."_s);
    QVERIFY(feed.state().staleSince);
    QTRY_COMPARE(server.queries.size(), 2);
    server.sendSnapshot({}, 2);
    QTRY_VERIFY(feed.state().isLive());
}

void TestFeedClient::takesATokenThatIsPutRight()
{
    RunningServer server;
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"token"_s);
    const auto write = [&path](const QByteArray &token) {
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(token + '\n') > 0;
    };
    QVERIFY(write("a guess"));
    ApiEndpoint endpoint{.url = QUrl(u"http://127.0.0.1:%1"_s.arg(server.port))};
    QVERIFY(endpoint.useTokenFile(path).ok());
    const FakeClock clock;
    FeedClient feed(endpoint, {.times = {.firstRetry = 1ms}}, clock);
    feed.open();
    QTRY_COMPARE(feed.state().kind, FeedState::Kind::Refused);
    QVERIFY2(feed.state().problem.contains(path), qPrintable(feed.state().problem));
    QVERIFY(write(RunningServer::token()));
    QTRY_VERIFY(feed.state().isLive());
    // Without the file, the token is the one that it held at first.
    QVERIFY(QFile::remove(path));
    QCOMPARE(endpoint.request({}, {}).rawHeader("Authorization"), "Bearer a guess");
}

QTEST_GUILESS_MAIN(TestFeedClient)
#include "tst_feedclient.moc"
