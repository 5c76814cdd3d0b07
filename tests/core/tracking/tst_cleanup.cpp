// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cleanup.h"
#include "processes.h"
#include "tracked.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestCleanup : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void forgetsWhatFinishedLongAgo();
    void keepsAtMostSoMany();
    void aLiveProcessIsNeverForgotten();
    void oneWhoseRetryIsScheduledIsNotForgotten();
    void thoseWhoseRetryIsScheduledPushNobodyOut();
    void oneThatWasRetriedCountsFromItsNewEnd();
    void oneThatIsWaitedForIsKept();
};

namespace {

void finish(ProcessTracker &tracker, QStringView name)
{
    QVERIFY(tracker.start(startOf(name)).ok());
    QVERIFY(tracker.report(id(name), reportOf(ProcessStatus::Completed)).ok());
    QCoreApplication::processEvents();
}

} // namespace

void TestCleanup::forgetsWhatFinishedLongAgo()
{
    auto [clock, log, tracker] = Tracked();
    Cleanup cleanup(tracker, clock, {.maxAge = 60s});
    finish(tracker, u"first");
    clock.advance(30s);
    finish(tracker, u"second");
    clock.advance(29s);
    cleanup.checkNow();
    QVERIFY(tracker.find(id(u"first")));
    clock.advance(1s);
    cleanup.checkNow();
    QVERIFY(!tracker.find(id(u"first")));
    QVERIFY(tracker.find(id(u"second")));
    clock.advance(30s);
    cleanup.checkNow();
    QVERIFY(!tracker.find(id(u"second")));
}

void TestCleanup::keepsAtMostSoMany()
{
    auto [clock, log, tracker] = Tracked();
    Cleanup cleanup(tracker, clock, {.maxAge = 0s, .maxFinished = 3});
    for (int i = 0; i < 10; ++i)
        finish(tracker, u"p"_s + QString::number(i));
    QCoreApplication::processEvents();
    QStringList kept;
    for (const ProcessPtr &process : tracker.snapshot().processes)
        kept.append((*process)->id.toString());
    QCOMPARE(kept, QStringList({QStringLiteral("p7"), QStringLiteral("p8"), QStringLiteral("p9")}));
}

void TestCleanup::aLiveProcessIsNeverForgotten()
{
    auto [clock, log, tracker] = Tracked();
    Cleanup cleanup(tracker, clock, {.maxAge = 1s, .maxFinished = 0});
    QVERIFY(tracker.start(startOf(u"pending")).ok());
    QVERIFY(tracker.start(startOf(u"running", ProcessStatus::Running)).ok());
    finish(tracker, u"done");
    clock.advance(1h);
    QCoreApplication::processEvents();
    cleanup.checkNow();
    QVERIFY(tracker.find(id(u"pending")) && tracker.find(id(u"running")));
    QVERIFY(!tracker.find(id(u"done")));
}

void TestCleanup::oneWhoseRetryIsScheduledIsNotForgotten()
{
    auto [clock, log, tracker] = Tracked();
    Cleanup cleanup(tracker, clock, {.maxAge = 60s});
    QVERIFY(tracker.setRetryPolicy(ProcessType::backgroundJob(), retryAfter(24h)).ok());
    QVERIFY(tracker.start(startOf(u"job")).ok());
    QVERIFY(tracker.report(id(u"job"), reportOf(ProcessStatus::Failed)).ok());
    QCoreApplication::processEvents();
    clock.advance(1h);
    cleanup.checkNow();
    QVERIFY(tracker.find(id(u"job")));
    QVERIFY(tracker.cancel(id(u"job")).ok());
    QCoreApplication::processEvents();
    clock.advance(60s);
    cleanup.checkNow();
    QVERIFY(!tracker.find(id(u"job")));
}

void TestCleanup::thoseWhoseRetryIsScheduledPushNobodyOut()
{
    auto [clock, log, tracker] = Tracked();
    Cleanup cleanup(tracker, clock, {.maxAge = 0s, .maxFinished = 2});
    finish(tracker, u"first");
    finish(tracker, u"second");
    QVERIFY(tracker.setRetryPolicy(ProcessType::backgroundJob(), retryAfter(24h)).ok());
    for (const char16_t *name : {u"a", u"b", u"c"}) {
        QVERIFY(tracker.start(startOf(name)).ok());
        QVERIFY(tracker.report(id(name), reportOf(ProcessStatus::Failed)).ok());
    }
    QCoreApplication::processEvents();
    QVERIFY(tracker.find(id(u"first")));
    QVERIFY(tracker.cancel(id(u"a")).ok()); // now it is finished
    QCoreApplication::processEvents();
    QVERIFY(!tracker.find(id(u"first")));
    QVERIFY(tracker.find(id(u"second")) && tracker.find(id(u"a")));
}

void TestCleanup::oneThatWasRetriedCountsFromItsNewEnd()
{
    auto [clock, log, tracker] = Tracked();
    Cleanup cleanup(tracker, clock, {.maxAge = 60s});
    QVERIFY(tracker.setRetryPolicy(ProcessType::backgroundJob(), retryAfter(24h)).ok());
    QVERIFY(tracker.start(startOf(u"job")).ok());
    QVERIFY(tracker.report(id(u"job"), reportOf(ProcessStatus::Failed)).ok());
    QCoreApplication::processEvents();
    clock.advance(50s);
    QVERIFY(tracker.retry(id(u"job")).ok());
    QVERIFY(tracker.report(id(u"job"), reportOf(ProcessStatus::Completed)).ok());
    QCoreApplication::processEvents();
    clock.advance(50s);
    cleanup.checkNow();
    QVERIFY(tracker.find(id(u"job")));
    clock.advance(10s);
    cleanup.checkNow();
    QVERIFY(!tracker.find(id(u"job")));
}

void TestCleanup::oneThatIsWaitedForIsKept()
{
    auto [clock, log, tracker] = Tracked();
    Cleanup cleanup(tracker, clock, {.maxAge = 60s, .maxFinished = 0});
    QVERIFY(tracker.start(startOf(u"first")).ok());
    QVERIFY(tracker.start(startOf(u"second")).ok());
    StartChange child = startOf(u"child");
    child.dependencies.on = {{id(u"first")}, {id(u"second")}};
    QVERIFY(tracker.start(child).ok());
    QVERIFY(tracker.report(id(u"first"), reportOf(ProcessStatus::Completed)).ok());
    QCoreApplication::processEvents();
    clock.advance(120s);
    cleanup.checkNow();
    QVERIFY(tracker.find(id(u"first")));
    QVERIFY(tracker.report(id(u"second"), reportOf(ProcessStatus::Completed)).ok());
    QCoreApplication::processEvents();
    QVERIFY(!tracker.find(id(u"first")));
    QVERIFY(!tracker.find(id(u"second")));
    QVERIFY(tracker.find(id(u"child")));
}

QTEST_GUILESS_MAIN(TestCleanup)
#include "tst_cleanup.moc"
