// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "archivebench.h"
#include "modelrecorder.h"
#include "selectedprocess.h"
#include "timelinemodel.h"

#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

#include <functional>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

using Model = TimelineModel;

namespace {

/// A store, the live list, and the timeline of what is selected.
struct Bench : ArchiveBench
{
    explicit Bench(bool hasArchive = true, qsizetype logCapacity = EventLog::defaultCapacity)
        : ArchiveBench(logCapacity)
        , list(run.tracker)
        , selected(list)
        , model(selected, run.log, hasArchive ? &history : nullptr)
        , recorder(model)
    {
    }

    QStringList values(Model::Role role) const
    {
        QStringList values;
        for (int row = 0; row < model.rowCount(); ++row)
            values.append(model.index(row).data(role).toString());
        return values;
    }
    QString titles() const { return values(Model::TitleRole).join(u", "); }

    ProcessListModel list;
    SelectedProcess selected;
    Model model;
    ModelRecorder recorder;
};

using Steps = std::function<void(ProcessTracker &, FakeClock &)>;

void report(ProcessTracker &tracker, const ReportChange &change)
{
    QVERIFY(tracker.report(id(u"a"), change).ok());
}

void fail(ProcessTracker &tracker, const QString &error)
{
    ReportChange failure = reportOf(ProcessStatus::Failed);
    failure.errorMessage = error;
    report(tracker, failure);
}

} // namespace

/// The life of a process in words, from a real file and from the log.
class TestTimelineModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void tellsInWords_data();
    void tellsInWords();
    void tellsMessagesAndErrorsOnceAndInFull();
    void tellsWhenAndWhat();
    void tellsWhatFollowsAFailure();
    void tellsWhoAskedAndWhy();
    void tellsTheAttemptWhereThereAreSeveral();
    void growsAtTheTop();
    void nothingIsMissingBeforeTheStoreHasIt();
    void goesOnWhileNothingCanBeStored();
    void showsAsMuchProgressAsTheHistoryKeeps();
    void onlyTheLatestSelectionIsShown();
    void tellsNamesakesApart();
    void staysWhenTheProcessIsArchived();
    void readsAllAnewAfterALoss();
    void saysWhyItCouldNotRead();
    void hasNothingWithoutAnArchive();
};

void TestTimelineModel::initTestCase()
{
    qputenv("TZ", "UTC");
}

void TestTimelineModel::tellsInWords_data()
{
    QTest::addColumn<Steps>("steps");
    QTest::addColumn<QString>("titles"); // what happened last first
    QTest::addColumn<bool>("whileSelected");
    const auto row = [](const char *name, const char *titles, const Steps &steps) {
        for (const bool live : {true, false})
            QTest::addRow("%s, %s", name, live ? "live" : "read") << steps << QString::fromLatin1(titles) << live;
    };
    row("a good end", "Completed, Running, Started", [](ProcessTracker &tracker, FakeClock &) {
        report(tracker, reportOf(ProcessStatus::Running));
        report(tracker, reportOf(ProcessStatus::Completed));
    });
    row("progress", "40%, 12%, Running, Started", [](ProcessTracker &tracker, FakeClock &clock) {
        report(tracker, reportOf(ProcessStatus::Running));
        for (const double percent : {12.5, 40.0}) {
            clock.advance(2s);
            report(tracker, progressOf(percent));
        }
    });
    row("retried by itself", "Running, Attempt 2, Failed, Running, Started", [](ProcessTracker &tracker, FakeClock &) {
        report(tracker, reportOf(ProcessStatus::Running));
        fail(tracker, u"no disk"_s);
        QVERIFY(tracker.retry(id(u"a"), {.scheduledAttempt = 2}).ok());
        report(tracker, reportOf(ProcessStatus::Running));
    });
    row("waits for its retry", "Failed, Started",
        [](ProcessTracker &tracker, FakeClock &) { fail(tracker, u"no disk"_s); });
    row("given up", "Failed, Attempt 2, Failed, Started", [](ProcessTracker &tracker, FakeClock &) {
        fail(tracker, u"no disk"_s);
        QVERIFY(tracker.retry(id(u"a"), {.scheduledAttempt = 2}).ok());
        fail(tracker, u"no disk"_s);
    });
    row("a retry that was called off", "Retry called off, Failed, Started", [](ProcessTracker &tracker, FakeClock &) {
        fail(tracker, u"no disk"_s);
        QVERIFY(tracker.cancel(id(u"a")).ok());
    });
    row("cancelled and retried by hand", "Attempt 2, Cancelled, Started", [](ProcessTracker &tracker, FakeClock &) {
        QVERIFY(tracker.cancel(id(u"a")).ok());
        QVERIFY(tracker.retry(id(u"a")).ok());
    });
    row("ran too long", "Timed out, Fell quiet, Running, Started", [](ProcessTracker &tracker, FakeClock &clock) {
        report(tracker, reportOf(ProcessStatus::Running));
        clock.advance(90s);
        const quint64 reportSeq = (*tracker.find(id(u"a")))->reportSeq;
        QVERIFY(tracker.markQuiet(id(u"a"), {.reportSeq = reportSeq}).ok());
        QVERIFY(tracker.expire(id(u"a"), {.reportSeq = reportSeq}).ok());
    });
}

void TestTimelineModel::tellsInWords()
{
    QFETCH(Steps, steps);
    QFETCH(QString, titles);
    QFETCH(bool, whileSelected);
    Bench bench;
    StartChange start = startOf(u"a");
    start.timeout = 60s;
    start.retryPolicy = retryAfter(5s, 2);
    QVERIFY(bench.run.tracker.start(start).ok());
    QSignalSpy merged(&bench.list, &ProcessListModel::merged);
    if (whileSelected) {
        QVERIFY(bench.run.commit());
        QTRY_VERIFY(bench.list.rowCount() == 1);
        bench.selected.setProcessId(u"a"_s);
        QTRY_COMPARE(bench.titles(), u"Started"_s);
    }
    steps(bench.run.tracker, bench.run.clock);
    if (!whileSelected) {
        QVERIFY(bench.run.commit());
        QTRY_COMPARE(bench.list.rowCount(), 1);
        bench.selected.setProcessId(u"a"_s);
    }
    QTRY_COMPARE(bench.titles(), titles);
    QTRY_VERIFY(!bench.model.isLoading());
    QCOMPARE(bench.titles(), titles);
}

void TestTimelineModel::tellsMessagesAndErrorsOnceAndInFull()
{
    const QString error = u"line one\nline two "_s + QString(2000, u'x');
    Bench bench;
    QVERIFY(bench.run.tracker.start(startOf(u"a", ProcessStatus::Running)).ok());
    ReportChange reading = progressOf(10);
    reading.message = u"reading"_s;
    bench.run.clock.advance(2s);
    report(bench.run.tracker, reading);
    bench.run.clock.advance(2s);
    report(bench.run.tracker, progressOf(20)); // the message stays what it was
    ReportChange told = progressOf(30);
    told.message = u"30%"_s; // as its title does already
    bench.run.clock.advance(2s);
    report(bench.run.tracker, told);
    fail(bench.run.tracker, error);
    QVERIFY(bench.run.commit());
    QTRY_COMPARE(bench.list.rowCount(), 1);
    bench.selected.setProcessId(u"a"_s);
    QTRY_COMPARE(bench.titles(), u"Failed, 30%, 20%, 10%, Started"_s);
    QCOMPARE(bench.values(Model::MessageRole), QStringList({u""_s, u""_s, u""_s, u"reading"_s, u""_s}));
    QCOMPARE(bench.values(Model::ErrorRole), QStringList({error, u""_s, u""_s, u""_s, u""_s}));
}

void TestTimelineModel::tellsWhenAndWhat()
{
    Bench bench;
    QVERIFY(bench.run.tracker.start(startOf(u"a", ProcessStatus::Running)).ok());
    bench.run.clock.advance(2h);
    report(bench.run.tracker, progressOf(10));
    QVERIFY(bench.run.tracker.cancel(id(u"a")).ok());
    QVERIFY(bench.run.tracker.retry(id(u"a")).ok());
    QVERIFY(bench.run.commit());
    QTRY_COMPARE(bench.list.rowCount(), 1);
    bench.selected.setProcessId(u"a"_s);
    QTRY_COMPARE(bench.model.rowCount(), 4);
    QCOMPARE(bench.values(Model::DayRole), QStringList({u"2023-11-15"_s, u""_s, u""_s, u"2023-11-14"_s}));
    QCOMPARE(bench.values(Model::TimeRole).last(), u"22:13:20"_s);
    QCOMPARE(bench.values(Model::TimeRole).first(), u"00:13:20"_s);
    QList<int> statuses;
    for (int row = 0; row < bench.model.rowCount(); ++row)
        statuses.append(bench.model.index(row).data(Model::StatusRole).toInt());
    QCOMPARE(statuses,
             QList<int>({StatusText::Pending, StatusText::Cancelled, StatusText::Running, StatusText::Running}));
    QCOMPARE(bench.values(Model::GlyphRole),
             QStringList({u"retry"_s, u"status-cancelled"_s, u""_s, u"status-running"_s}));
    for (const int role :
         {Model::TitleRole, Model::RetryRole, Model::OriginRole, Model::ReasonRole, Model::MessageRole,
          Model::ErrorRole, Model::StatusRole, Model::GlyphRole, Model::TimeRole, Model::DayRole, Model::AttemptRole})
        QVERIFY(bench.model.roleNames().contains(role));
}

void TestTimelineModel::tellsWhatFollowsAFailure()
{
    Bench bench;
    StartChange start = startOf(u"a", ProcessStatus::Running);
    start.timeout = 60s;
    start.retryPolicy = retryAfter(4s, 2);
    QVERIFY(bench.run.tracker.start(start).ok());
    QVERIFY(bench.run.commit());
    QTRY_COMPARE(bench.list.rowCount(), 1);
    bench.selected.setProcessId(u"a"_s);
    QTRY_COMPARE(bench.titles(), u"Started"_s);
    fail(bench.run.tracker, u"no disk"_s);
    QVERIFY(bench.run.tracker.retry(id(u"a"), {.scheduledAttempt = 2}).ok());
    report(bench.run.tracker, reportOf(ProcessStatus::Running));
    QVERIFY(bench.run.tracker.expire(id(u"a"), {.attempt = 2}).ok());
    QVERIFY(bench.run.tracker.start(startOf(u"hopeless")).ok());
    QVERIFY(bench.run.tracker.setRetryPolicy(ProcessType::backgroundJob(), retryAfter(4s)).ok());
    ReportChange hopeless = reportOf(ProcessStatus::Failed);
    hopeless.retryable = false;
    QVERIFY(bench.run.tracker.report(id(u"hopeless"), hopeless).ok());
    const QStringList told{u"no attempt is left"_s, u""_s, u""_s, u"retry in 4 s, attempt 2 of 2"_s, u""_s};
    QTRY_COMPARE(bench.values(Model::RetryRole), told); // from the log
    QVERIFY(bench.run.commit());
    QTRY_COMPARE(bench.list.rowCount(), 2);
    bench.selected.setProcessId(u"hopeless"_s);
    QTRY_COMPARE(bench.values(Model::RetryRole), QStringList({u"no retry, since it can't help"_s, u""_s}));
    bench.selected.setProcessId(u"a"_s);
    QTRY_COMPARE(bench.values(Model::RetryRole), told); // from the history
}

void TestTimelineModel::tellsWhoAskedAndWhy()
{
    const auto byToken = [](const QString &client, const QString &address, const QString &reason = {}) {
        return Origin{Actor{.kind = Actor::Kind::Token, .name = u"default"_s, .client = client, .address = address},
                      reason};
    };
    Bench bench;
    ProcessTracker &tracker = bench.run.tracker;
    QVERIFY(tracker.start(startOf(u"a"), byToken(u"curl/7.88"_s, u"127.0.0.1"_s)).ok());
    QVERIFY(tracker.report(id(u"a"), reportOf(ProcessStatus::Running), byToken(u"curl/7.88"_s, u"127.0.0.1"_s)).ok());
    QVERIFY(tracker.cancel(id(u"a"), {Actor{.kind = Actor::Kind::Window}, u"too\nslow"_s}).ok());
    QVERIFY(tracker.retry(id(u"a"), {}, Origin::ofServer(u"retries")).ok());
    QVERIFY(tracker.cancel(id(u"a"), {Actor{.kind = Actor::Kind::Anyone, .address = u"::1"_s}, {}}).ok());
    QVERIFY(tracker.retry(id(u"a")).ok());
    QVERIFY(tracker.cancel(id(u"a"), byToken(u"a\u202eb"_s, {})).ok());
    QVERIFY(bench.run.commit());
    QTRY_COMPARE(bench.list.rowCount(), 1);
    bench.selected.setProcessId(u"a"_s);
    QTRY_COMPARE(bench.model.rowCount(), 7);
    const auto quietly = [](QStringList lines) {
        return lines.replaceInStrings(QRegularExpression(u"[⁨⁩]"_s), {});
    };
    QCOMPARE(quietly(bench.values(Model::OriginRole)),
             QStringList({u"by token default · a\ufffdb"_s, u""_s, u"without a token from ::1"_s, u""_s,
                          u"at the window"_s, u""_s, u"by token default · curl/7.88 from 127.0.0.1"_s}));
    QCOMPARE(bench.values(Model::ReasonRole), QStringList({u""_s, u""_s, u""_s, u""_s, u"too slow"_s, u""_s, u""_s}));
}

void TestTimelineModel::tellsTheAttemptWhereThereAreSeveral()
{
    Bench bench;
    QVERIFY(bench.run.tracker.start(startOf(u"a")).ok());
    fail(bench.run.tracker, u"no disk"_s);
    QVERIFY(bench.run.commit());
    QTRY_COMPARE(bench.list.rowCount(), 1);
    bench.selected.setProcessId(u"a"_s);
    QTRY_COMPARE(bench.model.rowCount(), 2);
    QCOMPARE(bench.values(Model::AttemptRole), QStringList({u""_s, u""_s}));
    bench.recorder.take();
    QVERIFY(bench.run.tracker.retry(id(u"a")).ok());
    QTRY_COMPARE(bench.values(Model::AttemptRole), QStringList({u"attempt 2"_s, u"attempt 1"_s, u"attempt 1"_s}));
    QCOMPARE(bench.recorder.take().join(u' '), u"inserted 0-0 changed 1-2"_s);
}

void TestTimelineModel::growsAtTheTop()
{
    Bench bench;
    QVERIFY(bench.run.tracker.start(startOf(u"a")).ok());
    QVERIFY(bench.run.tracker.start(startOf(u"b")).ok());
    QVERIFY(bench.run.commit());
    QTRY_COMPARE(bench.list.rowCount(), 2);
    bench.selected.setProcessId(u"a"_s);
    QTRY_COMPARE(bench.titles(), u"Started"_s);
    bench.recorder.take();
    report(bench.run.tracker, reportOf(ProcessStatus::Running));
    QTRY_COMPARE(bench.titles(), u"Running, Started"_s);
    QCOMPARE(bench.recorder.take().join(u' '), u"inserted 0-0 changed 1-1"_s);
    QSignalSpy merged(&bench.list, &ProcessListModel::merged);
    QVERIFY(bench.run.tracker.cancel(id(u"b")).ok()); // is nothing to it
    QTRY_COMPARE(merged.count(), 1);
    QVERIFY(bench.recorder.take().isEmpty());
    QVERIFY(!bench.model.isLoading());
}

void TestTimelineModel::nothingIsMissingBeforeTheStoreHasIt()
{
    Bench bench;
    QVERIFY(bench.run.tracker.start(startOf(u"a")).ok());
    QVERIFY(bench.run.commit());
    report(bench.run.tracker, reportOf(ProcessStatus::Running));
    fail(bench.run.tracker, u"no disk"_s);
    QCOMPARE(bench.run.log.committed(), 1);
    bench.holdUp();
    bench.selected.select(bench.run.tracker.find(id(u"a")));
    QCOMPARE(bench.titles(), u"Failed, Running"_s); // from the log, at once
    QVERIFY(bench.model.isLoading());
    QVERIFY(bench.run.commit()); // now the store has them too
    bench.release();
    QTRY_VERIFY(!bench.model.isLoading());
    QCOMPARE(bench.titles(), u"Failed, Running, Started"_s);
}

void TestTimelineModel::goesOnWhileNothingCanBeStored()
{
    Bench bench;
    QVERIFY(bench.run.tracker.start(startOf(u"a")).ok());
    QVERIFY(bench.run.commit());
    QTRY_COMPARE(bench.list.rowCount(), 1);
    bench.selected.setProcessId(u"a"_s);
    QTRY_COMPARE(bench.titles(), u"Started"_s);
    QVERIFY(bench.spoil());
    report(bench.run.tracker, reportOf(ProcessStatus::Running));
    QTRY_VERIFY(!bench.run.store->health().ok());
    QTRY_COMPARE(bench.titles(), u"Running, Started"_s);
    QVERIFY(bench.mend());
}

void TestTimelineModel::showsAsMuchProgressAsTheHistoryKeeps()
{
    Bench bench;
    QVERIFY(bench.run.tracker.start(startOf(u"a", ProcessStatus::Running)).ok());
    QVERIFY(bench.run.commit());
    QTRY_COMPARE(bench.list.rowCount(), 1);
    bench.selected.setProcessId(u"a"_s);
    QTRY_COMPARE(bench.titles(), u"Started"_s);
    for (int step = 1; step <= 1000; ++step) {
        bench.run.clock.advance(10ms);
        report(bench.run.tracker, progressOf(step / 10.0));
    }
    QVERIFY(bench.run.commit());
    QTRY_COMPARE(bench.values(Model::TitleRole).first(), u"100%"_s);
    const auto kept = bench.archive.events(id(u"a"), 1000, {});
    QVERIFY(kept.ok());
    QCOMPARE(bench.model.rowCount(), static_cast<int>(kept->events.size()));
}

void TestTimelineModel::onlyTheLatestSelectionIsShown()
{
    Bench bench;
    QVERIFY(bench.run.tracker.start(startOf(u"a")).ok());
    QVERIFY(bench.run.tracker.start(startOf(u"b")).ok());
    QVERIFY(bench.run.tracker.cancel(id(u"b")).ok());
    QVERIFY(bench.run.commit());
    QTRY_COMPARE(bench.list.rowCount(), 2);
    bench.holdUp();
    for (const QString &name : {u"b"_s, u"a"_s, u"b"_s, u"a"_s})
        bench.selected.setProcessId(name);
    QCOMPARE(bench.model.rowCount(), 0);
    bench.release();
    QTRY_COMPARE(bench.titles(), u"Started"_s);
    QVERIFY(!bench.model.isLoading());

    // Nothing selected, nothing shown, whatever still is on its way.
    bench.holdUp();
    bench.selected.setProcessId(u"b"_s);
    bench.selected.setProcessId({});
    QVERIFY(!bench.model.isLoading());
    bench.release();
    bench.readers.waitForDone();
    QCoreApplication::processEvents();
    QCOMPARE(bench.model.rowCount(), 0);
}

void TestTimelineModel::tellsNamesakesApart()
{
    Bench bench;
    QVERIFY(bench.run.tracker.start(startOf(u"earlier")).ok());
    QVERIFY(bench.run.tracker.report(id(u"earlier"), reportOf(ProcessStatus::Failed)).ok());
    const ProcessPtr first = bench.run.tracker.find(id(u"earlier"));
    QVERIFY(bench.run.tracker.archive(id(u"earlier")).ok());
    QVERIFY(bench.run.tracker.start(startOf(u"a")).ok());
    QVERIFY(bench.giveId(u"earlier"_s, u"a"_s));
    bench.selected.select(first);
    QTRY_COMPARE(bench.titles(), u"Failed, Started"_s);
    bench.selected.setProcessId(u"a"_s);
    QTRY_COMPARE(bench.titles(), u"Started"_s);
}

void TestTimelineModel::staysWhenTheProcessIsArchived()
{
    Bench bench;
    QVERIFY(bench.run.tracker.start(startOf(u"a")).ok());
    QVERIFY(bench.run.tracker.cancel(id(u"a")).ok());
    QVERIFY(bench.run.commit());
    QTRY_COMPARE(bench.list.rowCount(), 1);
    bench.selected.setProcessId(u"a"_s);
    QTRY_COMPARE(bench.titles(), u"Cancelled, Started"_s);
    QVERIFY(bench.run.tracker.archive(id(u"a")).ok());
    QTRY_VERIFY(bench.selected.isArchived());
    QCOMPARE(bench.titles(), u"Cancelled, Started"_s);
    QVERIFY(!bench.model.isLoading());
}

void TestTimelineModel::readsAllAnewAfterALoss()
{
    Bench bench(true, 8);
    QVERIFY(bench.run.tracker.start(startOf(u"a", ProcessStatus::Running)).ok());
    QVERIFY(bench.run.commit());
    QTRY_COMPARE(bench.list.rowCount(), 1);
    bench.selected.setProcessId(u"a"_s);
    QTRY_COMPARE(bench.titles(), u"Started"_s);
    bench.recorder.take();
    // Before the list has its frame more comes than the log holds; the store keeps up.
    report(bench.run.tracker, reportOf(ProcessStatus::Completed));
    QVERIFY(bench.run.tracker.start(startOf(u"b", ProcessStatus::Running)).ok());
    for (int step = 0; step < 20; ++step) {
        QVERIFY(bench.run.store->drain());
        QVERIFY(bench.run.tracker.report(id(u"b"), progressOf(step)).ok());
    }
    QTRY_COMPARE(bench.titles(), u"Completed, Started"_s);
    QCOMPARE(bench.recorder.take().join(u' '), u"reset inserted 0-1"_s);
}

void TestTimelineModel::saysWhyItCouldNotRead()
{
    Bench bench;
    QVERIFY(bench.run.tracker.start(startOf(u"a")).ok());
    QVERIFY(bench.run.commit());
    QTRY_COMPARE(bench.list.rowCount(), 1);
    QVERIFY(bench.spoil());
    bench.selected.setProcessId(u"a"_s);
    QTRY_VERIFY(!bench.model.error().isEmpty());
    QVERIFY(!bench.model.isLoading());
    QVERIFY(bench.mend());
    bench.model.reload();
    QTRY_COMPARE(bench.titles(), u"Started"_s);
    QVERIFY(bench.model.error().isEmpty());
}

void TestTimelineModel::hasNothingWithoutAnArchive()
{
    Bench bench(false);
    QVERIFY(bench.run.tracker.start(startOf(u"a")).ok());
    QTRY_COMPARE(bench.list.rowCount(), 1);
    bench.selected.setProcessId(u"a"_s);
    report(bench.run.tracker, reportOf(ProcessStatus::Running));
    QTRY_COMPARE(bench.selected.shownState(), StatusText::Running);
    QVERIFY(!bench.model.isAvailable());
    QVERIFY(!bench.model.isLoading());
    QCOMPARE(bench.model.rowCount(), 0);
}

QTEST_GUILESS_MAIN(TestTimelineModel)
#include "tst_timelinemodel.moc"
