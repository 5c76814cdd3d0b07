// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processes.h"
#include "tracked.h"

#include <QTest>

using namespace Procession;

class TestProcessTracker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyChangeBecomesOneEvent();
    void everyEventCarriesItsOrigin_data();
    void everyEventCarriesItsOrigin();
    void theDrawIsTheTrackers();
    void anErrorChangesNothing_data();
    void anErrorChangesNothing();
    void aSnapshotAndTheLogAfterItTellEverything();
    void typesMustBeRegistered();
    void countsFollow();
    void processesOfOneTypeShareItsName();
    void namesOfTheApiAreNoIds_data();
    void namesOfTheApiAreNoIds();
    void looksIntoTheHistoryOnlyWhereItMust();
    void anIdHasOneLife_data();
    void anIdHasOneLife();
    void looksAgainWhereMuchIsArchivedMeanwhile();
    void saysThatTheHistoryCannotBeRead();
};

namespace {

/// A tracker with a history that is a map, as a store would keep it.
class TrackedHistory : public Tracked
{
public:
    explicit TrackedHistory(EventLog::Commits commits = EventLog::Commits::OnAppend)
        : Tracked(EventLog::defaultCapacity, commits)
    {
        tracker.setHistory([this](const ProcessId &id) -> Result<ProcessPtr> {
            ++looks;
            if (duringLook)
                duringLook();
            if (error)
                return *error;
            return disk.value(id);
        });
        tracker.noteAllArchived();
    }

    /// A process that came to an end and left memory; on the disk once the store got there.
    void finishAndArchive(const ProcessId &id, bool isOnDisk)
    {
        QVERIFY(tracker.start(startOf(id.toString())).ok());
        QVERIFY(tracker.cancel(id).ok());
        const auto archived = tracker.archive(id);
        QVERIFY(archived.ok());
        if (isOnDisk)
            disk.insert(id, *archived);
    }
    /// Many others go, so that the tracker doesn't remember earlier ones any more.
    void archiveMany(const QString &prefix)
    {
        for (int i = 0; i < 300; ++i)
            finishAndArchive(id(prefix + QString::number(i)), true);
    }

    QHash<ProcessId, ProcessPtr> disk;
    int looks = 0;
    std::function<void()> duringLook;
    std::optional<Error> error;
};

Process importOf(const Process &process)
{
    Process copy = process;
    copy.seq = copy.createdSeq = copy.reportSeq = 0;
    return copy;
}

} // namespace

void TestProcessTracker::namesOfTheApiAreNoIds_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name : {"types", "statuses", "batch", "cancel", "retry", "import", ".", ".."})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void TestProcessTracker::namesOfTheApiAreNoIds()
{
    QFETCH(QString, name);
    auto [clock, log, tracker] = Tracked();
    const auto started = tracker.start(startOf(name));
    QVERIFY(!started.ok());
    QCOMPARE(started.error().code, ErrorCode::InvalidField);
    QCOMPARE(started.error().field, QStringLiteral("process_id"));
    QVERIFY(tracker.start(startOf(u"a")).ok());
    Process process = **tracker.find(id(u"a"));
    process.id = id(name);
    QCOMPARE(tracker.import(process).error().code, ErrorCode::InvalidField);
    QCOMPARE(log.head(), 1u);
    for (const QString &neighbour : {name + u'x', name.toUpper() + u'_', u'.' + name + u'.'})
        QVERIFY(tracker.start(startOf(neighbour)).ok());
}

void TestProcessTracker::looksIntoTheHistoryOnlyWhereItMust()
{
    TrackedHistory history;
    StartChange unnamed = startOf(u"x");
    unnamed.id = {};
    QVERIFY(history.tracker.start(unnamed).ok());
    QVERIFY(history.tracker.start(startOf(u"new")).ok());
    QVERIFY(history.tracker.start(startOf(u"new")).ok()); // tracked
    QVERIFY(!history.tracker.report(id(u"nobody"), progressOf(1)).ok());
    history.finishAndArchive(id(u"old"), true);
    QVERIFY(history.tracker.start(startOf(u"another")).ok());
    QCOMPARE(history.looks, 0);
    QVERIFY(history.tracker.mayBeArchived(id(u"old")));
    QVERIFY(!history.tracker.mayBeArchived(id(u"another")));
    QVERIFY(!history.tracker.mayBeArchived(id(u"nobody")));
    history.archiveMany(QStringLiteral("m"));
    QCOMPARE(history.looks, 0);
    QVERIFY(!history.tracker.start(startOf(u"old"))->created);
    QCOMPARE(history.looks, 1);
}

void TestProcessTracker::anIdHasOneLife_data()
{
    QTest::addColumn<bool>("isOld"); // so that it is only on the disk
    QTest::newRow("that went just now") << false;
    QTest::newRow("that went long ago") << true;
}

void TestProcessTracker::anIdHasOneLife()
{
    QFETCH(bool, isOld);
    TrackedHistory history;
    ProcessTracker &tracker = history.tracker;
    history.finishAndArchive(id(u"a"), isOld);
    const ProcessPtr last = history.log.read(history.log.head() - 1, 1).events.front().process;
    if (isOld)
        history.archiveMany(QStringLiteral("m"));
    const quint64 head = history.log.head();

    const auto again = tracker.start(startOf(u"a"));
    QVERIFY(again.ok());
    QVERIFY(!again->created);
    QVERIFY(again->process == last);
    StartChange other = startOf(u"a");
    other.name = QStringLiteral("Another job");
    QCOMPARE(tracker.start(other).error().code, ErrorCode::ProcessExists);
    QVERIFY(!tracker.import(importOf(**last))->created);
    Process elsewhere = importOf(**last);
    elsewhere.message = QStringLiteral("stands otherwise");
    QCOMPARE(tracker.import(elsewhere).error().code, ErrorCode::ProcessExists);
    QCOMPARE(tracker.report(id(u"a"), progressOf(1)).error().code, ErrorCode::UnknownProcess);
    QCOMPARE(tracker.retry(id(u"a")).error().code, ErrorCode::UnknownProcess);
    QCOMPARE(history.log.head(), head);
    QVERIFY(!tracker.find(id(u"a")));

    // Once it is forgotten the id is free.
    if (isOld) {
        tracker.forgetArchived(id(u"a"));
        history.disk.remove(id(u"a"));
    } else {
        QVERIFY(tracker.remove(id(u"a")).ok());
    }
    QVERIFY(tracker.start(other)->created);
    QVERIFY(tracker.cancel(id(u"a")).ok());
    QVERIFY(tracker.remove(id(u"a")).ok());
    QVERIFY(tracker.start(startOf(u"a"))->created);
}

void TestProcessTracker::looksAgainWhereMuchIsArchivedMeanwhile()
{
    TrackedHistory history;
    history.tracker.noteArchived(id(u"a")); // it was there when the ids were read, and is gone now
    int rounds = 0;
    history.duringLook = [&] {
        if (++rounds == 1)
            history.archiveMany(QStringLiteral("m"));
    };
    QVERIFY(history.tracker.start(startOf(u"a"))->created);
    QCOMPARE(history.looks, 2);

    history.tracker.noteArchived(id(u"b"));
    history.duringLook = [&] { history.archiveMany(QStringLiteral("r%1-").arg(++rounds)); };
    const auto refused = history.tracker.start(startOf(u"b"));
    QCOMPARE(refused.error().code, ErrorCode::Conflict);

    // Another one lived and went while it was looked.
    history.duringLook = [&] {
        history.duringLook = {};
        history.finishAndArchive(id(u"c"), false);
    };
    history.tracker.noteArchived(id(u"c"));
    history.tracker.forgetArchived(id(u"c"));
    history.finishAndArchive(id(u"c"), true);
    QVERIFY(!history.tracker.start(startOf(u"c"))->created);
}

void TestProcessTracker::saysThatTheHistoryCannotBeRead()
{
    TrackedHistory history;
    history.tracker.noteArchived(id(u"a"));
    history.error = Error{ErrorCode::Io, QStringLiteral("the disk is gone"), {}};
    QCOMPARE(history.tracker.start(startOf(u"a")).error().code, ErrorCode::Io);
    QVERIFY(!history.tracker.find(id(u"a")));
    QVERIFY(history.tracker.start(startOf(u"b")).ok());
}

void TestProcessTracker::everyChangeBecomesOneEvent()
{
    auto [clock, log, tracker] = Tracked();
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

void TestProcessTracker::everyEventCarriesItsOrigin_data()
{
    using Tracker = ProcessTracker;
    using Call = std::function<bool(Tracker &, const Origin &)>;
    QTest::addColumn<Call>("call");
    QTest::addColumn<EventKind>("kind");
    const auto row = [](const char *name, EventKind kind, const Call &call) { QTest::newRow(name) << call << kind; };
    row("start", EventKind::Started,
        [](Tracker &tracker, const Origin &origin) { return tracker.start(startOf(u"new"), origin).ok(); });
    row("report", EventKind::Reported,
        [](Tracker &tracker, const Origin &origin) { return tracker.report(id(u"live"), progressOf(1), origin).ok(); });
    row("cancel", EventKind::Cancelled,
        [](Tracker &tracker, const Origin &origin) { return tracker.cancel(id(u"live"), origin).ok(); });
    row("retry", EventKind::Retried,
        [](Tracker &tracker, const Origin &origin) { return tracker.retry(id(u"done"), {}, origin).ok(); });
    row("remove", EventKind::Removed,
        [](Tracker &tracker, const Origin &origin) { return tracker.remove(id(u"done"), origin).ok(); });
    row("archive", EventKind::Archived,
        [](Tracker &tracker, const Origin &origin) { return tracker.archive(id(u"done"), origin).ok(); });
    row("import", EventKind::Imported, [](Tracker &tracker, const Origin &origin) {
        Process copy = importOf(**tracker.find(id(u"done")));
        copy.id = id(u"copy");
        return tracker.import(copy, origin).ok();
    });
    row("expire", EventKind::TimedOut, [](Tracker &tracker, const Origin &origin) {
        return tracker.expire(id(u"live"), ExpireChange{}, origin).ok();
    });
    row("markQuiet", EventKind::FellQuiet, [](Tracker &tracker, const Origin &origin) {
        const quint64 reportSeq = (*tracker.find(id(u"live")))->reportSeq;
        return tracker.markQuiet(id(u"live"), {.reportSeq = reportSeq}, origin).ok();
    });
    const auto type = ProcessType::fromString(QStringLiteral("nightly")).value();
    row("registerType", EventKind::TypeRegistered,
        [type](Tracker &tracker, const Origin &origin) { return tracker.registerType(type, origin); });
    row("setRetryPolicy", EventKind::PolicySet, [type](Tracker &tracker, const Origin &origin) {
        return tracker.setRetryPolicy(type, RetryPolicy{}, origin).ok();
    });
    row("pauseQueue", EventKind::QueuePaused,
        [type](Tracker &tracker, const Origin &origin) { return tracker.pauseQueue(type, origin); });
    row("pauseQueue of all", EventKind::QueuePaused, [](Tracker &tracker, const Origin &origin) {
        const bool changed = tracker.pauseQueue({}, origin);
        return changed && !tracker.pauseQueue({}, {}) && tracker.queuePauses().at({}).origin == origin;
    });
}

void TestProcessTracker::everyEventCarriesItsOrigin()
{
    QFETCH(const std::function<bool(ProcessTracker &, const Origin &)>, call);
    FakeClock clock;
    EventLog log;
    ProcessTracker tracker(log, clock);
    StartChange live = startOf(u"live", ProcessStatus::Running);
    live.timeout = std::chrono::seconds(1);
    QVERIFY(tracker.start(live).ok());
    QVERIFY(tracker.start(startOf(u"done")).ok());
    QVERIFY(tracker.cancel(id(u"done")).ok());
    const quint64 before = log.head();
    const Origin origin{Actor{.kind = Actor::Kind::Token,
                              .name = QStringLiteral("default"),
                              .client = QStringLiteral("curl/7.88"),
                              .address = QStringLiteral("127.0.0.1")},
                        QStringLiteral("because")};
    QVERIFY(call(tracker, origin));
    const EventLog::Batch batch = log.read(before, 10);
    QCOMPARE(batch.events.size(), 1u);
    QTEST(batch.events[0].kind, "kind");
    QVERIFY(batch.events[0].origin == origin);
    for (const Event &event : log.read(0, static_cast<qsizetype>(before)).events)
        QVERIFY(event.origin == Origin{}); // this server itself
}

void TestProcessTracker::theDrawIsTheTrackers()
{
    FakeClock clock;
    EventLog log;
    ProcessTracker tracker(log, clock, {}, {}, [] { return 0.25; });
    StartChange start = startOf(u"a");
    start.retryPolicy = RetryPolicy{.maxAttempts = 3, .initialDelay = std::chrono::seconds(8), .jitter = true};
    QVERIFY(tracker.start(start).ok());
    const auto failed = tracker.report(id(u"a"), reportOf(ProcessStatus::Failed));
    QVERIFY(failed.ok());
    const auto &retry = (**failed)->retry;
    QVERIFY(retry && retry->status == RetryState::Status::Scheduled);
    QCOMPARE(retry->delay, retryDelay(*start.retryPolicy, 1, 0.25));
    QVERIFY(retry->delay != retryDelay(*start.retryPolicy, 1, 0.75));
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
    auto [clock, log, tracker] = Tracked();
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
    auto [clock, log, tracker] = Tracked();
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
    auto [clock, log, tracker] = Tracked();
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
    auto [clock, log, tracker] = Tracked();
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
    auto [clock, log, tracker] = Tracked();
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
