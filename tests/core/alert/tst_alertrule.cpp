// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertrulejson.h"
#include "failurerate.h"
#include "processes.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QTest>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class TestAlertRule : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAllFields();
    void hasDefaults();
    void readsBackWhatItWrote_data();
    void readsBackWhatItWrote();
    void refuses_data();
    void refuses();
    void matchesPatterns_data();
    void matchesPatterns();
    void matchesProcesses();
    void knowsQuietHours_data();
    void knowsQuietHours();
    void countsWithinAWindow();
};

namespace {

QJsonObject object(const QByteArray &text)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(text, &error);
    if (error.error != QJsonParseError::NoError)
        qFatal("%s in %s", qPrintable(error.errorString()), text.constData());
    return document.object();
}

QJsonObject written(const AlertRule &rule)
{
    QByteArray bytes;
    {
        ObjectWriter writer(bytes);
        writeAlertRule(writer, rule);
    }
    return object(bytes);
}

qint64 msOf(const char *text)
{
    return QDateTime::fromString(QString::fromLatin1(text), Qt::ISODate).toMSecsSinceEpoch();
}

} // namespace

void TestAlertRule::readsAllFields()
{
    const auto rule = alertRuleFromJson(u"imports"_s, object(R"({
        "enabled": false, "severity": "critical", "condition": {"kind": "failed", "each_attempt": true, "timeouts": false},
        "scope": {"types": ["ai_task", "background_job"], "name": "import *", "metadata": {"team": "data"}},
        "for": 2.5, "resolve_after": 60, "forget_after": 600,
        "reminders": {"first_after": 100, "factor": 1.5, "most": 7},
        "flapping": {"times": 4, "within": 1000, "stable_after": 500},
        "quiet_hours": {"from": "22:30", "to": "07:00", "days": ["sat", "sun"], "time_zone": "Europe/Berlin",
                        "critical_passes": false},
        "channels": ["ops", "mail", "ops"], "group_by": "metadata:team"})"));
    QVERIFY2(rule.ok(), qPrintable(rule.ok() ? QString() : rule.error().message));
    QCOMPARE(rule->name, u"imports"_s);
    QVERIFY(!rule->enabled);
    QCOMPARE(rule->severity, AlertSeverity::Critical);
    QCOMPARE(rule->condition.kind, AlertCondition::Kind::Failed);
    QVERIFY(rule->condition.eachAttempt);
    QVERIFY(!rule->condition.withTimeouts);
    QCOMPARE(rule->scope.types, (std::vector{ProcessType::aiTask(), ProcessType::backgroundJob()}));
    QCOMPARE(rule->scope.name, u"import *"_s);
    QCOMPARE(rule->scope.metadata, (QJsonObject{{u"team"_s, u"data"_s}}));
    QCOMPARE(rule->holdsFor, 2500ms);
    QCOMPARE(rule->resolveAfter, 60s);
    QCOMPARE(rule->forgetAfter, 600s);
    QCOMPARE(rule->reminders, (AlertReminders{100s, 1.5, 7}));
    QCOMPARE(rule->flapping, (AlertFlapping{4, 1000s, 500s}));
    QCOMPARE(rule->quietHours, (QuietHours{22 * 60 + 30, 7 * 60, 0b110'0000, u"Europe/Berlin"_s, false}));
    QCOMPARE(rule->channels, (QStringList{u"ops"_s, u"mail"_s}));
    QCOMPARE(rule->groupBy, (AlertGrouping{AlertGrouping::By::Metadata, u"team"_s}));
}

void TestAlertRule::hasDefaults()
{
    const auto rule = alertRuleFromJson(u"all"_s, object(R"({"condition": {"kind": "failed"}})"));
    QVERIFY(rule.ok());
    AlertRule expected;
    expected.name = u"all"_s;
    QCOMPARE(*rule, expected);
}

void TestAlertRule::readsBackWhatItWrote_data()
{
    QTest::addColumn<QByteArray>("condition");
    QTest::newRow("failed") << R"({"kind": "failed", "each_attempt": true, "timeouts": false})"_ba;
    QTest::newRow("timed out") << R"({"kind": "timed_out", "each_attempt": true})"_ba;
    QTest::newRow("exhausted") << R"({"kind": "retries_exhausted"})"_ba;
    QTest::newRow("quiet") << R"({"kind": "quiet", "clock": "output"})"_ba;
    QTest::newRow("quiet by any") << R"({"kind": "quiet"})"_ba;
    QTest::newRow("overdue") << R"({"kind": "overdue"})"_ba;
    QTest::newRow("over limit") << R"({"kind": "over_limit"})"_ba;
    QTest::newRow("rate") << R"({"kind": "failure_rate", "more_than_percent": 12.5, "at_least": 20, "window": 600})"_ba;
    QTest::newRow("waiting") << R"({"kind": "waiting", "longer_than": 900})"_ba;
    QTest::newRow("store") << R"({"kind": "store_unwritable"})"_ba;
    QTest::newRow("disk") << R"({"kind": "disk_low", "free_percent": 10, "free_bytes": 1000000000})"_ba;
    QTest::newRow("host") << R"({"kind": "host_silent", "longer_than": 120})"_ba;
    QTest::newRow("missed") << R"({"kind": "missed"})"_ba;
}

void TestAlertRule::readsBackWhatItWrote()
{
    QFETCH(QByteArray, condition);
    const auto rule = alertRuleFromJson(
        u"rule"_s,
        object("{\"condition\": " + condition
               + R"(, "for": 7, "quiet_hours": {"from": "22:00", "to": "06:05"}, "group_by": "type"})"));
    QVERIFY2(rule.ok(), qPrintable(rule.ok() ? QString() : rule.error().message));
    QJsonObject json = written(*rule);
    QCOMPARE(json.take("name"_L1).toString(), u"rule"_s);
    const auto again = alertRuleFromJson(u"rule"_s, json);
    QVERIFY2(again.ok(), qPrintable(again.ok() ? QString() : again.error().message));
    QCOMPARE(*again, *rule);
}

void TestAlertRule::refuses_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("words"); // of the sentence
    const auto row = [](const char *what, const QByteArray &body, const char *field, const char *words) {
        QTest::newRow(what) << u"rule"_s << body << QString::fromLatin1(field) << QString::fromLatin1(words);
    };
    QTest::newRow("a bad name") << u"my rule"_s << R"({"condition": {"kind": "failed"}})"_ba << u"name"_s
                                << u"letter"_s;
    row("no condition", "{}", "condition", "needs a condition");
    row("an unknown field", R"({"condition": {"kind": "failed"}, "chanels": []})", "chanels",
        "did you mean \"channels\"");
    row("an unknown condition", R"({"condition": {"kind": "fialed"}})", "condition", "did you mean \"failed\"");
    row("a field of another condition", R"({"condition": {"kind": "failed", "clock": "output"}})", "condition",
        "clock");
    row("a misspelled field of a condition", R"({"condition": {"kind": "waiting", "longer_then": 5}})", "condition",
        "did you mean \"longer_than\"");
    row("waiting without a time", R"({"condition": {"kind": "waiting"}})", "condition", "longer_than");
    row("a rate without a window", R"({"condition": {"kind": "failure_rate", "more_than_percent": 5}})", "condition",
        "window");
    row("a rate that can't be", R"({"condition": {"kind": "failure_rate", "more_than_percent": 100, "window": 60}})",
        "condition", "more_than_percent");
    row("a disk without a measure", R"({"condition": {"kind": "disk_low"}})", "condition", "free_percent");
    row("an unknown clock", R"({"condition": {"kind": "quiet", "clock": "cpu"}})", "condition", "progress");
    row("an unknown severity", R"({"condition": {"kind": "failed"}, "severity": "fatal"})", "severity", "critical");
    row("a bad type", R"({"condition": {"kind": "failed"}, "scope": {"types": ["A b"]}})", "scope", "type");
    row("a scope of the store", R"({"condition": {"kind": "store_unwritable"}, "scope": {"name": "a"}})", "scope",
        "isn't about processes");
    row("a scope of schedules by type", R"({"condition": {"kind": "missed"}, "scope": {"types": ["ai_task"]}})",
        "scope", "name");
    row("a negative time", R"({"condition": {"kind": "failed"}, "for": -1})", "for", "from 0");
    row("a text for a time", R"({"condition": {"kind": "failed"}, "resolve_after": "5m"})", "resolve_after", "number");
    row("reminders that come sooner", R"({"condition": {"kind": "failed"}, "reminders": {"factor": 0.5}})", "reminders",
        "from 1");
    row("flapping at once", R"({"condition": {"kind": "failed"}, "flapping": {"times": 1}})", "flapping", "at least 2");
    row("a time of no day", R"({"condition": {"kind": "failed"}, "quiet_hours": {"from": "25:00", "to": "07:00"}})",
        "quiet_hours", "22:30");
    row("a day of no week", R"({"condition": {"kind": "failed"}, "quiet_hours":
        {"from": "22:00", "to": "07:00", "days": ["fry"]}})",
        "quiet_hours", "fri");
    row("hours without end", R"({"condition": {"kind": "failed"}, "quiet_hours": {"from": "00:00", "to": "00:00"}})",
        "quiet_hours", "never end");
    row("an unknown time zone", R"({"condition": {"kind": "failed"}, "quiet_hours":
        {"from": "22:00", "to": "07:00", "time_zone": "Europe/Bonn"}})",
        "quiet_hours", "Europe/Bonn");
    row("channels that are none", R"({"condition": {"kind": "failed"}, "channels": [1]})", "channels", "list");
    row("an unknown grouping", R"({"condition": {"kind": "failed"}, "group_by": "host"})", "group_by", "metadata:KEY");
}

void TestAlertRule::refuses()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, body);
    const auto rule = alertRuleFromJson(name, object(body));
    QVERIFY(!rule.ok());
    QCOMPARE(rule.error().code, ErrorCode::InvalidField);
    QTEST(rule.error().field, "field");
    QFETCH(QString, words);
    QVERIFY2(rule.error().message.contains(words), qPrintable(rule.error().message));
}

void TestAlertRule::matchesPatterns_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("fits");
    QTest::newRow("itself") << u"import"_s << u"import"_s << true;
    QTest::newRow("a part") << u"import"_s << u"import a"_s << false;
    QTest::newRow("begins") << u"import*"_s << u"import a"_s << true;
    QTest::newRow("begins, and no more") << u"import*"_s << u"import"_s << true;
    QTest::newRow("ends") << u"*.csv"_s << u"a.csv.csv"_s << true;
    QTest::newRow("goes back") << u"*ab*cd"_s << u"ababcdxcd"_s << true;
    QTest::newRow("doesn't fit") << u"*ab*cd"_s << u"ababcdxce"_s << false;
    QTest::newRow("one") << u"file ?"_s << u"file 7"_s << true;
    QTest::newRow("one, but two") << u"file ?"_s << u"file 17"_s << false;
    QTest::newRow("one, but none") << u"file ?"_s << u"file "_s << false;
    QTest::newRow("one beyond the basic plane") << u"a?b"_s << u"a😀b"_s << true;
    QTest::newRow("another case") << u"Import*"_s << u"import a"_s << false;
    QTest::newRow("no expression") << u"a.c[1]"_s << u"abc1"_s << false;
    QTest::newRow("many stars") << u"*a*a*a*a*a*a*a*a*a*b"_s << QString(2000, u'a') << false;
}

void TestAlertRule::matchesPatterns()
{
    QFETCH(QString, pattern);
    QFETCH(QString, text);
    QTEST(matchesPattern(pattern, text), "fits");
}

void TestAlertRule::matchesProcesses()
{
    Process process;
    process.id = id(u"p");
    process.type = ProcessType::aiTask();
    process.name = Text(u"import a"_s);
    process.metadata = Metadata(object(R"({"team": "data", "size": 3, "urgent": true})"));
    QVERIFY(AlertScope().matches(process));
    QVERIFY((AlertScope{{ProcessType::aiTask()}, u"import*"_s, object(R"({"team": "data"})")}.matches(process)));
    QVERIFY((AlertScope{{}, {}, object(R"({"size": 3, "urgent": true})")}.matches(process)));
    QVERIFY(!(AlertScope{{ProcessType::backgroundJob()}, {}, {}}.matches(process)));
    QVERIFY(!(AlertScope{{}, u"export*"_s, {}}.matches(process)));
    QVERIFY(!(AlertScope{{}, {}, object(R"({"team": "web"})")}.matches(process)));
    QVERIFY(!(AlertScope{{}, {}, object(R"({"size": "3"})")}.matches(process)));
    QVERIFY(!(AlertScope{{}, {}, object(R"({"owner": "x"})")}.matches(process)));
}

void TestAlertRule::knowsQuietHours_data()
{
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("to");
    QTest::addColumn<int>("days");
    QTest::addColumn<QString>("moment");
    QTest::addColumn<QString>("end"); // empty: it is in none
    const int night = 22 * 60;
    const int morning = 7 * 60;
    const int all = 0b111'1111;
    QTest::newRow("before") << night << morning << all << u"2026-01-10T20:59:59Z"_s << QString();
    QTest::newRow("at the begin") << night << morning << all << u"2026-01-10T21:00:00Z"_s << u"2026-01-11T06:00:00Z"_s;
    QTest::newRow("past midnight") << night << morning << all << u"2026-01-11T05:59:59Z"_s << u"2026-01-11T06:00:00Z"_s;
    QTest::newRow("at the end") << night << morning << all << u"2026-01-11T06:00:00Z"_s << QString();
    QTest::newRow("in summer") << night << morning << all << u"2026-07-10T20:00:00Z"_s << u"2026-07-11T05:00:00Z"_s;
    // The clocks are put forward on 2026-03-29 at 02:00, and back on 2026-10-25 at 03:00.
    QTest::newRow("a short night") << night << morning << all << u"2026-03-28T21:00:00Z"_s << u"2026-03-29T05:00:00Z"_s;
    QTest::newRow("a long night") << night << morning << all << u"2026-10-24T20:00:00Z"_s << u"2026-10-25T06:00:00Z"_s;
    QTest::newRow("a night that begins on a Saturday")
        << night << morning << 0b010'0000 << u"2026-01-11T03:00:00Z"_s << u"2026-01-11T06:00:00Z"_s;
    QTest::newRow("a night that doesn't") << night << morning << 0b010'0000 << u"2026-01-10T03:00:00Z"_s << QString();
    QTest::newRow("a whole weekend") << 0 << 0 << 0b110'0000 << u"2026-01-10T12:00:00Z"_s << u"2026-01-11T23:00:00Z"_s;
    QTest::newRow("within a day") << 12 * 60 << 13 * 60 << all << u"2026-01-12T11:30:00Z"_s
                                  << u"2026-01-12T12:00:00Z"_s;
}

void TestAlertRule::knowsQuietHours()
{
    QFETCH(int, from);
    QFETCH(int, to);
    QFETCH(int, days);
    QFETCH(QString, moment);
    QFETCH(QString, end);
    const QuietHours hours{from, to, static_cast<quint8>(days), u"Europe/Berlin"_s, true};
    const auto found = hours.endOf(msOf(moment.toLatin1().constData()));
    QCOMPARE(found ? QDateTime::fromMSecsSinceEpoch(*found, Qt::UTC).toString(Qt::ISODate) : QString(), end);
}

void TestAlertRule::countsWithinAWindow()
{
    FailureRate rate(30'000); // parts of a second
    QVERIFY(!rate.nextDueMs());
    rate.add(true, 1000);
    rate.add(false, 1999);
    rate.add(true, 2000);
    QCOMPARE(rate.counts(2000).failed, 2);
    QCOMPARE(rate.counts(2000).all, 3);
    QCOMPARE(rate.nextDueMs(), std::optional<qint64>(32'000));
    QCOMPARE(rate.counts(31'999).all, 3);
    FailureRate copy(30'000);
    copy.fromJson(rate.toJson());
    QCOMPARE(rate.counts(32'000).all, 1);
    copy.shift(500);
    QCOMPARE(copy.counts(32'499).all, 3);
    QCOMPARE(copy.counts(32'500).all, 1);
    QCOMPARE(rate.counts(33'000).all, 0);
    QVERIFY(!rate.nextDueMs());
}

QTEST_GUILESS_MAIN(TestAlertRule)
#include "tst_alertrule.moc"
