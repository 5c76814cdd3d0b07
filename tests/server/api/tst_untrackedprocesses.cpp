// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "archivebench.h"
#include "handledrequest.h"
#include "outputstore.h"

#include <QJsonDocument>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

/// The routes of processes that are in the history only, or nowhere. They are asked first in the server's thread, which
/// may not read the disk, and then where one may: a process that wasn't looked for must not pass for one that was found.
class TestUntrackedProcesses : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void areLookedForOnTheDisk_data();
    void areLookedForOnTheDisk();

private:
    struct Parts
    {
        ArchiveBench bench;
        OutputStore output{bench.folder.filePath(u"output"_s), OutputStore::Durability::Normal, bench.run.clock};
        Authenticator authenticator{"s3cret", bench.run.clock};
        ApiOptions options;
        HttpApi api{ServerParts{.tracker = bench.run.tracker,
                                .log = bench.run.log,
                                .clock = bench.run.clock,
                                .store = bench.run.store.get(),
                                .archive = &bench.archive,
                                .output = &output},
                    authenticator, options, [] { return 0; }};
    };
    std::unique_ptr<Parts> m_parts;
};

void TestUntrackedProcesses::init()
{
    m_parts = std::make_unique<Parts>();
    ProcessTracker &tracker = m_parts->bench.run.tracker;
    QVERIFY(tracker.start(startOf(u"old", ProcessStatus::Running)).ok());
    QVERIFY(tracker.report(id(u"old"), reportOf(ProcessStatus::Completed)).ok());
    QVERIFY(m_parts->bench.run.commit());
    QVERIFY(tracker.archive(id(u"old")).ok());
    QVERIFY(m_parts->bench.run.commit());
    QVERIFY(!tracker.find(id(u"old")));
}

void TestUntrackedProcesses::cleanup()
{
    m_parts.reset();
}

void TestUntrackedProcesses::areLookedForOnTheDisk_data()
{
    QTest::addColumn<HttpMethod>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, HttpMethod method, const QByteArray &target, const QByteArray &body,
                        int status) { QTest::newRow(name) << method << target << body << status; };
    using enum HttpMethod;
    row("get", Get, "/processes/old", {}, 200);
    row("get in full", Get, "/processes/old?full=1", {}, 200);
    row("its attempts", Get, "/processes/old/attempts", {}, 200);
    row("its events", Get, "/processes/old/events", {}, 200);
    row("a report", Patch, "/processes/old", R"({"progress":1})", 409);
    row("a cancel", Post, "/processes/old/cancel", {}, 409);
    row("a retry", Post, "/processes/old/retry", {}, 409);
    row("delete", Delete, "/processes/old", {}, 204);
    row("get an unknown one", Get, "/processes/nobody", {}, 404);
    row("get an unknown one in full", Get, "/processes/nobody?full=1", {}, 404);
    row("attempts of an unknown one", Get, "/processes/nobody/attempts", {}, 404);
    row("a report of an unknown one", Patch, "/processes/nobody", R"({"progress":1})", 404);
    row("a cancel of an unknown one", Post, "/processes/nobody/cancel", {}, 404);
    row("delete an unknown one", Delete, "/processes/nobody", {}, 404);
}

void TestUntrackedProcesses::areLookedForOnTheDisk()
{
    QFETCH(const HttpMethod, method);
    QFETCH(const QByteArray, target);
    QFETCH(const QByteArray, body);
    HttpRequest request;
    request.method = method;
    const qsizetype question = target.indexOf('?');
    request.path = question < 0 ? target : target.first(question);
    request.query = question < 0 ? QByteArray() : target.mid(question + 1);
    request.headers = {{"host", "localhost:8000"}, {"authorization", "Bearer s3cret"}};
    request.body = body;
    const HttpApi &api = m_parts->api;
    const Admission admission = api.admit(request);
    QVERIFY(!admission.refusal);
    Answer answer;
    if (HttpApi::runs(request, admission) == Runs::HereOrOnDisk)
        answer = api.answer(request, admission, false);
    QVERIFY(method != HttpMethod::Get || !answer); // it can't know
    if (!answer)
        answer = api.answer(request, admission, true);
    QVERIFY(answer);
    QTEST(answer->status, "status");
    if (answer->status == 200 && target.startsWith("/processes/old") && !target.contains("/old/"))
        QCOMPARE(QJsonDocument::fromJson(answer->body)["process"_L1]["process_id"_L1], u"old"_s);
}

QTEST_GUILESS_MAIN(TestUntrackedProcesses)
#include "tst_untrackedprocesses.moc"
