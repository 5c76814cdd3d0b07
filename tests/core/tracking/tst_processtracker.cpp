// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakeclock.h"
#include "processes.h"
#include "processtracker.h"

#include <QTest>

using namespace Procession;

class TestProcessTracker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyChangeBecomesOneEvent();
    void anErrorChangesNothing_data();
    void anErrorChangesNothing();
    void aSnapshotAndTheLogAfterItTellEverything();
    void typesMustBeRegistered();
    void countsFollow();
    void processesOfOneTypeShareItsName();
};

void TestProcessTracker::everyChangeBecomesOneEvent()
{
    FakeClock clock;
    EventLog log;
    ProcessTracker tracker(log, clock);
    const auto started = tracker.start(startOf(u"a"));
    QVERIFY(started.ok() && started->created);
    QVERIFY(!tracker.start(startOf(u"a"))->created); // no event for a repeated start
    QVERIFY(tracker.report(id(u"a"), reportOf(ProcessStatus::Running)).ok());
    QVERIFY(tracker.cancel(id(u"a")).ok());
    QVERIFY(tracker.retry(id(u"a")).ok());
    QVERIFY(tracker.cancel(id(u"a")).ok());
    QVERIFY(tracker.remove(id(u"a")).ok());
    QVERIFY(!tracker.find(id(u"a")));

    const EventLog::Batch batch = log.read(0, 100);
    QList<EventKind> kinds;
    QSet<QUuid> ids;
    for (const Event &event : batch.events) {
        kinds.append(event.kind);
        ids.insert(event.id);
        QCOMPARE((*event.process)->seq, event.seq);
    }
    QCOMPARE(kinds,
             QList<EventKind>({EventKind::Started, EventKind::Reported, EventKind::Cancelled, EventKind::Retried,
                               EventKind::Cancelled, EventKind::Removed}));
    QCOMPARE(ids.size(), kinds.size());
}

void TestProcessTracker::anErrorChangesNothing_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("report on nobody") << QStringLiteral("report nobody") << ErrorCode::UnknownProcess;
    QTest::newRow("cancel nobody") << QStringLiteral("cancel nobody") << ErrorCode::UnknownProcess;
    QTest::newRow("report on a finished one") << QStringLiteral("report done") << ErrorCode::IllegalTransition;
    QTest::newRow("cancel a finished one") << QStringLiteral("cancel done") << ErrorCode::AlreadyFinished;
    QTest::newRow("retry a completed one") << QStringLiteral("retry done") << ErrorCode::NotRetryable;
    QTest::newRow("delete a live one") << QStringLiteral("remove live") << ErrorCode::NotFinished;
    QTest::newRow("an id that is taken") << QStringLiteral("start live") << ErrorCode::ProcessExists;
}

void TestProcessTracker::anErrorChangesNothing()
{
    QFETCH(QString, what);
    QFETCH(ErrorCode, code);
    FakeClock clock;
    EventLog log;
    ProcessTracker tracker(log, clock);
    QVERIFY(tracker.start(startOf(u"live")).ok());
    QVERIFY(tracker.start(startOf(u"done")).ok());
    QVERIFY(tracker.report(id(u"done"), reportOf(ProcessStatus::Completed)).ok());
    const quint64 head = log.head();
    const Process live = **tracker.find(id(u"live"));
    const Process done = **tracker.find(id(u"done"));

    const QStringList words = what.split(u' ');
    const ProcessId target = id(words[1]);
    std::optional<Error> error;
    const auto note = [&error](const auto &result) {
        if (!result)
            error = result.error();
    };
    if (words[0] == u"report")
        note(tracker.report(target, progressOf(5)));
    else if (words[0] == u"cancel")
        note(tracker.cancel(target));
    else if (words[0] == u"retry")
        note(tracker.retry(target));
    else if (words[0] == u"remove")
        note(tracker.remove(target));
    else
        note(tracker.start(startOf(words[1], ProcessStatus::Running)));

    QVERIFY(error);
    QCOMPARE(error->code, code);
    QVERIFY2(error->message.contains(words[1]), qPrintable(error->message)); // it says whom it is about
    QCOMPARE(log.head(), head);
    QVERIFY(**tracker.find(id(u"live")) == live);
    QVERIFY(**tracker.find(id(u"done")) == done);
}

void TestProcessTracker::aSnapshotAndTheLogAfterItTellEverything()
{
    FakeClock clock;
    EventLog log;
    ProcessTracker tracker(log, clock);
    QVERIFY(tracker.start(startOf(u"b")).ok());
    QVERIFY(tracker.start(startOf(u"a")).ok());
    const auto snapshot = tracker.snapshot();
    QCOMPARE(snapshot.seq, 2u);
    QCOMPARE((*snapshot.processes[0])->id, id(u"b")); // oldest first
    QVERIFY(tracker.report(id(u"b"), progressOf(50)).ok());
    const auto batch = log.read(snapshot.seq, 10);
    QCOMPARE(batch.events.size(), 1u);
    QCOMPARE((*batch.events.front().process)->progress, std::optional(50.0));
    QVERIFY(!(*snapshot.processes[0])->progress); // what was given out never changes
}

void TestProcessTracker::typesMustBeRegistered()
{
    FakeClock clock;
    EventLog log;
    ProcessTracker tracker(log, clock);
    const ProcessType etl = *ProcessType::fromString(u"etl");
    const auto refused = tracker.start(startOf(u"a", ProcessStatus::Pending, etl));
    QCOMPARE(refused.error().code, ErrorCode::UnknownProcessType);
    QVERIFY(tracker.registerType(etl));
    QVERIFY(!tracker.registerType(etl));
    QVERIFY(tracker.start(startOf(u"a", ProcessStatus::Pending, etl)).ok());
    QCOMPARE(tracker.types().size(), 7);
    QCOMPARE(tracker.types().last(), etl);
}

void TestProcessTracker::countsFollow()
{
    FakeClock clock;
    EventLog log;
    ProcessTracker tracker(log, clock);
    for (const char16_t *name : {u"a", u"b", u"c"})
        QVERIFY(tracker.start(startOf(name)).ok());
    QVERIFY(tracker.report(id(u"a"), reportOf(ProcessStatus::Running)).ok());
    QVERIFY(tracker.cancel(id(u"b")).ok());
    QCOMPARE(tracker.counts(), StatusCounts({1, 1, 0, 0, 1, 0}));
    QVERIFY(tracker.remove(id(u"b")).ok());
    QCOMPARE(tracker.counts(), StatusCounts({1, 1, 0, 0, 0, 0}));
}

void TestProcessTracker::processesOfOneTypeShareItsName()
{
    FakeClock clock;
    EventLog log;
    ProcessTracker tracker(log, clock);
    const auto nameOf = [](const Result<ProcessTracker::Started> &started) {
        return (*started->process)->type.bytes().data();
    };
    const auto type = [] { return *ProcessType::fromString(u"ai_task"); }; // a name of its own each time
    const char *first = nameOf(tracker.start(startOf(u"a", ProcessStatus::Pending, type())));
    QCOMPARE(nameOf(tracker.start(startOf(u"b", ProcessStatus::Pending, type()))), first);
    Process elsewhere = **tracker.find(id(u"a"));
    elsewhere.id = id(u"c");
    elsewhere.type = type();
    QCOMPARE(nameOf(tracker.import(elsewhere)), first);
}

QTEST_APPLESS_MAIN(TestProcessTracker)
#include "tst_processtracker.moc"
