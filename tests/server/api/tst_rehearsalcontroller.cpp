// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "archivebench.h"
#include "gateclock.h"
#include "handledrequest.h"
#include "httpapi.h"
#include "rehearsalcontroller.h"
#include "rehearser.h"

#include <QJsonDocument>

#include <future>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// The dry run of a rule, without a socket, over a real history.
class TestRehearsalController : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void tellsWhatTheRuleWouldHaveTold();
    void refuses_data();
    void refuses();
    void noThreadOfTheServerWaits();
    void theNewestOfAnAskerTakesThePlaceOfTheOlder_data();
    void theNewestOfAnAskerTakesThePlaceOfTheOlder();
    void aClientThatGoesCallsItOff();
    void changesNothing();
    void withoutHistoryThereIsNoRoute();

private:
    struct Parts
    {
        ArchiveBench bench{};
        GateClock clock{bench.run.clock};
        Rehearser rehearser{bench.archive, clock};
        Authenticator authenticator{"s3cret", bench.run.clock};
        ApiOptions options{};
        HttpApi api{ServerParts{.tracker = bench.run.tracker,
                                .log = bench.run.log,
                                .clock = bench.run.clock,
                                .archive = &bench.archive,
                                .routes = rehearsalRoutes(rehearser)},
                    authenticator, options, [] { return 0; }};
        HttpApi without{ServerParts{.tracker = bench.run.tracker, .log = bench.run.log, .clock = bench.run.clock},
                        authenticator, options, [] { return 0; }};
    };
    static HttpRequest requestOf(const QByteArray &body, const QByteArray &query = {});
    /// The answer once it is there, whoever makes it.
    HttpResponse ask(const QByteArray &body, const QByteArray &query = {}) const
    {
        const HttpResponse response = handle(m_parts->api, requestOf(body, query));
        return response.later ? answerOf(response).get() : response;
    }
    static std::future<HttpResponse> answerOf(const HttpResponse &response)
    {
        const auto answer = std::make_shared<std::promise<HttpResponse>>();
        response.later([answer](const HttpResponse &made) { answer->set_value(made); });
        return answer->get_future();
    }
    static QString codeOf(std::future<HttpResponse> &answer)
    {
        const QJsonObject body = QJsonDocument::fromJson(answer.get().body).object();
        return body["error"_L1]["code"_L1].toString();
    }
    static Rehearsal told(const HttpResponse &response)
    {
        return rehearsalFrom(QJsonDocument::fromJson(response.body).object());
    }

    std::unique_ptr<Parts> m_parts = std::make_unique<Parts>();
};

HttpRequest TestRehearsalController::requestOf(const QByteArray &body, const QByteArray &query)
{
    HttpRequest request;
    request.method = HttpMethod::Post;
    request.path = "/alert-rules/rehearsal";
    request.query = query;
    request.headers = {{"host", "localhost:8000"}, {"authorization", "Bearer s3cret"}};
    request.body = body;
    return request;
}

void TestRehearsalController::initTestCase()
{
    StoredLog &run = m_parts->bench.run;
    QVERIFY2(run.problem.isEmpty(), qPrintable(run.problem));
    for (int day = 0; day < 10; ++day) {
        const QString name = u"run-%1"_s.arg(day);
        QVERIFY(run.tracker.start(startOf(name, ProcessStatus::Running)).ok());
        ReportChange report = reportOf(day % 2 == 0 ? ProcessStatus::Failed : ProcessStatus::Completed);
        report.retryable = false;
        QVERIFY(run.tracker.report(id(name), report).ok());
        run.clock.advance(24h);
    }
    QVERIFY(run.commit());
}

void TestRehearsalController::tellsWhatTheRuleWouldHaveTold()
{
    const QByteArray rule = R"({"name": "ours", "condition": {"kind": "failed"}})";
    const HttpResponse week = ask(rule);
    QCOMPARE(week.status, 200);
    QCOMPARE(told(week).episodeCount, 3);
    QCOMPARE(told(week).episodes.at(0).episode.facts.rule, u"ours"_s);
    QCOMPARE(told(week).episodes.at(0).episode.facts.samples, QStringList{u"run-4"_s});
    QCOMPARE(told(ask(rule, "days=31")).episodeCount, 5);
    QCOMPARE(told(ask(rule, "days=1")).runs, 1);
    const Rehearsal disk = told(ask(R"({"condition": {"kind": "disk_low", "free_percent": 5}})"));
    QVERIFY(!disk.problem.isEmpty());
    QCOMPARE(disk.runs, 0);
}

void TestRehearsalController::refuses_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("field");
    const QByteArray good = R"({"condition": {"kind": "failed"}})";
    QTest::newRow("no day") << good << "days=0"_ba << 400 << u"days"_s;
    QTest::newRow("too many days") << good << "days=32"_ba << 400 << u"days"_s;
    QTest::newRow("no condition") << "{}"_ba
                                  << ""_ba << 422 << u"condition"_s;
    QTest::newRow("an unknown field") << R"({"condition": {"kind": "failed"}, "colour": 1})"_ba
                                      << ""_ba << 422 << u"colour"_s;
    QTest::newRow("a field of another condition") << R"({"condition": {"kind": "failed", "window": 5}})"_ba
                                                  << ""_ba << 422 << u"condition"_s;
}

void TestRehearsalController::refuses()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, query);
    const HttpResponse response = ask(body, query);
    QTEST(response.status, "status");
    QTEST(QJsonDocument::fromJson(response.body)["error"_L1]["field"_L1].toString(), "field");
}

void TestRehearsalController::noThreadOfTheServerWaits()
{
    const HttpRequest request = requestOf(R"({"condition": {"kind": "failed"}})");
    const Admission admission = m_parts->api.admit(request);
    QVERIFY(!admission.refusal);
    QCOMPARE(HttpApi::runs(request, admission), Runs::Here);
    const Answer answer = m_parts->api.answer(request, admission, false);
    QVERIFY(answer && answer->later && answer->gone);
}

void TestRehearsalController::theNewestOfAnAskerTakesThePlaceOfTheOlder_data()
{
    QTest::addColumn<QByteArray>("query"); // of the second one
    QTest::addColumn<bool>("replaces");
    QTest::newRow("the same asker") << "asker=ann"_ba << true;
    QTest::newRow("somebody else") << "asker=bob"_ba << false;
    QTest::newRow("nobody") << "days=1"_ba << false;
}

void TestRehearsalController::theNewestOfAnAskerTakesThePlaceOfTheOlder()
{
    QFETCH(QByteArray, query);
    QFETCH(bool, replaces);
    const QByteArray rule = R"({"condition": {"kind": "failed"}})";
    m_parts->clock.shut();
    auto older = answerOf(handle(m_parts->api, requestOf(rule, "asker=ann")));
    m_parts->clock.came.acquire();
    auto newer = answerOf(handle(m_parts->api, requestOf(rule, query)));
    m_parts->clock.open();
    QCOMPARE(codeOf(older), replaces ? u"replaced"_s : QString());
    QCOMPARE(newer.get().status, 200);
}

void TestRehearsalController::aClientThatGoesCallsItOff()
{
    m_parts->clock.shut();
    const HttpResponse response = handle(m_parts->api, requestOf(R"({"condition": {"kind": "failed"}})", "asker=ann"));
    auto answer = answerOf(response);
    m_parts->clock.came.acquire();
    response.gone();
    m_parts->clock.open();
    QCOMPARE(answer.get().status, 503); // which nobody gets
}

void TestRehearsalController::changesNothing()
{
    const quint64 head = m_parts->bench.run.log.head();
    QCOMPARE(ask(R"({"condition": {"kind": "failed"}})").status, 200);
    QCOMPARE(m_parts->bench.run.log.head(), head);
}

void TestRehearsalController::withoutHistoryThereIsNoRoute()
{
    QCOMPARE(handle(m_parts->without, requestOf(R"({"condition": {"kind": "failed"}})")).status, 404);
}

QTEST_GUILESS_MAIN(TestRehearsalController)
#include "tst_rehearsalcontroller.moc"
