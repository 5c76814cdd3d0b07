// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "changejson.h"
#include "fullprocess.h"
#include "processes.h"
#include "processjson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestChangeJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refusesStartsAndNamesTheField_data();
    void refusesStartsAndNamesTheField();
    void refusesReportsAndNamesTheField_data();
    void refusesReportsAndNamesTheField();
    void readsAdviceOnTheNextAttempt();
    void nullCountsAsAbsent();
    void policiesGoBothWays();
    void everyFieldComesBack();
    void everyFieldComesFromAServer();
    void theWorkOfAnotherServerIsOnlyShown_data();
    void theWorkOfAnotherServerIsOnlyShown();
    void laterFieldsLeaveTheDigestOfEarlierStarts();
    void policiesKeepTheirRanges_data();
    void policiesKeepTheirRanges();
};

void TestChangeJson::refusesStartsAndNamesTheField_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("field");
    const auto row = [](const char *name, const char *body, const char *field) {
        QTest::newRow(name) << QByteArray(body) << QString::fromLatin1(field);
    };
    row("all there is", R"({"process_id":"a","process_type":"ai_task","name":"n","description":"d","metadata":{},
        "status":"running","timeout":1.5,"heartbeat_timeout":2,"retry_policy":{"max_attempts":2}})",
        "");
    row("least", R"({"process_type":"ai_task","name":"n"})", "");
    row("no type", R"({"name":"n"})", "process_type");
    row("malformed type", R"({"process_type":"AI","name":"n"})", "process_type");
    row("type is a number", R"({"process_type":1,"name":"n"})", "process_type");
    row("no name", R"({"process_type":"ai_task"})", "name");
    row("empty name", R"({"process_type":"ai_task","name":""})", "name");
    row("name is a list", R"({"process_type":"ai_task","name":[]})", "name");
    row("malformed id", R"({"process_type":"ai_task","name":"n","process_id":"a/b"})", "process_id");
    row("id is a number", R"({"process_type":"ai_task","name":"n","process_id":1})", "process_id");
    row("metadata is a list", R"({"process_type":"ai_task","name":"n","metadata":[]})", "metadata");
    row("begins completed", R"({"process_type":"ai_task","name":"n","status":"completed"})", "status");
    row("timeout of nothing", R"({"process_type":"ai_task","name":"n","timeout":0})", "timeout");
    row("endless timeout", R"({"process_type":"ai_task","name":"n","timeout":1e12})", "timeout");
    row("all limits", R"({"process_type":"ai_task","name":"n","progress_timeout":1,"output_timeout":2,
        "max_memory":1048576,"max_cpu_time":3,"limit_sustain":0,"retry_on_limit":false})",
        "");
    row("room for work that a client runs", R"({"process_type":"ai_task","name":"n","uses":{"gpu":1}})", "uses");
    row("a priority of it", R"({"process_type":"ai_task","name":"n","priority":1})", "priority");
    row("memory of nothing", R"({"process_type":"ai_task","name":"n","max_memory":0})", "max_memory");
    row("no progress at all", R"({"process_type":"ai_task","name":"n","progress_timeout":0})", "progress_timeout");
    row("policy out of range", R"({"process_type":"ai_task","name":"n","retry_policy":{"max_attempts":0}})",
        "retry_policy");
}

void TestChangeJson::refusesStartsAndNamesTheField()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, field);
    const auto start = startFromJson(QJsonDocument::fromJson(body).object(), 1700000000000);
    QCOMPARE(start.ok() ? QString() : start.error().field, field);
    if (start)
        QVERIFY(!start->id.isNull());
}

void TestChangeJson::refusesReportsAndNamesTheField_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("field");
    const auto row = [](const char *name, const char *body, const char *field) {
        QTest::newRow(name) << QByteArray(body) << QString::fromLatin1(field);
    };
    row("nothing: a sign of life", "{}", "");
    row("all there is", R"({"status":"running","progress":1,"message":"m","error_message":"e",
        "metadata_update":{"a":null},"attempt":1})",
        "");
    row("unknown status", R"({"status":"done"})", "status");
    row("progress below", R"({"progress":-0.1})", "progress");
    row("progress above", R"({"progress":100.1})", "progress");
    row("progress as text", R"({"progress":"50"})", "progress");
    row("message is an object", R"({"message":{}})", "message");
    row("attempt of zero", R"({"attempt":0})", "attempt");
    row("half an attempt", R"({"attempt":1.5})", "attempt");
    row("huge attempt", R"({"attempt":1e300})", "attempt");
    row("metadata as text", R"({"metadata_update":"x"})", "metadata_update");
    row("all figures", R"({"resources":{"cpu_time":1.5,"cpu_percent":99.5,"memory":1,"memory_peak":2,"read_bytes":3,
        "written_bytes":4,"threads":5,"processes":6,"source":"cgroup"}})",
        "");
    row("no figures", R"({"resources":{}})", "");
    row("unknown figures", R"({"resources":null,"exit":null})", "");
    row("figures as a list", R"({"resources":[1]})", "resources");
    row("a figure that isn't known", R"({"resources":{"memory_mb":1}})", "resources");
    row("a peak that the server keeps", R"({"resources":{"threads_peak":1}})", "resources");
    row("memory below nothing", R"({"resources":{"memory":-1}})", "resources");
    row("endless memory", R"({"resources":{"memory":1e300}})", "resources");
    row("memory as text", R"({"resources":{"memory":"1"}})", "resources");
    row("half a thread", R"({"resources":{"threads":0.5}})", "resources");
    row("from nowhere", R"({"resources":{"source":"guess"}})", "resources");
    row("exit by a code", R"({"status":"failed","exit":{"code":3221225477,"out_of_memory":false}})", "");
    row("exit by a signal", R"({"status":"failed","exit":{"signal":"SIGKILL","code":null,"reason":"r"}})", "");
    row("exit by both", R"({"status":"failed","exit":{"signal":"SIGKILL","code":137}})", "exit");
    row("exit by a number", R"({"status":"failed","exit":{"signal":9}})", "exit");
    row("half an exit", R"({"status":"failed","exit":{"code":0.5}})", "exit");
    row("exit beyond 32 bits", R"({"status":"failed","exit":{"code":4294967296}})", "exit");
    row("exit with a misspelled key", R"({"status":"failed","exit":{"oom":true}})", "exit");
}

void TestChangeJson::refusesReportsAndNamesTheField()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, field);
    const auto report = reportFromJson(QJsonDocument::fromJson(body).object());
    QCOMPARE(report.ok() ? QString() : report.error().field, field);
}

void TestChangeJson::readsAdviceOnTheNextAttempt()
{
    const auto report = reportFromJson({{u"status"_s, u"failed"_s}, {u"retryable"_s, false}, {u"retry_after"_s, 1.5}});
    QCOMPARE(report->retryable, std::optional(false));
    QCOMPARE(report->retryAfter, std::optional(std::chrono::milliseconds(1500)));
    QVERIFY(!reportFromJson({})->retryable && !reportFromJson({})->retryAfter);
    QCOMPARE(reportFromJson({{u"retryable"_s, 1}}).error().field, u"retryable"_s);
    QCOMPARE(reportFromJson({{u"retry_after"_s, -1}}).error().field, u"retry_after"_s);
}

void TestChangeJson::nullCountsAsAbsent()
{
    // A client may send a process back as it got it.
    const auto report = reportFromJson(
        QJsonDocument::fromJson(R"({"status":null,"progress":null,"message":null,"metadata_update":null})").object());
    QVERIFY(report.ok());
    QVERIFY(!report->status && !report->progress && !report->message && report->metadataUpdate.isEmpty());
}

void TestChangeJson::policiesGoBothWays()
{
    const RetryPolicy policy{
        .maxAttempts = 7, .initialDelay = 1500ms, .maxDelay = 90s, .exponentialBase = 1.5, .jitter = false};
    const QJsonObject json = QJsonDocument::fromJson(toJson(policy)).object();
    const auto back = retryPolicyFromJson(json, RetryPolicy{});
    QVERIFY(back.ok());
    QVERIFY(*back == policy);
    const auto partly = retryPolicyFromJson({{QStringLiteral("max_attempts"), 9}}, policy);
    QCOMPARE(partly->maxAttempts, 9);
    QCOMPARE(partly->initialDelay, policy.initialDelay);
}

void TestChangeJson::everyFieldComesBack()
{
    const auto read = processFromJson(QJsonDocument::fromJson(toJson(fullProcess(), true)).object());
    QVERIFY2(read.ok(), read ? "" : qPrintable(read.error().message));
    Process expected = fullProcess();
    expected.seq = expected.createdSeq = expected.reportSeq = 0; // which each server numbers by itself
    expected.startDigest = {};
    QCOMPARE(sameFields(*read, expected).size(), 28);

    // What can't be true together isn't imported: a finished process is never quiet, nor waits for its retry.
    Change change;
    change.seq = 5;
    change.timeMs = 1'700'000'100'000;
    Process finished = *read;
    finished.quietSince.reset();
    finished.quietClock = QuietClock::Report;
    finished.retry->attempt = finished.attempt;
    finished.retry->nextAt.reset();
    change.payload = ImportChange{finished};
    const auto imported = apply(nullptr, change);
    QVERIFY2(imported.ok(), imported ? "" : qPrintable(imported.error().message));
    finished.seq = finished.createdSeq = finished.reportSeq = 5;
    QCOMPARE(sameFields(imported->process, finished).size(), 28);
}

void TestChangeJson::everyFieldComesFromAServer()
{
    Process expected = fullProcess();
    expected.dispatch.setWork({expected.dispatch.work()->request, true});
    QJsonObject sent = QJsonDocument::fromJson(toJson(expected, true)).object();
    sent.insert(u"of_a_newer_server"_s, 1);
    const auto read = processFromServer(sent);
    QVERIFY2(read.ok(), read ? "" : qPrintable(read.error().message));
    expected.startDigest = {};
    QCOMPARE(sameFields(*read, expected).size(), 28);

    sent.insert(u"name"_s, QString()); // which a program that links the core may leave out
    QVERIFY(processFromServer(sent).ok());
    sent.insert(u"status"_s, u"asleep"_s);
    QCOMPARE(processFromServer(sent).error().field, u"status"_s);
}

void TestChangeJson::theWorkOfAnotherServerIsOnlyShown_data()
{
    QTest::addColumn<QByteArray>("work");
    QTest::addColumn<QByteArray>("request"); // empty: refused
    QTest::newRow("as it was sent") << QByteArray(R"({"request":{"a":1},"here":true})") << QByteArray(R"({"a":1})");
    QTest::newRow("of a third one") << QByteArray(R"({"request":{"a":1},"here":false})") << QByteArray(R"({"a":1})");
    QTest::newRow("an empty request") << QByteArray(R"({"request":{}})") << QByteArray("{}");
    QTest::newRow("no request") << QByteArray(R"({"here":true})") << QByteArray();
    QTest::newRow("a list") << QByteArray(R"({"request":[1]})") << QByteArray();
    QTest::newRow("a text") << QByteArray(R"("work")") << QByteArray();
}

void TestChangeJson::theWorkOfAnotherServerIsOnlyShown()
{
    QFETCH(QByteArray, work);
    QFETCH(QByteArray, request);
    Process process = fullProcess();
    process.dispatch = {};
    QJsonObject json = QJsonDocument::fromJson(toJson(process)).object();
    json.insert("work"_L1, QJsonDocument::fromJson("[" + work + "]")[0]);
    const auto read = processFromJson(json);
    QCOMPARE(read.ok(), !request.isEmpty());
    if (!read) {
        QCOMPARE(read.error().field, u"work"_s);
        return;
    }
    QCOMPARE(read->dispatch.work()->request.utf8().toByteArray(), request);
    QVERIFY(!isOwnWork(*read));
}

void TestChangeJson::laterFieldsLeaveTheDigestOfEarlierStarts()
{
    StartChange start = startOf(u"a");
    QVERIFY(!canonicalStart(start).contains("pending_timeout") && !canonicalStart(start).contains("work")
            && !canonicalStart(start).contains("output_timeout"));
    StartChange limited = start;
    limited.pendingTimeout = 1s;
    StartChange watched = start;
    watched.limits.outputTimeout = 1s;
    StartChange working = start;
    working.work = Text(u"{}"_s);
    QVERIFY(canonicalStart(start) != canonicalStart(limited));
    QVERIFY(canonicalStart(start) != canonicalStart(watched));
    QVERIFY(canonicalStart(start) != canonicalStart(working));
}

void TestChangeJson::policiesKeepTheirRanges_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *json, const char *field, const char *words) {
        QTest::newRow(json) << QByteArray(json) << QString::fromLatin1(field) << QString::fromLatin1(words);
    };
    row("{}", "", "");
    row(R"({"max_attempts":1,"initial_delay":0,"max_delay":0,"exponential_base":1})", "", "");
    row(R"({"max_attempts":1000,"initial_delay":2592000,"max_delay":2592000,"exponential_base":100})", "", "");
    row(R"({"initial_delay":120})", "", ""); // the longest delay is raised with the first
    const char *attempts = "max_attempts must be a whole number from 1 to 1000.";
    row(R"({"max_attempts":0})", "max_attempts", attempts);
    row(R"({"max_attempts":1001})", "max_attempts", attempts);
    row(R"({"max_attempts":1e300})", "max_attempts", attempts);
    row(R"({"max_attempts":-1e300})", "max_attempts", attempts);
    row(R"({"max_attempts":4294967297})", "max_attempts", attempts); // 1 in 32 bits
    row(R"({"max_attempts":1.5})", "max_attempts", "max_attempts must be a whole number.");
    row(R"({"max_attempts":"3"})", "max_attempts", "max_attempts must be a whole number.");
    const char *delay = "initial_delay must be a number of seconds from 0 to 2592000 (30 days).";
    row(R"({"initial_delay":-0.001})", "initial_delay", delay);
    row(R"({"initial_delay":2592000.001})", "initial_delay", delay);
    row(R"({"initial_delay":1e300})", "initial_delay", delay);
    row(R"({"initial_delay":true})", "initial_delay", "initial_delay must be a number.");
    const char *longest = "max_delay must be a number of seconds from initial_delay to 2592000 (30 days).";
    row(R"({"initial_delay":2,"max_delay":1})", "max_delay", longest);
    row(R"({"max_delay":-1e300})", "max_delay", longest);
    row(R"({"max_delay":2592001})", "max_delay", longest);
    row(R"({"exponential_base":0.9})", "exponential_base", "exponential_base must be a number from 1 to 100.");
    row(R"({"exponential_base":101})", "exponential_base", "exponential_base must be a number from 1 to 100.");
    row(R"({"jitter":1})", "jitter", "jitter must be true or false.");
    row(R"({"max_atempts":2})", "max_atempts",
        "There is no field \"max_atempts\" here; did you mean \"max_attempts\"?");
}

void TestChangeJson::policiesKeepTheirRanges()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, field);
    QFETCH(QString, words);
    const auto policy = retryPolicyFromJson(QJsonDocument::fromJson(json).object(), RetryPolicy{});
    QCOMPARE(policy.ok() ? QString() : policy.error().field, field);
    QCOMPARE(policy.ok() ? QString() : policy.error().message, words);
}

QTEST_APPLESS_MAIN(TestChangeJson)
#include "tst_changejson.moc"
