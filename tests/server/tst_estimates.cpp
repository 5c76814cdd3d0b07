// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "durationhistory.h"
#include "fakeclock.h"
#include "httpanswer.h"
#include "processes.h"
#include "runningserver.h"

#include <QJsonArray>
#include <QTest>
#include <QWebSocket>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

/// A subscriber with a filter and `full`, and the updates that it got.
class Follower
{
public:
    Follower(quint16 port, const QString &query)
    {
        QObject::connect(&m_socket, &QWebSocket::textMessageReceived, &m_socket, [this](const QString &text) {
            const QJsonObject message = QJsonDocument::fromJson(text.toUtf8()).object();
            const bool isList = message.contains("updates"_L1) || message.contains("processes"_L1);
            const QJsonArray told = isList
                ? message[message.contains("updates"_L1) ? "updates"_L1 : "processes"_L1].toArray()
                : QJsonArray{message};
            for (const QJsonValue &process : told)
                heard.append(process.toObject());
            isBegun = true;
        });
        QNetworkRequest request(QUrl(u"ws://127.0.0.1:%1/ws/processes?snapshot=1&%2"_s.arg(port).arg(query)));
        request.setRawHeader("Authorization", "Bearer " + RunningServer::token());
        m_socket.open(request);
    }

    QList<QJsonObject> heard;
    bool isBegun = false; // the snapshot came

private:
    QWebSocket m_socket;
};

} // namespace

/// A real server on real sockets, whose clock the test moves.
class TestEstimates : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void whereItIsTold_data();
    void whereItIsTold();
    void aPlainAnswerTellsNone_data();
    void aPlainAnswerTellsNone();
    void afterTooLongItIsOverdue();
    void onceItIsStuckNothingIsTold();
    void subscribersOfAnythingGetTheSame();
    void whoTakesItOverReadsPastIt();

private:
    void begin(const QString &processId);
    void report(const QString &processId, const ReportChange &change);
    void runOnce(const QString &processId, std::chrono::milliseconds duration);
    QJsonObject ask(const QString &target);
    QJsonValue estimateOf(const QString &processId)
    {
        return ask(u"/processes/%1?full=1"_s.arg(processId))["process"_L1]["estimate"_L1];
    }

    FakeClock m_clock;
    std::unique_ptr<RunningServer> m_server;
};

void TestEstimates::init()
{
    ServerOptions options;
    options.pingInterval = options.deadPeerTimeout = 24h; // the clock is moved by hours
    m_server = std::make_unique<RunningServer>(options, EventLog::defaultCapacity, RunningServer::token(),
                                               EventLog::Commits::OnAppend, RunningServer::MakeStore(),
                                               std::function<std::vector<Route>(ProcessTracker &)>(), &m_clock, true);
    runOnce(u"first"_s, 100s);
    runOnce(u"second"_s, 120s);
}

void TestEstimates::cleanup()
{
    m_server.reset();
}

void TestEstimates::begin(const QString &processId)
{
    QVERIFY(m_server->tracker.start(startOf(processId, ProcessStatus::Running)));
}

/// Returns once the durations are up to date as well.
void TestEstimates::report(const QString &processId, const ReportChange &change)
{
    QVERIFY(m_server->tracker.report(id(processId), change));
    QCoreApplication::processEvents();
}

void TestEstimates::runOnce(const QString &processId, std::chrono::milliseconds duration)
{
    begin(processId);
    m_clock.advance(duration);
    report(processId, reportOf(ProcessStatus::Completed));
}

QJsonObject TestEstimates::ask(const QString &target)
{
    const HttpAnswer answer =
        askHttp(u"http://127.0.0.1:%1%2"_s.arg(m_server->port).arg(target), RunningServer::token());
    return answer.status == 200 ? answer.json() : QJsonObject();
}

void TestEstimates::whereItIsTold_data()
{
    QTest::addColumn<QString>("target"); // of a list; a follower where it has none
    QTest::newRow("get") << u"/processes/third?full=1"_s;
    QTest::newRow("list") << u"/processes?full=1&status=running"_s;
    QTest::newRow("search") << u"/processes?full=1&q=third"_s;
    QTest::newRow("snapshot") << u"full=1&status=running"_s;
}

void TestEstimates::whereItIsTold()
{
    QFETCH(QString, target);
    begin(u"third"_s);
    m_clock.advance(10s);

    QJsonObject process;
    if (target.startsWith(u'/')) {
        const QJsonObject answer = ask(target);
        process = answer.contains("process"_L1) ? answer["process"_L1].toObject()
                                                : answer["processes"_L1].toArray().first().toObject();
    } else {
        Follower follower(m_server->port, target);
        QTRY_COMPARE(follower.heard.size(), 1);
        process = follower.heard.first();
    }
    QCOMPARE(process["process_id"_L1].toString(), u"third"_s);
    const QJsonObject estimate = process["estimate"_L1].toObject();
    QCOMPARE(estimate["basis"_L1].toString(), u"history"_s);
    QCOMPARE(estimate["runs"_L1].toInt(), 2);
    QCOMPARE(estimate["overdue"_L1], QJsonValue(false));
    const double p50 = estimate["p50"_L1].toDouble();
    QVERIFY2(p50 > 80 && p50 < 120, qPrintable(QString::number(p50)));
    QVERIFY(estimate["p90"_L1].toDouble() > p50);
}

void TestEstimates::aPlainAnswerTellsNone_data()
{
    QTest::addColumn<QString>("target");
    QTest::newRow("get") << u"/processes/third"_s;
    QTest::newRow("get, said") << u"/processes/third?full=0"_s;
    QTest::newRow("list") << u"/processes?status=running"_s;
}

void TestEstimates::aPlainAnswerTellsNone()
{
    QFETCH(QString, target);
    begin(u"third"_s);
    const QJsonObject answer = ask(target);
    const QJsonObject process = answer.contains("process"_L1) ? answer["process"_L1].toObject()
                                                              : answer["processes"_L1].toArray().first().toObject();
    QCOMPARE(process["process_id"_L1].toString(), u"third"_s);
    QVERIFY(!process.contains("estimate"_L1));
}

void TestEstimates::afterTooLongItIsOverdue()
{
    for (int run = 0; run < 4; ++run)
        runOnce(u"more%1"_s.arg(run), 105s + run * 5s);
    begin(u"third"_s);
    m_clock.advance(100s);
    QCOMPARE(estimateOf(u"third"_s)["overdue"_L1], QJsonValue(false));
    m_clock.advance(100s);
    QCOMPARE(estimateOf(u"third"_s)["overdue"_L1], QJsonValue(true));
    // A process that ended takes no more time.
    report(u"third"_s, reportOf(ProcessStatus::Completed));
    QVERIFY(estimateOf(u"third"_s).isNull());
    // Nor does one whose like never ran.
    StartChange other = startOf(u"other", ProcessStatus::Running);
    other.name = u"Another job"_s;
    QVERIFY(m_server->tracker.start(other));
    QVERIFY(estimateOf(u"other"_s).isNull());
    QVERIFY(ask(u"/processes/other?full=1"_s)["process"_L1].toObject().contains("estimate"_L1));
}

void TestEstimates::onceItIsStuckNothingIsTold()
{
    StartChange start = startOf(u"counts", ProcessStatus::Running);
    start.name = u"A job that never ran before"_s;
    QVERIFY(m_server->tracker.start(start));
    for (int step = 1; step <= 10; ++step) {
        m_clock.advance(10s);
        report(u"counts"_s, progressOf(5 * step));
    }
    const QJsonObject estimate = estimateOf(u"counts"_s).toObject();
    QCOMPARE(estimate["basis"_L1].toString(), u"progress"_s);
    QCOMPARE(estimate["runs"_L1].toInt(), 0);
    const double p50 = estimate["p50"_L1].toDouble();
    QVERIFY2(p50 > 70 && p50 < 130, qPrintable(QString::number(p50)));

    m_clock.advance(1h);
    QVERIFY(estimateOf(u"counts"_s).isNull());
    report(u"counts"_s, progressOf(55));
    QVERIFY(estimateOf(u"counts"_s).isObject());
}

/// Updates carry it as well, to each channel the same; plain ones carry none.
void TestEstimates::subscribersOfAnythingGetTheSame()
{
    const QStringList queries{u"full=1"_s, u"full=1&process_id=third"_s, u"full=1&status=running&batch=5"_s,
                              u"status=running"_s};
    std::vector<std::unique_ptr<Follower>> followers;
    for (const QString &query : queries)
        followers.push_back(std::make_unique<Follower>(m_server->port, query));
    for (const auto &follower : followers)
        QTRY_VERIFY(follower->isBegun);
    begin(u"third"_s);
    for (const auto &follower : followers) {
        QTRY_VERIFY(!follower->heard.isEmpty() && follower->heard.last()["process_id"_L1].toString() == u"third"_s);
    }
    const QJsonValue estimate = followers.front()->heard.last()["estimate"_L1];
    QCOMPARE(estimate["runs"_L1].toInt(), 2);
    QCOMPARE(followers[1]->heard.last()["estimate"_L1], estimate);
    QCOMPARE(followers[2]->heard.last()["estimate"_L1], estimate);
    QVERIFY(!followers[3]->heard.last().contains("estimate"_L1));
}

/// An export holds it, and can be imported all the same.
void TestEstimates::whoTakesItOverReadsPastIt()
{
    begin(u"third"_s);
    QJsonObject process = ask(u"/processes/third?full=1"_s)["process"_L1].toObject();
    QVERIFY(process["estimate"_L1].isObject());
    process["process_id"_L1] = u"copy"_s;
    const HttpAnswer answer =
        askHttp(u"http://127.0.0.1:%1/processes/import"_s.arg(m_server->port), RunningServer::token(), "POST",
                QJsonDocument(process).toJson(QJsonDocument::Compact) + '\n');
    QCOMPARE(answer.status, 200);
    QVERIFY2(answer.body.contains("\"status\":201"), answer.body.constData());
    QVERIFY(!ask(u"/processes/copy"_s)["process"_L1].toObject().contains("estimate"_L1));
}

QTEST_GUILESS_MAIN(TestEstimates)
#include "tst_estimates.moc"
