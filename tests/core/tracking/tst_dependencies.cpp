// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processes.h"
#include "tracked.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace Procession;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestDependencies : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void followsItsRule_data();
    void followsItsRule();
    void nobodyBeginsOneThatWaits();
    void isReleasedAtOnceWhereAllHoldsAlready();
    void endsAtOnceWhereItCannotHoldAnyMore();
    void aScheduledRetryIsNoFailure();
    void aRetryTakesThoseBelowAlong();
    void oneThatIsNotBegunWaitsAgain();
    void isNotRetriedWhileItsDependencyFailed();
    void aMissingOneIsRefusedOrWaitedFor();
    void namesTheCycle();
    void oneThatIsWaitedForStays();
    void takesTheLastStatusFromTheHistory();
    void anotherLifeOfADependencyCountsAnew();
    void isTheSameAfterARestart();
    void nobodyReadsACompletionWithoutItsReleases();
    void tenThousandInRandomGraphs();
};

namespace {

StartChange dependent(QStringView name, const QStringList &on, DependencyRule rule = DependencyRule::AllCompleted,
                      bool allowsMissing = false)
{
    StartChange start = startOf(name);
    for (const QString &dependency : on)
        start.dependencies.on.push_back({id(dependency)});
    start.dependencies.rule = rule;
    start.dependencies.allowsMissing = allowsMissing;
    return start;
}

/// How a process stands, in a word.
QString standing(const ProcessTracker &tracker, QStringView name)
{
    const ProcessPtr process = tracker.find(id(name));
    if (!process)
        return u"gone"_s;
    const Dependencies &dependencies = (*process)->dispatch.dependencies();
    if ((*process)->status == ProcessStatus::Pending)
        return isWaiting(**process) ? u"waits"_s : u"pending"_s;
    if (dependencies.hasFailed())
        return u"failed by "_s + dependencies.failedId().toString();
    return wireName((*process)->status);
}

void end(ProcessTracker &tracker, QStringView name, ProcessStatus status)
{
    QVERIFY(tracker.report(id(name), reportOf(status)).ok());
}

} // namespace

void TestDependencies::followsItsRule_data()
{
    QTest::addColumn<DependencyRule>("rule");
    QTest::addColumn<QList<ProcessStatus>>("ends"); // of a, b, c, in that order
    QTest::addColumn<QStringList>("stands");        // before the first end, and after each
    using enum ProcessStatus;
    using enum DependencyRule;
    const auto row = [](const char *name, DependencyRule rule, QList<ProcessStatus> ends, QStringList stands) {
        QTest::newRow(name) << rule << ends << stands;
    };
    const QString w = u"waits"_s;
    const QString p = u"pending"_s;
    row("all completed", AllCompleted, {Completed, Completed, Completed}, {w, w, w, p});
    row("one failed", AllCompleted, {Completed, Failed, Completed}, {w, w, u"failed by b"_s, u"failed by b"_s});
    row("one was cancelled", AllCompleted, {Cancelled, Failed, Completed},
        {w, u"failed by a"_s, u"failed by a"_s, u"failed by a"_s});
    row("one timed out", AllCompleted, {Timeout, Completed, Completed},
        {w, u"failed by a"_s, u"failed by a"_s, u"failed by a"_s});
    row("all finished, none well", AllFinished, {Failed, Cancelled, Timeout}, {w, w, w, p});
    row("all finished, well", AllFinished, {Completed, Completed, Completed}, {w, w, w, p});
    row("any completed", AnyCompleted, {Failed, Completed, Failed}, {w, w, p, p});
    row("any completed, none", AnyCompleted, {Failed, Cancelled, Timeout}, {w, w, w, u"failed by c"_s});
    row("any failed", AnyFailed, {Completed, Timeout, Completed}, {w, w, p, p});
    row("any failed, none", AnyFailed, {Completed, Cancelled, Completed}, {w, w, w, u"failed by c"_s});
}

void TestDependencies::followsItsRule()
{
    QFETCH(DependencyRule, rule);
    QFETCH(QList<ProcessStatus>, ends);
    QFETCH(QStringList, stands);
    auto [clock, log, tracker] = Tracked();
    const QStringList names{u"a"_s, u"b"_s, u"c"_s};
    for (const QString &name : names)
        QVERIFY(tracker.start(startOf(name)).ok());
    QVERIFY(tracker.start(dependent(u"child", names, rule)).ok());
    QCOMPARE(standing(tracker, u"child"), stands.at(0));
    for (qsizetype i = 0; i < ends.size(); ++i) {
        end(tracker, names.at(i), ends.at(i));
        QCOMPARE(standing(tracker, u"child"), stands.at(i + 1));
    }
}

void TestDependencies::nobodyBeginsOneThatWaits()
{
    auto [clock, log, tracker] = Tracked();
    QVERIFY(tracker.start(startOf(u"a")).ok());
    QVERIFY(tracker.start(startOf(u"b")).ok());
    QVERIFY(tracker.start(dependent(u"child", {u"a"_s, u"b"_s})).ok());
    for (const ProcessStatus status : {ProcessStatus::Running, ProcessStatus::Completed, ProcessStatus::Failed})
        QCOMPARE(tracker.report(id(u"child"), reportOf(status)).error().code, ErrorCode::IllegalTransition);
    QCOMPARE(tracker.waitingFor(**tracker.find(id(u"child"))), (std::vector{id(u"a"), id(u"b")}));
    QVERIFY(tracker.report(id(u"child"), {.message = Text(u"a word"_s)}).ok());
    end(tracker, u"a", ProcessStatus::Completed);
    QCOMPARE(tracker.waitingFor(**tracker.find(id(u"child"))), (std::vector{id(u"b")}));
    end(tracker, u"b", ProcessStatus::Completed);
    QVERIFY(tracker.report(id(u"child"), reportOf(ProcessStatus::Running)).ok());

    StartChange running = dependent(u"other", {u"child"_s});
    running.status = ProcessStatus::Running;
    QCOMPARE(tracker.start(running).error().code, ErrorCode::IllegalTransition);
    QVERIFY(!tracker.find(id(u"other")));
}

void TestDependencies::isReleasedAtOnceWhereAllHoldsAlready()
{
    auto [clock, log, tracker] = Tracked();
    QVERIFY(tracker.start(startOf(u"a")).ok());
    end(tracker, u"a", ProcessStatus::Completed);
    StartChange start = dependent(u"child", {u"a"_s});
    start.status = ProcessStatus::Running;
    QVERIFY(tracker.start(start).ok());
    QCOMPARE(standing(tracker, u"child"), u"running"_s);
}

void TestDependencies::endsAtOnceWhereItCannotHoldAnyMore()
{
    auto [clock, log, tracker] = Tracked();
    QVERIFY(tracker.start(startOf(u"a")).ok());
    end(tracker, u"a", ProcessStatus::Failed);
    QVERIFY(tracker.start(dependent(u"child", {u"a"_s})).ok());
    QVERIFY(tracker.start(dependent(u"grandchild", {u"child"_s})).ok());
    QVERIFY(tracker.start(dependent(u"cleaner", {u"child"_s}, DependencyRule::AnyFailed)).ok());
    QCOMPARE(standing(tracker, u"child"), u"failed by a"_s);
    QCOMPARE(standing(tracker, u"grandchild"), u"failed by child"_s);
    QCOMPARE(standing(tracker, u"cleaner"), u"pending"_s);
    const Process child = **tracker.find(id(u"child"));
    QCOMPARE(child.details->cancelledBy->reason.toString(), u"dependency_failed"_s);
    QCOMPARE(child.details->cancelledBy->actor->name.toString(), u"dependencies"_s);
}

void TestDependencies::aScheduledRetryIsNoFailure()
{
    auto [clock, log, tracker] = Tracked();
    StartChange start = startOf(u"a");
    start.retryPolicy = retryAfter(1s, 2);
    QVERIFY(tracker.start(start).ok());
    QVERIFY(tracker.start(dependent(u"child", {u"a"_s})).ok());
    end(tracker, u"a", ProcessStatus::Failed);
    QCOMPARE(standing(tracker, u"child"), u"waits"_s);
    QVERIFY(tracker.retry(id(u"a"), {.scheduledAttempt = 2}).ok());
    QCOMPARE(standing(tracker, u"child"), u"waits"_s);
    end(tracker, u"a", ProcessStatus::Failed);
    QCOMPARE(standing(tracker, u"child"), u"failed by a"_s);

    // A retry that is called off is an end, too.
    start.id = id(u"b");
    QVERIFY(tracker.start(start).ok());
    QVERIFY(tracker.start(dependent(u"c", {u"b"_s})).ok());
    end(tracker, u"b", ProcessStatus::Failed);
    QCOMPARE(standing(tracker, u"c"), u"waits"_s);
    QVERIFY(tracker.cancel(id(u"b")).ok());
    QCOMPARE(standing(tracker, u"c"), u"failed by b"_s);
}

void TestDependencies::aRetryTakesThoseBelowAlong()
{
    auto [clock, log, tracker] = Tracked();
    QVERIFY(tracker.start(startOf(u"a")).ok());
    QVERIFY(tracker.start(dependent(u"child", {u"a"_s})).ok());
    QVERIFY(tracker.start(dependent(u"grandchild", {u"child"_s})).ok());
    end(tracker, u"a", ProcessStatus::Failed);
    QCOMPARE(standing(tracker, u"grandchild"), u"failed by child"_s);
    QVERIFY(tracker.retry(id(u"a")).ok());
    QCOMPARE(standing(tracker, u"child"), u"waits"_s);
    QCOMPARE(standing(tracker, u"grandchild"), u"waits"_s);
    QCOMPARE((**tracker.find(id(u"child"))).attempt, 2);
    for (const QStringView name : {u"a", u"child", u"grandchild"}) {
        QCOMPARE(standing(tracker, name), u"pending"_s);
        end(tracker, name, ProcessStatus::Completed);
    }
}

void TestDependencies::oneThatIsNotBegunWaitsAgain()
{
    auto [clock, log, tracker] = Tracked();
    QVERIFY(tracker.start(startOf(u"a")).ok());
    QVERIFY(tracker.start(dependent(u"idle", {u"a"_s}, DependencyRule::AllFinished)).ok());
    QVERIFY(tracker.start(dependent(u"busy", {u"a"_s}, DependencyRule::AllFinished)).ok());
    end(tracker, u"a", ProcessStatus::Failed);
    QVERIFY(tracker.report(id(u"busy"), reportOf(ProcessStatus::Running)).ok());
    QVERIFY(tracker.retry(id(u"a")).ok());
    QCOMPARE(standing(tracker, u"idle"), u"waits"_s);
    QCOMPARE(standing(tracker, u"busy"), u"running"_s);
    end(tracker, u"busy", ProcessStatus::Failed);
    QVERIFY(tracker.retry(id(u"busy")).ok());
    QCOMPARE(standing(tracker, u"busy"), u"waits"_s); // what it depends on comes first
    end(tracker, u"a", ProcessStatus::Completed);
    QCOMPARE(standing(tracker, u"idle"), u"pending"_s);
    QCOMPARE(standing(tracker, u"busy"), u"pending"_s);
}

void TestDependencies::isNotRetriedWhileItsDependencyFailed()
{
    auto [clock, log, tracker] = Tracked();
    QVERIFY(tracker.start(startOf(u"a")).ok());
    QVERIFY(tracker.start(dependent(u"child", {u"a"_s})).ok());
    end(tracker, u"a", ProcessStatus::Failed);
    const auto retried = tracker.retry(id(u"child"));
    QCOMPARE(retried.error().code, ErrorCode::NotRetryable);
    QVERIFY(retried.error().message.contains(u"depends on a"_s));

    // One that somebody cancelled while it waited is another matter: it waits again.
    QVERIFY(tracker.retry(id(u"a")).ok());
    QVERIFY(tracker.cancel(id(u"child")).ok());
    QCOMPARE(standing(tracker, u"child"), u"cancelled"_s);
    QVERIFY(tracker.retry(id(u"child")).ok());
    QCOMPARE(standing(tracker, u"child"), u"waits"_s);
}

void TestDependencies::aMissingOneIsRefusedOrWaitedFor()
{
    auto [clock, log, tracker] = Tracked();
    const auto refused = tracker.start(dependent(u"child", {u"later"_s}));
    QCOMPARE(refused.error().code, ErrorCode::InvalidField);
    QCOMPARE(refused.error().field, u"depends_on"_s);
    QVERIFY(tracker.start(dependent(u"child", {u"later"_s}, DependencyRule::AllCompleted, true)).ok());
    QCOMPARE(standing(tracker, u"child"), u"waits"_s);
    QVERIFY(tracker.start(startOf(u"later")).ok());
    QCOMPARE(standing(tracker, u"child"), u"waits"_s);
    end(tracker, u"later", ProcessStatus::Completed);
    QCOMPARE(standing(tracker, u"child"), u"pending"_s);
}

void TestDependencies::namesTheCycle()
{
    auto [clock, log, tracker] = Tracked();
    QVERIFY(tracker.start(dependent(u"a", {u"c"_s}, DependencyRule::AllCompleted, true)).ok());
    QVERIFY(tracker.start(dependent(u"b", {u"a"_s})).ok());
    const auto refused = tracker.start(dependent(u"c", {u"b"_s}));
    QCOMPARE(refused.error().field, u"depends_on"_s);
    QVERIFY2(refused.error().message.contains(u"c → b → a → c"_s), qPrintable(refused.error().message));
    QVERIFY(!tracker.find(id(u"c")));
    const auto self = tracker.start(dependent(u"d", {u"d"_s}, DependencyRule::AllCompleted, true));
    QVERIFY(self.error().message.contains(u"d → d"_s));
}

void TestDependencies::oneThatIsWaitedForStays()
{
    auto [clock, log, tracker] = Tracked();
    QVERIFY(tracker.start(startOf(u"a")).ok());
    QVERIFY(tracker.start(startOf(u"b")).ok());
    QVERIFY(tracker.start(dependent(u"child", {u"a"_s, u"b"_s})).ok());
    end(tracker, u"a", ProcessStatus::Completed);
    QCOMPARE(tracker.archive(id(u"a")).error().code, ErrorCode::HasDependents);
    QCOMPARE(tracker.remove(id(u"a")).error().code, ErrorCode::HasDependents);
    end(tracker, u"b", ProcessStatus::Completed);
    QVERIFY(tracker.remove(id(u"a")).ok());
    end(tracker, u"child", ProcessStatus::Failed);
    QVERIFY(tracker.retry(id(u"child")).ok()); // though one of them is gone
    QCOMPARE(standing(tracker, u"child"), u"pending"_s);
}

void TestDependencies::takesTheLastStatusFromTheHistory()
{
    auto [clock, log, tracker] = Tracked();
    QHash<ProcessId, ProcessPtr> history;
    tracker.setHistory([&](const ProcessId &id) -> Result<ProcessPtr> { return history.value(id); });
    for (const auto &[name, status] :
         {std::pair(u"good"_s, ProcessStatus::Completed), {u"bad"_s, ProcessStatus::Failed}}) {
        Process process;
        process.id = id(name);
        process.status = status;
        history.insert(process.id, std::make_shared<const ProcessState>(process));
        tracker.noteArchived(process.id);
    }
    tracker.noteAllArchived();
    QVERIFY(tracker.start(dependent(u"x", {u"good"_s})).ok());
    QCOMPARE(standing(tracker, u"x"), u"pending"_s);
    QVERIFY(tracker.start(dependent(u"y", {u"bad"_s})).ok());
    QCOMPARE(standing(tracker, u"y"), u"failed by bad"_s);
    QVERIFY(!tracker.start(dependent(u"z", {u"unknown"_s})).ok());

    // One that was archived so lately that the history needn't know it yet.
    QVERIFY(tracker.start(startOf(u"late")).ok());
    end(tracker, u"late", ProcessStatus::Completed);
    QVERIFY(tracker.archive(id(u"late")).ok());
    QVERIFY(tracker.start(dependent(u"w", {u"late"_s})).ok());
    QCOMPARE(standing(tracker, u"w"), u"pending"_s);
}

void TestDependencies::anotherLifeOfADependencyCountsAnew()
{
    auto [clock, log, tracker] = Tracked();
    QVERIFY(tracker.start(startOf(u"a")).ok());
    QVERIFY(tracker.start(dependent(u"child", {u"a"_s})).ok());
    end(tracker, u"a", ProcessStatus::Completed);
    QVERIFY(tracker.remove(id(u"a")).ok());
    QVERIFY(tracker.start(startOf(u"a")).ok());
    QCOMPARE(standing(tracker, u"child"), u"waits"_s); // nobody began it
    end(tracker, u"a", ProcessStatus::Failed);
    QCOMPARE(standing(tracker, u"child"), u"failed by a"_s);
    QVERIFY(tracker.retry(id(u"a")).ok());
    QCOMPARE(standing(tracker, u"child"), u"waits"_s);
}

void TestDependencies::isTheSameAfterARestart()
{
    auto [clock, log, tracker] = Tracked();
    QVERIFY(tracker.start(startOf(u"a")).ok());
    QVERIFY(tracker.start(startOf(u"b")).ok());
    QVERIFY(tracker.start(dependent(u"child", {u"a"_s, u"b"_s})).ok());
    QVERIFY(tracker.start(dependent(u"grandchild", {u"child"_s})).ok());
    end(tracker, u"a", ProcessStatus::Completed);

    auto [clock2, log2, again] = Tracked();
    again.restore(tracker.snapshot().processes);
    QCOMPARE(standing(again, u"child"), u"waits"_s);
    end(again, u"b", ProcessStatus::Failed);
    QCOMPARE(standing(again, u"grandchild"), u"failed by child"_s);

    auto [clock3, log3, third] = Tracked();
    third.restore(again.snapshot().processes);
    QVERIFY(third.retry(id(u"b")).ok());
    QCOMPARE(standing(third, u"grandchild"), u"waits"_s);
}

void TestDependencies::nobodyReadsACompletionWithoutItsReleases()
{
    auto [clock, log, tracker] = Tracked();
    QVERIFY(tracker.start(startOf(u"a")).ok());
    for (int i = 0; i < 100; ++i)
        QVERIFY(tracker.start(dependent(u"child"_s + QString::number(i), {u"a"_s})).ok());
    const quint64 before = log.head();
    end(tracker, u"a", ProcessStatus::Completed);
    QCOMPARE(log.head(), before + 101);
    const EventLog::Batch batch = log.read(before, 1);
    QCOMPARE(batch.events.size(), size_t(101));
    QCOMPARE(batch.last, log.head());
    for (size_t i = 1; i < batch.events.size(); ++i) {
        QCOMPARE(batch.events[i].kind, EventKind::Released);
        QCOMPARE((*batch.events[i].process)->id, id(u"child"_s + QString::number(i - 1))); // the oldest first
    }
}

namespace {

/// Checks from the log alone that nothing begins before its condition held, by a reckoning of its own.
class Witness
{
public:
    void see(const Event &event)
    {
        const Process &process = **event.process;
        if (process.status == ProcessStatus::Running
            && (!event.before || (*event.before)->status != ProcessStatus::Running))
            QVERIFY2(holds(process), qPrintable(process.id.toString()));
        m_states.insert(process.id, event.process);
    }

private:
    bool holds(const Process &process) const
    {
        const DependencyTerms *terms = process.dispatch.dependencies().terms();
        if (!terms)
            return true;
        int completed = 0;
        int failed = 0;
        int over = 0;
        for (const Dependency &dependency : terms->on) {
            const Process &other = **m_states.value(dependency.id);
            const bool isRetried = other.retry && other.retry->status == RetryState::Status::Scheduled;
            if (!isTerminal(other.status) || isRetried)
                continue;
            ++over;
            completed += other.status == ProcessStatus::Completed ? 1 : 0;
            failed += other.status == ProcessStatus::Failed || other.dispatch.dependencies().hasFailed() ? 1 : 0;
        }
        const auto all = static_cast<int>(terms->on.size());
        switch (terms->rule) {
        case DependencyRule::AllCompleted:
            return completed == all;
        case DependencyRule::AllFinished:
            return over == all;
        case DependencyRule::AnyCompleted:
            return completed > 0;
        case DependencyRule::AnyFailed:
            return failed > 0;
        }
        return false;
    }

    QHash<ProcessId, ProcessPtr> m_states;
};

} // namespace

void TestDependencies::tenThousandInRandomGraphs()
{
    constexpr int graphs = 200;
    constexpr int inEach = 50;
    for (int graph = 0; graph < graphs; ++graph) {
        std::mt19937 random(static_cast<unsigned>(graph + 1));
        const auto draw = [&random](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
        auto [clock, log, tracker] = Tracked();
        for (int i = 0; i < inEach; ++i) {
            QStringList on;
            for (int n = i == 0 ? 0 : draw(5); n > 0; --n)
                on.append(QString::number(draw(i)));
            on.removeDuplicates();
            StartChange start = dependent(QString::number(i), on, static_cast<DependencyRule>(draw(4)));
            if (draw(2) == 0)
                start.retryPolicy = retryAfter(0ms, 2 + draw(2));
            QVERIFY(tracker.start(start).ok());
        }
        // Whoever may go on does, in a random order, until nobody can.
        const auto step = [&] {
            std::vector<ProcessPtr> able;
            for (const ProcessPtr &process : tracker.snapshot().processes) {
                if (isLive(**process) && !isWaiting(**process))
                    able.push_back(process);
            }
            if (able.empty())
                return false;
            const Process &process = **able[static_cast<size_t>(draw(static_cast<int>(able.size())))];
            if (isTerminal(process.status))
                return tracker.retry(process.id, {.scheduledAttempt = process.retry->attempt}).ok();
            if (process.status == ProcessStatus::Pending)
                return tracker.report(process.id, reportOf(ProcessStatus::Running)).ok();
            const int fate = draw(10);
            if (fate == 0)
                return tracker.cancel(process.id).ok();
            return tracker.report(process.id, reportOf(fate < 4 ? ProcessStatus::Failed : ProcessStatus::Completed))
                .ok();
        };
        for (int round = 0; round < 3; ++round) {
            while (step()) { }
            for (const ProcessPtr &process : tracker.snapshot().processes) {
                if (isRetryable((*process)->status) && draw(3) == 0)
                    std::ignore = tracker.retry((*process)->id);
            }
        }
        while (step()) { }
        for (const ProcessPtr &process : tracker.snapshot().processes)
            QVERIFY2(!isLive(**process),
                     qPrintable(u"graph %1: %2 is left"_s.arg(graph).arg((*process)->id.toString())));
        Witness witness;
        const EventLog::Batch batch = log.read(0, static_cast<qsizetype>(log.head()));
        for (const Event &event : batch.events) {
            witness.see(event);
            if (QTest::currentTestFailed())
                return;
        }
    }
}

QTEST_GUILESS_MAIN(TestDependencies)
#include "tst_dependencies.moc"
