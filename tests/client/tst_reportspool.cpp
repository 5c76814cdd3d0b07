// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "reportspool.h"

#include "scriptedserver.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

ProcessId idOf(const QString &text)
{
    return ProcessId::fromString(text).value();
}

StartChange startOf(const QString &id)
{
    return {.id = idOf(id), .type = ProcessType::aiTask(), .name = id, .status = ProcessStatus::Running};
}

ReportChange progress(double percent, const QString &key = u"a"_s)
{
    return {.progress = percent, .metadataUpdate = {{key, percent}}, .attempt = 1};
}

ReportChange ending(ProcessStatus status)
{
    return {.status = status, .attempt = 1};
}

/// Answers as a server does that tracks whatever is started.
ScriptedServer::Answer agree(const ScriptedServer::Request &request)
{
    const QString id = request.line.startsWith("POST") ? request.body.value("process_id"_L1).toString()
                                                       : QString::fromUtf8(request.line.mid(17));
    return {request.line.startsWith("POST") ? 201 : 200,
            {{u"process"_s, sentProcess(id, request.body.value("status"_L1).toString(u"running"_s))}}};
}

QJsonObject errorBody(const QString &code, const QJsonObject &process = {})
{
    QJsonObject body{{u"error"_s, QJsonObject{{u"code"_s, code}, {u"message"_s, u"No."_s}}}};
    if (!process.isEmpty())
        body.insert(u"process"_s, process);
    return body;
}

QByteArrayList linesOf(const ScriptedServer &server)
{
    QByteArrayList lines;
    for (const ScriptedServer::Request &request : server.requests)
        lines.append(request.line);
    return lines;
}

} // namespace

class TestReportSpool : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mergesProgressAndNothingElse();
    void deliversAllOnceTheServerIsBack_data();
    void deliversAllOnceTheServerIsBack();
    void knowsAnEndingThatHadArrived_data();
    void knowsAnEndingThatHadArrived();
    void aRefusedStartTakesItsReportsAlong();
    void startsAgainWhatTheServerForgot();
    void aWrongTokenGivesNothingUp();
    void goesOnInTheNextRun();
    void isBounded();
    void sendsNothingOnceItIsStopped();
};

void TestReportSpool::mergesProgressAndNothingElse()
{
    ScriptedServer server(agree);
    ApiClient api({.url = server.url()});
    ReportSpool spool(api);
    QSignalSpy reported(&spool, &ReportSpool::reported);
    QVERIFY(spool.start(startOf(u"a"_s)).ok()); // is under way at once
    QVERIFY(spool.report(idOf(u"a"_s), progress(10, u"first"_s)).ok());
    QVERIFY(spool.report(idOf(u"b"_s), progress(50)).ok());
    QVERIFY(spool.report(idOf(u"a"_s), progress(20, u"second"_s)).ok());
    QVERIFY(spool.report(idOf(u"a"_s), ending(ProcessStatus::Failed)).ok());
    QVERIFY(spool.report(idOf(u"a"_s), progress(30)).ok()); // of what follows the ending
    ReportChange next = progress(40);
    next.attempt = 2;
    QVERIFY(spool.report(idOf(u"a"_s), next).ok());
    QCOMPARE(spool.size(), 6);
    QTRY_VERIFY(spool.isEmpty());
    QCOMPARE(linesOf(server),
             (QByteArrayList{"POST /processes", "PATCH /processes/a", "PATCH /processes/b", "PATCH /processes/a",
                             "PATCH /processes/a", "PATCH /processes/a"}));
    QCOMPARE(server.requests[1].body,
             (QJsonObject{{u"progress"_s, 20},
                          {u"metadata_update"_s, QJsonObject{{u"first"_s, 10}, {u"second"_s, 20}}},
                          {u"attempt"_s, 1}}));
    QCOMPARE(server.requests[3].body, (QJsonObject{{u"status"_s, u"failed"_s}, {u"attempt"_s, 1}}));
    QCOMPARE(server.requests[5].body.value("attempt"_L1).toInt(), 2);
    QCOMPARE(reported.size(), 5);
}

void TestReportSpool::deliversAllOnceTheServerIsBack_data()
{
    QTest::addColumn<int>("status"); // of what comes first; -1: nobody listens
    QTest::newRow("no server") << -1;
    QTest::newRow("no answer") << 0;
    QTest::newRow("can't store") << 503;
    QTest::newRow("too many requests") << 429;
}

void TestReportSpool::deliversAllOnceTheServerIsBack()
{
    QFETCH(int, status);
    bool isBack = false;
    ScriptedServer server([&](const ScriptedServer::Request &request) {
        return isBack ? agree(request) : ScriptedServer::Answer{status, errorBody(u"busy"_s)};
    });
    if (status < 0)
        server.goAway();
    ApiClient api({.url = server.url()});
    ReportSpool spool(api);
    QSignalSpy reachable(&spool, &ReportSpool::reachableChanged);
    QVERIFY(spool.start(startOf(u"a"_s)).ok());
    QTRY_COMPARE(reachable.size(), 1);
    QCOMPARE(reachable[0][0].toBool(), false);
    QVERIFY(!reachable[0][1].toString().isEmpty());
    for (int percent = 0; percent < 100; ++percent)
        QVERIFY(spool.report(idOf(u"a"_s), progress(percent)).ok());
    QVERIFY(spool.report(idOf(u"a"_s), ending(ProcessStatus::Completed)).ok());
    QCOMPARE(spool.size(), 3);

    isBack = true;
    if (status < 0)
        server.comeBack();
    server.requests.clear();
    QTRY_VERIFY_WITH_TIMEOUT(spool.isEmpty(), 30000);
    QCOMPARE(linesOf(server), (QByteArrayList{"POST /processes", "PATCH /processes/a", "PATCH /processes/a"}));
    QCOMPARE(server.requests[1].body.value("progress"_L1).toInt(), 99);
    QCOMPARE(reachable.size(), 2);
    QVERIFY(spool.isReachable());
}

void TestReportSpool::knowsAnEndingThatHadArrived_data()
{
    QTest::addColumn<QJsonObject>("stands"); // the process as the refusal has it
    QTest::addColumn<bool>("isDelivered");
    QTest::newRow("as it was reported") << sentProcess(u"a"_s, u"completed"_s) << true;
    QTest::newRow("was cancelled meanwhile") << sentProcess(u"a"_s, u"cancelled"_s) << false;
    QTest::newRow("in another attempt") << sentProcess(u"a"_s, u"completed"_s, 2) << false;
}

void TestReportSpool::knowsAnEndingThatHadArrived()
{
    QFETCH(QJsonObject, stands);
    QFETCH(bool, isDelivered);
    ScriptedServer server({});
    server.script = [&](const ScriptedServer::Request &) {
        return server.requests.size() == 1 ? ScriptedServer::Answer{0}
                                           : ScriptedServer::Answer{409, errorBody(u"illegal_transition"_s, stands)};
    };
    ApiClient api({.url = server.url()});
    ReportSpool spool(api);
    QSignalSpy reported(&spool, &ReportSpool::reported);
    QSignalSpy refused(&spool, &ReportSpool::refused);
    QVERIFY(spool.report(idOf(u"a"_s), ending(ProcessStatus::Completed)).ok());
    QTRY_VERIFY(spool.isEmpty());
    QCOMPARE(server.requests.size(), 2);
    QCOMPARE(reported.size(), isDelivered ? 1 : 0);
    QCOMPARE(refused.size(), isDelivered ? 0 : 1);
    if (!isDelivered) {
        const auto error = refused[0][1].value<ApiError>();
        QCOMPARE(error.error.code, ErrorCode::IllegalTransition);
        QCOMPARE((*error.process)->attempt, stands.value("attempt"_L1).toInt());
    }
}

void TestReportSpool::aRefusedStartTakesItsReportsAlong()
{
    ScriptedServer server([](const ScriptedServer::Request &request) {
        const bool isTaken = request.body.value("process_id"_L1) == u"taken"_s;
        return isTaken
            ? ScriptedServer::Answer{409, errorBody(u"process_exists"_s, sentProcess(u"taken"_s, u"running"_s))}
            : agree(request);
    });
    ApiClient api({.url = server.url()});
    ReportSpool spool(api);
    QSignalSpy refused(&spool, &ReportSpool::refused);
    QVERIFY(spool.start(startOf(u"taken"_s)).ok());
    QVERIFY(spool.report(idOf(u"taken"_s), progress(1)).ok());
    QVERIFY(spool.start(startOf(u"free"_s)).ok());
    QVERIFY(spool.report(idOf(u"taken"_s), ending(ProcessStatus::Completed)).ok());
    QTRY_VERIFY(spool.isEmpty());
    QCOMPARE(linesOf(server), (QByteArrayList{"POST /processes", "POST /processes"}));
    QCOMPARE(refused.size(), 1);
    QCOMPARE(refused[0][0].value<ProcessId>(), idOf(u"taken"_s));
}

void TestReportSpool::startsAgainWhatTheServerForgot()
{
    bool isKnown = false;
    ScriptedServer server([&isKnown](const ScriptedServer::Request &request) {
        isKnown = isKnown || request.line.startsWith("POST");
        return isKnown ? agree(request) : ScriptedServer::Answer{404, errorBody(u"unknown_process"_s)};
    });
    ApiClient api({.url = server.url()});
    ReportSpool spool(api, {.startAgain = [](const ProcessId &id) { return std::optional(startOf(id.toString())); }});
    QSignalSpy started(&spool, &ReportSpool::started);
    ReportChange report = progress(10);
    report.attempt = 3;
    QVERIFY(spool.report(idOf(u"a"_s), report).ok());
    QTRY_VERIFY(spool.isEmpty());
    QCOMPARE(linesOf(server), (QByteArrayList{"PATCH /processes/a", "POST /processes", "PATCH /processes/a"}));
    QCOMPARE(server.requests[2].body.value("attempt"_L1).toInt(), 1); // as that server counts
    QCOMPARE(started.size(), 1);
}

void TestReportSpool::aWrongTokenGivesNothingUp()
{
    ScriptedServer server([](const ScriptedServer::Request &) {
        return ScriptedServer::Answer{401, errorBody(u"unauthorized"_s)};
    });
    ApiClient api({.url = server.url(), .tokenSource = u"from a test"_s});
    ReportSpool spool(api);
    QSignalSpy refused(&spool, &ReportSpool::refused);
    QVERIFY(spool.start(startOf(u"a"_s)).ok());
    QVERIFY(spool.report(idOf(u"a"_s), ending(ProcessStatus::Completed)).ok());
    QTRY_COMPARE(refused.size(), 1);
    QVERIFY(refused[0][1].value<ApiError>().error.message.contains(u"from a test"_s));
    QVERIFY(spool.isStopped());
    QCOMPARE(spool.size(), 2);
}

void TestReportSpool::goesOnInTheNextRun()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"spool"_s);
    ScriptedServer server(agree);
    ApiClient api({.url = server.url()});
    server.goAway();
    {
        ReportSpool spool(api, {.folder = path});
        QVERIFY(spool.open().ok());
        ReportSpool second(api, {.folder = path});
        QCOMPARE(second.open().error().code, ErrorCode::Conflict);
        QSignalSpy reachable(&spool, &ReportSpool::reachableChanged);
        QVERIFY(spool.start(startOf(u"a"_s)).ok());
        QVERIFY(spool.report(idOf(u"a"_s), progress(10)).ok());
        QTRY_COMPARE(reachable.size(), 1);
        QVERIFY(spool.report(idOf(u"a"_s), progress(20)).ok()); // merged in the file as well
        QVERIFY(spool.report(idOf(u"a"_s), ending(ProcessStatus::Completed)).ok());
    }
    const QFileInfoList files = QDir(path).entryInfoList({u"*.json"_s}, QDir::Files);
    QCOMPARE(files.size(), 3);
    for (const QFileInfo &file : files)
        QCOMPARE(file.permissions() & ~(QFile::ReadUser | QFile::WriteUser), QFile::ReadOwner | QFile::WriteOwner);
    QFile foreign(path + u"/foreign.json"_s);
    QVERIFY(foreign.open(QIODevice::WriteOnly) && foreign.write("no entry") > 0);
    foreign.close();

    server.comeBack();
    ReportSpool spool(api, {.folder = path});
    QVERIFY(spool.open().ok());
    QCOMPARE(spool.size(), 3);
    QVERIFY(spool.start(startOf(u"b"_s)).ok()); // comes behind them
    QTRY_VERIFY(spool.isEmpty());
    QCOMPARE(linesOf(server),
             (QByteArrayList{"POST /processes", "PATCH /processes/a", "PATCH /processes/a", "POST /processes"}));
    QCOMPARE(server.requests[1].body.value("progress"_L1).toInt(), 20);
    QCOMPARE(server.requests[3].body.value("process_id"_L1), u"b"_s);
    QCOMPARE(QDir(path).entryList({u"*.json"_s}, QDir::Files), QStringList{u"foreign.json"_s});
}

void TestReportSpool::isBounded()
{
    ScriptedServer server(agree);
    server.goAway();
    ApiClient api({.url = server.url()});
    ReportSpool spool(api, {.capacity = 3});
    QVERIFY(spool.start(startOf(u"a"_s)).ok());
    QVERIFY(spool.report(idOf(u"a"_s), progress(1)).ok());
    QVERIFY(spool.report(idOf(u"b"_s), progress(2)).ok());
    QVERIFY(spool.report(idOf(u"a"_s), ending(ProcessStatus::Completed)).ok()); // in place of the first progress
    QVERIFY(spool.report(idOf(u"b"_s), ending(ProcessStatus::Failed)).ok());
    QCOMPARE(spool.report(idOf(u"c"_s), ending(ProcessStatus::Failed)).error().code, ErrorCode::TooLarge);
    QCOMPARE(spool.size(), 3);
    server.comeBack();
    QTRY_VERIFY_WITH_TIMEOUT(spool.isEmpty(), 30000);
    QCOMPARE(linesOf(server), (QByteArrayList{"POST /processes", "PATCH /processes/a", "PATCH /processes/b"}));
}

void TestReportSpool::sendsNothingOnceItIsStopped()
{
    ScriptedServer server(agree);
    ApiClient api({.url = server.url()});
    ReportSpool spool(api);
    QSignalSpy started(&spool, &ReportSpool::started);
    QVERIFY(spool.start(startOf(u"a"_s)).ok());
    QVERIFY(spool.report(idOf(u"a"_s), progress(1)).ok());
    spool.stop();
    QTRY_COMPARE(server.requests.size(), 1); // what was under way
    bool isAnswered = false;
    api.health([&isAnswered](const ApiReply<ServerHealth> &) { isAnswered = true; });
    QTRY_VERIFY(isAnswered);
    QCOMPARE(server.requests.size(), 2); // the question about its health
    QCOMPARE(started.size(), 0);
    QCOMPARE(spool.size(), 2);
}

QTEST_GUILESS_MAIN(TestReportSpool)
#include "tst_reportspool.moc"
