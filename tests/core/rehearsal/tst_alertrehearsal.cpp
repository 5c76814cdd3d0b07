// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertrehearsal.h"

#include "alertrulejson.h"
#include "archive.h"
#include "processes.h"

#include <QJsonDocument>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

/// What a rule would have told of histories that are made up.
class TestAlertRehearsal : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tells_data();
    void tells();
    void describesAnEpisode();
    void describesTheFirstEpisodesAndCountsAll();
    void timeNeverGoesBack();
    void whatWasImportedIsNoNews();
    void saysWhatCannotBeRehearsed_data();
    void saysWhatCannotBeRehearsed();
    void readsWhatItWrote();
};

namespace {

constexpr qint64 begin = 1'700'000'000'000; // a Tuesday, 22:13:20 UTC
constexpr qint64 hour = 3600;

AlertRule ruleOf(const QByteArray &json)
{
    const auto rule = alertRuleFromJson(u"r"_s, QJsonDocument::fromJson(json).object());
    if (!rule)
        qFatal("%s", qPrintable(rule.error().message));
    return *rule;
}

/// `S NAME WHAT`: seconds since the begin; WHAT is one of completed, failed, retried, exhausted, timeout, imported.
AttemptEnd endOf(const QString &line)
{
    const QStringList words = line.split(u' ');
    static int runs = 0;
    Process process;
    process.id = id(u"n%1"_s.arg(++runs));
    process.type = ProcessType::backgroundJob();
    process.name = Text(words[1]);
    HistoryEvent event;
    event.seq = static_cast<quint64>(runs);
    event.timeMs = begin + words[0].toLongLong() * 1000;
    event.errorMessage = Text(u"boom"_s);
    event.status = words[2] == "completed"_L1 ? ProcessStatus::Completed
        : words[2] == "timeout"_L1            ? ProcessStatus::Timeout
                                              : ProcessStatus::Failed;
    RetryState retry;
    retry.status = words[2] == "retried"_L1 ? RetryState::Status::Scheduled : RetryState::Status::Exhausted;
    if (words[2] == "retried"_L1 || words[2] == "exhausted"_L1)
        event.retry = retry;
    if (words[2] == "imported"_L1)
        event.kind = EventKind::Imported;
    return {std::make_shared<const ProcessState>(std::move(process)), event};
}

Rehearsal rehearse(const QByteArray &rule, const QStringList &history, qint64 seconds)
{
    AlertRehearsal rehearsal(ruleOf(rule), begin);
    for (const QString &line : history) {
        if (const auto fact = endFactOf(endOf(line)))
            rehearsal.take(*fact);
    }
    return rehearsal.finish(begin + seconds * 1000);
}

/// `EPISODE: SECONDS KIND xCOUNT, …`
QStringList linesOf(const Rehearsal &rehearsal)
{
    QStringList lines;
    for (const RehearsedEpisode &episode : rehearsal.episodes) {
        QStringList messages;
        for (const RehearsedMessage &message : episode.messages)
            messages.append(
                u"%1 %2 x%3"_s.arg((message.atMs - begin) / 1000).arg(wireName(message.kind)).arg(message.count));
        lines.append(episode.episode.facts.cause.section(u'/', -1) + u": "_s + messages.join(u", "_s));
    }
    return lines;
}

QStringList repeated(int count, int everySeconds, const QString &what, qint64 from = 0)
{
    QStringList lines;
    for (int i = 0; i < count; ++i)
        lines.append(u"%1 %2"_s.arg(from + i * everySeconds).arg(what));
    return lines;
}

} // namespace

void TestAlertRehearsal::tells_data()
{
    QTest::addColumn<QByteArray>("rule");
    QTest::addColumn<QStringList>("history");
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<QStringList>("told");
    const QByteArray failed = R"({"condition": {"kind": "failed"}})";
    QTest::newRow("nothing happened") << failed << QStringList() << 24 * hour << QStringList();
    QTest::newRow("all went well") << failed << QStringList{u"10 imp completed"_s} << 24 * hour << QStringList();
    QTest::newRow("it fails and is well again") << failed << QStringList{u"10 imp failed"_s, u"70 imp completed"_s}
                                                << hour << QStringList{u"imp: 10 fired x1, 370 resolved x1"_s};
    QTest::newRow("a reminder while it goes on") << failed << QStringList{u"10 imp failed"_s} << 2 * hour
                                                 << QStringList{u"imp: 10 fired x1, 3610 reminder x1"_s};
    QTest::newRow("it comes back sooner than it counts as over")
        << failed << QStringList{u"10 imp failed"_s, u"70 imp completed"_s, u"130 imp failed"_s} << hour
        << QStringList{u"imp: 10 fired x1"_s};
    QTest::newRow("two names are two episodes")
        << failed << QStringList{u"10 imp failed"_s, u"20 exp failed"_s} << qint64(100)
        << QStringList{u"imp: 10 fired x1"_s, u"exp: 20 fired x1"_s};
    QTest::newRow("a retry follows") << failed << QStringList{u"10 imp retried"_s, u"20 imp completed"_s} << hour
                                     << QStringList();
    QTest::newRow("the last retry failed")
        << R"({"condition": {"kind": "retries_exhausted"}})"_ba
        << QStringList{u"10 imp retried"_s, u"20 imp exhausted"_s, u"30 exp failed"_s} << qint64(100)
        << QStringList{u"imp: 20 fired x1"_s};
    QTest::newRow("timeouts only") << R"({"condition": {"kind": "timed_out"}})"_ba
                                   << QStringList{u"10 imp failed"_s, u"20 exp timeout"_s} << qint64(100)
                                   << QStringList{u"exp: 20 fired x1"_s};
    QTest::newRow("held, and well before")
        << R"({"condition": {"kind": "failed"}, "for": 60})"_ba
        << QStringList{u"10 imp failed"_s, u"60 imp completed"_s} << hour << QStringList();
    QTest::newRow("held for as long") << R"({"condition": {"kind": "failed"}, "for": 60})"_ba
                                      << QStringList{u"10 imp failed"_s, u"40 imp failed"_s} << qint64(600)
                                      << QStringList{u"imp: 70 fired x2"_s};
    QTest::newRow("out of scope") << R"({"condition": {"kind": "failed"}, "scope": {"name": "exp*"}})"_ba
                                  << QStringList{u"10 imp failed"_s, u"20 export failed"_s} << qint64(100)
                                  << QStringList{u"export: 20 fired x1"_s};
    QTest::newRow("though it isn't enabled")
        << R"({"enabled": false, "condition": {"kind": "failed"}})"_ba << QStringList{u"10 imp failed"_s} << qint64(100)
        << QStringList{u"imp: 10 fired x1"_s};
    QTest::newRow("in quiet hours it waits")
        << R"({"condition": {"kind": "failed"}, "quiet_hours": {"from": "22:00", "to": "23:00", "time_zone": "UTC"}})"_ba
        << QStringList{u"10 imp failed"_s} << qint64(3000) << QStringList{u"imp: 2800 fired x1"_s};
    const QByteArray rate =
        R"({"condition": {"kind": "failure_rate", "more_than_percent": 5, "at_least": 20, "window": 900}})";
    QTest::newRow("too few runs for a rate") << rate << repeated(19, 10, u"imp failed"_s) << hour << QStringList();
    QTest::newRow("not too many of them")
        << rate << repeated(95, 5, u"imp completed"_s) + repeated(5, 5, u"imp failed"_s, 475) << qint64(500)
        << QStringList();
    QTest::newRow("too many of them") << rate
                                      << repeated(19, 10, u"imp completed"_s) + repeated(2, 10, u"imp failed"_s, 190)
                                      << qint64(250) << QStringList{u"imp: 200 fired x2"_s};
    QTest::newRow("comes and goes") << R"({"condition": {"kind": "failed"}, "resolve_after": 60})"_ba
                                    << QStringList{u"0 imp failed"_s,   u"10 imp completed"_s,
                                                   u"300 imp failed"_s, u"310 imp completed"_s,
                                                   u"600 imp failed"_s, u"610 imp completed"_s}
                                    << 2 * hour
                                    << QStringList{u"imp: 0 fired x1, 70 resolved x1"_s,
                                                   u"imp: 300 fired x1, 370 resolved x1"_s,
                                                   u"imp: 600 flapping x1, 2410 resolved x1"_s};
}

void TestAlertRehearsal::tells()
{
    QFETCH(QByteArray, rule);
    QFETCH(QStringList, history);
    QFETCH(qint64, seconds);
    QFETCH(QStringList, told);
    const Rehearsal rehearsal = rehearse(rule, history, seconds);
    QCOMPARE(linesOf(rehearsal), told);
    QCOMPARE(rehearsal.episodeCount, told.size());
    QCOMPARE(rehearsal.runs, history.size());
}

void TestAlertRehearsal::describesAnEpisode()
{
    const Rehearsal rehearsal = rehearse(R"({"condition": {"kind": "failed"}, "severity": "critical"})",
                                         {u"10 imp failed"_s, u"20 imp failed"_s, u"70 imp completed"_s}, hour);
    QCOMPARE(rehearsal.episodes.size(), 1);
    const AlertEpisode &episode = rehearsal.episodes[0].episode;
    QCOMPARE(episode.facts.cause, u"background_job/imp"_s);
    QCOMPARE(episode.facts.severity, AlertSeverity::Critical);
    QCOMPARE(episode.facts.count, 2);
    QCOMPARE(episode.facts.samples.size(), 2);
    QCOMPARE(episode.facts.beganMs, begin + 10'000);
    QCOMPARE(episode.endedMs, begin + 370'000);
    QCOMPARE(episode.facts.durationMs, 60'000);
    const auto &messages = rehearsal.episodes[0].messages;
    QCOMPARE(messages.size(), 2);
    QCOMPARE(messages[0].title, u"imp failed"_s);
    QCOMPARE(messages[0].reason, u"boom"_s);
    QCOMPARE(messages[1].number, 2);
    QCOMPARE(rehearsal.messageCount, 2);
    QCOMPARE(rehearsal.toMs, begin + hour * 1000);
}

void TestAlertRehearsal::describesTheFirstEpisodesAndCountsAll()
{
    QStringList history;
    constexpr int failures = 600;
    for (int i = 0; i < failures; ++i)
        history << u"%1 imp failed"_s.arg(i * 4000) << u"%1 imp completed"_s.arg(i * 4000 + 10);
    const Rehearsal rehearsal = rehearse(R"({"condition": {"kind": "failed"}})", history, failures * 4000);
    QCOMPARE(rehearsal.episodeCount, failures);
    QCOMPARE(rehearsal.messageCount, 2 * failures);
    QCOMPARE(rehearsal.episodes.size(), Rehearsal::mostEpisodes);
    QCOMPARE(rehearsal.episodes.back().episode.facts.episode, Rehearsal::mostEpisodes);
    QCOMPARE(rehearsal.episodes.back().messages.size(), 2);
}

void TestAlertRehearsal::timeNeverGoesBack()
{
    const Rehearsal rehearsal = rehearse(R"({"condition": {"kind": "failed"}})",
                                         {u"1000 imp failed"_s, u"500 exp failed"_s, u"1100 imp completed"_s}, 1200);
    QCOMPARE(linesOf(rehearsal), (QStringList{u"imp: 1000 fired x1"_s, u"exp: 1000 fired x1"_s}));
}

void TestAlertRehearsal::whatWasImportedIsNoNews()
{
    QVERIFY(!endFactOf(endOf(u"10 imp imported"_s)));
    QVERIFY(endFactOf(endOf(u"10 imp failed"_s)));
}

void TestAlertRehearsal::saysWhatCannotBeRehearsed_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<bool>("can");
    const QStringList can{u"failed"_s,       u"timed_out"_s, u"retries_exhausted"_s,
                          u"failure_rate"_s, u"waiting"_s,   u"overdue"_s};
    for (const QString &kind : alertConditionNames())
        QTest::newRow(qPrintable(kind)) << kind << can.contains(kind);
}

void TestAlertRehearsal::saysWhatCannotBeRehearsed()
{
    QFETCH(QString, kind);
    QTEST(whyNotRehearsed(alertConditionFromString(kind).value()).isEmpty(), "can");
}

void TestAlertRehearsal::readsWhatItWrote()
{
    Rehearsal rehearsal = rehearse(R"({"condition": {"kind": "failed"}, "channels": ["ops"]})",
                                   {u"10 imp failed"_s, u"70 imp completed"_s, u"80 exp failed"_s}, hour);
    rehearsal.notes = {u"a note"_s};
    rehearsal.historySinceMs = begin - 5000;
    rehearsal.stoppedAtMs = begin + 1000;
    rehearsal.stoppedAfterSeq = 77;
    QByteArray json;
    {
        ObjectWriter object(json);
        writeRehearsal(object, rehearsal);
    }
    QCOMPARE(rehearsalFrom(QJsonDocument::fromJson(json).object()), rehearsal);
    QCOMPARE(rehearsal.episodes.size(), 2);
}

QTEST_GUILESS_MAIN(TestAlertRehearsal)
#include "tst_alertrehearsal.moc"
