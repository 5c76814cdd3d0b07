// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "attemptjson.h"
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
    void everyFieldGoesOut();
    void whatAProcessLacksIsNull();
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
    for (const char *added : {"timeout", "heartbeat_timeout", "retry_policy", "quiet_since", "quiet_clock", "resources",
                              "exit", "last_progress_at"})
        QVERIFY(object.value(QLatin1String(added)).isNull());
    for (const QLatin1StringView limit : limitKeys)
        QVERIFY(!object.contains(limit));
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

void TestProcessJson::everyFieldGoesOut()
{
    QCOMPARE(sameFields(fullProcess(), Process()), QStringList()); // none of them is as it is by default
    const QJsonObject whole = QJsonDocument::fromJson(toJson(fullProcess(), true)).object();
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
    for (const QLatin1StringView later : {"work"_L1, "pending_timeout"_L1, "resources"_L1, "exit"_L1, "quiet_clock"_L1})
        QVERIFY(!plain.contains(later));
    // A list tells the current attempts.
    const QJsonObject listed = QJsonDocument::fromJson(toJson(fullProcess())).object();
    QVERIFY(listed.contains("resources"_L1) && listed.contains("exit"_L1) && !listed.contains("earlier_attempts"_L1));
}

void TestProcessJson::whatAProcessLacksIsNull()
{
    // Null members are printed many at once: they must be those that are printed one by one elsewhere.
    for (const bool full : {false, true}) {
        const QJsonObject bare = QJsonDocument::fromJson(toJson(contractProcess(), full)).object();
        const QJsonObject whole = QJsonDocument::fromJson(toJson(fullProcess(), full)).object();
        QStringList keys = bare.keys();
        for (const QLatin1StringView limit : limitKeys) // which are left out where there is none of them
            keys += limit;
        keys += {u"priority"_s, u"uses"_s}; // likewise
        keys.sort();
        QCOMPARE(keys, whole.keys());
    }
}

QTEST_APPLESS_MAIN(TestProcessJson)
#include "tst_processjson.moc"
