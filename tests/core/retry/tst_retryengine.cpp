// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "deadlinequeue.h"
#include "fakeclock.h"
#include "processes.h"
#include "processtracker.h"
#include "retryengine.h"

#include <QTest>
#include <QTimer>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class TestRetryEngine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void retriesUntilItSucceeds();
    void givesUpAfterTheLastAttempt();
    void whatIsRetriedByItself_data();
    void whatIsRetriedByItself();
    void aProcessesOwnPolicyComesFirst();
    void cancellingWhileItWaitsCancelsTheRetry();
    void aManualRetryDoesNotWait();
    void aManualRetryDoesNotHastenTheNextOne();
    void onlySoMuchWorkOfOneTypeAtOnce();
    void workOfOneTypeDoesNotHoldUpAnother();
    void placesAreCountedAnewAfterALoss();
    void aDeletedProcessGivesItsPlaceBack();
    void absentWorkersHoldUpNobody();
    void doesNotBringBackTheWorkOfAnotherServer();
    void goesOnAfterARestart();
    void aJumpOverARestartHastensNothing();
    void aLossRevivesNothing();
    void aLossHastensNothing();
    void dueTimesFollowTheFormula();
    void needsNoTimerForEachProcess();
    void deadlinesOfWhatWasCalledOffDoNotGather();

private:
    enum class Runs : quint8 { Elsewhere, Here };
    void start(QStringView name, const ProcessType &type = ProcessType::aiTask(), Runs runs = Runs::Elsewhere);
    QString pendingOf(const QStringList &names) const;
    void fail(QStringView name);
    void pass(std::chrono::milliseconds duration);
    void fallBehind();
    const Process &process(QStringView name) const { return **m_tracker->find(id(name)); }

    static constexpr qsizetype capacity = 16384; // of the log
    std::unique_ptr<FakeClock> m_clock;
    std::unique_ptr<EventLog> m_log;
    std::unique_ptr<ProcessTracker> m_tracker;
    std::unique_ptr<RetryEngine> m_engine;
};

void TestRetryEngine::init()
{
    m_clock = std::make_unique<FakeClock>();
    m_log = std::make_unique<EventLog>(capacity);
    m_tracker = std::make_unique<ProcessTracker>(*m_log, *m_clock);
    QVERIFY(m_tracker->setRetryPolicy(ProcessType::aiTask(), {.maxAttempts = 3, .initialDelay = 10s, .jitter = false}));
    m_engine = std::make_unique<RetryEngine>(*m_tracker, *m_clock, RetryOptions{.maxConcurrent = 2});
}

void TestRetryEngine::cleanup()
{
    m_engine.reset();
    m_tracker.reset();
    m_log.reset();
}

void TestRetryEngine::start(QStringView name, const ProcessType &type, Runs runs)
{
    StartChange start = startOf(name, ProcessStatus::Running, type);
    if (runs == Runs::Here)
        start.work = Text(u"{}"_s);
    QVERIFY(m_tracker->start(start).ok());
}

/// Those of the processes that are pending.
QString TestRetryEngine::pendingOf(const QStringList &names) const
{
    QString found;
    for (const QString &name : names) {
        if (process(name).status == ProcessStatus::Pending)
            found += name;
    }
    return found;
}

void TestRetryEngine::fail(QStringView name)
{
    ReportChange report = reportOf(ProcessStatus::Failed);
    report.errorMessage = QStringLiteral("boom");
    QVERIFY(m_tracker->report(id(name), report).ok());
    QCoreApplication::processEvents();
    QCoreApplication::processEvents();
}

void TestRetryEngine::pass(std::chrono::milliseconds duration)
{
    m_clock->advance(duration);
    m_engine->checkNow();
    for (int i = 0; i < 5; ++i) // a change, the decision on it, and what a handler makes of that
        QCoreApplication::processEvents();
}

/// Makes the engine, which hasn't read what was new, lose that and start again from a snapshot.
void TestRetryEngine::fallBehind()
{
    start(u"chatter");
    for (qsizetype i = 0; i <= capacity; ++i)
        QVERIFY(m_tracker->report(id(u"chatter"), {}).ok());
    QTest::ignoreMessage(QtWarningMsg, "fell behind the log and starts again from a snapshot");
    QCoreApplication::processEvents();
}

void TestRetryEngine::retriesUntilItSucceeds()
{
    start(u"job");
    fail(u"job");
    QCOMPARE(process(u"job").status, ProcessStatus::Failed);
    QCOMPARE(process(u"job").retry->status, RetryState::Status::Scheduled);
    QCOMPARE(process(u"job").retry->attempt, 2);
    QCOMPARE(process(u"job").retry->maxAttempts, 3);
    QCOMPARE(process(u"job").retry->delay, 10s);
    QCOMPARE(process(u"job").retry->nextAt, std::optional(m_clock->wallMs() + 10000));
    QCOMPARE(process(u"job").retry->lastError, QStringLiteral("boom"));
    pass(9999ms);
    QCOMPARE(process(u"job").status, ProcessStatus::Failed);
    pass(1ms);
    QCOMPARE(process(u"job").status, ProcessStatus::Pending);
    QCOMPARE(process(u"job").attempt, 2);

    QVERIFY(m_tracker->report(id(u"job"), reportOf(ProcessStatus::Running)).ok());
    fail(u"job");
    QCOMPARE(process(u"job").retry->delay, 20s);
    pass(20s);
    QCOMPARE(process(u"job").attempt, 3);
    QVERIFY(m_tracker->report(id(u"job"), reportOf(ProcessStatus::Completed)).ok());
    QCOMPARE(process(u"job").retry->status, RetryState::Status::Success);
}

void TestRetryEngine::givesUpAfterTheLastAttempt()
{
    start(u"job");
    for (const auto delay : {10s, 20s}) {
        fail(u"job");
        pass(delay);
    }
    fail(u"job");
    QCOMPARE(process(u"job").retry->status, RetryState::Status::Exhausted);
    pass(24h);
    QCOMPARE(process(u"job").status, ProcessStatus::Failed);
    QCOMPARE(process(u"job").attempt, 3);
}

void TestRetryEngine::whatIsRetriedByItself_data()
{
    QTest::addColumn<ProcessStatus>("end");
    QTest::addColumn<QString>("type");
    QTest::addColumn<bool>("retried");
    const QString aiTask = QStringLiteral("ai_task");
    QTest::newRow("failed") << ProcessStatus::Failed << aiTask << true;
    QTest::newRow("timeout") << ProcessStatus::Timeout << aiTask << true;
    QTest::newRow("cancelled") << ProcessStatus::Cancelled << aiTask << false;
    QTest::newRow("completed") << ProcessStatus::Completed << aiTask << false;
    QTest::newRow("a type with a built-in policy") << ProcessStatus::Failed << QStringLiteral("rag_training") << true;
    QTest::newRow("a type without a policy") << ProcessStatus::Failed << QStringLiteral("background_job") << false;
}

void TestRetryEngine::whatIsRetriedByItself()
{
    QFETCH(ProcessStatus, end);
    QFETCH(QString, type);
    QFETCH(bool, retried);
    start(u"job", *ProcessType::fromString(type));
    QVERIFY(m_tracker->report(id(u"job"), reportOf(end)).ok());
    QCoreApplication::processEvents();
    QCOMPARE(process(u"job").retry.has_value(), retried);
}

void TestRetryEngine::aProcessesOwnPolicyComesFirst()
{
    StartChange own = startOf(u"job", ProcessStatus::Running, ProcessType::backgroundJob());
    own.retryPolicy = RetryPolicy{.maxAttempts = 2, .initialDelay = 3s, .jitter = false};
    QVERIFY(m_tracker->start(own).ok());
    fail(u"job");
    QCOMPARE(process(u"job").retry->delay, 3s);
    QCOMPARE(process(u"job").retry->maxAttempts, 2);
}

void TestRetryEngine::cancellingWhileItWaitsCancelsTheRetry()
{
    start(u"job");
    fail(u"job");
    QVERIFY(m_tracker->cancel(id(u"job")).ok());
    QCOMPARE(process(u"job").retry->status, RetryState::Status::Cancelled);
    pass(1h);
    QCOMPARE(process(u"job").status, ProcessStatus::Failed);
    QCOMPARE(process(u"job").attempt, 1);
}

void TestRetryEngine::aManualRetryDoesNotWait()
{
    start(u"job");
    fail(u"job");
    QVERIFY(m_tracker->retry(id(u"job")).ok());
    QCOMPARE(process(u"job").status, ProcessStatus::Pending);
    pass(1h); // what was scheduled doesn't begin a further attempt
    QCOMPARE(process(u"job").attempt, 2);
}

void TestRetryEngine::aManualRetryDoesNotHastenTheNextOne()
{
    start(u"job");
    fail(u"job");
    pass(9s);
    QVERIFY(m_tracker->retry(id(u"job")).ok());
    QVERIFY(m_tracker->report(id(u"job"), reportOf(ProcessStatus::Running)).ok());
    fail(u"job");
    QCOMPARE(process(u"job").retry->delay, 20s);
    pass(1s); // the time of the retry that was made by hand instead
    QCOMPARE(process(u"job").status, ProcessStatus::Failed);
    pass(18999ms);
    QCOMPARE(process(u"job").status, ProcessStatus::Failed);
    pass(1ms);
    QCOMPARE(process(u"job").status, ProcessStatus::Pending);
    QCOMPARE(process(u"job").attempt, 3);
}

void TestRetryEngine::onlySoMuchWorkOfOneTypeAtOnce()
{
    const QStringList names{u"a"_s, u"b"_s, u"c"_s, u"d"_s};
    for (const QString &name : names) {
        start(name, ProcessType::aiTask(), Runs::Here);
        fail(name);
        m_clock->advance(1ms); // so that they fall due in this order
    }
    pass(10s);
    QCOMPARE(pendingOf(names), u"ab"_s);
    QVERIFY(m_tracker->report(id(u"a"), reportOf(ProcessStatus::Completed)).ok());
    QCoreApplication::processEvents();
    QCOMPARE(pendingOf(names), u"bc"_s);
    QVERIFY(m_tracker->cancel(id(u"b")).ok());
    QCoreApplication::processEvents();
    QCOMPARE(pendingOf(names), u"cd"_s);
}

void TestRetryEngine::workOfOneTypeDoesNotHoldUpAnother()
{
    QVERIFY(m_tracker->setRetryPolicy(ProcessType::documentProcessing(),
                                      {.maxAttempts = 3, .initialDelay = 10s, .jitter = false}));
    const QStringList names{u"a"_s, u"b"_s, u"c"_s, u"x"_s, u"y"_s, u"z"_s};
    for (const QString &name : names) {
        start(name, name < u"x"_s ? ProcessType::aiTask() : ProcessType::documentProcessing(), Runs::Here);
        fail(name);
        m_clock->advance(1ms);
    }
    pass(10s);
    QCOMPARE(pendingOf(names), u"abxy"_s);
}

void TestRetryEngine::placesAreCountedAnewAfterALoss()
{
    const QStringList names{u"a"_s, u"b"_s, u"c"_s};
    for (const QString &name : names) {
        start(name, ProcessType::aiTask(), Runs::Here);
        fail(name);
        m_clock->advance(1ms);
    }
    pass(10s);
    QCOMPARE(pendingOf(names), u"ab"_s);
    fallBehind();
    pass(1h);
    QCOMPARE(pendingOf(names), u"ab"_s);
    QVERIFY(m_tracker->report(id(u"a"), reportOf(ProcessStatus::Completed)).ok());
    pass(0ms);
    QCOMPARE(pendingOf(names), u"bc"_s);
}

void TestRetryEngine::aDeletedProcessGivesItsPlaceBack()
{
    const QStringList names{u"a"_s, u"b"_s, u"c"_s};
    for (const QString &name : names) {
        start(name, ProcessType::aiTask(), Runs::Here);
        fail(name);
        m_clock->advance(1ms);
    }
    pass(10s);
    QVERIFY(m_tracker->cancel(id(u"a")).ok());
    QVERIFY(m_tracker->remove(id(u"a")).ok());
    pass(0ms);
    QCOMPARE(pendingOf({u"b"_s, u"c"_s}), u"bc"_s);
}

void TestRetryEngine::absentWorkersHoldUpNobody()
{
    for (int i = 0; i < 100; ++i) {
        start(u"remote"_s + QString::number(i));
        fail(u"remote"_s + QString::number(i));
    }
    start(u"ours", ProcessType::aiTask(), Runs::Here);
    fail(u"ours");
    pass(10s);
    for (int i = 0; i < 100; ++i)
        QCOMPARE(process(u"remote"_s + QString::number(i)).status, ProcessStatus::Pending);
    QCOMPARE(process(u"ours").status, ProcessStatus::Pending);
}

void TestRetryEngine::doesNotBringBackTheWorkOfAnotherServer()
{
    m_engine.reset();
    Process old;
    old.id = id(u"old");
    old.type = ProcessType::aiTask();
    old.name = u"old"_s;
    old.status = ProcessStatus::Failed;
    old.completedAt = m_clock->wallMs();
    old.seq = old.createdSeq = 1;
    old.dispatch.setWork({Text(u"{}"_s), false});
    m_tracker->restore({std::make_shared<const ProcessState>(old)});
    m_engine = std::make_unique<RetryEngine>(*m_tracker, *m_clock);
    pass(1h);
    QCOMPARE(process(u"old").status, ProcessStatus::Failed);
    QVERIFY(!isLive(process(u"old")));
}

void TestRetryEngine::goesOnAfterARestart()
{
    start(u"waits");
    fail(u"waits");
    start(u"unattended");
    m_engine.reset();
    QVERIFY(m_tracker->report(id(u"unattended"), reportOf(ProcessStatus::Failed)).ok());
    m_clock->advance(11s);
    m_engine = std::make_unique<RetryEngine>(*m_tracker, *m_clock);
    pass(0ms);
    QCOMPARE(process(u"waits").status, ProcessStatus::Pending);      // it fell due meanwhile
    QCOMPARE(process(u"unattended").status, ProcessStatus::Pending); // likewise: nobody had to decide on it
}

void TestRetryEngine::aJumpOverARestartHastensNothing()
{
    start(u"job");
    fail(u"job");
    m_engine.reset();
    m_clock->jump(2h);
    m_engine = std::make_unique<RetryEngine>(*m_tracker, *m_clock, RetryOptions{.clockMoved = 2h});
    pass(9999ms);
    QCOMPARE(process(u"job").status, ProcessStatus::Failed);
    pass(1ms);
    QCOMPARE(process(u"job").status, ProcessStatus::Pending);
}

void TestRetryEngine::aLossRevivesNothing()
{
    start(u"old", ProcessType::backgroundJob());
    fail(u"old");
    QVERIFY(m_tracker->setRetryPolicy(ProcessType::backgroundJob(), {}).ok());
    start(u"new", ProcessType::backgroundJob());
    QVERIFY(m_tracker->report(id(u"new"), reportOf(ProcessStatus::Failed)).ok());
    fallBehind();
    pass(1h);
    QVERIFY(!process(u"old").retry); // it was decided on when there was no policy
    QCOMPARE(process(u"new").status, ProcessStatus::Pending);
}

void TestRetryEngine::aLossHastensNothing()
{
    start(u"job");
    fail(u"job");
    m_clock->jump(1h);
    fallBehind();
    pass(9999ms);
    QCOMPARE(process(u"job").status, ProcessStatus::Failed);
    pass(1ms);
    QCOMPARE(process(u"job").status, ProcessStatus::Pending);
}

void TestRetryEngine::dueTimesFollowTheFormula()
{
    constexpr int processes = 2000;
    const RetryPolicy policy{.maxAttempts = 6, .initialDelay = 1s, .maxDelay = 10s};
    QVERIFY(m_tracker->setRetryPolicy(ProcessType::aiTask(), policy).ok());
    m_engine = std::make_unique<RetryEngine>(*m_tracker, *m_clock, RetryOptions{.maxConcurrent = processes});
    for (int i = 0; i < processes; ++i)
        start(QString::number(i));

    int draws = 0;
    std::array<int, 10> tenths{}; // of the range from half of the delay to all of it
    for (const auto most : {1000ms, 2000ms, 4000ms, 8000ms, 10000ms}) {
        for (int i = 0; i < processes; ++i)
            QVERIFY(m_tracker->report(id(QString::number(i)), reportOf(ProcessStatus::Failed)).ok());
        pass(0ms);
        for (int i = 0; i < processes; ++i) {
            const Process &failed = process(QString::number(i));
            QCOMPARE(failed.retry->status, RetryState::Status::Scheduled);
            QCOMPARE(failed.retry->nextAt, std::optional(*failed.completedAt + failed.retry->delay.count()));
            QVERIFY(failed.retry->delay >= most / 2 && failed.retry->delay <= most);
            const auto drawn =
                2.0 * static_cast<double>(failed.retry->delay.count()) / static_cast<double>(most.count());
            ++tenths[std::min<size_t>(9, static_cast<size_t>((drawn - 1.0) * 10.0))];
            ++draws;
        }
        pass(most);
    }
    QCOMPARE(draws, 10000);
    // 1,000 are expected in each, give or take 30.
    for (const int count : tenths)
        QVERIFY2(count > 800 && count < 1200, qPrintable(QString::number(count)));
}

void TestRetryEngine::needsNoTimerForEachProcess()
{
    const auto timers = [this] { return m_engine->findChildren<QTimer *>().size(); };
    const auto before = timers();
    for (int i = 0; i < 1000; ++i) {
        const QString name = QString::number(i);
        start(name);
        QVERIFY(m_tracker->report(id(name), reportOf(ProcessStatus::Failed)).ok());
    }
    QCoreApplication::processEvents();
    QTRY_VERIFY(process(u"999").retry.has_value());
    QCOMPARE(timers(), before);
}

void TestRetryEngine::deadlinesOfWhatWasCalledOffDoNotGather()
{
    for (int i = 0; i < 5000; ++i) {
        const QString name = QString::number(i);
        start(name);
        fail(name);
        QVERIFY(m_tracker->cancel(id(name)).ok());
    }
    pass(0ms);
    const auto queues = m_engine->findChildren<DeadlineQueue *>();
    QCOMPARE(queues.size(), 1);
    for (const DeadlineQueue *queue : queues)
        QVERIFY2(queue->size() <= 1000, qPrintable(QString::number(queue->size())));
}

QTEST_GUILESS_MAIN(TestRetryEngine)
#include "tst_retryengine.moc"
