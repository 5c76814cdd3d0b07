// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cuttingproxy.h"
#include "processes.h"
#include "remotewindow.h"
#include "runtime.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

/// What `procession --connect` shows of a real server, and how it tells that it can't.
class TestRemoteWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void showsAndChangesARemoteServer();
    void estimatesByTheServersRuns();
    void tellsThatTheServerIsAway();
    void tellsThatTheTokenIsWrong();
    void followsAlerts();
    void anOldServerKnowsNoAlerts();
    void sendsWhatWaitsWhenItLeaves();
    void findsTheToken_data();
    void findsTheToken();

private:
    ApiEndpoint endpoint(const QByteArray &token = "the-test-token") const
    {
        return {.url = QUrl(u"http://127.0.0.1:%1"_s.arg(m_proxy->port())), .token = token, .tokenSource = u"a test"_s};
    }

    /// A run fails, which a rule tells of.
    void fail(QStringView processId);
    /// Takes a run over that took so many minutes, or that began so long ago and runs.
    void import(QStringView processId, int minutes, ProcessStatus status = ProcessStatus::Completed);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Runtime> m_server;
    std::unique_ptr<CuttingProxy> m_proxy;
};

void TestRemoteWindow::init()
{
    m_server.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    Settings settings;
    settings.server.port = 0;
    settings.dataDir = m_folder->path();
    settings.token = "the-test-token";
    m_server = std::make_unique<Runtime>(settings);
    QVERIFY(m_server->start().ok());
    m_proxy = std::make_unique<CuttingProxy>();
    m_proxy->leadTo(static_cast<quint16>(QUrl(m_server->url()).port()));
    QVERIFY(m_server->tracker().start(startOf(u"a", ProcessStatus::Running)).ok());
}

void TestRemoteWindow::showsAndChangesARemoteServer()
{
    RemoteWindow remote(endpoint());
    Dashboard &dashboard = remote.dashboard();
    QTRY_COMPARE(dashboard.processes()->rowCount(), 1);
    QTRY_VERIFY(dashboard.server()->isLive());
    QVERIFY(dashboard.server()->place().startsWith(u"Live"_s));
    QVERIFY(dashboard.server()->warning().isEmpty());

    dashboard.setUndoSeconds(0);
    dashboard.cancel(u"a"_s);
    QTRY_COMPARE((*m_server->tracker().find(id(u"a")))->status, ProcessStatus::Cancelled);
    QTRY_COMPARE(dashboard.processes()->index(0, 0).data(ProcessListModel::CanRetryRole), true);
    QVERIFY(m_server->tracker().archive(id(u"a")).ok());
    QTRY_COMPARE(dashboard.processes()->rowCount(), 0);
    dashboard.setHistoryShown(true);
    QTRY_COMPARE(dashboard.history()->count(), 1);
    dashboard.selectFinished(0);
    QTRY_COMPARE(dashboard.timeline()->rowCount(), 2); // started and cancelled
    QCOMPARE(dashboard.timeline()->error(), QString());
}

void TestRemoteWindow::import(QStringView processId, int minutes, ProcessStatus status)
{
    Process process;
    process.id = id(processId);
    process.type = ProcessType::backgroundJob();
    process.name = u"Backup"_s;
    process.status = status;
    process.updatedAt = SystemClock().wallMs();
    process.createdAt = process.updatedAt - minutes * 60'000;
    process.startedAt = process.createdAt;
    if (isTerminal(status))
        process.completedAt = process.updatedAt;
    QVERIFY(m_server->tracker().import(process, {}).ok());
}

/// By those that only its history has, that it tracks, and that end while the window looks, each counted once.
void TestRemoteWindow::estimatesByTheServersRuns()
{
    import(u"archived", 20);
    QVERIFY(m_server->tracker().archive(id(u"archived")).ok());
    import(u"tracked", 20);
    import(u"running", 5, ProcessStatus::Running);
    QTRY_COMPARE(m_server->log().committed(), m_server->log().head());
    RemoteWindow remote(endpoint());
    const ProcessEstimates &estimates = *remote.dashboard().estimates();
    const auto told = [&] { return estimates.details(u"running"_s, static_cast<double>(SystemClock().wallMs())); };
    QTRY_VERIFY2(told().endsWith(u"min (2 earlier runs)"_s), qPrintable(told()));
    import(u"later", 20);
    QTRY_VERIFY2(told().endsWith(u"min (3 earlier runs)"_s), qPrintable(told()));
    m_proxy->cut();
    QTRY_VERIFY(!remote.dashboard().server()->isLive());
    import(u"meanwhile", 20);
    QTRY_VERIFY2_WITH_TIMEOUT(told().endsWith(u"min (4 earlier runs)"_s), qPrintable(told()), 30000);
}

void TestRemoteWindow::tellsThatTheServerIsAway()
{
    RemoteWindow remote(endpoint());
    ServerStatus &server = *remote.dashboard().server();
    QTRY_VERIFY(server.isLive());
    QTRY_COMPARE(remote.dashboard().processes()->rowCount(), 1);
    m_proxy->leadTo(0);
    m_proxy->cut();
    QTRY_VERIFY(server.place().startsWith(u"Stale since"_s));
    QVERIFY2(server.warning().contains(u"tried again"_s), qPrintable(server.warning()));
    QCOMPARE(remote.dashboard().processes()->rowCount(), 1); // as it was then
    QVERIFY(m_server->tracker().start(startOf(u"b", ProcessStatus::Running)).ok());
    m_proxy->leadTo(static_cast<quint16>(QUrl(m_server->url()).port()));
    QTRY_VERIFY_WITH_TIMEOUT(server.isLive(), 30000);
    QTRY_COMPARE(remote.dashboard().processes()->rowCount(), 2);
    QVERIFY(server.warning().isEmpty());
}

void TestRemoteWindow::tellsThatTheTokenIsWrong()
{
    RemoteWindow remote(endpoint("a-token-that-is-wrong"));
    ServerStatus &server = *remote.dashboard().server();
    QTRY_VERIFY2(server.warning().contains(u"does not let this window in"_s), qPrintable(server.warning()));
    QVERIFY(server.warning().contains(u"--token-file"_s));
    QVERIFY(server.place().startsWith(u"Not connected"_s));
}

void TestRemoteWindow::fail(QStringView processId)
{
    AlertRule rule;
    rule.name = u"failures"_s;
    QVERIFY(m_server->tracker().putAlertRule(rule).ok());
    QVERIFY(m_server->tracker().start(startOf(processId, ProcessStatus::Running)).ok());
    ReportChange failure = reportOf(ProcessStatus::Failed);
    failure.retryable = false;
    QVERIFY(m_server->tracker().report(id(processId), failure).ok());
}

void TestRemoteWindow::followsAlerts()
{
    RemoteWindow remote(endpoint());
    AlertCentre &alerts = *remote.dashboard().alerts();
    remote.dashboard().setView(Dashboard::Alerts);
    QTRY_VERIFY(!alerts.isLoading());
    QCOMPARE(remote.dashboard().server()->freshness(), u"Live"_s);
    fail(u"b");
    QTRY_COMPARE(alerts.openTotal(), 1);
    QCOMPARE(alerts.rules()->count(), 1);
    m_proxy->leadTo(0);
    m_proxy->cut();
    QTRY_VERIFY(remote.dashboard().server()->freshness().startsWith(u"Stale since "_s));
    QCOMPARE(alerts.openTotal(), 1); // as it was then
    QVERIFY(m_server->tracker().removeAlertRule(u"failures"_s).ok());
    m_proxy->leadTo(static_cast<quint16>(QUrl(m_server->url()).port()));
    QTRY_COMPARE_WITH_TIMEOUT(alerts.openTotal(), 0, 30000);
    QTRY_COMPARE(alerts.endedTotal(), 1);
    QVERIFY2(alerts.error().isEmpty(), qPrintable(alerts.error()));
}

/// It refuses to be asked for alerts, is followed without them, and with them once it is a newer one.
void TestRemoteWindow::anOldServerKnowsNoAlerts()
{
    int refusals = 0;
    m_proxy->answers = [&refusals](const QByteArray &sent) -> QByteArray {
        const QByteArray line = sent.first(std::max<qsizetype>(0, sent.indexOf('\r')));
        if (line.contains("alerts=1")) {
            ++refusals;
            return "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        }
        if (line.contains("/alerts"))
            return "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        return {};
    };
    fail(u"b");
    RemoteWindow remote(endpoint());
    AlertCentre &alerts = *remote.dashboard().alerts();
    remote.dashboard().setView(Dashboard::Alerts);
    QTRY_VERIFY(remote.dashboard().server()->isLive());
    QCOMPARE(refusals, 1);
    QTRY_COMPARE(remote.dashboard().processes()->rowCount(), 2);
    QVERIFY(!alerts.isSupported());
    QVERIFY2(alerts.error().contains(u"newer"_s), qPrintable(alerts.error()));
    QVERIFY(m_server->tracker().start(startOf(u"c", ProcessStatus::Running)).ok());
    QTRY_COMPARE(remote.dashboard().processes()->rowCount(), 3);
    m_proxy->answers = nullptr;
    m_proxy->cut();
    QTRY_COMPARE_WITH_TIMEOUT(alerts.openTotal(), 1, 30000);
    QVERIFY(alerts.isSupported());
    QTRY_VERIFY2(alerts.error().isEmpty(), qPrintable(alerts.error()));
}

void TestRemoteWindow::sendsWhatWaitsWhenItLeaves()
{
    RemoteWindow remote(endpoint());
    QTRY_COMPARE(remote.dashboard().processes()->rowCount(), 1);
    remote.dashboard().setUndoSeconds(60);
    remote.dashboard().cancel(u"a"_s);
    QCOMPARE(remote.dashboard().actions()->waiting(), 1);
    QSignalSpy finished(&remote, &RemoteWindow::finished);
    remote.leave();
    QTRY_VERIFY(!finished.isEmpty());
    QTRY_COMPARE((*m_server->tracker().find(id(u"a")))->status, ProcessStatus::Cancelled);
}

void TestRemoteWindow::findsTheToken_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("tokenFile"); // in the folder
    QTest::addColumn<bool>("folderIsNamed");
    QTest::addColumn<QByteArray>("environment");
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QString>("source"); // what it says, or in the error
    const QString here = u"http://127.0.0.1:8000"_s;
    const QString there = u"http://ops.example.org:8000"_s;
    QTest::newRow("a file that is named")
        << there << u"mine"_s << true << QByteArray("x") << QByteArray("from-a-file") << u"mine"_s;
    QTest::newRow("a file that isn't there") << there << u"none"_s << true << QByteArray() << QByteArray() << u"none"_s;
    QTest::newRow("the environment") << there << u""_s << true << QByteArray("from-outside")
                                     << QByteArray("from-outside") << u"PROCESSION_TOKEN"_s;
    QTest::newRow("the data folder's, for this machine")
        << here << u""_s << true << QByteArray() << QByteArray("of-the-folder") << u"token"_s;
    QTest::newRow("the data folder's, which was named")
        << there << u""_s << true << QByteArray() << QByteArray("of-the-folder") << u"token"_s;
    QTest::newRow("not the usual folder's, for another machine")
        << there << u""_s << false << QByteArray() << QByteArray() << u"--token-file"_s;
}

void TestRemoteWindow::findsTheToken()
{
    QFETCH(QString, url);
    QFETCH(QString, tokenFile);
    QFETCH(bool, folderIsNamed);
    QFETCH(QByteArray, environment);
    QFETCH(QString, source);
    const QTemporaryDir folder;
    for (const auto &[name, content] :
         {std::pair(u"mine"_s, "from-a-file\n"), std::pair(u"token"_s, "of-the-folder")}) {
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) > 0);
    }
    CommandLine commandLine;
    commandLine.connect = QUrl(url);
    commandLine.settings.token = environment;
    commandLine.settings.dataDir = folderIsNamed ? folder.path() : defaultDataDir();
    if (!tokenFile.isEmpty())
        commandLine.tokenFile = folder.filePath(tokenFile);
    const auto endpoint = RemoteWindow::endpointOf(commandLine);
    if (endpoint) {
        QTEST(endpoint->token, "token");
        QVERIFY2(endpoint->tokenSource.contains(source), qPrintable(endpoint->tokenSource));
    } else {
        QVERIFY2(endpoint.error().message.contains(source), qPrintable(endpoint.error().message));
    }
}

QTEST_MAIN(TestRemoteWindow)
#include "tst_remotewindow.moc"
