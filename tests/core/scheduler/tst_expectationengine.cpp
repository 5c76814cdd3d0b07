// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "expectationengine.h"

#include "fakeclock.h"
#include "processes.h"
#include "processtracker.h"

#include <QTest>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// The engine with a tracker and a log of their own.
class TestExpectationEngine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void tellsWhatIsLateAndMissed();
    void aPingPutsItOff();
    void aStartGivesGraceAnew();
    void aLossGivesNoGrace();
    void aClockThatIsPutForward();
    void aClockThatIsPutBack();
    void processesAreRuns_data();
    void processesAreRuns();
    void aRetryIsTheSameRun();
    void aProcessMayNameIt();
    void processesThatNobodySawAreToldOnce();
    void aRunThatIsGoneIsGivenUp();
    void manyWithOneTimer();

private:
    void startEngine();
    void put(const QString &name = u"job"_s, const ExpectationScope &scope = {});
    void ping(PingSignal signal = PingSignal::Success);
    void pass(std::chrono::milliseconds duration);
    void settle();
    void startRun(const QString &processId, const QString &name = u"backup db"_s, const QJsonObject &metadata = {});
    void report(const QString &processId, ProcessStatus status);
    Expectation expectation(const QString &name = u"job"_s) const { return *m_tracker->findExpectation(name); }
    QString state(const QString &name = u"job"_s) const { return wireName(stateOf(expectation(name))); }
    std::vector<EventKind> kinds() const;

    std::unique_ptr<FakeClock> m_clock;
    std::unique_ptr<EventLog> m_log;
    std::unique_ptr<ProcessTracker> m_tracker;
    std::unique_ptr<ExpectationEngine> m_engine;
};

void TestExpectationEngine::init()
{
    m_clock = std::make_unique<FakeClock>();
    m_log = std::make_unique<EventLog>(1024);
    m_tracker = std::make_unique<ProcessTracker>(*m_log, *m_clock);
    startEngine();
}

void TestExpectationEngine::cleanup()
{
    m_engine.reset();
    m_tracker.reset();
    m_log.reset();
}

void TestExpectationEngine::startEngine()
{
    m_engine = std::make_unique<ExpectationEngine>(*m_tracker, *m_clock);
}

/// One that is expected each hour, and has ten minutes of grace.
void TestExpectationEngine::put(const QString &name, const ExpectationScope &scope)
{
    ExpectationDefinition definition;
    definition.name = name;
    definition.every = 1h;
    definition.graceStart = definition.graceFinish.emplace(10min);
    definition.scope = scope;
    QVERIFY(m_tracker->changeExpectation(name, ExpectationChange::Put{definition, newPingKey()}).ok());
    settle();
}

void TestExpectationEngine::ping(PingSignal signal)
{
    QVERIFY(m_tracker->changeExpectation(u"job"_s, ExpectationChange::Hear{{.signal = signal}}).ok());
    settle();
}

/// The engine has taken all that is in the log.
void TestExpectationEngine::settle()
{
    quint64 head = 0;
    do {
        head = m_log->head();
        QCoreApplication::processEvents();
    } while (m_log->head() != head);
}

void TestExpectationEngine::pass(std::chrono::milliseconds duration)
{
    m_clock->advance(duration);
    m_engine->checkNow();
    settle();
}

void TestExpectationEngine::startRun(const QString &processId, const QString &name, const QJsonObject &metadata)
{
    StartChange start = startOf(processId, ProcessStatus::Running);
    start.name = name;
    start.metadata = metadata;
    QVERIFY(m_tracker->start(start).ok());
    settle();
}

void TestExpectationEngine::report(const QString &processId, ProcessStatus status)
{
    QVERIFY(m_tracker->report(id(processId), reportOf(status)).ok());
    settle();
}

std::vector<EventKind> TestExpectationEngine::kinds() const
{
    std::vector<EventKind> kinds;
    for (const Event &event : m_log->read(0, 1000).events) {
        if (event.setting && event.setting->expectation)
            kinds.push_back(event.kind);
    }
    return kinds;
}

void TestExpectationEngine::tellsWhatIsLateAndMissed()
{
    put();
    pass(1h - 1ms);
    QCOMPARE(state(), u"new"_s);
    pass(1ms);
    QCOMPARE(state(), u"late"_s);
    pass(10min - 1ms);
    QCOMPARE(state(), u"late"_s);
    pass(1ms);
    QCOMPARE(state(), u"down"_s);
    pass(240h);
    const std::vector<EventKind> told{EventKind::ExpectationSet, EventKind::ExpectationLate,
                                      EventKind::ExpectationMissed};
    QCOMPARE(kinds(), told);
}

void TestExpectationEngine::aPingPutsItOff()
{
    put();
    for (int hour = 0; hour < 5; ++hour) {
        pass(59min);
        ping();
        QCOMPARE(state(), u"up"_s);
    }
    pass(1h);
    ping(PingSignal::Start);
    QCOMPARE(state(), u"started"_s);
    pass(10min);
    QCOMPARE(state(), u"down"_s);
    QCOMPARE(expectation().finishTrouble->kind, RunOutcome::NotFinished);
}

void TestExpectationEngine::aStartGivesGraceAnew()
{
    put();
    pass(30min);
    m_engine.reset();
    m_clock->advance(5h);
    startEngine();
    pass(0ms);
    QCOMPARE(state(), u"late"_s);
    pass(9min);
    QCOMPARE(state(), u"late"_s);
    pass(1min);
    QCOMPARE(state(), u"down"_s);
    m_engine.reset();
    startEngine(); // which tells it no more
    pass(5h);
    const auto all = kinds();
    QCOMPARE(std::count(all.begin(), all.end(), EventKind::ExpectationMissed), 1);
}

void TestExpectationEngine::aLossGivesNoGrace()
{
    put();
    pass(59min);
    for (int i = 0; i < 3000; ++i)
        QVERIFY(m_tracker->start(startOf(u"p%1"_s.arg(i))).ok());
    m_clock->advance(11min);
    QTest::ignoreMessage(QtWarningMsg, "fell behind the log and starts again from a snapshot");
    settle();
    m_engine->checkNow();
    QCOMPARE(state(), u"down"_s);
}

void TestExpectationEngine::aClockThatIsPutForward()
{
    put();
    pass(30min);
    m_clock->jump(10h);
    pass(0ms);
    QCOMPARE(state(), u"new"_s);
    pass(39min);
    QCOMPARE(state(), u"late"_s);
    pass(1min);
    QCOMPARE(state(), u"down"_s);
}

void TestExpectationEngine::aClockThatIsPutBack()
{
    put();
    pass(30min);
    m_clock->jump(-10h);
    pass(0ms);
    pass(39min);
    QCOMPARE(state(), u"late"_s);
    pass(1min);
    QCOMPARE(state(), u"down"_s);
}

void TestExpectationEngine::processesAreRuns_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<ProcessStatus>("end");
    QTest::addColumn<QString>("started");
    QTest::addColumn<QString>("ended");
    QTest::newRow("completed") << u"backup db"_s << ProcessStatus::Completed << u"started"_s << u"up"_s;
    QTest::newRow("failed") << u"backup db"_s << ProcessStatus::Failed << u"started"_s << u"down"_s;
    QTest::newRow("cancelled") << u"backup db"_s << ProcessStatus::Cancelled << u"started"_s << u"up"_s;
    QTest::newRow("another one") << u"restore db"_s << ProcessStatus::Failed << u"new"_s << u"new"_s;
}

void TestExpectationEngine::processesAreRuns()
{
    QFETCH(const QString, name);
    QFETCH(const ProcessStatus, end);
    put(u"job"_s, {.types = {}, .name = u"backup*"_s});
    pass(30min);
    startRun(u"p"_s, name);
    QTEST(state(), "started");
    pass(5min);
    if (end == ProcessStatus::Cancelled) {
        QVERIFY(m_tracker->cancel(id(u"p")).ok());
        settle();
    } else {
        report(u"p"_s, end);
    }
    QTEST(state(), "ended");
    if (state() == u"new"_s)
        return;
    const Expectation now = expectation();
    QCOMPARE(now.runs.size(), size_t(1));
    QCOMPARE(now.runs[0].durationMs, std::optional<qint64>(300'000));
    QCOMPARE(now.runs[0].process, id(u"p"));
    QVERIFY(now.running.empty());
    QVERIFY(m_tracker->remove(id(u"p")).ok());
    settle();
    QCOMPARE(expectation().pings, 2);
}

void TestExpectationEngine::aRetryIsTheSameRun()
{
    QVERIFY(m_tracker->setRetryPolicy(ProcessType::backgroundJob(), retryAfter(1s)).ok());
    put(u"job"_s, {.types = {ProcessType::backgroundJob()}, .name = {}});
    startRun(u"p"_s);
    report(u"p"_s, ProcessStatus::Failed);
    QCOMPARE(state(), u"started"_s);
    QVERIFY(m_tracker->retry(id(u"p")).ok());
    report(u"p"_s, ProcessStatus::Running);
    QCOMPARE(expectation().pings, 1);
    report(u"p"_s, ProcessStatus::Completed);
    QCOMPARE(state(), u"up"_s);
    QCOMPARE(expectation().pings, 2);
}

void TestExpectationEngine::aProcessMayNameIt()
{
    put();
    startRun(u"other"_s, u"x"_s, {{u"expectation"_s, u"nobody"_s}});
    QCOMPARE(state(), u"new"_s);
    startRun(u"p"_s, u"x"_s, {{u"expectation"_s, u"job"_s}});
    QCOMPARE(state(), u"started"_s);
    report(u"p"_s, ProcessStatus::Completed);
    QCOMPARE(state(), u"up"_s);
}

void TestExpectationEngine::processesThatNobodySawAreToldOnce()
{
    put(u"job"_s, {.types = {}, .name = u"backup*"_s});
    pass(1min);
    startRun(u"p"_s);
    m_engine.reset();
    m_clock->advance(1min);
    QVERIFY(m_tracker->report(id(u"p"), reportOf(ProcessStatus::Failed)).ok());
    StartChange start = startOf(u"q", ProcessStatus::Running);
    start.name = u"backup again"_s;
    m_clock->advance(1min);
    QVERIFY(m_tracker->start(start).ok());
    startEngine();
    settle();
    QCOMPARE(state(), u"down"_s);
    QCOMPARE(expectation().runs.size(), size_t(1));
    QCOMPARE(expectation().running.size(), size_t(1));
    QCOMPARE(expectation().running[0].process, id(u"q"));
    const qint64 pings = expectation().pings;
    for (int i = 0; i < 3; ++i) {
        startEngine();
        settle();
    }
    QCOMPARE(expectation().pings, pings);
}

void TestExpectationEngine::aRunThatIsGoneIsGivenUp()
{
    put(u"job"_s, {.types = {}, .name = u"backup*"_s});
    pass(1min);
    startRun(u"p"_s);
    m_engine.reset();
    QVERIFY(m_tracker->report(id(u"p"), reportOf(ProcessStatus::Completed)).ok());
    QVERIFY(m_tracker->remove(id(u"p")).ok());
    startEngine();
    QVERIFY(expectation().running.empty());
    QCOMPARE(expectation().runs.back().outcome, RunOutcome::Cancelled);
}

void TestExpectationEngine::manyWithOneTimer()
{
    for (int i = 0; i < 500; ++i)
        put(u"job%1"_s.arg(i));
    pass(70min);
    int down = 0;
    for (const ExpectationPtr &one : m_tracker->expectations())
        down += stateOf(*one) == ExpectationState::Down ? 1 : 0;
    QCOMPARE(down, 500);
}

QTEST_GUILESS_MAIN(TestExpectationEngine)
#include "tst_expectationengine.moc"
