// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rehearsalrun.h"

#include "alertengine.h"
#include "alertrulejson.h"
#include "durationhistory.h"
#include "storedlog.h"

#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTemporaryDir>

#include <map>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// A rule over the history of a real store.
class TestRehearsalRun : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void tellsWhatTheEngineTold_data();
    void tellsWhatTheEngineTold();
    void tellsWhatTheEngineToldOfLives_data();
    void tellsWhatTheEngineToldOfLives();
    void looksAtTheDaysThatItIsAskedFor();
    void anEmptyHistoryIsNoError();
    void stopsWhereThereIsTooMuch();
    void givesOthersTheirTurn();
    void aFileThatCannotBeReadIsAnError();

private:
    void end(const QString &title, ProcessStatus status);
    void settle();
    void compare(AlertEngine &engine, const AlertRule &rule);
    void report(const ProcessId &process, ProcessStatus status);
    Archive archive() const { return Archive(DataFolder::databaseIn(m_folder->path())); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<StoredLog> m_run;
    int m_processes = 0;
};

namespace {

AlertRule ruleOf(const QByteArray &json)
{
    const auto rule = alertRuleFromJson(u"r"_s, QJsonDocument::fromJson(json).object());
    if (!rule)
        qFatal("%s", qPrintable(rule.error().message));
    return *rule;
}

QString lineOf(qint64 atMs, AlertMessageKind kind, quint64 episode, int number, qint64 count, const QString &title,
               const QString &reason)
{
    return u"%1 %2 #%3.%4 x%5 %6 (%7)"_s.arg((atMs - FakeClock::beginning) / 1000)
        .arg(wireName(kind))
        .arg(episode)
        .arg(number)
        .arg(count)
        .arg(title, reason);
}

QStringList linesOf(const Rehearsal &rehearsal)
{
    QStringList lines;
    for (const RehearsedEpisode &told : rehearsal.episodes) {
        for (const RehearsedMessage &message : told.messages)
            lines.append(lineOf(message.atMs, message.kind, told.episode.facts.episode, message.number, message.count,
                                message.title, message.reason));
    }
    lines.sort();
    return lines;
}

} // namespace

void TestRehearsalRun::init()
{
    m_run.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_run = std::make_unique<StoredLog>(m_folder->path());
    QVERIFY2(m_run->problem.isEmpty(), qPrintable(m_run->problem));
}

void TestRehearsalRun::end(const QString &title, ProcessStatus status)
{
    const QString name = u"p%1"_s.arg(++m_processes);
    StartChange start = startOf(name, ProcessStatus::Running);
    start.name = title;
    QVERIFY(m_run->tracker.start(start).ok());
    ReportChange report = reportOf(status);
    report.retryable = m_processes % 3 != 0;
    if (status == ProcessStatus::Failed)
        report.errorMessage = u"error %1"_s.arg(m_processes);
    QVERIFY(m_run->tracker.report(id(name), report).ok());
}

void TestRehearsalRun::tellsWhatTheEngineTold_data()
{
    QTest::addColumn<QByteArray>("rule");
    QTest::newRow("failed") << R"({"condition": {"kind": "failed"}})"_ba;
    QTest::newRow("held") << R"({"condition": {"kind": "failed"}, "for": 120, "resolve_after": 60})"_ba;
    QTest::newRow("each attempt, all in one")
        << R"({"condition": {"kind": "failed", "each_attempt": true}, "group_by": "all"})"_ba;
    QTest::newRow("timed out") << R"({"condition": {"kind": "timed_out"}, "scope": {"name": "imp*"}})"_ba;
    QTest::newRow("rate") << R"({"condition": {"kind": "failure_rate", "more_than_percent": 20, "at_least": 5,
        "window": 900}, "group_by": "type", "resolve_after": 60})"_ba;
    QTest::newRow("quiet hours") << R"({"condition": {"kind": "failed"}, "reminders": {"first_after": 600, "factor": 1,
        "most": 3}, "quiet_hours": {"from": "22:30", "to": "23:00", "time_zone": "UTC"}})"_ba;
}

/// Two hours of runs, second by second, of which an engine tells at once, and the rehearsal afterwards.
void TestRehearsalRun::tellsWhatTheEngineTold()
{
    QFETCH(QByteArray, rule);
    AlertRule live = ruleOf(rule);
    live.channels = {u"ops"_s};
    AlertEngine engine(m_run->tracker, m_run->clock,
                       {.path = AlertFile::pathIn(m_folder->path()), .rules = std::vector{live}});
    QVERIFY(engine.open().ok());
    QRandomGenerator random(7);
    const QStringList names{u"imp a"_s, u"imp b"_s, u"exp"_s};
    for (int second = 0; second < 7200; ++second) {
        const bool isBadTime = second / 900 % 3 == 1;
        if (random.bounded(40) == 0) {
            const int fate = random.bounded(100);
            const int bad = isBadTime ? 60 : 4;
            end(names[random.bounded(3)],
                fate < bad / 2   ? ProcessStatus::Failed
                    : fate < bad ? ProcessStatus::Timeout
                                 : ProcessStatus::Completed);
            settle();
        }
        m_run->clock.advance(1s);
        engine.checkNow();
    }
    compare(engine, live);
}

/// Until everybody has read what happened.
void TestRehearsalRun::settle()
{
    QVERIFY(m_run->commit());
    for (int i = 0; i < 3; ++i)
        QCoreApplication::processEvents();
}

void TestRehearsalRun::compare(AlertEngine &engine, const AlertRule &rule)
{
    QStringList told;
    for (const OutboxEntry &entry : engine.outbox()) {
        const AlertMessage &message = entry.message;
        told.append(lineOf(message.atMs, message.kind, message.episode, message.number, message.count,
                           alertTitle(message), message.reason));
    }
    told.sort();

    const Archive kept = archive();
    const auto rehearsal = RehearsalRun(kept, m_run->clock, rule, 1).finish();
    QVERIFY2(rehearsal.ok(), rehearsal.ok() ? "" : qPrintable(rehearsal.error().message));
    QCOMPARE(linesOf(*rehearsal), told);
    QVERIFY(told.size() > 3);
    std::vector<AlertEpisode> episodes = engine.episodes();
    const auto ended = engine.endedEpisodes(1000);
    QVERIFY(ended.ok());
    episodes.insert(episodes.end(), ended->begin(), ended->end());
    for (const AlertEpisode &episode : episodes)
        QCOMPARE(rehearsal->episodes.at(episode.facts.episode - 1).episode, episode);
    QCOMPARE(rehearsal->episodeCount, static_cast<qint64>(episodes.size()));
}

void TestRehearsalRun::tellsWhatTheEngineToldOfLives_data()
{
    QTest::addColumn<QByteArray>("rule");
    QTest::newRow("waiting") << R"({"condition": {"kind": "waiting", "longer_than": 100}})"_ba;
    QTest::newRow("waiting, held, all in one") << R"({"condition": {"kind": "waiting", "longer_than": 30}, "for": 60,
        "group_by": "all", "resolve_after": 30, "reminders": {"first_after": 120, "factor": 1, "most": 3}})"_ba;
    QTest::newRow("overdue") << R"({"condition": {"kind": "overdue"}, "resolve_after": 60})"_ba;
    QTest::newRow("overdue, one name") << R"({"condition": {"kind": "overdue"}, "scope": {"name": "imp a"}})"_ba;
}

void TestRehearsalRun::report(const ProcessId &process, ProcessStatus status)
{
    ReportChange change = reportOf(status);
    change.retryable = false;
    QVERIFY(m_run->tracker.report(process, change).ok());
    settle();
}

/// The same with processes that wait and run, some of them for too long.
void TestRehearsalRun::tellsWhatTheEngineToldOfLives()
{
    QFETCH(QByteArray, rule);
    AlertRule live = ruleOf(rule);
    live.channels = {u"ops"_s};
    const DurationHistory durations(m_run->tracker, nullptr);
    AlertEngine engine(
        m_run->tracker, m_run->clock,
        {.path = AlertFile::pathIn(m_folder->path()),
         .rules = std::vector{live},
         .overdueAfterMs = [&durations](const Process &process) { return durations.overdueAfterMs(process); }});
    QVERIFY(engine.open().ok());
    QRandomGenerator random(11);
    const QStringList names{u"imp a"_s, u"imp b"_s, u"exp"_s};
    std::multimap<int, std::pair<ProcessId, ProcessStatus>> next; // by the second
    for (int second = 0; second < 4800; ++second) {
        if (random.bounded(30) == 0) {
            const QString name = u"p%1"_s.arg(++m_processes);
            StartChange start = startOf(name, ProcessStatus::Pending);
            start.name = names[random.bounded(3)];
            QVERIFY(m_run->tracker.start(start).ok());
            settle();
            const int wait = random.bounded(8) == 0 ? 300 : random.bounded(25);
            const int length = random.bounded(10) == 0 ? 400 : 40 + random.bounded(30);
            const bool isFailure = random.bounded(10) == 0;
            next.emplace(second + wait, std::pair(id(name), ProcessStatus::Running));
            next.emplace(second + wait + length,
                         std::pair(id(name), isFailure ? ProcessStatus::Failed : ProcessStatus::Completed));
        }
        for (; !next.empty() && next.begin()->first <= second; next.erase(next.begin()))
            report(next.begin()->second.first, next.begin()->second.second);
        m_run->clock.advance(1s);
        engine.checkNow();
    }
    compare(engine, live);
}

void TestRehearsalRun::looksAtTheDaysThatItIsAskedFor()
{
    for (int day = 0; day < 5; ++day) {
        end(u"imp"_s, ProcessStatus::Failed);
        end(u"imp"_s, ProcessStatus::Completed);
        m_run->clock.advance(24h);
    }
    QVERIFY(m_run->commit());
    const Archive kept = archive();
    const AlertRule rule = ruleOf(R"({"condition": {"kind": "failed"}})");
    const auto two = RehearsalRun(kept, m_run->clock, rule, 2).finish();
    QVERIFY(two.ok());
    QCOMPARE(two->episodeCount, 2);
    QCOMPARE(two->runs, 4);
    QCOMPARE(two->historySinceMs, FakeClock::beginning);
    QCOMPARE(two->toMs - two->fromMs, 2 * 24 * 3600 * 1000);
    const auto all = RehearsalRun(kept, m_run->clock, rule, 7).finish();
    QVERIFY(all.ok());
    QCOMPARE(all->episodeCount, 5);
    QVERIFY(!all->stoppedAtMs);
}

void TestRehearsalRun::anEmptyHistoryIsNoError()
{
    const Archive kept = archive();
    const auto told = RehearsalRun(kept, m_run->clock, ruleOf(R"({"condition": {"kind": "failed"}})"), 7).finish();
    QVERIFY(told.ok());
    QCOMPARE(told->episodeCount, 0);
    QVERIFY(!told->historySinceMs);
}

void TestRehearsalRun::stopsWhereThereIsTooMuch()
{
    for (int i = 0; i < 10; ++i) {
        end(u"imp"_s, ProcessStatus::Failed);
        m_run->clock.advance(10min);
    }
    QVERIFY(m_run->commit());
    const Archive kept = archive();
    const auto told = RehearsalRun(kept, m_run->clock, ruleOf(R"({"condition": {"kind": "failed"}})"), 7,
                                   {.mostRuns = 4, .pageSize = 3})
                          .finish();
    QVERIFY(told.ok());
    QCOMPARE(told->runs, 4);
    QCOMPARE(told->stoppedAtMs, FakeClock::beginning + 30 * 60'000);
    const auto ends = kept.attemptEnds(told->stoppedAfterSeq, 1000, 100);
    QVERIFY(ends.ok());
    QCOMPARE(ends->size(), 6);
    QCOMPARE(told->messageCount, 1); // no reminder of a time that wasn't looked at
}

void TestRehearsalRun::givesOthersTheirTurn()
{
    for (int i = 0; i < 10; ++i)
        end(u"imp"_s, ProcessStatus::Completed);
    QVERIFY(m_run->commit());
    const Archive kept = archive();
    RehearsalRun run(kept, m_run->clock, ruleOf(R"({"condition": {"kind": "failed"}})"), 7,
                     {.slice = 0ms, .pageSize = 3});
    int slices = 0;
    for (;; ++slices) {
        const auto told = run.next();
        QVERIFY(told.ok());
        if (*told) {
            QCOMPARE((*told)->runs, 10);
            break;
        }
    }
    QCOMPARE(slices, 4);
}

void TestRehearsalRun::aFileThatCannotBeReadIsAnError()
{
    const Archive none(m_folder->filePath(u"none.db"_s));
    const auto told = RehearsalRun(none, m_run->clock, ruleOf(R"({"condition": {"kind": "failed"}})"), 7).finish();
    QVERIFY(!told.ok());
    QCOMPARE(told.error().code, ErrorCode::Io);
}

QTEST_GUILESS_MAIN(TestRehearsalRun)
#include "tst_rehearsalrun.moc"
