// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "brittlestore.h"
#include "fakeclock.h"
#include "localoperator.h"
#include "processactions.h"
#include "processes.h"

#include <QSignalSpy>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

using Stage = ProcessActions::Stage;

class TestProcessActions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void aCancelWaitsUntilItsTime();
    void aCancelTellsWhatEndsWithIt_data();
    void aCancelTellsWhatEndsWithIt();
    void aCancelCanBeUndone();
    void theLastOneIsUndoneFirst();
    void askedTwiceItCancelsOnce();
    void askedAgainAfterAnUndoItWaitsAnew();
    void withoutGraceItCancelsAtOnce();
    void whatIsOverIsRefusedAtOnce();
    void aNamesakeIsLeftAlone();
    void whatEndsByItselfMeanwhileSaysSo();
    void finishesWhatWaits();
    void countsAsDoneOnceItIsCommitted_data();
    void countsAsDoneOnceItIsCommitted();
    void changesNothingThatCannotBeStored_data();
    void changesNothingThatCannotBeStored();
    void saysWhereTheStoreFailsAfterwards();
    void aCancelThatWaitsIsRefusedOnceNothingCanBeStored();

private:
    ProcessStatus status(QStringView process) { return (*m_tracker->find(id(process)))->status; }
    void start(const QString &process)
    {
        StartChange start = startOf(process, ProcessStatus::Running);
        start.name = u"Job "_s + process;
        QVERIFY(m_tracker->start(start).ok());
        QTRY_COMPARE(m_log->committed(), m_log->head());
    }
    void breakStore()
    {
        m_store->broken = true;
        QVERIFY(m_tracker->start(startOf(u"unstored")).ok());
        QTRY_VERIFY(!m_store->health().ok());
    }
    void pass(std::chrono::milliseconds time)
    {
        m_clock.advance(time);
        m_actions->checkNow();
    }
    QStringList stages();
    QString lastFailure() { return m_failures.isEmpty() ? QString() : m_failures.takeLast(); }

    FakeClock m_clock;
    std::unique_ptr<EventLog> m_log;
    std::unique_ptr<ProcessTracker> m_tracker;
    std::unique_ptr<BrittleStore> m_store;
    std::unique_ptr<LocalOperator> m_operator;
    std::unique_ptr<ProcessActions> m_actions;
    QStringList m_stages;
    QStringList m_failures;
};

void TestProcessActions::init()
{
    m_actions.reset();
    m_operator.reset();
    m_store.reset();
    m_tracker.reset();
    m_log = std::make_unique<EventLog>(EventLog::defaultCapacity, EventLog::Commits::ByStore);
    m_tracker = std::make_unique<ProcessTracker>(*m_log, m_clock);
    m_store = std::make_unique<BrittleStore>(*m_tracker);
    m_store->follow();
    m_operator = std::make_unique<LocalOperator>(*m_tracker, m_store.get());
    m_actions = std::make_unique<ProcessActions>(*m_tracker, *m_operator, m_clock);
    m_stages.clear();
    m_failures.clear();
    connect(m_actions.get(), &ProcessActions::failed, this, [this](const QString &why) { m_failures << why; });
    connect(m_actions.get(), &ProcessActions::staged, this, [this](const ProcessId &process, Stage stage, qint64) {
        const char *const names[] = {"over", "waits", "cancelling", "retrying"};
        m_stages << process.toString() + u' ' + QString::fromLatin1(names[static_cast<size_t>(stage)]);
    });
    start(u"one"_s);
}

QStringList TestProcessActions::stages()
{
    return std::exchange(m_stages, {});
}

void TestProcessActions::aCancelWaitsUntilItsTime()
{
    QSignalSpy changed(m_actions.get(), &ProcessActions::changed);
    m_actions->cancel(id(u"one"));
    QCOMPARE(m_actions->waiting(), 1);
    QVERIFY(m_actions->waitingText().contains(u"Job one"_s));
    QCOMPARE(m_actions->waitingUntil(), static_cast<double>(m_clock.wallMs() + 5000));
    pass(4999ms);
    QCOMPARE(status(u"one"), ProcessStatus::Running);
    pass(1ms);
    QCOMPARE(status(u"one"), ProcessStatus::Cancelled);
    QCOMPARE(m_actions->waiting(), 0);
    QVERIFY(m_actions->waitingText().isEmpty());
    QCOMPARE(m_actions->waitingUntil(), 0.0);
    QCOMPARE(changed.count(), 2);
}

void TestProcessActions::aCancelTellsWhatEndsWithIt_data()
{
    QTest::addColumn<int>("dependents");
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << 0 << u"Cancelling “Job one”"_s;
    QTest::newRow("one") << 1 << u"Cancelling “Job one”; with it ends “Child 0”"_s;
    QTest::newRow("two") << 2 << u"Cancelling “Job one”; with it end “Child 0”, “Child 1”"_s;
    QTest::newRow("many") << 5 << u"Cancelling “Job one”; with it end “Child 0”, “Child 1” and 3 more"_s;
}

void TestProcessActions::aCancelTellsWhatEndsWithIt()
{
    QFETCH(int, dependents);
    QFETCH(QString, text);
    for (int i = 0; i < dependents; ++i) {
        StartChange child = startOf(u"child%1"_s.arg(i));
        child.name = u"Child %1"_s.arg(i);
        child.dependencies.on.push_back({id(u"one")});
        QVERIFY(m_tracker->start(child).ok());
    }
    m_actions->cancel(id(u"one"));
    // Each name is isolated from the direction of the others.
    QCOMPARE(m_actions->waitingText().remove(QChar(0x2068)).remove(QChar(0x2069)), text);
}

void TestProcessActions::aCancelCanBeUndone()
{
    m_actions->cancel(id(u"one"));
    QVERIFY(m_actions->undo(id(u"one")));
    QVERIFY(!m_actions->undo(id(u"one")));
    pass(1h);
    QCOMPARE(status(u"one"), ProcessStatus::Running);
    QCOMPARE(stages(), QStringList({u"one waits"_s, u"one over"_s}));
    QVERIFY(m_failures.isEmpty());
}

void TestProcessActions::theLastOneIsUndoneFirst()
{
    start(u"two"_s);
    start(u"three"_s);
    for (const auto *process : {u"one", u"three", u"two"})
        m_actions->cancel(id(process));
    QCOMPARE(m_actions->waitingText(), u"Cancelling 3 processes"_s);
    QVERIFY(m_actions->undoLast());
    QVERIFY(m_actions->undoLast());
    pass(1h);
    QCOMPARE(status(u"one"), ProcessStatus::Cancelled);
    QCOMPARE(status(u"two"), ProcessStatus::Running);
    QCOMPARE(status(u"three"), ProcessStatus::Running);
    QVERIFY(!m_actions->undoLast());
}

void TestProcessActions::askedTwiceItCancelsOnce()
{
    m_actions->cancel(id(u"one"));
    pass(3s);
    m_actions->cancel(id(u"one"));
    pass(2s);
    QCOMPARE(status(u"one"), ProcessStatus::Cancelled);
    pass(1h);
    QVERIFY(m_failures.isEmpty());
}

void TestProcessActions::askedAgainAfterAnUndoItWaitsAnew()
{
    m_actions->cancel(id(u"one"));
    pass(4s);
    QVERIFY(m_actions->undoLast());
    m_actions->cancel(id(u"one"));
    pass(4s); // the time of the first one is over
    QCOMPARE(status(u"one"), ProcessStatus::Running);
    pass(1s);
    QCOMPARE(status(u"one"), ProcessStatus::Cancelled);
}

void TestProcessActions::withoutGraceItCancelsAtOnce()
{
    m_actions->setGrace(0ms);
    m_actions->cancel(id(u"one"));
    QCOMPARE(status(u"one"), ProcessStatus::Cancelled);
    QCOMPARE(m_actions->waiting(), 0);
}

void TestProcessActions::whatIsOverIsRefusedAtOnce()
{
    QVERIFY(m_tracker->report(id(u"one"), reportOf(ProcessStatus::Completed)).ok());
    m_actions->cancel(id(u"one"));
    QCOMPARE(lastFailure(), u"Process one is already completed and can't be cancelled."_s);
    m_actions->retry(id(u"one"));
    QVERIFY(lastFailure().contains(u"can be retried"_s));
    m_actions->cancel(id(u"nobody"));
    QVERIFY(lastFailure().contains(u"nobody"_s));
    QVERIFY(stages().isEmpty());
}

void TestProcessActions::aNamesakeIsLeftAlone()
{
    m_actions->cancel(id(u"one"));
    QVERIFY(m_tracker->cancel(id(u"one")).ok());
    QVERIFY(m_tracker->remove(id(u"one")).ok());
    start(u"one"_s);
    pass(5s);
    QCOMPARE(status(u"one"), ProcessStatus::Running);
    QVERIFY(lastFailure().contains(u"no longer tracked"_s));
}

void TestProcessActions::whatEndsByItselfMeanwhileSaysSo()
{
    m_actions->cancel(id(u"one"));
    QVERIFY(m_tracker->report(id(u"one"), reportOf(ProcessStatus::Completed)).ok());
    pass(5s);
    QCOMPARE(status(u"one"), ProcessStatus::Completed);
    QCOMPARE(lastFailure(), u"Process one is already completed and can't be cancelled."_s);
}

void TestProcessActions::finishesWhatWaits()
{
    start(u"two"_s);
    m_actions->cancel(id(u"one"));
    m_actions->cancel(id(u"two"));
    m_actions->finishWaiting();
    QCOMPARE(status(u"one"), ProcessStatus::Cancelled);
    QCOMPARE(status(u"two"), ProcessStatus::Cancelled);
    QCOMPARE(m_actions->waiting(), 0);
    pass(1h);
    QVERIFY(m_failures.isEmpty());
}

void TestProcessActions::countsAsDoneOnceItIsCommitted_data()
{
    QTest::addColumn<bool>("retried");
    QTest::newRow("a cancel") << false;
    QTest::newRow("a retry") << true;
}

void TestProcessActions::countsAsDoneOnceItIsCommitted()
{
    QFETCH(bool, retried);
    m_actions->setGrace(0ms);
    if (retried) {
        QVERIFY(m_tracker->report(id(u"one"), reportOf(ProcessStatus::Failed)).ok());
        QTRY_COMPARE(m_log->committed(), m_log->head());
        m_actions->retry(id(u"one"));
    } else {
        m_actions->cancel(id(u"one"));
    }
    QCOMPARE(stages(), QStringList(retried ? u"one retrying"_s : u"one cancelling"_s));
    QVERIFY(m_log->committed() < m_log->head()); // the store writes when this thread's event loop turns
    QTRY_COMPARE(m_stages, QStringList(u"one over"_s));
    QCOMPARE(m_log->committed(), m_log->head());
    QVERIFY(m_failures.isEmpty());
}

void TestProcessActions::changesNothingThatCannotBeStored_data()
{
    QTest::addColumn<int>("graceMs");
    QTest::newRow("at once") << 0;
    QTest::newRow("with time for undoing") << 5000;
}

void TestProcessActions::changesNothingThatCannotBeStored()
{
    QFETCH(int, graceMs);
    m_actions->setGrace(std::chrono::milliseconds(graceMs));
    start(u"failed"_s);
    QVERIFY(m_tracker->report(id(u"failed"), reportOf(ProcessStatus::Failed)).ok());
    breakStore();
    m_actions->cancel(id(u"one"));
    QCOMPARE(status(u"one"), ProcessStatus::Running);
    QVERIFY(lastFailure().contains(u"the disk is full; make room"_s));
    m_actions->retry(id(u"failed"));
    QCOMPARE(status(u"failed"), ProcessStatus::Failed);
    QVERIFY(lastFailure().contains(u"Job failed"_s));
    QCOMPARE(m_actions->waiting(), 0);
    QVERIFY(stages().isEmpty());
}

void TestProcessActions::saysWhereTheStoreFailsAfterwards()
{
    m_actions->setGrace(0ms);
    m_store->broken = true; // nobody knows yet
    m_actions->cancel(id(u"one"));
    QCOMPARE(stages(), QStringList(u"one cancelling"_s));
    QTRY_COMPARE(m_stages, QStringList(u"one over"_s));
    const QString why = lastFailure();
    QVERIFY2(why.contains(u"not stored"_s) && why.contains(u"make room"_s), qPrintable(why));
}

void TestProcessActions::aCancelThatWaitsIsRefusedOnceNothingCanBeStored()
{
    m_actions->cancel(id(u"one"));
    breakStore();
    pass(5s);
    QCOMPARE(status(u"one"), ProcessStatus::Running);
    QVERIFY(lastFailure().contains(u"make room"_s));
    QCOMPARE(stages(), QStringList({u"one waits"_s, u"one over"_s}));
}

QTEST_GUILESS_MAIN(TestProcessActions)
#include "tst_processactions.moc"
