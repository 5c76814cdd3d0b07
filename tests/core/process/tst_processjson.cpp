// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fullprocess.h"
#include "processes.h"
#include "processjson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// The process that the contract shows.
Process contractProcess()
{
    Process process;
    process.id = id(u"ai_task_12345");
    process.type = ProcessType::aiTask();
    process.status = ProcessStatus::Running;
    process.name = QStringLiteral("Document Analysis");
    process.description = QStringLiteral("Analyzing construction document for compliance");
    process.progress = 75;
    process.message = QStringLiteral("AI processing in progress... 2 minutes elapsed");
    process.createdAt = 1700000000123;
    process.startedAt = 1700000001500;
    process.updatedAt = 1700000121500;
    process.metadata =
        Metadata({{QStringLiteral("stage"), QStringLiteral("processing")}, {QStringLiteral("elapsed_minutes"), 2}});
    process.seq = 4711;
    return process;
}

} // namespace

class TestProcessJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void printsTheContractsProcess();
    void printsTheContractsUpdate();
    void updatesWithoutAMessageSayWhatTheOriginalSaid_data();
    void updatesWithoutAMessageSayWhatTheOriginalSaid();
    void printsNumbersAsTheContractWants_data();
    void printsNumbersAsTheContractWants();
    void escapesEveryString_data();
    void escapesEveryString();
    void refusesStartsAndNamesTheField_data();
    void refusesStartsAndNamesTheField();
    void refusesReportsAndNamesTheField_data();
    void refusesReportsAndNamesTheField();
    void readsAdviceOnTheNextAttempt();
    void nullCountsAsAbsent();
    void policiesGoBothWays();
    void everyFieldGoesOut();
    void everyFieldComesBack();
    void theWorkOfAnotherServerIsOnlyShown_data();
    void theWorkOfAnotherServerIsOnlyShown();
    void laterFieldsLeaveTheDigestOfEarlierStarts();
};

void TestProcessJson::printsTheContractsProcess()
{
    const QByteArray json = toJson(contractProcess());
    const QByteArray contract = R"({"process_id":"ai_task_12345","process_type":"ai_task","status":"running",)"
                                R"("name":"Document Analysis",)"
                                R"("description":"Analyzing construction document for compliance","progress":75,)"
                                R"("message":"AI processing in progress... 2 minutes elapsed",)"
                                R"("created_at":1700000000.123,"started_at":1700000001.5,"updated_at":1700000121.5,)"
                                R"("completed_at":null,"error_message":null,)"
                                R"("metadata":{"elapsed_minutes":2,"stage":"processing"},"attempt":1,"retry":null,)"
                                R"("seq":4711,)";
    QVERIFY2(json.startsWith(contract), json.constData());
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    for (const char *added : {"timeout", "heartbeat_timeout", "retry_policy", "quiet_since"})
        QVERIFY(object.value(QLatin1String(added)).isNull());
}

void TestProcessJson::printsTheContractsUpdate()
{
    QCOMPARE(toUpdateJson(contractProcess(), EventKind::Reported, 1700000000123, false),
             QByteArray(R"({"type":"process_update","process_id":"ai_task_12345","process_type":"ai_task",)"
                        R"("status":"running","name":"Document Analysis","progress":75,)"
                        R"("message":"AI processing in progress... 2 minutes elapsed","timestamp":1700000000.123,)"
                        R"("metadata":{"elapsed_minutes":2,"stage":"processing"},"seq":4711})"));
}

void TestProcessJson::updatesWithoutAMessageSayWhatTheOriginalSaid_data()
{
    QTest::addColumn<EventKind>("kind");
    QTest::addColumn<QString>("message");
    QTest::newRow("started") << EventKind::Started << QStringLiteral("Process started");
    QTest::newRow("reported") << EventKind::Reported << QStringLiteral("Process updated");
    QTest::newRow("cancelled") << EventKind::Cancelled << QStringLiteral("Process cancelled");
    QTest::newRow("timed out") << EventKind::TimedOut << QStringLiteral("Process updated");
}

void TestProcessJson::updatesWithoutAMessageSayWhatTheOriginalSaid()
{
    QFETCH(EventKind, kind);
    QFETCH(QString, message);
    Process process = contractProcess();
    process.message.clear();
    process.errorMessage = QStringLiteral("boom");
    const QJsonObject update = QJsonDocument::fromJson(toUpdateJson(process, kind, 0, false)).object();
    QCOMPARE(update.value(QLatin1String("message")).toString(), message);
    QCOMPARE(update.value(QLatin1String("error_message")).toString(), QStringLiteral("boom"));
}

void TestProcessJson::printsNumbersAsTheContractWants_data()
{
    QTest::addColumn<double>("progress");
    QTest::addColumn<QByteArray>("progressText");
    QTest::addColumn<qint64>("time");
    QTest::addColumn<QByteArray>("timeText");
    QTest::newRow("whole") << 75.0 << QByteArray("75") << qint64(1700000000000) << QByteArray("1700000000");
    QTest::newRow("fraction") << 12.5 << QByteArray("12.5") << qint64(1700000000120) << QByteArray("1700000000.12");
    QTest::newRow("least") << 0.0 << QByteArray("0") << qint64(1) << QByteArray("0.001");
    QTest::newRow("most") << 100.0 << QByteArray("100") << qint64(1700000000100) << QByteArray("1700000000.1");
    QTest::newRow("a third") << 100.0 / 3 << QByteArray("33.333333333333336") << qint64(1010) << QByteArray("1.01");
}

void TestProcessJson::printsNumbersAsTheContractWants()
{
    QFETCH(double, progress);
    QFETCH(QByteArray, progressText);
    QFETCH(qint64, time);
    QFETCH(QByteArray, timeText);
    Process process = contractProcess();
    process.progress = progress;
    process.updatedAt = time;
    const QByteArray json = toJson(process);
    QVERIFY2(json.contains("\"progress\":" + progressText + ','), json.constData());
    QVERIFY2(json.contains("\"updated_at\":" + timeText + ','), json.constData());
}

void TestProcessJson::escapesEveryString_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("quotes and backslashes") << QStringLiteral(R"(say "hi" \ bye)");
    QTest::newRow("control characters") << QStringLiteral("a\nb\tc\rd\x01\x1f") + QChar(0) + u'e';
    QTest::newRow("beyond ASCII") << QStringLiteral("Größe 完成 🎉");
    QTest::newRow("looks like JSON") << QStringLiteral(R"(","status":"failed)");
}

void TestProcessJson::escapesEveryString()
{
    QFETCH(QString, text);
    Process process = contractProcess();
    process.name = text;
    QJsonParseError error;
    const QJsonObject object = QJsonDocument::fromJson(toJson(process), &error).object();
    QCOMPARE(error.error, QJsonParseError::NoError);
    QCOMPARE(object.value(QLatin1String("name")).toString(), text);
}

void TestProcessJson::refusesStartsAndNamesTheField_data()
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
    row("policy out of range", R"({"process_type":"ai_task","name":"n","retry_policy":{"max_attempts":0}})",
        "retry_policy");
}

void TestProcessJson::refusesStartsAndNamesTheField()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, field);
    const auto start = startFromJson(QJsonDocument::fromJson(body).object(), 1700000000000);
    QCOMPARE(start.ok() ? QString() : start.error().field, field);
    if (start)
        QVERIFY(!start->id.isNull());
}

void TestProcessJson::refusesReportsAndNamesTheField_data()
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
}

void TestProcessJson::refusesReportsAndNamesTheField()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, field);
    const auto report = reportFromJson(QJsonDocument::fromJson(body).object());
    QCOMPARE(report.ok() ? QString() : report.error().field, field);
}

void TestProcessJson::readsAdviceOnTheNextAttempt()
{
    const auto report = reportFromJson({{u"status"_s, u"failed"_s}, {u"retryable"_s, false}, {u"retry_after"_s, 1.5}});
    QCOMPARE(report->retryable, std::optional(false));
    QCOMPARE(report->retryAfter, std::optional(std::chrono::milliseconds(1500)));
    QVERIFY(!reportFromJson({})->retryable && !reportFromJson({})->retryAfter);
    QCOMPARE(reportFromJson({{u"retryable"_s, 1}}).error().field, u"retryable"_s);
    QCOMPARE(reportFromJson({{u"retry_after"_s, -1}}).error().field, u"retry_after"_s);
}

void TestProcessJson::nullCountsAsAbsent()
{
    // A client may send a process back as it got it.
    const auto report = reportFromJson(
        QJsonDocument::fromJson(R"({"status":null,"progress":null,"message":null,"metadata_update":null})").object());
    QVERIFY(report.ok());
    QVERIFY(!report->status && !report->progress && !report->message && report->metadataUpdate.isEmpty());
}

void TestProcessJson::policiesGoBothWays()
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

void TestProcessJson::everyFieldGoesOut()
{
    QCOMPARE(sameFields(fullProcess(), Process()), QStringList()); // none of them is as it is by default
    const QJsonObject whole = QJsonDocument::fromJson(toJson(fullProcess())).object();
    QCOMPARE(whole.value("work"_L1),
             QJsonValue(QJsonObject{{u"request"_s, QJsonObject{{u"prompt"_s, u"Größe?"_s}}}, {u"here"_s, false}}));
    QCOMPARE(whole.value("pending_timeout"_L1), 3.5);
    for (auto it = whole.begin(); it != whole.end(); ++it)
        QVERIFY2(!it.value().isNull(), qPrintable(it.key()));
    const QJsonObject full =
        QJsonDocument::fromJson(toUpdateJson(fullProcess(), EventKind::Reported, 1, true)).object();
    for (const QString &key : whole.keys())
        QVERIFY2(full.contains(key), qPrintable(key));
    // The message that the original sent stays as small as it was.
    const QJsonObject plain =
        QJsonDocument::fromJson(toUpdateJson(fullProcess(), EventKind::Reported, 1, false)).object();
    QVERIFY(!plain.contains("work"_L1) && !plain.contains("pending_timeout"_L1));
}

void TestProcessJson::everyFieldComesBack()
{
    const auto read = processFromJson(QJsonDocument::fromJson(toJson(fullProcess())).object());
    QVERIFY2(read.ok(), read ? "" : qPrintable(read.error().message));
    Process expected = fullProcess();
    expected.seq = expected.createdSeq = expected.reportSeq = 0; // which each server numbers by itself
    expected.startDigest = {};
    QCOMPARE(sameFields(*read, expected).size(), 24);

    // What can't be true together isn't imported: a finished process is never quiet, nor waits for its retry.
    Change change;
    change.seq = 5;
    change.timeMs = 1'700'000'100'000;
    Process finished = *read;
    finished.quietSince.reset();
    finished.retry->attempt = finished.attempt;
    finished.retry->nextAt.reset();
    change.what = ImportChange{finished};
    const auto imported = apply(nullptr, change);
    QVERIFY2(imported.ok(), imported ? "" : qPrintable(imported.error().message));
    finished.seq = finished.createdSeq = finished.reportSeq = 5;
    QCOMPARE(sameFields(imported->process, finished).size(), 24);
}

void TestProcessJson::theWorkOfAnotherServerIsOnlyShown_data()
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

void TestProcessJson::theWorkOfAnotherServerIsOnlyShown()
{
    QFETCH(QByteArray, work);
    QFETCH(QByteArray, request);
    Process process = contractProcess();
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

void TestProcessJson::laterFieldsLeaveTheDigestOfEarlierStarts()
{
    StartChange start = startOf(u"a");
    QVERIFY(!canonicalStart(start).contains("pending_timeout") && !canonicalStart(start).contains("work"));
    StartChange limited = start;
    limited.pendingTimeout = 1s;
    StartChange working = start;
    working.work = Text(u"{}"_s);
    QVERIFY(canonicalStart(start) != canonicalStart(limited));
    QVERIFY(canonicalStart(start) != canonicalStart(working));
}

QTEST_APPLESS_MAIN(TestProcessJson)
#include "tst_processjson.moc"
