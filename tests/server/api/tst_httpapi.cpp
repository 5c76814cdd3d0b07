// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "handledrequest.h"
#include "httpapi.h"
#include "processes.h"
#include "seriesrecorder.h"
#include "tracked.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

/// The REST API without a socket.
class TestHttpApi : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void answersWithTheRightStatus_data();
    void answersWithTheRightStatus();
    void listsAreNeverTakenForAnId();
    void aClientCantMakeUpTypesWithoutEnd();
    void listsOldestFirstWithinItsFilter_data();
    void listsOldestFirstWithinItsFilter();
    void pagesFollowEachOther();
    void startingTwiceIsIdempotent();
    void aStartTellsWhereTheProcessIs();
    void theCourseOfAnAttempt();
    void attemptsTellHowEachEnded();
    void cancelAnswersAsTheOriginalDid();
    void aCancelTellsWhatEndsWithIt();
    void aRetryTakesThoseBelowAlong();
    void aGraphTellsItsCriticalPath();
    void dependenciesAreRead_data();
    void dependenciesAreRead();
    void aRefusedReporterLearnsHowTheProcessStands();
    void anOlderAttemptIsRefused();
    void aBatchAnswersEachLineInOrder();
    void aLineWithAMisspelledFieldIsRefused_data();
    void aLineWithAMisspelledFieldIsRefused();
    void whatGetGaveIsImported();
    void cancelsAllThatAFilterMatches();
    void aDryRunChangesNothing();
    void eachChangeTellsWhoAskedForIt_data();
    void eachChangeTellsWhoAskedForIt();
    void policiesAreKept();
    void healthNeedsNoToken();
    void browsersOfAllowedOriginsAreAnswered();
    void browsersOfAllowedOriginsMayReadRefusals();

private:
    HttpRequest request(HttpMethod method, const QByteArray &target, const QByteArray &body = {}) const;
    HttpResponse send(HttpMethod method, const QByteArray &target, const QByteArray &body = {})
    {
        return handle(*m_api, request(method, target, body));
    }
    QJsonObject json(HttpMethod method, const QByteArray &target, const QByteArray &body = {})
    {
        return QJsonDocument::fromJson(send(method, target, body).body).object();
    }
    QStringList idsOf(const QJsonObject &list) const;
    QByteArray everything() { return send(HttpMethod::Get, "/processes").body; }

    struct Parts : Tracked
    {
        SeriesRecorder series{tracker, clock};
        Authenticator authenticator{"s3cret", clock};
        ApiOptions options;
    };
    std::unique_ptr<Parts> m_parts;
    std::unique_ptr<HttpApi> m_api;
};

void TestHttpApi::init()
{
    m_parts = std::make_unique<Parts>();
    m_parts->options.allowedOrigins = {u"https://board.example.org"_s};
    // What the program around it does itself: a kind of work, and a question.
    const auto posted = [](const char *path, Runs runs, const std::function<Answer(const Call &)> &answer) {
        return Route{HttpMethod::Post, path, Role::Operator, runs, BodyKind::Object, "A test's.", answer};
    };
    const auto work = [this](const Call &call) -> Answer {
        if (call.body.isEmpty())
            return Refusal(Error{ErrorCode::InvalidField, u"Say what."_s, u"what"_s});
        return ProcessAnswer(202, m_parts->tracker.start(startOf(u"work", ProcessStatus::Pending))->process);
    };
    const auto question = [](const Call &call) -> Answer {
        if (call.body.isEmpty())
            return Refusal(Error{ErrorCode::InvalidField, u"Ask."_s, u"question"_s});
        return jsonResponse(200, [](ObjectWriter &body) { body.integer("answer", 42); });
    };
    // And two that want more memory than there is.
    const auto greedy = [](const Call &) -> Answer { throw std::bad_alloc(); };
    m_api = std::make_unique<HttpApi>(
        ServerParts{m_parts->tracker,
                    m_parts->log,
                    m_parts->clock,
                    nullptr,
                    nullptr,
                    {posted("/work", Runs::Here, work), posted("/question", Runs::OnNetwork, question),
                     posted("/greedy-work", Runs::Here, greedy), posted("/greedy-question", Runs::OnNetwork, greedy)},
                    nullptr,
                    nullptr,
                    &m_parts->series},
        m_parts->authenticator, m_parts->options, [] { return 3; });
    m_parts->series.start();
    auto &tracker = m_parts->tracker;
    QVERIFY(tracker.start(startOf(u"waiting", ProcessStatus::Pending, ProcessType::aiTask())).ok());
    m_parts->clock.advance(std::chrono::seconds(1));
    QVERIFY(tracker.start(startOf(u"working", ProcessStatus::Running)).ok());
    m_parts->clock.advance(std::chrono::seconds(1));
    QVERIFY(tracker.start(startOf(u"broken", ProcessStatus::Running)).ok());
    ReportChange failure = reportOf(ProcessStatus::Failed);
    failure.errorMessage = u"It broke down."_s;
    QVERIFY(tracker.report(id(u"broken"), failure).ok());
}

void TestHttpApi::cleanup()
{
    m_api.reset();
    m_parts.reset();
}

HttpRequest TestHttpApi::request(HttpMethod method, const QByteArray &target, const QByteArray &body) const
{
    HttpRequest request;
    request.method = method;
    const qsizetype question = target.indexOf('?');
    request.path = question < 0 ? target : target.first(question);
    request.query = question < 0 ? QByteArray() : target.mid(question + 1);
    request.headers = {{"host", "localhost:8000"}, {"authorization", "Bearer s3cret"}};
    request.body = body;
    return request;
}

QStringList TestHttpApi::idsOf(const QJsonObject &list) const
{
    QStringList ids;
    const QJsonArray processes = list.value("processes"_L1).toArray();
    for (const QJsonValue &process : processes)
        ids.append(process["process_id"_L1].toString());
    return ids;
}

void TestHttpApi::answersWithTheRightStatus_data()
{
    using enum HttpMethod;
    QTest::addColumn<HttpMethod>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("field");
    const auto row = [](const char *name, HttpMethod method, const char *target, const QByteArray &body, int status,
                        const QString &code = {}, const QString &field = {}) {
        QTest::newRow(name) << method << QByteArray(target) << body << status << code << field;
    };
    const QString invalid = u"invalid_field"_s;
    const QByteArray start = R"({"process_type":"ai_task","name":"n"})";

    row("list", Get, "/processes", {}, 200);
    row("a service that works", Post, "/work", R"({"what":1})", 202);
    row("a service that works, without a word", Post, "/work", "{}", 422, invalid, u"what"_s);
    row("a service that works, with noise", Post, "/work", "x", 400, u"malformed_json"_s);
    row("a service that works, read", Get, "/work", {}, 405, u"method_not_allowed"_s);
    row("a service that answers", Post, "/question", R"({"what":1})", 200);
    row("a service that answers, unasked", Post, "/question", "{}", 422, invalid, u"question"_s);
    row("a service that finds no memory", Post, "/greedy-work", "{}", 503, u"out_of_memory"_s);
    row("an answer that finds no memory", Post, "/greedy-question", "{}", 503, u"out_of_memory"_s);
    row("a service that isn't there", Post, "/works", "{}", 404, u"unknown_path"_s);
    row("list, head", Head, "/processes", {}, 200);
    row("list of an unknown type", Get, "/processes?process_type=nonsense", {}, 400, u"unknown_process_type"_s,
        u"process_type"_s);
    row("list of an unknown status", Get, "/processes?status=happy", {}, 400, u"unknown_status"_s, u"status"_s);
    row("list with a limit of 0", Get, "/processes?limit=0", {}, 400, invalid, u"limit"_s);
    row("list with a limit in words", Get, "/processes?limit=many", {}, 400, invalid, u"limit"_s);
    row("list with an unknown sort", Get, "/processes?sort=colour", {}, 400, invalid, u"sort"_s);
    row("list with a made-up cursor", Get, "/processes?cursor=xyz", {}, 400, invalid, u"cursor"_s);
    row("list of an empty type", Get, "/processes?process_type=", {}, 400, invalid, u"process_type"_s);
    row("list of an empty status", Get, "/processes?status=", {}, 400, invalid, u"status"_s);
    row("list of an empty status beside a good one", Get, "/processes?status=failed&status=", {}, 400, invalid,
        u"status"_s);
    row("list of an empty id", Get, "/processes?process_id=", {}, 400, invalid, u"process_id"_s);
    row("list with an empty search", Get, "/processes?q=", {}, 400, invalid, u"q"_s);
    row("list with a search for a space", Get, "/processes?q=+", {}, 400, invalid, u"q"_s);
    row("list with a search for a no-break space", Get, "/processes?q=%C2%A0", {}, 400, invalid, u"q"_s);
    row("list with a search that has no value", Get, "/processes?q", {}, 400, invalid, u"q"_s);
    row("list with an empty limit", Get, "/processes?limit=", {}, 400, invalid, u"limit"_s);
    row("list with a misspelled parameter", Get, "/processes?statuss=failed", {}, 400, invalid, u"statuss"_s);
    row("list with a parameter in capitals", Get, "/processes?Status=failed", {}, 400, invalid, u"Status"_s);
    row("list with a parameter of another route", Get, "/processes?batch=100", {}, 400, invalid, u"batch"_s);
    row("list with a parameter without a name", Get, "/processes?=failed", {}, 400, invalid);
    row("list with two limits", Get, "/processes?limit=1&limit=2", {}, 400, invalid, u"limit"_s);
    row("list with two searches", Get, "/processes?q=a&q=b", {}, 400, invalid, u"q"_s);
    row("list with a lone ampersand", Get, "/processes?&status=failed&", {}, 200);
    row("list of two statuses", Get, "/processes?status=failed&status=running", {}, 200);
    row("history of no time", Get, "/processes?finished_after=", {}, 400, invalid, u"finished_after"_s);
    row("neither full nor not", Get, "/processes?full=2", {}, 400, invalid, u"full"_s);
    row("history with a misspelled filter", Get, "/processes?finished_after=0&statuss=failed", {}, 400, invalid,
        u"statuss"_s);
    row("events with a misspelled parameter", Get, "/processes/working/events?limits=5", {}, 400, invalid, u"limits"_s);
    row("get in full", Get, "/processes/working?full=1", {}, 200);
    row("get neither in full nor not", Get, "/processes/working?full=yes", {}, 400, invalid, u"full"_s);
    row("get with a parameter", Get, "/processes/working?batch=1", {}, 400, invalid, u"batch"_s);
    row("cancel with a parameter", Post, "/processes/working/cancel?dry_run=1", {}, 400, invalid, u"dry_run"_s);
    row("bulk cancel with a filter in the query", Post, "/processes/cancel?status=failed", R"({"filter":{}})", 400,
        invalid, u"status"_s);
    row("start with a parameter", Post, "/processes?status=running", start, 400, invalid, u"status"_s);
    row("health with a parameter", Get, "/health?verbose=1", {}, 400, invalid, u"verbose"_s);
    row("a service with a parameter", Post, "/work?what=1", R"({"what":1})", 400, invalid, u"what"_s);
    row("an unknown path with a parameter", Get, "/nonsense?a=b", {}, 404, u"unknown_path"_s);
    row("list deleted", Delete, "/processes", {}, 405, u"method_not_allowed"_s);
    row("get", Get, "/processes/working", {}, 200);
    row("get an encoded id", Get, "/processes/%77orking", {}, 200);
    row("get an unknown one", Get, "/processes/nobody", {}, 404, u"unknown_process"_s, u"process_id"_s);
    row("get a path out of here", Get, "/processes/..", {}, 404);
    row("get an encoded path out of here", Get, "/processes/%2e%2e%2fetc%2fpasswd", {}, 404);
    row("get a NUL", Get, "/processes/working%00", {}, 404);
    row("get with a slash at the end", Get, "/processes/working/", {}, 404, u"unknown_path"_s);
    row("get an empty id", Get, "/processes/", {}, 404);
    row("put on a process", Put, "/processes/working", {}, 405, u"method_not_allowed"_s);
    row("cancel", Post, "/processes/working/cancel", {}, 200);
    row("cancel, empty object", Post, "/processes/working/cancel", "{}", 200);
    row("cancel an unknown one", Post, "/processes/nobody/cancel", {}, 404, u"unknown_process"_s);
    row("cancel a finished one", Post, "/processes/broken/cancel", {}, 409, u"already_finished"_s);
    row("cancel by GET", Get, "/processes/working/cancel", {}, 405, u"method_not_allowed"_s);
    row("an unknown verb", Post, "/processes/working/dance", {}, 404, u"unknown_path"_s);
    row("start", Post, "/processes", start, 201);
    row("start without a body", Post, "/processes", {}, 400, u"malformed_json"_s);
    row("start with broken JSON", Post, "/processes", "{\"name\":", 400, u"malformed_json"_s);
    row("start with a list", Post, "/processes", "[]", 422, invalid);
    row("start with a string", Post, "/processes", "\"hello\"", 422, invalid);
    row("start without a type", Post, "/processes", R"({"name":"n"})", 422, invalid, u"process_type"_s);
    row("start of an unregistered type", Post, "/processes", R"({"name":"n","process_type":"other"})", 422,
        u"unknown_process_type"_s, u"process_type"_s);
    row("start without a name", Post, "/processes", R"({"process_type":"ai_task"})", 422, invalid, u"name"_s);
    row("start with a number as name", Post, "/processes", R"({"process_type":"ai_task","name":1})", 422, invalid,
        u"name"_s);
    row("start as completed", Post, "/processes", R"({"process_type":"ai_task","name":"n","status":"completed"})", 422,
        invalid, u"status"_s);
    row("start with a bad id", Post, "/processes", R"({"process_type":"ai_task","name":"n","process_id":"a b"})", 422,
        invalid, u"process_id"_s);
    row("start with the name of a path as id", Post, "/processes",
        R"({"process_type":"ai_task","name":"n","process_id":"types"})", 422, invalid, u"process_id"_s);
    row("start with a taken id", Post, "/processes", R"({"process_type":"ai_task","name":"n","process_id":"working"})",
        409, u"process_exists"_s);
    row("start with a list as metadata", Post, "/processes", R"({"process_type":"ai_task","name":"n","metadata":[]})",
        422, invalid, u"metadata"_s);
    row("start with too much metadata", Post, "/processes",
        R"({"process_type":"ai_task","name":"n","metadata":{"a":")" + QByteArray(65 * 1024, 'x') + R"("}})", 413,
        u"too_large"_s, u"metadata"_s);
    row("start with a misspelled field", Post, "/processes",
        R"({"process_type":"ai_task","name":"n","heartbeat_timout":5})", 422, invalid, u"heartbeat_timout"_s);
    row("start with a field of another kind of request", Post, "/processes",
        R"({"process_type":"ai_task","name":"n","progress":5})", 422, invalid, u"progress"_s);
    row("start with a misspelled field that is null", Post, "/processes",
        R"({"process_type":"ai_task","name":"n","timeuot":null})", 422, invalid, u"timeuot"_s);
    row("start with a misspelled field of its policy", Post, "/processes",
        R"({"process_type":"ai_task","name":"n","retry_policy":{"max_attempt":5}})", 422, invalid, u"retry_policy"_s);
    row("start with a negative timeout", Post, "/processes", R"({"process_type":"ai_task","name":"n","timeout":-1})",
        422, invalid, u"timeout"_s);
    row("start with a bad policy", Post, "/processes",
        R"({"process_type":"ai_task","name":"n","retry_policy":{"max_attempts":0}})", 422, invalid, u"retry_policy"_s);
    row("report", Patch, "/processes/working", R"({"progress":50,"message":"half"})", 200);
    row("report nothing: a sign of life", Patch, "/processes/working", {}, 200);
    row("report with a misspelled field", Patch, "/processes/working", R"({"progres":50})", 422, invalid, u"progres"_s);
    row("report with a field in capitals", Patch, "/processes/working", R"({"Status":"completed"})", 422, invalid,
        u"Status"_s);
    row("report with metadata in place of its update", Patch, "/processes/working", R"({"metadata":{}})", 422, invalid,
        u"metadata"_s);
    row("report that names its process", Patch, "/processes/working", R"({"process_id":"working","progress":5})", 200);
    row("report that names another process", Patch, "/processes/working", R"({"process_id":"waiting","progress":5})",
        422, invalid, u"process_id"_s);
    row("report that names no process", Patch, "/processes/working", R"({"process_id":null,"progress":5})", 422,
        invalid, u"process_id"_s);
    row("cancel with a reason", Post, "/processes/working/cancel", R"({"reason":"not needed"})", 200);
    row("cancel with a misspelled reason", Post, "/processes/working/cancel", R"({"reasons":"x"})", 422, invalid,
        u"reasons"_s);
    row("cancel with a reason of two lines", Post, "/processes/working/cancel", R"({"reason":"a\nb"})", 422, invalid,
        u"reason"_s);
    row("cancel with an endless reason", Post, "/processes/working/cancel",
        R"({"reason":")" + QByteArray(501, 'x') + "\"}", 422, invalid, u"reason"_s);
    row("cancel with a number as reason", Post, "/processes/working/cancel", R"({"reason":7})", 422, invalid,
        u"reason"_s);
    row("retry with a reason", Post, "/processes/broken/retry", R"({"reason":"again"})", 202);
    row("bulk cancel with a reason that turns round", Post, "/processes/cancel", R"({"filter":{},"reason":"a\u202eb"})",
        422, invalid, u"reason"_s);
    row("forget with a reason", Delete, "/processes/broken?reason=tidy", {}, 204);
    row("forget with a reason that beeps", Delete, "/processes/broken?reason=%07", {}, 400, invalid, u"reason"_s);
    row("forget with another parameter", Delete, "/processes/broken?force=1", {}, 400, invalid, u"force"_s);
    row("cancel with noise", Post, "/processes/working/cancel", "x", 400, u"malformed_json"_s);
    row("retry with a field", Post, "/processes/broken/retry", R"({"attempt":7})", 422, invalid, u"attempt"_s);
    row("bulk cancel with a misspelled dry run", Post, "/processes/cancel", R"({"filter":{},"dryrun":true})", 422,
        invalid, u"dryrun"_s);
    row("register a type with a field", Put, "/processes/types/data_export", R"({"retries":3})", 422, invalid,
        u"retries"_s);
    row("a ticket with a field", Post, "/ws-ticket", R"({"expires_in":3600})", 422, invalid, u"expires_in"_s);
    row("a policy with a misspelled field", Put, "/retry-policies/ai_task", R"({"max_atempts":5})", 422, invalid,
        u"max_atempts"_s);
    row("report of an unknown process", Patch, "/processes/nobody", R"({"progress":50})", 404, u"unknown_process"_s);
    row("report of a finished process", Patch, "/processes/broken", R"({"progress":50})", 409);
    row("report back to pending", Patch, "/processes/working", R"({"status":"pending"})", 409, u"illegal_transition"_s);
    row("report 101 percent", Patch, "/processes/working", R"({"progress":101})", 422, invalid, u"progress"_s);
    row("report -1 percent", Patch, "/processes/working", R"({"progress":-1})", 422, invalid, u"progress"_s);
    row("report a huge number", Patch, "/processes/working", R"({"progress":1e308})", 422, invalid, u"progress"_s);
    row("report NaN", Patch, "/processes/working", R"({"progress":NaN})", 400, u"malformed_json"_s);
    row("report progress as text", Patch, "/processes/working", R"({"progress":"50"})", 422, invalid, u"progress"_s);
    row("report an unknown status", Patch, "/processes/working", R"({"status":"happy"})", 422, invalid, u"status"_s);
    row("report half an attempt", Patch, "/processes/working", R"({"attempt":1.5})", 422, invalid, u"attempt"_s);
    row("report invalid UTF-8", Patch, "/processes/working", "{\"message\":\"\xff\"}", 400, u"malformed_json"_s);
    row("retry", Post, "/processes/broken/retry", {}, 202);
    row("retry a running one", Post, "/processes/working/retry", {}, 409, u"not_retryable"_s);
    row("retry an unknown one", Post, "/processes/nobody/retry", {}, 404, u"unknown_process"_s);
    row("attempts", Get, "/processes/waiting/attempts", {}, 200);
    row("attempts of an unknown one", Get, "/processes/nobody/attempts", {}, 404, u"unknown_process"_s);
    row("the course of an unknown one", Get, "/processes/nobody/series", {}, 404, u"unknown_process"_s);
    row("the course of an attempt to come", Get, "/processes/working/series?attempt=2", {}, 404, u"unknown_attempt"_s,
        u"attempt"_s);
    row("the course of no attempt", Get, "/processes/working/series?attempt=0", {}, 400, invalid, u"attempt"_s);
    row("sorted by memory", Get, "/processes?sort=-memory_peak", {}, 200);
    row("forget", Delete, "/processes/broken", {}, 204);
    row("forget a live one", Delete, "/processes/working", {}, 409, u"not_finished"_s);
    row("forget an unknown one", Delete, "/processes/nobody", {}, 404, u"unknown_process"_s);
    row("cancel without a filter", Post, "/processes/cancel", "{}", 422, invalid, u"filter"_s);
    row("cancel with a misspelled filter", Post, "/processes/cancel", R"({"filter":{"typ":"ai_task"}})", 422, invalid,
        u"filter"_s);
    row("cancel with a list of nothing", Post, "/processes/cancel", R"({"filter":{"process_type":[]}})", 422, invalid,
        u"filter"_s);
    row("cancel with an empty search", Post, "/processes/cancel", R"({"filter":{"q":""}})", 422, invalid, u"q"_s);
    row("cancel with a blank search", Post, "/processes/cancel", R"({"filter":{"q":" \t"}})", 422, invalid, u"q"_s);
    row("cancel with an empty search in a list", Post, "/processes/cancel", R"({"filter":{"q":[""]}})", 422, invalid,
        u"q"_s);
    row("cancel with two searches", Post, "/processes/cancel", R"({"filter":{"q":["a","b"]}})", 422, invalid,
        u"filter"_s);
    row("cancel with an empty search, tried", Post, "/processes/cancel", R"({"filter":{"q":""},"dry_run":true})", 422,
        invalid, u"q"_s);
    row("retry with an empty search", Post, "/processes/retry", R"({"filter":{"q":""}})", 422, invalid, u"q"_s);
    row("cancel with an empty status", Post, "/processes/cancel", R"({"filter":{"status":""}})", 422,
        u"unknown_status"_s, u"status"_s);
    row("cancel with an empty type", Post, "/processes/cancel", R"({"filter":{"process_type":[""]}})", 422,
        u"unknown_process_type"_s, u"process_type"_s);
    row("cancel with an empty id", Post, "/processes/cancel", R"({"filter":{"process_id":""}})", 422, invalid,
        u"process_id"_s);
    row("cancel with null as status", Post, "/processes/cancel", R"({"filter":{"status":null}})", 422, invalid,
        u"filter"_s);
    row("cancel with null as filter", Post, "/processes/cancel", R"({"filter":null})", 422, invalid, u"filter"_s);
    row("cancel by GET", Get, "/processes/cancel", {}, 405);
    row("an empty batch", Post, "/processes/batch", {}, 400, u"malformed_json"_s);
    row("types", Get, "/processes/types", {}, 200);
    row("types posted", Post, "/processes/types", {}, 405);
    row("register a type", Put, "/processes/types/data_export", {}, 201);
    row("register a built-in type", Put, "/processes/types/ai_task", {}, 200);
    row("register a bad type", Put, "/processes/types/Data-Export", {}, 422, invalid, u"process_type"_s);
    row("statuses", Get, "/processes/statuses", {}, 200);
    row("policies", Get, "/retry-policies", {}, 200);
    row("set a policy", Put, "/retry-policies/ai_task", R"({"max_attempts":5})", 200);
    row("set a policy of an unknown type", Put, "/retry-policies/nonsense", R"({"max_attempts":5})", 404,
        u"unknown_process_type"_s);
    row("set a policy whose most is less than its first", Put, "/retry-policies/ai_task",
        R"({"initial_delay":10,"max_delay":5})", 422, invalid, u"max_delay"_s);
    row("a ticket", Post, "/ws-ticket", {}, 200);
    row("the feed without an upgrade", Get, "/ws/processes", {}, 426, u"upgrade_required"_s);
    row("an unknown path", Get, "/nonsense", {}, 404, u"unknown_path"_s);
    row("the root", Get, "/", {}, 404, u"unknown_path"_s);
    row("a body over the limit", Post, "/processes", QByteArray(1024 * 1024 + 1, ' '), 413, u"body_too_large"_s);
}

void TestHttpApi::answersWithTheRightStatus()
{
    QFETCH(HttpMethod, method);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    const QByteArray before = everything();
    const HttpResponse response = send(method, target, body);
    QVERIFY2(response.status == status, response.body.constData());
    if (status >= 400) {
        const QJsonObject error = QJsonDocument::fromJson(response.body).object().value("error"_L1).toObject();
        QVERIFY2(!error.isEmpty(), response.body.constData());
        QVERIFY(error.value("message"_L1).toString().endsWith(u'.')
                || error.value("message"_L1).toString().size() > 10);
        QVERIFY(error.contains("field"_L1));
        QFETCH(QString, code);
        QFETCH(QString, field);
        if (!code.isEmpty())
            QCOMPARE(error.value("code"_L1).toString(), code);
        if (!field.isEmpty())
            QCOMPARE(error.value("field"_L1).toString(), field);
        QCOMPARE(everything(), before); // what is refused changes nothing
    }
    if (status == 405)
        QCOMPARE(response.headers.value(0).first, QByteArray("Allow"));
}

void TestHttpApi::listsAreNeverTakenForAnId()
{
    QCOMPARE(send(HttpMethod::Get, "/processes/types").body,
             QByteArray(R"({"process_types":["ai_task","rag_training","document_processing","scheduled_task",)"
                        R"("background_job","tools_execution"]})"));
    QCOMPARE(send(HttpMethod::Get, "/processes/statuses").body,
             QByteArray(R"({"process_statuses":["pending","running","completed","failed","cancelled","timeout"]})"));
    QCOMPARE(send(HttpMethod::Put, "/processes/types/data_export").status, 201);
    QVERIFY(send(HttpMethod::Get, "/processes/types").body.contains("data_export"));
    QCOMPARE(send(HttpMethod::Post, "/processes", R"({"process_type":"data_export","name":"n"})").status, 201);
}

void TestHttpApi::aClientCantMakeUpTypesWithoutEnd()
{
    HttpResponse response;
    qsizetype taken = m_parts->tracker.types().size();
    for (; taken < 2000; ++taken) {
        response = send(HttpMethod::Put, "/processes/types/made_up_" + QByteArray::number(taken));
        if (response.status != 201)
            break;
    }
    QCOMPARE(taken, 1000);
    QCOMPARE(response.status, 409);
    const QJsonObject error = QJsonDocument::fromJson(response.body)["error"_L1].toObject();
    QCOMPARE(error["field"_L1].toString(), u"process_type"_s);
    // Those that there are can be named again.
    QCOMPARE(send(HttpMethod::Put, "/processes/types/made_up_999").status, 200);
}

void TestHttpApi::listsOldestFirstWithinItsFilter_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QStringList>("ids");
    QTest::newRow("all") << QByteArray("") << QStringList{u"waiting"_s, u"working"_s, u"broken"_s};
    QTest::newRow("an empty cursor: the first page")
        << QByteArray("?cursor=") << QStringList{u"waiting"_s, u"working"_s, u"broken"_s};
    QTest::newRow("a type") << QByteArray("?process_type=ai_task") << QStringList{u"waiting"_s};
    QTest::newRow("a status") << QByteArray("?status=running") << QStringList{u"working"_s};
    QTest::newRow("two statuses") << QByteArray("?status=running&status=failed")
                                  << QStringList{u"working"_s, u"broken"_s};
    QTest::newRow("type and status") << QByteArray("?process_type=ai_task&status=running") << QStringList{};
    QTest::newRow("text") << QByteArray("?q=ROK") << QStringList{u"broken"_s};
    QTest::newRow("text with a space") << QByteArray("?q=a+job")
                                       << QStringList{u"waiting"_s, u"working"_s, u"broken"_s};
    QTest::newRow("text of the error") << QByteArray("?q=broke+DOWN") << QStringList{u"broken"_s};
    QTest::newRow("newest first") << QByteArray("?sort=-created_at")
                                  << QStringList{u"broken"_s, u"working"_s, u"waiting"_s};
}

void TestHttpApi::listsOldestFirstWithinItsFilter()
{
    QFETCH(QByteArray, query);
    QTEST(idsOf(json(HttpMethod::Get, "/processes" + query)), "ids");
}

void TestHttpApi::pagesFollowEachOther()
{
    QStringList ids;
    QString cursor;
    int pages = 0;
    do {
        const QJsonObject page = json(HttpMethod::Get, "/processes?limit=1&cursor=" + QUrl::toPercentEncoding(cursor));
        ids += idsOf(page);
        cursor = page.value("next_cursor"_L1).toString();
        ++pages;
    } while (!cursor.isEmpty());
    QCOMPARE(ids, QStringList({u"waiting"_s, u"working"_s, u"broken"_s}));
    QCOMPARE(pages, 3);
}

void TestHttpApi::startingTwiceIsIdempotent()
{
    const QByteArray body = R"({"process_id":"job","process_type":"ai_task","name":"n","metadata":{"a":1,"b":2}})";
    const QByteArray same = R"({"metadata":{"b":2,"a":1},"name":"n","process_type":"ai_task","process_id":"job"})";
    const QByteArray other = R"({"process_id":"job","process_type":"ai_task","name":"another"})";
    const HttpResponse first = send(HttpMethod::Post, "/processes", body);
    QCOMPARE(first.status, 201);
    QCOMPARE(send(HttpMethod::Patch, "/processes/job", R"({"status":"running"})").status, 200);
    const HttpResponse again = send(HttpMethod::Post, "/processes", same);
    QCOMPARE(again.status, 200);
    QVERIFY(again.body.contains("running"));
    QCOMPARE(send(HttpMethod::Post, "/processes", other).status, 409);
}

void TestHttpApi::attemptsTellHowEachEnded()
{
    QCOMPARE(send(HttpMethod::Patch, "/processes/working",
                  R"({"progress":40,"resources":{"memory":4096,"cpu_time":1.5,"source":"proc"}})")
                 .status,
             200);
    QCOMPARE(send(HttpMethod::Patch, "/processes/working",
                  R"({"status":"failed","error_message":"no room","exit":{"code":3,"reason":"disk"}})")
                 .status,
             200);
    QCOMPARE(send(HttpMethod::Post, "/processes/working/retry").status, 202);
    QCOMPARE(send(HttpMethod::Post, "/processes/working/cancel", R"({"reason":"enough"})").status, 200);
    QCOMPARE(send(HttpMethod::Patch, "/processes/working", R"({"exit":{"signal":"SIGTERM"},"attempt":2})").status, 200);

    const QJsonArray attempts = json(HttpMethod::Get, "/processes/working/attempts").value("attempts"_L1).toArray();
    QCOMPARE(attempts.size(), 2);
    const QJsonObject second = attempts[0].toObject();
    QCOMPARE(second.value("attempt"_L1), 2);
    QCOMPARE(second.value("status"_L1), u"cancelled"_s);
    QCOMPARE(second["cancelled_by"_L1]["name"_L1], u"default"_s);
    QCOMPARE(second.value("reason"_L1), u"enough"_s);
    QCOMPARE(second["exit"_L1]["signal"_L1], u"SIGTERM"_s);
    QVERIFY(second.value("resources"_L1).isNull() && second.value("duration"_L1).isNull()); // it never ran
    const QJsonObject first = attempts[1].toObject();
    QCOMPARE(first.value("status"_L1), u"failed"_s);
    QCOMPARE(first.value("progress"_L1), 40);
    QCOMPARE(first.value("error_message"_L1), u"no room"_s);
    QCOMPARE(first.value("duration"_L1).toDouble(),
             first.value("ended_at"_L1).toDouble() - first.value("started_at"_L1).toDouble());
    QCOMPARE(first["exit"_L1]["code"_L1], 3);
    QCOMPARE(first["resources"_L1]["memory_peak"_L1], 4096);
    QVERIFY(first.value("cancelled_by"_L1).isNull() && first.contains("cancelled_by"_L1));

    // A list tells the earlier ones to those who ask for all.
    const auto listed = [this](const char *target) {
        return json(HttpMethod::Get, target).value("processes"_L1).toArray().first().toObject();
    };
    QVERIFY(!listed("/processes?status=cancelled").contains("earlier_attempts"_L1));
    QJsonObject withoutOutput = first; // which takes a look into the store of outputs, and isn't in lists
    QVERIFY(withoutOutput.contains("output"_L1));
    withoutOutput.remove("output"_L1);
    QCOMPARE(listed("/processes?status=cancelled&full=1").value("earlier_attempts"_L1).toArray(),
             QJsonArray{withoutOutput});
}

void TestHttpApi::theCourseOfAnAttempt()
{
    for (int i = 1; i <= 3; ++i) {
        const QByteArray report = R"({"progress":%1,"resources":{"memory":%1000,"source":"proc"}})";
        QCOMPARE(send(HttpMethod::Patch, "/processes/working", QByteArray(report).replace("%1", QByteArray::number(i)))
                     .status,
                 200);
        m_parts->clock.advance(std::chrono::seconds(1));
    }
    QTRY_COMPARE(m_parts->series.size(), 1);
    const QJsonObject series = json(HttpMethod::Get, "/processes/working/series");
    QCOMPARE(series.value("attempt"_L1), 1);
    QCOMPARE(series.value("source"_L1), u"proc"_s);
    QCOMPARE(series["points"_L1][2]["memory"_L1], 3000);
    QCOMPARE(series["points"_L1][2]["progress"_L1], 3);
    QCOMPARE(json(HttpMethod::Get, "/processes/working/series?attempt=1"), series);
    // Who told nothing has no course.
    const QJsonObject none = json(HttpMethod::Get, "/processes/waiting/series");
    QVERIFY(none.value("points"_L1).toArray().isEmpty() && none.value("source"_L1).isNull());
}

void TestHttpApi::aStartTellsWhereTheProcessIs()
{
    const HttpResponse response = send(HttpMethod::Post, "/processes", R"({"process_type":"ai_task","name":"n"})");
    const QString id = QJsonDocument::fromJson(response.body)["process"_L1]["process_id"_L1].toString();
    QCOMPARE(id.size(), 36); // a UUID
    QCOMPARE(id.at(14), u'7');
    QCOMPARE(response.headers.value(0), HttpHeader("Location", "/processes/" + id.toLatin1()));
    QCOMPARE(send(HttpMethod::Get, "/processes/" + id.toLatin1()).status, 200);
}

void TestHttpApi::cancelAnswersAsTheOriginalDid()
{
    QCOMPARE(send(HttpMethod::Post, "/processes/working/cancel").body,
             QByteArray(R"({"status":"success","message":"Process working cancelled"})"));
}

void TestHttpApi::aCancelTellsWhatEndsWithIt()
{
    for (const QByteArray body :
         {R"({"process_id":"child","depends_on":["working"],)", R"({"process_id":"grandchild","depends_on":["child"],)",
          R"({"process_id":"other","dependency_rule":"all_finished","depends_on":["working"],)"})
        QCOMPARE(send(HttpMethod::Post, "/processes", body + R"("process_type":"ai_task","name":"x"})").status, 201);
    const QByteArray list = send(HttpMethod::Get, "/processes?status=pending&q=grandchild").body;
    QVERIFY2(
        list.contains(
            R"("depends_on":["child"],"dependency":{"rule":"all_completed","allow_missing":false,"state":"waiting","failed_id":null,"waiting_for":["child"]})"),
        list.constData());
    QVERIFY(send(HttpMethod::Get, "/processes/child?full=1").body.contains(R"("waiting_for":["working"])"));

    const QByteArray falls = R"("dependents":2,"dependent_ids":["child","grandchild"]})";
    const QByteArray before = everything();
    QCOMPARE(send(HttpMethod::Post, "/processes/working/cancel", R"({"dry_run":true})").body,
             R"({"status":"dry_run",)" + falls);
    QCOMPARE(everything(), before);
    QCOMPARE(send(HttpMethod::Post, "/processes/working/cancel").body,
             R"({"status":"success","message":"Process working cancelled",)" + falls);
    QCOMPARE(json(HttpMethod::Get, "/processes/grandchild")["process"_L1]["status"_L1].toString(), u"cancelled"_s);
    QCOMPARE(json(HttpMethod::Get, "/processes/other")["process"_L1]["dependency"_L1]["state"_L1].toString(),
             u"released"_s);
    QCOMPARE(send(HttpMethod::Post, "/processes/working/cancel", R"({"dry":true})").status, 422);
    QCOMPARE(send(HttpMethod::Post, "/processes/working/cancel", R"({"dry_run":true})").status, 409);
    QCOMPARE(send(HttpMethod::Delete, "/processes/working").status, 204); // nobody waits for it any more
}

void TestHttpApi::aRetryTakesThoseBelowAlong()
{
    for (const QByteArray body : {R"({"process_id":"child","depends_on":["broken"],"dependency_rule":"all_finished",)",
                                  R"({"process_id":"grandchild","depends_on":["child"],)"})
        QCOMPARE(send(HttpMethod::Post, "/processes", body + R"("process_type":"ai_task","name":"x"})").status, 201);
    QCOMPARE(send(HttpMethod::Patch, "/processes/child", R"({"status":"failed","retryable":false})").status, 200);
    QCOMPARE(send(HttpMethod::Post, "/processes/grandchild/retry").status, 409);
    const QJsonObject retried = json(HttpMethod::Post, "/processes/broken/retry", R"({"dependents":true})");
    QCOMPARE(retried["process"_L1]["status"_L1].toString(), u"pending"_s);
    QCOMPARE(retried["dependent_ids"_L1].toArray(), QJsonArray({u"child"_s, u"grandchild"_s}));
    QCOMPARE(json(HttpMethod::Get, "/processes/child")["process"_L1]["dependency"_L1]["state"_L1].toString(),
             u"waiting"_s);
    QCOMPARE(send(HttpMethod::Delete, "/processes/broken").status, 409);
}

void TestHttpApi::aGraphTellsItsCriticalPath()
{
    for (const QByteArray body :
         {R"({"process_id":"child","depends_on":["working","waiting"],)",
          R"({"process_id":"grandchild","depends_on":["child","later"],"allow_missing_dependencies":true,)"})
        QCOMPARE(send(HttpMethod::Post, "/processes", body + R"("process_type":"ai_task","name":"x"})").status, 201);
    const QJsonObject graph = json(HttpMethod::Get, "/processes/working/graph");
    QCOMPARE(graph["layers"_L1].toInt(), 3);
    QCOMPARE(graph["processes"_L1]["pending"_L1].toInt(), 3);
    QCOMPARE(graph["critical_path"_L1].toArray().size(), 3);
    QCOMPARE(graph["left_is_least"_L1].toBool(), true);
    QCOMPARE(graph["cut"_L1].toBool(), false);
    QStringList ids;
    for (const QJsonValue &node : graph["nodes"_L1].toArray())
        ids.append(u"%1 %2%3"_s.arg(node["layer"_L1].toInt())
                       .arg(node["process_id"_L1].toString(), node["missing"_L1].toBool() ? u" missing"_s : QString()));
    ids.sort();
    QCOMPARE(ids, QStringList({u"0 later missing"_s, u"0 waiting"_s, u"0 working"_s, u"1 child"_s, u"2 grandchild"_s}));
    QCOMPARE(send(HttpMethod::Get, "/processes/nobody/graph").status, 404);
    QCOMPARE(json(HttpMethod::Get, "/processes/broken/graph")["nodes"_L1].toArray().size(), 1); // alone
}

void TestHttpApi::dependenciesAreRead_data()
{
    QTest::addColumn<QByteArray>("members");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("field");
    const auto row = [](const char *name, QByteArray members, int status, QString field = {}) {
        QTest::newRow(name) << members << status << field;
    };
    row("one", R"("depends_on":["working"])", 201);
    row("none", R"("depends_on":[])", 201);
    row("twice the same", R"("depends_on":["working","working"])", 201);
    row("null", R"("depends_on":null,"dependency_rule":null)", 201);
    row("missing", R"("depends_on":["nobody"])", 422, u"depends_on"_s);
    row("missing, and allowed", R"("depends_on":["nobody"],"allow_missing_dependencies":true)", 201);
    row("itself", R"("depends_on":["new"],"allow_missing_dependencies":true)", 422, u"depends_on"_s);
    row("no list", R"("depends_on":"working")", 422, u"depends_on"_s);
    row("no id", R"("depends_on":[7])", 422, u"depends_on"_s);
    row("an id of another form", R"("depends_on":["../../etc/passwd"])", 422, u"depends_on"_s);
    row("a list in it", R"("depends_on":[["working"]])", 422, u"depends_on"_s);
    row("another rule", R"("depends_on":["working"],"dependency_rule":"some")", 422, u"dependency_rule"_s);
    row("a rule for nothing", R"("dependency_rule":"any_failed")", 422, u"depends_on"_s);
    row("misspelled", R"("depend_on":["working"])", 422, u"depend_on"_s);
    row("a state", R"("depends_on":["working"],"dependency":{"state":"released"})", 422, u"dependency"_s);
    row("runs at once", R"("depends_on":["working"],"status":"running")", 409, u"status"_s);
    QByteArray many;
    for (int i = 0; i < 10'001; ++i)
        many += (i ? ",\"" : "\"") + QByteArray::number(i) + '"';
    QByteArray lengthy;
    for (int i = 0; i < 1'100; ++i)
        lengthy += (i ? ",\"" : "\"") + QByteArray(120, 'x') + QByteArray::number(i) + '"';
    row("too long", R"("depends_on":[)" + lengthy + R"(],"allow_missing_dependencies":true)", 422, u"depends_on"_s);
    row("too many", R"("depends_on":[)" + many + R"(],"allow_missing_dependencies":true)", 422, u"depends_on"_s);
}

void TestHttpApi::dependenciesAreRead()
{
    QFETCH(QByteArray, members);
    QFETCH(int, status);
    QFETCH(QString, field);
    const QByteArray before = everything();
    const HttpResponse response = send(HttpMethod::Post, "/processes",
                                       R"({"process_id":"new","process_type":"ai_task","name":"x",)" + members + '}');
    QVERIFY2(response.status == status, response.body.constData());
    if (status != 201) {
        QCOMPARE(QJsonDocument::fromJson(response.body)["error"_L1]["field"_L1].toString(), field);
        QCOMPARE(everything(), before);
    }
}

void TestHttpApi::aRefusedReporterLearnsHowTheProcessStands()
{
    QCOMPARE(send(HttpMethod::Post, "/processes/working/cancel").status, 200);
    const HttpResponse refused = send(HttpMethod::Patch, "/processes/working", R"({"progress":60})");
    QCOMPARE(refused.status, 409);
    const QJsonDocument body = QJsonDocument::fromJson(refused.body);
    QCOMPARE(body["process"_L1]["status"_L1].toString(), u"cancelled"_s);
    QCOMPARE(body["error"_L1]["code"_L1].toString(), u"illegal_transition"_s);
}

void TestHttpApi::anOlderAttemptIsRefused()
{
    QCOMPARE(send(HttpMethod::Post, "/processes/broken/retry").status, 202);
    const HttpResponse stale = send(HttpMethod::Patch, "/processes/broken", R"({"attempt":1,"status":"completed"})");
    QCOMPARE(stale.status, 409);
    QVERIFY(stale.body.contains("stale_attempt"));
    const QJsonObject answer = json(HttpMethod::Patch, "/processes/broken", R"({"attempt":2,"status":"running"})");
    QCOMPARE(answer.value("process"_L1)["status"_L1].toString(), u"running"_s);
}

void TestHttpApi::aBatchAnswersEachLineInOrder()
{
    const HttpResponse response = send(HttpMethod::Post, "/processes/batch",
                                       R"({"process_id":"a","process_type":"ai_task","name":"n"})"
                                       "\nnonsense\n\n"
                                       R"({"process_id":"a","progress":10,"status":"running"})"
                                       "\r\n"
                                       R"({"process_id":"nobody","progress":10})"
                                       "\n"
                                       R"({"progress":10})");
    QCOMPARE(response.status, 200);
    QCOMPARE(response.contentType, QByteArray("application/x-ndjson"));
    QList<int> statuses;
    const QList<QByteArray> lines = response.body.trimmed().split('\n');
    for (const QByteArray &line : lines)
        statuses.append(QJsonDocument::fromJson(line)["status"_L1].toInt());
    QCOMPARE(statuses, QList<int>({201, 400, 200, 404, 422}));
}

void TestHttpApi::aLineWithAMisspelledFieldIsRefused_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("meant");
    const QByteArray batch = "/processes/batch";
    QTest::newRow("a start") << batch << QByteArray(R"({"process_type":"ai_task","name":"n","descripton":"d"})")
                             << u"descripton"_s << u"description"_s;
    QTest::newRow("a report") << batch << QByteArray(R"({"process_id":"working","mesage":"m"})") << u"mesage"_s
                              << u"message"_s;
    QTest::newRow("a report's policy") << batch << QByteArray(R"({"process_id":"working","retry_afer":1})")
                                       << u"retry_afer"_s << u"retry_after"_s;
    const QByteArray whole = R"({"process_id":"old","process_type":"ai_task","name":"n","status":"running")";
    QTest::newRow("an import") << QByteArray("/processes/import") << whole + R"(,"erorr_message":null})"
                               << u"erorr_message"_s << u"error_message"_s;
}

void TestHttpApi::aLineWithAMisspelledFieldIsRefused()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, line);
    QFETCH(QString, meant);
    const QByteArray before = everything();
    const QJsonObject answer = QJsonDocument::fromJson(send(HttpMethod::Post, target, line).body).object();
    QCOMPARE(answer.value("status"_L1).toInt(), 422);
    QTEST(answer.value("error"_L1)["field"_L1].toString(), "field");
    const QString message = answer.value("error"_L1)["message"_L1].toString();
    QVERIFY2(message.contains(u"did you mean \"%1\"?"_s.arg(meant)), qPrintable(message));
    QCOMPARE(everything(), before);
}

void TestHttpApi::whatGetGaveIsImported()
{
    auto &tracker = m_parts->tracker;
    StartChange start = startOf(u"rich", ProcessStatus::Running);
    start.description = u"d"_s;
    start.metadata = {{u"k"_s, u"v"_s}};
    start.timeout = std::chrono::seconds(5);
    start.heartbeatTimeout = std::chrono::seconds(6);
    start.retryPolicy = RetryPolicy{};
    QVERIFY(tracker.start(start).ok());
    const quint64 reportSeq = (*tracker.find(id(u"rich")))->reportSeq;
    QVERIFY(tracker.markQuiet(id(u"rich"), {.attempt = 1, .reportSeq = reportSeq}).ok());
    for (const char *name : {"rich", "waiting", "working", "broken"}) {
        QByteArray given = send(HttpMethod::Get, QByteArray("/processes/") + name).body;
        given = given.sliced(qstrlen(R"({"process":)"));
        given.chop(1);
        given.replace(QByteArray("\"") + name + '"', QByteArray("\"copy-of-") + name + '"');
        const QByteArray answer = send(HttpMethod::Post, "/processes/import", given).body;
        QVERIFY2(answer.startsWith(R"({"status":201,)"), answer.constData());
    }
}

void TestHttpApi::cancelsAllThatAFilterMatches()
{
    const QJsonObject answer =
        json(HttpMethod::Post, "/processes/cancel", R"({"filter":{"process_type":"background_job"}})");
    QCOMPARE(answer.value("count"_L1).toInt(), 2);
    QCOMPARE(answer.value("applicable"_L1).toInt(), 1);
    const QJsonArray results = answer.value("results"_L1).toArray();
    QCOMPARE(results.size(), 2);
    QCOMPARE(results[0]["process_id"_L1].toString(), u"working"_s);
    QCOMPARE(results[0]["status"_L1].toInt(), 200);
    QCOMPARE(results[1]["status"_L1].toInt(), 409);
    QCOMPARE(results[1]["error"_L1]["code"_L1].toString(), u"already_finished"_s);
    QCOMPARE((*m_parts->tracker.find(id(u"waiting")))->status, ProcessStatus::Pending);
}

void TestHttpApi::aDryRunChangesNothing()
{
    const QByteArray before = everything();
    const QJsonObject answer = json(HttpMethod::Post, "/processes/cancel", R"({"filter":{},"dry_run":true})");
    QCOMPARE(answer.value("count"_L1).toInt(), 3);
    QCOMPARE(answer.value("applicable"_L1).toInt(), 2);
    QCOMPARE(answer.value("sample"_L1).toArray().size(), 3);
    QCOMPARE(everything(), before);
}

void TestHttpApi::eachChangeTellsWhoAskedForIt_data()
{
    using enum HttpMethod;
    QTest::addColumn<HttpMethod>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char *name, HttpMethod method, const char *target, const QByteArray &body,
                        const QString &reason = {}) {
        QTest::newRow(name) << method << QByteArray(target) << body << reason;
    };
    const QByteArray start = R"({"process_type":"ai_task","name":"n"})";
    row("a start", Post, "/processes", start);
    row("a report", Patch, "/processes/working", R"({"progress":5})");
    row("a cancel", Post, "/processes/working/cancel", R"({"reason":"not needed"})", u"not needed"_s);
    row("a retry", Post, "/processes/broken/retry", R"({"reason":"again"})", u"again"_s);
    row("a removal", Delete, "/processes/broken?reason=tidy+up", {}, u"tidy up"_s);
    row("a batch", Post, "/processes/batch", start);
    row("an import", Post, "/processes/import",
        R"({"process_id":"old","process_type":"ai_task","name":"n","status":"pending","created_at":1,"updated_at":1})");
    row("a bulk cancel", Post, "/processes/cancel", R"({"filter":{"process_id":"working"},"reason":"all"})", u"all"_s);
    row("a bulk retry", Post, "/processes/retry", R"({"filter":{"process_id":"broken"},"reason":"all"})", u"all"_s);
    row("a type", Put, "/processes/types/data_export", {});
    row("a policy", Put, "/retry-policies/ai_task", R"({"max_attempts":5})");
}

void TestHttpApi::eachChangeTellsWhoAskedForIt()
{
    QFETCH(HttpMethod, method);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, body);
    HttpRequest change = request(method, target, body);
    change.headers.emplaceBack("user-agent", "curl/8.0\x07 test");
    change.peer = QHostAddress(u"192.0.2.7"_s);
    const quint64 before = m_parts->log.head();
    const HttpResponse response = handle(*m_api, change);
    QVERIFY2(response.status < 300, response.body.constData());
    const EventLog::Batch batch = m_parts->log.read(before, 10);
    QVERIFY2(batch.events.size() == 1, response.body.constData());
    const Origin &origin = batch.events.front().origin;
    QVERIFY(origin.actor.has_value());
    const Actor actor = *origin.actor;
    QCOMPARE(actor.kind, Actor::Kind::Token);
    QCOMPARE(actor.name.toString(), u"default"_s);
    QCOMPARE(actor.client, cleanClient("curl/8.0\x07 test"));
    QCOMPARE(actor.address.toString(), u"192.0.2.7"_s);
    QTEST(origin.reason.toString(), "reason");
}

void TestHttpApi::policiesAreKept()
{
    const QJsonObject before = json(HttpMethod::Get, "/retry-policies").value("retry_policies"_L1).toObject();
    QCOMPARE(QJsonDocument(before.value("rag_training"_L1).toObject()).toJson(QJsonDocument::Compact),
             QByteArray(R"({"exponential_base":2,"initial_delay":5,"jitter":true,"max_attempts":2,"max_delay":300})"));
    QCOMPARE(send(HttpMethod::Put, "/retry-policies/tools_execution",
                  R"({"max_attempts":4,"initial_delay":0.5,"max_delay":8,"exponential_base":3,"jitter":false})")
                 .status,
             200);
    const QJsonObject after = json(HttpMethod::Get, "/retry-policies").value("retry_policies"_L1).toObject();
    QCOMPARE(QJsonDocument(after.value("tools_execution"_L1).toObject()).toJson(QJsonDocument::Compact),
             QByteArray(R"({"exponential_base":3,"initial_delay":0.5,"jitter":false,"max_attempts":4,"max_delay":8})"));
}

void TestHttpApi::healthNeedsNoToken()
{
    HttpRequest health = request(HttpMethod::Get, "/health");
    health.headers = {{"host", "localhost:8000"}};
    m_parts->clock.advance(std::chrono::milliseconds(1500));
    const HttpResponse response = handle(*m_api, health);
    QCOMPARE(response.status, 200);
    const QJsonDocument body = QJsonDocument::fromJson(response.body);
    QCOMPARE(body["status"_L1].toString(), u"ok"_s);
    QCOMPARE(body["uptime"_L1].toDouble(), 1.5 + 2.0);
    QCOMPARE(body["processes"_L1]["running"_L1].toInt(), 1);
    QCOMPARE(body["subscribers"_L1].toInt(), 3);

    HttpRequest list = request(HttpMethod::Get, "/processes");
    list.headers = {{"host", "localhost:8000"}};
    const HttpResponse refused = handle(*m_api, list);
    QCOMPARE(refused.status, 401);
    QVERIFY(!refused.body.contains("s3cret"));
}

void TestHttpApi::browsersOfAllowedOriginsAreAnswered()
{
    HttpRequest preflight = request(HttpMethod::Options, "/processes");
    preflight.headers = {{"host", "localhost:8000"}, {"origin", "https://board.example.org"}};
    const HttpResponse response = handle(*m_api, preflight);
    QCOMPARE(response.status, 204);
    QVERIFY(response.headers.contains(HttpHeader("Access-Control-Allow-Origin", "https://board.example.org")));
    preflight.headers[1].second = "https://evil.example.com";
    QCOMPARE(handle(*m_api, preflight).status, 403);
}

void TestHttpApi::browsersOfAllowedOriginsMayReadRefusals()
{
    const HttpHeader allowed("Access-Control-Allow-Origin", "https://board.example.org");
    HttpRequest list = request(HttpMethod::Get, "/processes");
    list.headers = {{"host", "localhost:8000"}, {"origin", "https://board.example.org"}};
    const HttpResponse unauthorized = handle(*m_api, list);
    QCOMPARE(unauthorized.status, 401);
    QVERIFY(unauthorized.headers.contains(allowed));

    HttpRequest start = request(HttpMethod::Post, "/processes", QByteArray(m_parts->options.maxBodyBytes + 1, ' '));
    start.headers.emplaceBack("origin", "https://board.example.org");
    const HttpResponse tooLarge = handle(*m_api, start);
    QCOMPARE(tooLarge.status, 413);
    QVERIFY(tooLarge.headers.contains(allowed));

    list.headers[1].second = "https://evil.example.com";
    const HttpResponse foreign = handle(*m_api, list);
    QCOMPARE(foreign.status, 403);
    QVERIFY(!foreign.headers.contains(HttpHeader("Access-Control-Allow-Origin", "https://evil.example.com")));
}

QTEST_GUILESS_MAIN(TestHttpApi)
#include "tst_httpapi.moc"
