// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertservice.h"

#include "alertrulejson.h"
#include "analytics.h"
#include "archive.h"
#include "brittlestore.h"
#include "notifyworker.h"
#include "pendingmessages.h"
#include "retryengine.h"
#include "rolluprecorder.h"
#include "storedlog.h"
#include "webhookreceiver.h"
#include "workqueue.h"

#include <QTemporaryDir>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

ChannelSettings channelTo(const WebhookReceiver &receiver, const QString &name)
{
    const auto channel = channelFromJson(
        name,
        {{u"kind"_s, u"webhook"_s}, {u"url"_s, receiver.url()}, {u"allow_http"_s, true}, {u"allow_private"_s, true}});
    if (!channel)
        qFatal("%s", qPrintable(channel.error().message));
    return *channel;
}

/// What alerts need of a running program, over a tracker, and receivers of their messages.
class Bench
{
public:
    Bench(ProcessTracker &tracker, const Store *store, const FakeClock &clock, const QString &folder)
        : m_tracker(tracker)
        , m_store(store)
        , m_clock(clock)
        , m_folder(folder)
        , retries(tracker, clock)
    {
        options.path = AlertFile::pathIn(folder);
        options.dataFolder = folder;
        options.settings.channels = {channelTo(ops, u"ops"_s), channelTo(other, u"other"_s)};
        std::ignore = tracker.registerType(NotifyWorker::processType());
        std::ignore = tracker.setRetryPolicy(NotifyWorker::processType(), NotifyWorker::retryPolicy());
    }

    /// As the next run of the program does.
    void start()
    {
        service.reset();
        queue = std::make_unique<WorkQueue>(m_tracker);
        messages = std::make_unique<PendingMessages>();
        queue->add(std::make_unique<NotifyWorker>(options.settings.channels, m_clock, *messages));
        options.messages = messages.get();
        options.plan = [this](const ProcessType &type, const QJsonObject &request) {
            return queue->prepare(type, request);
        };
        service = std::make_unique<AlertService>(m_tracker, m_store, m_clock, options);
        service->start();
        QVERIFY(service->engine());
        queue->start();
    }
    void rule(const QString &name, const QByteArray &json)
    {
        const auto rule = alertRuleFromJson(name, QJsonDocument::fromJson(json).object());
        QVERIFY2(rule.ok(), rule.ok() ? "" : qPrintable(rule.error().message));
        QVERIFY(m_tracker.putAlertRule(*rule).ok());
    }
    /// How many messages were given to processes.
    int deliveries() const
    {
        const std::vector<ProcessPtr> processes = m_tracker.snapshot().processes;
        return static_cast<int>(std::count_if(processes.begin(), processes.end(), [](const ProcessPtr &process) {
            return (*process)->type == NotifyWorker::processType();
        }));
    }
    std::optional<OutboxEntry> last(const QString &channel) const
    {
        const auto states = service->channelStates();
        return states ? states->at(channel).last : std::nullopt;
    }
    /// Takes away a table that each commit of alerts.db needs, or puts it back.
    void breakFile(bool isBroken) const
    {
        SqliteConnection connection;
        QVERIFY(connection.open(AlertFile::pathIn(m_folder), SqliteConnection::Mode::ReadWrite).ok());
        QVERIFY(
            connection.run(isBroken ? u"ALTER TABLE outbox RENAME TO away"_s : u"ALTER TABLE away RENAME TO outbox"_s)
                .ok());
    }

private:
    ProcessTracker &m_tracker;
    const Store *m_store;
    const FakeClock &m_clock;
    const QString m_folder;

public:
    WebhookReceiver ops;
    WebhookReceiver other;
    AlertServiceOptions options;
    RetryEngine retries;
    std::unique_ptr<WorkQueue> queue;
    std::unique_ptr<PendingMessages> messages;
    std::unique_ptr<AlertService> service;
};

QStringList titlesOf(const QList<WebhookReceiver::Delivery> &deliveries)
{
    QStringList titles;
    for (const WebhookReceiver::Delivery &delivery : deliveries)
        titles.append(delivery.kind() + u": "_s + delivery.title());
    return titles;
}

} // namespace

/// Alerts and their delivery, in one thread, to real web servers.
class TestAlertService : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sendsDirectlyWhileTheStoreCannotWrite();
    void losesNothingWhileItsFileCannotBeWritten();
    void givesUpAfterTheStatedAttempts();
    void givesUpAfterADayWhatItSendsDirectly();
    void aPauseOfAllWorkHoldsNoMessageBack();
    void sendsTheSummaryOfTheWeekOnce();
};

namespace {

constexpr char unwritable[] =
    R"({"condition": {"kind": "store_unwritable"}, "channels": ["ops"], "resolve_after": 1, "flapping": {"times": 0},
        "reminders": {"most": 0}})";

/// A server whose store a test breaks.
struct Brittle
{
    Brittle()
    {
        store.follow();
        bench.rule(u"store"_s, unwritable);
        bench.start();
    }
    /// The next change can't be written.
    void breakStore()
    {
        store.broken = true;
        QVERIFY(tracked.tracker.start(startOf(u"victim", ProcessStatus::Running)).ok());
    }
    void pass(std::chrono::milliseconds time)
    {
        tracked.clock.advance(time);
        bench.service->engine()->checkNow();
    }
    void fail(QStringView name)
    {
        StartChange start = startOf(name, ProcessStatus::Running);
        start.name = u"job %1"_s.arg(name);
        QVERIFY(tracked.tracker.start(start).ok());
        ReportChange failure = reportOf(ProcessStatus::Failed);
        failure.retryable = false;
        QVERIFY(tracked.tracker.report(id(name), failure).ok());
    }

    QTemporaryDir folder;
    Tracked tracked{EventLog::defaultCapacity, EventLog::Commits::ByStore};
    BrittleStore store{tracked.tracker};
    Bench bench{tracked.tracker, &store, tracked.clock, folder.path()};
};

} // namespace

void TestAlertService::sendsDirectlyWhileTheStoreCannotWrite()
{
    Brittle server;
    Bench &bench = server.bench;
    server.breakStore();
    QTRY_COMPARE(titlesOf(bench.ops.taken), QStringList{u"fired: The store can't be written"_s});
    QCOMPARE(bench.deliveries(), 0); // no process could be kept
    QTRY_COMPARE(bench.last(u"ops"_s)->state, OutboxEntry::State::Delivered);
    server.store.broken = false;
    QTRY_VERIFY(server.store.health().ok());
    QTRY_VERIFY((server.pass(2s), bench.ops.taken.size() == 2));
    QVERIFY2(bench.ops.taken[1].title().startsWith(u"Over after "_s), qPrintable(bench.ops.taken[1].title()));
    QCOMPARE(bench.deliveries(), 1);
}

/// The disk is full for both files.
void TestAlertService::losesNothingWhileItsFileCannotBeWritten()
{
    Brittle server;
    Bench &bench = server.bench;
    bench.rule(u"failures"_s, R"({"condition": {"kind": "failed"}, "channels": ["ops"]})");
    QTRY_COMPARE(server.tracked.log.committed(), server.tracked.log.head());
    bench.breakFile(true);
    server.breakStore();
    QTRY_COMPARE(titlesOf(bench.ops.taken), QStringList{u"fired: The store can't be written"_s});
    QVERIFY(bench.service->engine()->isStuck());
    server.store.broken = false;
    server.fail(u"meanwhile");
    QTRY_VERIFY(server.store.health().ok());
    QCOMPARE(bench.ops.taken.size(), 1); // the file may still be full: no event is read
    bench.breakFile(false);
    QTRY_VERIFY((server.pass(2s), !bench.service->engine()->isStuck()));
    QTRY_VERIFY((server.pass(2s), bench.ops.taken.size() == 3));
    QVERIFY(titlesOf(bench.ops.taken).contains(u"fired: job meanwhile failed"_s));
    QSet<QByteArray> ids;
    for (const WebhookReceiver::Delivery &delivery : bench.ops.taken)
        ids.insert(delivery.id);
    QCOMPARE(ids.size(), 3);
    QTRY_COMPARE(bench.last(u"ops"_s)->state, OutboxEntry::State::Delivered);

    bench.start(); // and nothing of it is sent again
    QVERIFY(bench.service->engine()->outbox().empty());
}

void TestAlertService::givesUpAfterTheStatedAttempts()
{
    QCOMPARE(NotifyWorker::retryPolicy().maxAttempts, 20); // as the documentation says
    Brittle server;
    Bench &bench = server.bench;
    QVERIFY(server.tracked.tracker
                .setRetryPolicy(NotifyWorker::processType(), {.maxAttempts = 3, .initialDelay = 1s, .maxDelay = 1s})
                .ok());
    bench.rule(u"failures"_s, R"({"condition": {"kind": "failed"}, "channels": ["ops"]})");
    bench.rule(u"dead"_s, R"({"condition": {"kind": "channel_dead"}, "channels": ["ops", "other"]})");
    bench.ops.status = 500;
    server.fail(u"a");
    const auto goOn = [&server, &bench] {
        server.pass(1s);
        bench.retries.checkNow();
        return bench.last(u"ops"_s) && bench.last(u"ops"_s)->state == OutboxEntry::State::GivenUp;
    };
    QTRY_VERIFY(goOn());
    QCOMPARE(bench.ops.others.size(), 3);
    QCOMPARE(bench.last(u"ops"_s)->tries, 3);
    QVERIFY2(bench.last(u"ops"_s)->reason.contains(u"500"_s), qPrintable(bench.last(u"ops"_s)->reason));
    QTRY_COMPARE(titlesOf(bench.other.taken), QStringList{u"fired: No message gets through the channel ops"_s});
    QCOMPARE(bench.ops.others.size(), 3); // which isn't told through the dead one
}

void TestAlertService::givesUpAfterADayWhatItSendsDirectly()
{
    Brittle server;
    Bench &bench = server.bench;
    bench.ops.status = 500;
    server.breakStore();
    QTRY_COMPARE(bench.ops.others.size(), 1);
    QTRY_COMPARE(bench.last(u"ops"_s)->tries, 1);
    QCOMPARE(bench.last(u"ops"_s)->state, OutboxEntry::State::Due);
    server.tracked.clock.advance(25h);
    Q_EMIT server.store.healthChanged(); // looks at what is due
    QTRY_COMPARE(bench.last(u"ops"_s)->state, OutboxEntry::State::GivenUp);
    QCOMPARE(bench.ops.others.size(), 2);
}

void TestAlertService::aPauseOfAllWorkHoldsNoMessageBack()
{
    Brittle server;
    Bench &bench = server.bench;
    bench.rule(u"failures"_s, R"({"condition": {"kind": "failed"}, "channels": ["ops"]})");
    QVERIFY(server.tracked.tracker.pauseQueue(ProcessType()));
    server.fail(u"a");
    QTRY_COMPARE(titlesOf(bench.ops.taken), QStringList{u"fired: job a failed"_s});
    QVERIFY(server.tracked.tracker.pauseQueue(NotifyWorker::processType()));
    server.fail(u"b");
    QTRY_COMPARE(bench.deliveries(), 2);
    QTRY_COMPARE(server.tracked.log.committed(), server.tracked.log.head());
    const ProcessId waiting = NotifyWorker::processOf(bench.service->engine()->outbox().front().id);
    QTRY_VERIFY(bench.queue->place(waiting));
    QCOMPARE(bench.queue->place(waiting)->reason, QueuePlace::Reason::Paused);
    QVERIFY(server.tracked.tracker.resumeQueue(NotifyWorker::processType()));
    QTRY_COMPARE(bench.ops.taken.size(), 2);
}

/// Its time is a quarter of an hour before the begin of the clock: it is made up for.
void TestAlertService::sendsTheSummaryOfTheWeekOnce()
{
    const QTemporaryDir folder;
    StoredLog run(folder.path(), {}, EventLog::defaultCapacity, -72h);
    QVERIFY2(run.problem.isEmpty(), qPrintable(run.problem));
    const Archive archive(DataFolder::databaseIn(folder.path()));
    RollupRecorder rollups(run.log, archive, run.clock, {.path = RollupFile::pathIn(folder.path())});
    rollups.start();
    for (int i = 0; i < 3; ++i) {
        StartChange start = startOf(u"run-%1"_s.arg(i), ProcessStatus::Running);
        start.name = u"import"_s;
        QVERIFY(run.tracker.start(start).ok());
        run.clock.advance(10s);
        ReportChange report = reportOf(i == 0 ? ProcessStatus::Failed : ProcessStatus::Completed);
        report.retryable = false;
        if (i == 0)
            report.errorMessage = u"boom"_s;
        QVERIFY(run.tracker.report(id(u"run-%1"_s.arg(i)), report).ok());
    }
    QVERIFY(run.commit());
    QCoreApplication::processEvents();
    rollups.flush();
    run.clock.advance(72h);

    const Analytics analytics(RollupFile::pathIn(folder.path()));
    Bench bench(run.tracker, run.store.get(), run.clock, folder.path());
    bench.options.settings.summary = AlertSummary{.channels = {u"ops"_s}, .weekday = u"tue"_s, .time = u"22:00"_s};
    bench.options.analytics = &analytics;
    bench.start();
    QTRY_COMPARE(titlesOf(bench.ops.taken), QStringList{u"summary: Summary of the week: 3 runs, 1 failures"_s});
    const QString text = bench.ops.taken[0].body["data"_L1]["text"_L1].toString();
    for (const QString &part : {u"Last week: 3 runs, 1 failures, 66.7 % succeeded"_s, u"Alerts: 0"_s,
                                u"background_job/import: 3 runs, 1 failures"_s, u"1 × boom"_s})
        QVERIFY2(text.contains(part), qPrintable(text));
    QCOMPARE(bench.deliveries(), 1);
    const ProcessId delivery = NotifyWorker::processOf(QString::fromUtf8(bench.ops.taken[0].id));
    QTRY_COMPARE((*run.tracker.find(delivery))->status, ProcessStatus::Completed);

    bench.start(); // a restart on the same day
    QCOMPARE(bench.deliveries(), 1);
    QVERIFY(run.tracker.archive(delivery).ok());
    QVERIFY(run.commit());
    bench.start(); // and one after its process was let go of
    QCOMPARE(bench.deliveries(), 0);
    run.clock.advance(25h);
    bench.start(); // it is too late for it, and too early for the next one
    QCOMPARE(bench.deliveries(), 0);
    run.clock.advance(6 * 24h);
    bench.start();
    QTRY_COMPARE(bench.ops.taken.size(), 2);
    QVERIFY(bench.ops.taken[0].id != bench.ops.taken[1].id);
    bench.service.reset();
}

QTEST_GUILESS_MAIN(TestAlertService)
#include "tst_alertservice.moc"
