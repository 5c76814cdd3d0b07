// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertscenarios.h"
#include "alertscript.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

/// Scenarios, each with exactly the messages that a good operator wants of it.
class TestAlertBook : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tells_data();
    void tells();
    void aMessageSaysWhatIsKnown();
    void severalNamesAreNamedTogether();
    void whatEndedBadlyIsNotSaidToBeWell();
    void manyCausesAtOnceAreToldTogether();
    void manyCausesOverTimeAreToldEach();
    void episodesAreListed();
    void aSilenceOfNothingEndsInTime();
    void nothingIsKeptOfWhatIsLongOver();
};

namespace {

const QByteArray failed = R"({"condition": {"kind": "failed"}})";
const QByteArray swift = R"({"condition": {"kind": "failed"}, "resolve_after": 10})";

} // namespace

void TestAlertBook::tells_data()
{
    addAlertScenarios();
}

void TestAlertBook::tells()
{
    QFETCH(QByteArray, rule);
    QFETCH(QString, script);
    QFETCH(QString, until);
    QFETCH(QString, begin);
    QFETCH(QStringList, expected);
    AlertScript player(rule, AlertScript::msOf(begin));
    const QStringList told = player.play(script, AlertScript::msOf(until));
    if (told != expected)
        QFAIL(qPrintable("told:\n  "_L1 + told.join(u"\n  "_s) + "\nexpected:\n  "_L1 + expected.join(u"\n  "_s)));
}

void TestAlertBook::aMessageSaysWhatIsKnown()
{
    AlertScript script(R"({"condition": {"kind": "failed"}, "severity": "critical", "channels": ["ops", "mail"]})");
    const qint64 begin = script.now().wallMs;
    script.play(u"+1s fail imp-1 : disk full; +2s fail imp-2; +3s fail imp-3; +4s fail imp-4; +5s fail imp-5;"
                "+6s exhaust imp-6 : no route; +60s done imp-7"_s,
                AlertScript::msOf(u"10m"_s));
    QCOMPARE(script.messages().size(), 2U);
    const AlertMessage &fired = script.messages()[0];
    QCOMPARE(fired.kind, AlertMessageKind::Fired);
    QCOMPARE(fired.reason, u"disk full"_s);
    QCOMPARE(fired.samples, QStringList{u"n1"_s});
    QCOMPARE(fired.attempt, 1);
    QCOMPARE(alertTitle(fired), u"imp-1 failed"_s);
    AlertMessage expected;
    expected.kind = AlertMessageKind::Resolved;
    expected.rule = u"rule"_s;
    expected.severity = AlertSeverity::Critical;
    expected.cause = u"background_job/imp-0"_s;
    expected.episode = 1;
    expected.number = 2;
    expected.type = u"background_job"_s;
    expected.name = u"imp-6"_s;
    expected.reason = u"no route"_s;
    expected.attempt = 3;
    expected.count = 6;
    expected.subjects = 1;
    expected.samples = QStringList{u"n1"_s, u"n2"_s, u"n3"_s, u"n4"_s, u"n6"_s};
    expected.atMs = begin + 360'000;
    expected.beganMs = begin + 1000;
    expected.lastSeenMs = begin + 6000;
    expected.durationMs = 59'000;
    expected.channels = QStringList{u"ops"_s, u"mail"_s};
    QCOMPARE(script.messages()[1], expected);
    QCOMPARE(alertTitle(expected), u"Over after 59 s: imp-6 failed 6 times"_s);
}

void TestAlertBook::severalNamesAreNamedTogether()
{
    AlertScript script(R"({"condition": {"kind": "failed"}, "for": 60, "group_by": "type"})");
    script.play(u"+0s fail imp; +1s fail exp; +2s fail imp"_s, 120'000);
    QCOMPARE(alertTitle(script.messages().at(0)), u"3 failures of 2 names, the last one: imp failed"_s);
}

void TestAlertBook::whatEndedBadlyIsNotSaidToBeWell()
{
    AlertScript script(R"({"condition": {"kind": "quiet"}})");
    script.play(u"+0s run a job; +60s quiet a; +2m crash a"_s, AlertScript::msOf(u"10m"_s));
    QCOMPARE(script.messages().size(), 2U);
    QCOMPARE(script.messages()[0].reason, u"Nothing is reported of it"_s);
    QCOMPARE(script.messages()[1].kind, AlertMessageKind::Resolved);
    QCOMPARE(script.messages()[1].reason, u"It ran into a timeout: no heartbeat"_s);
}

void TestAlertBook::manyCausesOverTimeAreToldEach()
{
    AlertScript script(R"({"condition": {"kind": "failed"}, "reminders": {"most": 0}})");
    const QStringList lines = script.play(u"+0s fail imp-% x50 over 20h"_s, AlertScript::msOf(u"20h"_s));
    QCOMPARE(lines.size(), 50);
    QCOMPARE(lines.filter(u"…"_s), QStringList());
}

void TestAlertBook::manyCausesAtOnceAreToldTogether()
{
    AlertScript script(failed);
    const QStringList lines = script.play(u"+0s fail imp-% x3000 over 60s"_s, AlertScript::msOf(u"20m"_s));
    QCOMPARE(lines.size(), AlertWatch::mostCauses + 2);
    QCOMPARE(lines[AlertWatch::mostCauses], u"200ms fired … x1"_s);
    QCOMPARE(lines.last(), u"359980ms reminder … x2990"_s);
}

void TestAlertBook::episodesAreListed()
{
    AlertScript script(failed);
    script.play(u"+0s fail imp; +10s fail exp; +20s silence name=exp 1h; +30s ack 1"_s, 40'000);
    std::vector<AlertEpisode> episodes = script.book().episodes(script.now());
    QCOMPARE(episodes.size(), 2U);
    QCOMPARE(episodes[0].facts.cause, u"background_job/imp"_s);
    QCOMPARE(episodes[0].phase, AlertCause::Phase::Firing);
    QCOMPARE(episodes[0].facts.durationMs, 40'000);
    QVERIFY(episodes[0].acknowledged);
    QCOMPARE(episodes[0].acknowledged->who, u"ann"_s);
    QVERIFY(!episodes[0].isSilenced);
    QVERIFY(!episodes[1].acknowledged);
    QVERIFY(episodes[1].isSilenced);
    QVERIFY(!script.book().acknowledge(77, u"ann"_s, script.now()));
    QVERIFY(!script.book().removeSilence(77, script.now()));
}

void TestAlertBook::aSilenceOfNothingEndsInTime()
{
    AlertBook book;
    AlertSilence silence;
    silence.endsMs = 60'000;
    book.addSilence(silence, {.steadyMs = 1000, .wallMs = 0});
    book.takeChanges({.steadyMs = 1000, .wallMs = 0});
    QCOMPARE(book.nextDueMs().value_or(0), 61'000);
    book.advance({.steadyMs = 61'000, .wallMs = 60'000});
    QVERIFY(book.silences().empty());
    QVERIFY(book.takeChanges({.steadyMs = 61'000, .wallMs = 60'000}).areSilencesChanged);
    QVERIFY(!book.nextDueMs());
}

void TestAlertBook::nothingIsKeptOfWhatIsLongOver()
{
    AlertScript script(swift);
    script.play(u"+0s fail imp-% x3000 over 60s; +70s done imp-% x3000 over 60s; +5m restart"_s,
                AlertScript::msOf(u"3h"_s));
    const std::vector<AlertBook::Row> rows = script.book().takeChanges(script.now()).rows;
    QCOMPARE(rows.size(), size_t(AlertWatch::mostCauses + 1));
    for (const AlertBook::Row &row : rows)
        QCOMPARE(row.state, QByteArray());
}

QTEST_GUILESS_MAIN(TestAlertBook)
#include "tst_alertbook.moc"
