// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "analytics.h"
#include "handledrequest.h"
#include "httpapi.h"
#include "processes.h"
#include "rollupfile.h"
#include "tracked.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

/// The routes of summaries, without a socket, on a real file.
class TestAnalyticsController : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_parts.reset(); }

    void refuses_data();
    void refuses();
    void theLastSevenDaysAreMeant();
    void aNameMayBeAsItsProcessHasIt();
    void tellsHowManyTookHowLong();
    void tellsTheSlowest();
    void tellsReasons();
    void noSpreadsheetTakesANameForAFormula();
    void withoutSummariesThereIsNoRoute();

private:
    struct Parts : Tracked
    {
        QTemporaryDir folder;
        Analytics analytics{RollupFile::pathIn(folder.path())};
        Authenticator authenticator{"s3cret", clock};
        ApiOptions options;
        HttpApi api{ServerParts{.tracker = tracker, .log = log, .clock = clock, .analytics = &analytics}, authenticator,
                    options, [] { return 0; }};
        HttpApi without{ServerParts{.tracker = tracker, .log = log, .clock = clock}, authenticator, options,
                        [] { return 0; }};
    };
    static HttpResponse get(HttpApi &api, const QByteArray &target);
    QJsonObject json(const QByteArray &target)
    {
        return QJsonDocument::fromJson(get(m_parts->api, target).body).object();
    }

    std::unique_ptr<Parts> m_parts;
};

void TestAnalyticsController::initTestCase()
{
    m_parts = std::make_unique<Parts>();
    const auto run = [](const QByteArray &name, qint64 durationMs, const QByteArray &reason = {}) {
        return EndedRun{.seq = 1,
                        .id = id(u"p"),
                        .type = ProcessType::backgroundJob(),
                        .name = name,
                        .group = {},
                        .reason = reason,
                        .outcome = reason.isEmpty() ? ProcessStatus::Completed : ProcessStatus::Failed,
                        .endedAt = FakeClock::beginning - 1000,
                        .durationMs = durationMs};
    };
    EndedRun old = run("Import 0", 1000);
    old.endedAt -= 8LL * 24 * 3600 * 1000;
    RollupFile file;
    QVERIFY(file.open(RollupFile::pathIn(m_parts->folder.path())).ok());
    QVERIFY(file.add(std::vector{run("Import 0", 2000), run("Import 0", 4000), run("=HYPERLINK(\"x\")", 60'000),
                                 run("Import 0", 1, "no disk"), old},
                     5)
                .ok());
}

HttpResponse TestAnalyticsController::get(HttpApi &api, const QByteArray &target)
{
    HttpRequest request;
    request.method = HttpMethod::Get;
    const qsizetype question = target.indexOf('?');
    request.path = question < 0 ? target : target.first(question);
    request.query = question < 0 ? QByteArray() : target.mid(question + 1);
    request.headers = {{"host", "localhost:8000"}, {"authorization", "Bearer s3cret"}};
    return handle(api, request);
}

void TestAnalyticsController::refuses_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *target, const char *field, const char *says) {
        QTest::newRow(target) << QByteArray(target) << QString::fromLatin1(field) << QString::fromLatin1(says);
    };
    row("/analytics?group_by=nam", "group_by", "did you mean \"name\"?");
    row("/analytics?sort=slow", "sort", "slowest");
    row("/analytics?format=xml", "format", "json");
    row("/analytics?from=2&to=1", "from", "before");
    row("/analytics?from=yesterday", "from", "");
    row("/analytics?from=0&group_by=hour", "from", "92 days");
    row("/analytics?utc_offset=900", "utc_offset", "");
    row("/analytics?limit=1001", "limit", "");
    row("/analytics?compare=maybe", "compare", "");
    row("/analytics?histogram=maybe", "histogram", "");
    row("/analytics?process_type=A%20B", "process_type", "no process type");
    row("/analytics?groupby=name", "groupby", "did you mean \"group_by\"?");
    row("/analytics/slowest?group_by=name", "group_by", "");
}

void TestAnalyticsController::refuses()
{
    QFETCH(QByteArray, target);
    QFETCH(QString, field);
    QFETCH(QString, says);
    const HttpResponse response = get(m_parts->api, target);
    QCOMPARE(response.status, 400);
    const QJsonObject error = QJsonDocument::fromJson(response.body).object().value("error"_L1).toObject();
    QCOMPARE(error.value("field"_L1).toString(), field);
    QVERIFY2(error.value("message"_L1).toString().contains(says), response.body.constData());
}

void TestAnalyticsController::theLastSevenDaysAreMeant()
{
    const QJsonObject answer = json("/analytics");
    const QJsonArray groups = answer["groups"_L1].toArray();
    QCOMPARE(groups.size(), 1);
    const QJsonObject all = groups[0].toObject();
    QCOMPARE(all["runs"_L1].toInteger(), 4);
    QCOMPARE(all["success_rate"_L1].toDouble(), 0.75);
    QCOMPARE(all["duration"_L1].toObject()["count"_L1].toInteger(), 3);
    QVERIFY(std::abs(all["duration"_L1].toObject()["p50"_L1].toDouble() / 4 - 1) < 0.011);
    QVERIFY(all["duration"_L1].toObject().contains("p99"_L1));
    QVERIFY(all["memory_peak"_L1].isNull());
    QVERIFY(!all.contains("before"_L1));
}

void TestAnalyticsController::aNameMayBeAsItsProcessHasIt()
{
    const QJsonObject answer = json("/analytics?group_by=name&name=Import%20123&compare=1");
    const QJsonArray groups = answer["groups"_L1].toArray();
    QCOMPARE(groups.size(), 1);
    QCOMPARE(groups[0].toObject()["name"_L1].toString(), u"Import 0"_s);
    QCOMPARE(groups[0].toObject()["before"_L1].toObject()["runs"_L1].toInteger(), 1);
}

void TestAnalyticsController::tellsHowManyTookHowLong()
{
    const auto duration = [this](const QByteArray &target) {
        return json(target)["groups"_L1].toArray()[0].toObject()["duration"_L1].toObject();
    };
    QVERIFY(!duration("/analytics?name=Import%201").contains("histogram"_L1));
    const QJsonArray bins = duration("/analytics?name=Import%201&histogram=1")["histogram"_L1].toArray();
    QCOMPARE(bins.size(), 2);
    for (const auto &[at, seconds] : {std::pair(0, 2.0), {1, 4.0}}) {
        const QJsonObject bin = bins[at].toObject();
        QVERIFY(bin["from"_L1].toDouble() < seconds && seconds <= bin["to"_L1].toDouble() * (1 + 1e-9));
        QVERIFY(bin["to"_L1].toDouble() / bin["from"_L1].toDouble() < 1.03);
        QCOMPARE(bin["count"_L1].toInteger(), 1);
    }
}

void TestAnalyticsController::tellsTheSlowest()
{
    const QJsonObject answer = json("/analytics/slowest?limit=1");
    QCOMPARE(answer["groups"_L1].toArray()[0].toObject()["name"_L1].toString(), u"=HYPERLINK(\"x\")"_s);
    QCOMPARE(answer["left_out"_L1].toInteger(), 1);
}

void TestAnalyticsController::tellsReasons()
{
    const QJsonArray groups = json("/analytics?group_by=reason")["groups"_L1].toArray();
    QCOMPARE(groups.size(), 1);
    QCOMPARE(groups[0].toObject()["reason"_L1].toString(), u"no disk"_s);
    QCOMPARE(groups[0].toObject()["last_process_id"_L1].toString(), u"p"_s);
    QVERIFY(groups[0].toObject()["count_before"_L1].isNull());
}

void TestAnalyticsController::noSpreadsheetTakesANameForAFormula()
{
    const HttpResponse response = get(m_parts->api, "/analytics?group_by=name&format=csv");
    QCOMPARE(response.status, 200);
    QVERIFY(response.contentType.startsWith("text/csv"));
    const QByteArrayList lines = response.body.split('\n');
    QCOMPARE(lines.size(), 4); // a heading, two names, and nothing after the last line
    const qsizetype columns = lines[0].count(',');
    QCOMPARE(lines[1].count(','), columns);
    QVERIFY(lines[1].startsWith("background_job,Import 0,,"));
    QVERIFY2(lines[2].startsWith("background_job,\"'=HYPERLINK(\"\"x\"\")\",,"), lines[2].constData());
}

void TestAnalyticsController::withoutSummariesThereIsNoRoute()
{
    QCOMPARE(get(m_parts->without, "/analytics").status, 404);
}

QTEST_GUILESS_MAIN(TestAnalyticsController)
#include "tst_analyticscontroller.moc"
