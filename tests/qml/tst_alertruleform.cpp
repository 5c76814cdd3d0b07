// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertruleform.h"

#include "alertrulejson.h"
#include "alertwords.h"
#include "madealerts.h"
#include "tracked.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using What = AlertQuestion::What;

/// The form of a rule, and its words.
class TestAlertRuleForm : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void readsSpans_data();
    void readsSpans();
    void saysRulesInWords_data();
    void saysRulesInWords();
    void aConditionHasItsFields_data();
    void aConditionHasItsFields();
    void otherConditionsKeepWhatIsWritten();
    void makesTheRuleThatItShows();
    void keepsWhatItDoesNotShow();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void aRefusalStandsAtItsField();
    void aConfiguredRuleIsNotSaved();
    void isTriedOnThePastOnceItStands();
    void anAnswerToAnEarlierRuleIsLeftAlone();
    void saysWhyItCannotBeTried();

private:
    int rowOf(const QString &key) const;
    QString at(const QString &key, AlertRuleForm::Role role) const;
    void write(const QString &key, const QString &text) { m_form->setText(rowOf(key), text); }
    QStringList keys() const;
    void edit(const QByteArray &json, bool configured = false);

    std::unique_ptr<Tracked> m_tracked;
    std::unique_ptr<MadeAlertOperator> m_operator;
    std::unique_ptr<AlertCentre> m_centre;
    std::unique_ptr<AlertRuleForm> m_form;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void TestAlertRuleForm::init()
{
    m_tester.reset();
    m_form.reset();
    m_centre.reset();
    m_tracked = std::make_unique<Tracked>();
    m_operator = std::make_unique<MadeAlertOperator>();
    m_operator->made.tell(What::Channels,
                          MadeAlerts::objectFrom(R"({"channels": [{"name": "ops", "kind": "webhook"}]})"));
    m_centre = std::make_unique<AlertCentre>(m_tracked->tracker, *m_operator);
    m_centre->setShown(true);
    m_form = std::make_unique<AlertRuleForm>(*m_centre, *m_operator);
    m_tester = std::make_unique<QAbstractItemModelTester>(m_form.get(),
                                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
}

int TestAlertRuleForm::rowOf(const QString &key) const
{
    return static_cast<int>(keys().indexOf(key));
}

QString TestAlertRuleForm::at(const QString &key, AlertRuleForm::Role role) const
{
    return m_form->data(m_form->index(rowOf(key)), role).toString();
}

QStringList TestAlertRuleForm::keys() const
{
    QStringList keys;
    for (int row = 0; row < m_form->rowCount(); ++row)
        keys.append(m_form->data(m_form->index(row), AlertRuleForm::KeyRole).toString());
    return keys;
}

void TestAlertRuleForm::edit(const QByteArray &json, bool configured)
{
    const auto rule = alertRuleFromJson(u"r"_s, QJsonDocument::fromJson(json).object());
    QVERIFY(rule && m_tracked->tracker.putAlertRule(*rule, configured));
    m_centre->reload();
    m_form->edit(u"r"_s);
}

void TestAlertRuleForm::readsSpans_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("ms"); // -1 for none
    QTest::addColumn<QString>("shown");
    QTest::newRow("minutes") << u"15 min"_s << qint64(900'000) << u"15 min"_s;
    QTest::newRow("short") << u"15m"_s << qint64(900'000) << u"15 min"_s;
    QTest::newRow("two units") << u"1 h 30 min"_s << qint64(5'400'000) << u"1 h 30 min"_s;
    QTest::newRow("a part") << u"1.5 h"_s << qint64(5'400'000) << u"1 h 30 min"_s;
    QTest::newRow("a number") << u"90"_s << qint64(90'000) << u"1 min 30 s"_s;
    QTest::newRow("nothing") << u"0 s"_s << qint64(0) << u"0 s"_s;
    QTest::newRow("milliseconds") << u"250 ms"_s << qint64(250) << u"250 ms"_s;
    QTest::newRow("empty") << u""_s << qint64(-1) << u""_s;
    QTest::newRow("words") << u"soon"_s << qint64(-1) << u""_s;
    QTest::newRow("negative") << u"-5 s"_s << qint64(-1) << u""_s;
    QTest::newRow("a number after units") << u"1 h 5"_s << qint64(-1) << u""_s;
    QTest::newRow("too long") << u"9999999 d"_s << qint64(-1) << u""_s;
}

void TestAlertRuleForm::readsSpans()
{
    QFETCH(QString, text);
    QFETCH(qint64, ms);
    const auto span = AlertWords::spanFrom(text);
    QCOMPARE(span ? span->count() : -1, ms);
    if (span)
        QTEST(AlertWords::span(*span), "shown");
}

void TestAlertRuleForm::saysRulesInWords_data()
{
    QTest::addColumn<QByteArray>("rule");
    QTest::addColumn<QString>("words");
    QTest::newRow("rate")
        << R"({"condition": {"kind": "failure_rate", "more_than_percent": 5, "at_least": 20, "window": 900},
        "scope": {"name": "import *"}, "channels": ["ops"]})"_ba
        << u"Tell ops when more than 5 % of at least 20 runs of import * fail within 15 min."_s;
    QTest::newRow("no channel") << R"({"condition": {"kind": "retries_exhausted"}, "scope": {"types": ["ai_task"]}})"_ba
                                << u"Note when a run of the type ai_task fails and has no retry left."_s;
    QTest::newRow("held, with quiet hours")
        << R"({"condition": {"kind": "failed", "timeouts": false}, "for": 600, "channels": ["a", "b"],
        "quiet_hours": {"from": "22:00", "to": "07:00"}})"_ba
        << u"Tell a, b when a run fails, for at least 10 min; not from 22:00 to 07:00."_s;
    QTest::newRow("critical passes") << R"({"condition": {"kind": "waiting", "longer_than": 90}, "severity": "critical",
        "quiet_hours": {"from": "22:00", "to": "07:00"}})"_ba
                                     << u"Note when a run waits for more than 1 min 30 s."_s;
}

void TestAlertRuleForm::saysRulesInWords()
{
    QFETCH(QByteArray, rule);
    edit(rule);
    QTEST(m_form->words(), "words");
}

void TestAlertRuleForm::aConditionHasItsFields_data()
{
    QTest::addColumn<QByteArray>("condition");
    QTest::addColumn<QStringList>("own"); // fields of the condition, and whether it has a scope
    QTest::newRow("failed") << R"({"kind": "failed"})"_ba
                            << QStringList{u"condition.timeouts"_s, u"condition.each_attempt"_s, u"scope.name"_s,
                                           u"scope.types"_s, u"group_by"_s};
    QTest::newRow("rate") << R"({"kind": "failure_rate", "more_than_percent": 1, "window": 60})"_ba
                          << QStringList{u"condition.more_than_percent"_s,
                                         u"condition.at_least"_s,
                                         u"condition.window"_s,
                                         u"scope.name"_s,
                                         u"scope.types"_s,
                                         u"group_by"_s};
    QTest::newRow("disk") << R"({"kind": "disk_low", "free_percent": 5})"_ba
                          << QStringList{u"condition.free_percent"_s};
    QTest::newRow("missed") << R"({"kind": "missed"})"_ba << QStringList{u"scope.name"_s};
}

void TestAlertRuleForm::aConditionHasItsFields()
{
    QFETCH(QByteArray, condition);
    QFETCH(QStringList, own);
    edit("{\"condition\": " + condition + "}");
    QCOMPARE(
        keys(),
        (QStringList{u"name"_s, u"condition.kind"_s} + own
         + QStringList{u"severity"_s, u"channels"_s, u"for"_s, u"resolve_after"_s, u"quiet_hours"_s, u"enabled"_s}));
    QVERIFY(!m_form->words().isEmpty());
}

void TestAlertRuleForm::otherConditionsKeepWhatIsWritten()
{
    m_form->begin();
    write(u"name"_s, u"imports"_s);
    write(u"scope.name"_s, u"import *"_s);
    QSignalSpy resets(m_form.get(), &QAbstractItemModel::modelReset);
    write(u"condition.kind"_s, AlertWords::condition(AlertCondition::Kind::Failed));
    QVERIFY(rowOf(u"condition.window"_s) < 0 && rowOf(u"condition.timeouts"_s) >= 0);
    QCOMPARE(at(u"scope.name"_s, AlertRuleForm::TextRole), u"import *"_s);
    QCOMPARE(at(u"name"_s, AlertRuleForm::TextRole), u"imports"_s);
    QCOMPARE(at(u"channels"_s, AlertRuleForm::TextRole), u"ops"_s);
    QVERIFY(resets.isEmpty()); // the keyboard stays where it is
}

void TestAlertRuleForm::makesTheRuleThatItShows()
{
    m_form->begin();
    write(u"name"_s, u" imports "_s);
    write(u"condition.more_than_percent"_s, u"7,5"_s);
    write(u"condition.window"_s, u"1 h"_s);
    write(u"scope.name"_s, u"import *"_s);
    write(u"scope.types"_s, u"ai_task, background_job"_s);
    write(u"severity"_s, u"Critical"_s);
    write(u"group_by"_s, u"All together"_s);
    write(u"quiet_hours"_s, u"22:00 - 07:00"_s);
    QSignalSpy saved(m_form.get(), &AlertRuleForm::saved);
    m_form->save();
    const AlertQuestion put = m_operator->made.asked(What::PutRule).constLast();
    QCOMPARE(put.name, u"imports"_s);
    QCOMPARE(
        put.body["condition"_L1].toObject(),
        (QJsonObject{
            {u"kind"_s, u"failure_rate"_s}, {u"more_than_percent"_s, 7.5}, {u"at_least"_s, 20}, {u"window"_s, 3600}}));
    QCOMPARE(put.body["scope"_L1].toObject(),
             (QJsonObject{{u"name"_s, u"import *"_s}, {u"types"_s, QJsonArray{u"ai_task"_s, u"background_job"_s}}}));
    QCOMPARE(put.body["severity"_L1], u"critical"_s);
    QCOMPARE(put.body["group_by"_L1], u"all"_s);
    QCOMPARE(put.body["quiet_hours"_L1]["from"_L1], u"22:00"_s);
    QCOMPARE(saved.size(), 1);
    QCOMPARE(m_form->rule(), u"imports"_s);
}

void TestAlertRuleForm::keepsWhatItDoesNotShow()
{
    edit(
        R"({"condition": {"kind": "failed"}, "reminders": {"first_after": 60, "factor": 2, "most": 1}, "forget_after": 7200,
        "scope": {"metadata": {"host": "web1"}}, "group_by": "metadata:host",
        "quiet_hours": {"from": "22:00", "to": "07:00", "days": ["mon"], "time_zone": "Europe/Berlin"}})");
    write(u"quiet_hours"_s, u"23:00-07:00"_s);
    m_form->save();
    const QJsonObject put = m_operator->made.asked(What::PutRule).constLast().body;
    QCOMPARE(put["reminders"_L1]["most"_L1], 1);
    QCOMPARE(put["forget_after"_L1], 7200);
    QCOMPARE(put["scope"_L1]["metadata"_L1]["host"_L1], u"web1"_s);
    QCOMPARE(put["group_by"_L1], u"metadata:host"_s);
    QCOMPARE(put["quiet_hours"_L1]["time_zone"_L1], u"Europe/Berlin"_s);
    QCOMPARE(put["quiet_hours"_L1]["from"_L1], u"23:00"_s);
}

void TestAlertRuleForm::saysWhatIsWrong_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("text");
    QTest::newRow("no name") << u"name"_s << u" "_s;
    QTest::newRow("a bad name") << u"name"_s << u"a b"_s;
    QTest::newRow("no number") << u"condition.more_than_percent"_s << u"many"_s;
    QTest::newRow("a share beyond all") << u"condition.more_than_percent"_s << u"150"_s;
    QTest::newRow("no duration") << u"condition.window"_s << u"soon"_s;
    QTest::newRow("too short a window") << u"condition.window"_s << u"1 s"_s;
    QTest::newRow("no hours") << u"quiet_hours"_s << u"at night"_s;
    QTest::newRow("an unknown hour") << u"quiet_hours"_s << u"22:00-25:00"_s;
    QTest::newRow("no type") << u"scope.types"_s << u"No-Type"_s;
}

void TestAlertRuleForm::saysWhatIsWrong()
{
    QFETCH(QString, key);
    QFETCH(QString, text);
    m_form->begin();
    write(u"name"_s, u"imports"_s);
    QVERIFY(at(key, AlertRuleForm::ProblemRole).isEmpty());
    write(key, text);
    QVERIFY2(!at(key, AlertRuleForm::ProblemRole).isEmpty(), qPrintable(m_form->words()));
    QSignalSpy refused(m_form.get(), &AlertRuleForm::refusedAt);
    m_form->save();
    QCOMPARE(refused.size(), 1);
    QCOMPARE(refused.constFirst().constFirst().toInt(), rowOf(key));
    QVERIFY(m_operator->made.asked(What::PutRule).isEmpty());
}

void TestAlertRuleForm::aRefusalStandsAtItsField()
{
    m_form->begin();
    write(u"name"_s, u"imports"_s);
    m_operator->made.tell(What::PutRule,
                          Error{ErrorCode::InvalidField, u"There is no channel \"ops\"."_s, u"channels"_s});
    m_form->save();
    QCOMPARE(at(u"channels"_s, AlertRuleForm::ProblemRole), u"There is no channel \"ops\"."_s);
    QVERIFY(m_form->refusal().isEmpty());
    m_operator->made.tell(What::PutRule, Error{ErrorCode::Io, u"no server"_s, {}});
    write(u"channels"_s, u"other"_s);
    QVERIFY(at(u"channels"_s, AlertRuleForm::ProblemRole).isEmpty());
    m_form->save();
    QCOMPARE(m_form->refusal(), u"no server"_s);
}

void TestAlertRuleForm::aConfiguredRuleIsNotSaved()
{
    edit(R"({"condition": {"kind": "failed"}})", true);
    QVERIFY(m_form->isConfigured());
    m_form->save();
    QVERIFY(m_operator->made.asked(What::PutRule).isEmpty());
}

void TestAlertRuleForm::isTriedOnThePastOnceItStands()
{
    m_operator->made.tell(What::Rehearse,
                          MadeAlerts::objectFrom(R"({"from": 1700000000, "to": 1700604800, "can_rehearse": true,
        "problem": "", "notes": [], "runs": 100, "history_since": 1700100000, "episode_count": 2, "message_count": 3,
        "complete": true, "episodes": [{"episode": 1, "cause": "background_job/imp", "severity": "warning", "count": 4,
        "began_at": 1700200000, "ended_at": 1700203600, "message_count": 2, "messages": [
        {"kind": "fired", "at": 1700200000, "title": "imp failed", "reason": "boom"}]}]})"));
    m_form->begin();
    QVERIFY(m_form->rehearsal()->isBusy());
    QTRY_VERIFY(!m_form->rehearsal()->isBusy()); // though it has no name yet
    RehearsedAlerts &told = *m_form->rehearsal();
    QCOMPARE(told.summary(), u"It would have fired 2 times in the last 7 days, with 3 messages."_s);
    QVERIFY(told.note().contains(u"The history begins at"_s));
    QCOMPARE(told.count(), 1);
    const QString lines = told.data(told.index(0), told.roleNames().key("lines")).toString();
    QVERIFY2(lines.contains(u"imp failed · boom"_s) && lines.contains(u"and 1 more"_s), qPrintable(lines));
    QCOMPARE(m_operator->made.asked(What::Rehearse).size(), 1);
    for (const QChar digit : u"123"_s)
        write(u"condition.at_least"_s, digit);
    QTRY_VERIFY(!told.isBusy());
    QCOMPARE(m_operator->made.asked(What::Rehearse).size(), 2); // asked once for all that was typed
    QCOMPARE(m_operator->made.asked(What::Rehearse).constLast().body["condition"_L1]["at_least"_L1], 3);
    write(u"condition.at_least"_s, u"none"_s);
    QVERIFY(told.summary().isEmpty());
    QCOMPARE(told.count(), 0);
}

void TestAlertRuleForm::anAnswerToAnEarlierRuleIsLeftAlone()
{
    m_operator->made.tell(What::Rehearse, MadeAlerts::objectFrom(R"({"from": 1, "to": 86401, "can_rehearse": true,
        "runs": 5, "episode_count": 0, "complete": true, "episodes": []})"));
    m_operator->isHeldUp = true;
    m_form->begin();
    QTRY_COMPARE(m_operator->waiting.size(), 1);
    write(u"condition.at_least"_s, u"7"_s);
    m_operator->answer();
    QVERIFY(m_form->rehearsal()->summary().isEmpty());
    QTRY_COMPARE(m_operator->waiting.size(), 1);
    m_operator->answer();
    QCOMPARE(m_form->rehearsal()->summary(), u"It would not have fired in the last day: 5 runs ended."_s);
}

void TestAlertRuleForm::saysWhyItCannotBeTried()
{
    m_operator->made.tell(What::Rehearse, MadeAlerts::objectFrom(R"({"from": 1, "to": 2, "can_rehearse": false,
        "problem": "It isn't kept."})"));
    edit(R"({"condition": {"kind": "disk_low", "free_percent": 5}})");
    QTRY_COMPARE(m_form->rehearsal()->problem(), u"It isn't kept."_s);
    QVERIFY(m_form->rehearsal()->summary().isEmpty());
}

QTEST_GUILESS_MAIN(TestAlertRuleForm)
#include "tst_alertruleform.moc"
