// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertenginefixture.h"

#include <QSignalSpy>
#include <QThread>

#include <atomic>
#include <thread>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class TestAlertEngine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m = std::make_unique<AlertEngineFixture>(); }
    void cleanup() { m.reset(); }

    void tellsOfAFailure();
    void tellsEachChannel();
    void tellsOnlyWhatIsCommitted();
    void retriesThatSucceedSayNothing();
    void thePassingOfTimeIsSeen();
    void theTimerComesByItself();
    void asksWhenARunIsOverdue();
    void readsMissedTimesOfSchedules();
    void aNewRuleLearnsWhatIsWrong();
    void aNewRuleLearnsOfRunsThatDidNotCome();
    void tellsThatSomethingElseChanged();
    void worksInAThreadOfItsOwn();

private:
    std::unique_ptr<AlertEngineFixture> m;
};

void TestAlertEngine::tellsOfAFailure()
{
    m->startEngine();
    const QSignalSpy filled(m->engine.get(), &AlertEngine::outboxFilled);
    m->fail(u"a");
    m->settle();
    QCOMPARE(m->told(), QStringList{u"fired background_job/imp x1"_s});
    QCOMPARE(filled.count(), 1);
    const AlertMessage message = m->engine->outbox()[0].message;
    QCOMPARE(message.reason, u"boom"_s);
    QCOMPARE(message.samples, QStringList{u"a"_s});
    QCOMPARE(message.beganMs, m->tracked->clock.wallMs());
    QCOMPARE(m->engine->outbox()[0].channel, u"ops"_s);
    m->engine->delivered(m->engine->outbox()[0].id);
    QVERIFY(m->engine->outbox().empty());

    m->start(u"b");
    m->end(u"b", ProcessStatus::Completed);
    m->settle();
    m->pass(299s);
    QCOMPARE(m->told(), QStringList());
    m->pass(1s);
    QCOMPARE(m->told(), QStringList{u"resolved background_job/imp x1"_s});
    QCOMPARE(filled.count(), 2);
    const auto ended = m->engine->endedEpisodes(5);
    QVERIFY(ended.ok());
    QCOMPARE(ended->size(), 1U);
    QCOMPARE(ended->front().ending, AlertCause::Ending::Recovered);
}

void TestAlertEngine::tellsEachChannel()
{
    m->rules[0].channels = {u"ops"_s, u"mail"_s};
    m->startEngine();
    m->fail(u"a");
    m->settle();
    QCOMPARE(m->engine->outbox().size(), 2U);
    m->engine->delivered(m->engine->outbox()[0].id);
    QCOMPARE(m->engine->outbox().size(), 1U);
    QCOMPARE(m->engine->outbox()[0].channel, u"mail"_s);
}

void TestAlertEngine::tellsOnlyWhatIsCommitted()
{
    m->make(EventLog::Commits::ByStore);
    m->startEngine();
    m->fail(u"a");
    m->settle();
    QCOMPARE(m->told(), QStringList());
    m->tracked->log.commit(m->tracked->log.head());
    m->settle();
    QCOMPARE(m->told(), QStringList{u"fired background_job/imp x1"_s});
}

void TestAlertEngine::retriesThatSucceedSayNothing()
{
    m->startEngine();
    QVERIFY(m->tracked->tracker.setRetryPolicy(ProcessType::backgroundJob(), retryAfter(10s, 2)).ok());
    m->fail(u"a");
    m->settle();
    QVERIFY(m->tracked->tracker.retry(id(u"a")).ok());
    m->end(u"a", ProcessStatus::Running);
    m->end(u"a", ProcessStatus::Completed);
    m->settle();
    QCOMPARE(m->told(), QStringList());
    m->fail(u"b");
    QVERIFY(m->tracked->tracker.retry(id(u"b")).ok());
    m->end(u"b", ProcessStatus::Running);
    m->settle();
    QCOMPARE(m->told(), QStringList());
    m->end(u"b", ProcessStatus::Failed, u"again"_s);
    m->settle();
    QCOMPARE(m->told(), QStringList{u"fired background_job/imp x1"_s});
    QCOMPARE(m->engine->outbox()[0].message.attempt, 2);
}

void TestAlertEngine::thePassingOfTimeIsSeen()
{
    m->rules.clear();
    m->rule(R"({"condition": {"kind": "waiting", "longer_than": 60}, "channels": ["ops"]})");
    m->startEngine();
    m->start(u"a", u"imp"_s, ProcessStatus::Pending);
    m->settle();
    m->pass(59s);
    QCOMPARE(m->told(), QStringList());
    m->pass(1s);
    QCOMPARE(m->told(), QStringList{u"fired background_job/imp x1"_s});
}

void TestAlertEngine::theTimerComesByItself()
{
    m->rules.clear();
    m->rule(R"({"condition": {"kind": "failed"}, "for": 60, "channels": ["ops"]})");
    m->startEngine();
    m->tracked->clock.advance(1s);
    m->fail(u"a");
    m->settle();
    QCOMPARE(m->told(), QStringList());
    // The timer is armed by what is due: an event that comes late arms it for now.
    m->tracked->clock.advance(60s);
    m->fail(u"b", u"exp"_s);
    QVERIFY(QTest::qWaitFor([this] { return !m->engine->outbox().empty(); }));
    QCOMPARE(m->told(), QStringList{u"fired background_job/imp x1"_s});
}

void TestAlertEngine::asksWhenARunIsOverdue()
{
    m->rules.clear();
    m->rule(R"({"condition": {"kind": "overdue"}, "channels": ["ops"]})");
    m->overdueAfterMs = [](const Process &process) {
        return process.name == u"imp"_s ? std::optional<qint64>(60'000) : std::nullopt;
    };
    m->startEngine();
    m->start(u"a");
    m->start(u"b", u"exp"_s);
    m->settle();
    m->pass(60s);
    QCOMPARE(m->told(), QStringList{u"fired background_job/imp x1"_s});
    m->pass(60min);
    QCOMPARE(m->told().filter(u"exp"_s), QStringList());
}

void TestAlertEngine::readsMissedTimesOfSchedules()
{
    m->rules.clear();
    m->rule(R"({"condition": {"kind": "missed"}, "channels": ["ops"]})");
    m->startEngine();
    ProcessTracker &tracker = m->tracked->tracker;
    ScheduleDefinition definition;
    definition.name = u"nightly"_s;
    definition.rule = u"0 3 * * *"_s;
    definition.timeZone = u"UTC"_s;
    definition.workType = ProcessType::scheduledTask();
    definition.request = u"{}"_s;
    QVERIFY(tracker.changeSchedule(u"nightly"_s, ScheduleChange::Put{definition}).ok());
    const auto decide = [&](TickOutcome outcome, qint64 count) {
        m->tracked->clock.advance(24h);
        Schedule next = *tracker.findSchedule(u"nightly"_s);
        const qint64 now = m->tracked->clock.wallMs();
        next.cursorMs = now;
        Tick tick;
        tick.dueMs = now - (count - 1) * 86'400'000;
        tick.lastDueMs = now;
        tick.count = count;
        tick.outcome = outcome;
        tick.decidedMs = now;
        next.ticks = {tick};
        QVERIFY(tracker.changeSchedule(u"nightly"_s, ScheduleChange::Decide{next, next.seq}).ok());
        m->settle();
    };
    decide(TickOutcome::Missed, 1);
    QCOMPARE(m->told(), QStringList{u"fired nightly x1"_s});
    decide(TickOutcome::Missed, 2); // on the same line as the one before
    QCOMPARE(m->engine->episodes()[0].facts.count, 2);
    decide(TickOutcome::Skipped, 1);
    QCOMPARE(m->engine->episodes()[0].phase, AlertCause::Phase::Firing);
    decide(TickOutcome::Started, 1);
    QCOMPARE(m->engine->episodes()[0].phase, AlertCause::Phase::Clearing);
}

void TestAlertEngine::aNewRuleLearnsWhatIsWrong()
{
    m->startEngine();
    m->start(u"a", u"imp"_s, ProcessStatus::Pending);
    m->settle();
    m->tracked->clock.advance(100s);
    m->rule(R"({"condition": {"kind": "waiting", "longer_than": 60}, "channels": ["ops"]})");
    QVERIFY(m->engine->setRules(m->rules).ok());
    QCOMPARE(m->told(), QStringList{u"fired background_job/imp x1"_s});
    QVERIFY(m->engine->setRules({}).ok());
    QVERIFY(m->engine->episodes().empty());
    QCOMPARE(m->engine->endedEpisodes(5)->front().ending, AlertCause::Ending::Dropped);
    m->fail(u"b");
    m->settle();
    QCOMPARE(m->told().size(), 1);
}

void TestAlertEngine::aNewRuleLearnsOfRunsThatDidNotCome()
{
    ProcessTracker &tracker = m->tracked->tracker;
    m->rules.clear();
    m->startEngine();
    ExpectationDefinition definition;
    definition.name = u"nightly"_s;
    definition.every = 1h;
    definition.graceStart = 1min;
    const auto change = [&](auto payload) {
        const bool done = tracker.changeExpectation(u"nightly"_s, payload).ok();
        m->settle();
        return done;
    };
    QVERIFY(change(ExpectationChange::Put{definition, newPingKey()}));
    m->tracked->clock.advance(2h);
    QVERIFY(change(ExpectationChange::Advance{})); // late
    QVERIFY(change(ExpectationChange::Advance{}));
    QVERIFY(tracker.findExpectation(u"nightly"_s)->startTrouble);

    const auto missedRule = [](const QString &name) {
        AlertRule rule;
        rule.name = name;
        rule.condition.kind = AlertCondition::Kind::Missed;
        rule.channels = {u"ops"_s};
        return rule;
    };
    QVERIFY(m->engine->setRules({missedRule(u"one"_s)}).ok());
    QCOMPARE(m->told(), QStringList{u"fired nightly x1"_s});
    // Another rule learns of it; the first one knows.
    QVERIFY(change(ExpectationChange::Hear{{.signal = PingSignal::Log}}));
    QVERIFY(m->engine->setRules({missedRule(u"one"_s), missedRule(u"two"_s)}).ok());
    QCOMPARE(m->told(), (QStringList{u"fired nightly x1"_s, u"fired nightly x1"_s}));
    for (const AlertEpisode &episode : m->engine->episodes())
        QCOMPARE(episode.facts.count, 1);
    QVERIFY(change(ExpectationChange::Hear{{.signal = PingSignal::Success}}));
    for (const AlertEpisode &episode : m->engine->episodes())
        QCOMPARE(episode.phase, AlertCause::Phase::Clearing);
    QVERIFY(m->engine->setRules({missedRule(u"three"_s)}).ok()); // by now nothing is wrong
    QCOMPARE(m->engine->episodes().size(), size_t(0));
}

/// Whoever shows silences and what became of messages asks for them then.
void TestAlertEngine::tellsThatSomethingElseChanged()
{
    m->startEngine();
    const auto tellsWithoutEpisodes = [this] {
        const bool told = QTest::qWaitFor([this] { return !m->news.empty(); });
        return told && std::exchange(m->news, {}).back().episodes.empty();
    };
    AlertSilence silence;
    silence.name = u"nobody"_s;
    silence.endsMs = m->tracked->clock.wallMs() + 60'000;
    QVERIFY(m->engine->addSilence(silence).ok());
    QVERIFY(tellsWithoutEpisodes());
    m->pass(60s);
    QVERIFY(m->engine->silences().empty());
    QVERIFY(tellsWithoutEpisodes());
    m->fail(u"a");
    QTRY_COMPARE(m->news.size(), 1U);
    QCOMPARE(std::exchange(m->news, {}).front().episodes.size(), 1U);
    m->engine->delivered(m->engine->outbox()[0].id);
    QVERIFY(tellsWithoutEpisodes());
}

void TestAlertEngine::worksInAThreadOfItsOwn()
{
    QThread thread;
    thread.start();
    QObject there;
    there.moveToThread(&thread);
    const auto inThread = [&](const std::function<void()> &work) {
        QMetaObject::invokeMethod(&there, work, Qt::BlockingQueuedConnection);
    };
    inThread([&] { m->startEngine(); });

    constexpr int reporters = 4;
    constexpr int each = 250;
    std::vector<std::thread> threads;
    std::atomic<int> problems = 0;
    for (int reporter = 0; reporter < reporters; ++reporter) {
        threads.emplace_back([&, reporter] {
            for (int i = 0; i < each; ++i) {
                StartChange start = startOf(u"p%1-%2"_s.arg(reporter).arg(i), ProcessStatus::Running);
                if (!m->tracked->tracker.start(start)
                    || !m->tracked->tracker.report(start.id, reportOf(ProcessStatus::Failed)))
                    ++problems;
            }
        });
    }
    for (std::thread &reporter : threads)
        reporter.join();
    QCOMPARE(problems.load(), 0);
    qint64 count = 0;
    QVERIFY(QTest::qWaitFor([&] {
        inThread([&] { count = m->engine->episodes().empty() ? 0 : m->engine->episodes()[0].facts.count; });
        return count >= reporters * each;
    }));
    QCOMPARE(count, reporters * each);
    size_t messages = 0;
    inThread([&] {
        messages = m->engine->outbox().size();
        m->stopEngine();
    });
    QCOMPARE(messages, 1U);
    thread.quit();
    QVERIFY(thread.wait());
}

QTEST_GUILESS_MAIN(TestAlertEngine)
#include "tst_alertengine.moc"
