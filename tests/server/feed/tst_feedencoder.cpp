// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "clientframes.h"
#include "clock.h"
#include "durationhistory.h"
#include "feedencoder.h"
#include "fullprocess.h"
#include "processtracker.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

ProcessPtr stateOf(const QString &processId, ProcessStatus status, quint64 seq)
{
    Process process;
    process.id = ProcessId::fromString(processId).value();
    process.type = ProcessType::aiTask();
    process.name = u"a job"_s;
    process.status = status;
    process.seq = seq;
    process.createdSeq = 1;
    return std::make_shared<const ProcessState>(process);
}

Event eventOf(quint64 seq, EventKind kind, ProcessStatus status, std::optional<ProcessStatus> before = {})
{
    const ProcessPtr earlier = before ? stateOf(u"job"_s, *before, seq - 1) : ProcessPtr();
    // The last event of a process carries the state that it had.
    const ProcessPtr state = endsTracking(kind) ? earlier : stateOf(u"job"_s, status, seq);
    return {.seq = seq, .kind = kind, .timeMs = 1'500, .id = {}, .process = state, .before = earlier};
}

Channel channelOf(std::initializer_list<ProcessStatus> statuses, bool full, bool left)
{
    Channel channel;
    channel.filter.statuses = statuses;
    channel.full = full;
    channel.left = left;
    return channel;
}

const SystemClock systemClock;
const Estimates nobody(nullptr, systemClock);
EventEstimates noEstimates(nobody);

/// What the frames say, each in one line: `process_update running`, `process_left`.
QStringList told(QByteArray frames)
{
    QStringList lines;
    while (!frames.isEmpty()) {
        const QByteArray json = takeServerFrame(frames);
        if (json.isNull())
            return {u"half a frame"_s};
        const QJsonObject message = QJsonDocument::fromJson(json).object();
        const QJsonArray updates =
            message.contains("updates"_L1) ? message.value("updates"_L1).toArray() : QJsonArray{message};
        for (const QJsonValue &update : updates)
            lines.append((update["type"_L1].toString() + u' ' + update["status"_L1].toString()).trimmed());
    }
    return lines;
}

} // namespace

class TestFeedEncoder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachMessage_data();
    void eachMessage();
    void anEventAndABatchOfItTellTheSame_data();
    void anEventAndABatchOfItTellTheSame();
    void aBatchTellsTheLatestState();
    void aLeaveAloneTellsNoState();
    void fullHasEveryField();
    void aPageIsASnapshotInFullOrNot();
    void anEstimateIsMadeOnceForAllChannels();
};

void TestFeedEncoder::eachMessage_data()
{
    QTest::addColumn<QByteArray>("frames");
    QTest::addColumn<QByteArray>("json");
    const Event started = eventOf(7, EventKind::Started, ProcessStatus::Running);
    const Event removed = eventOf(8, EventKind::Removed, ProcessStatus::Failed, ProcessStatus::Failed);
    const Event archived = eventOf(8, EventKind::Archived, ProcessStatus::Failed, ProcessStatus::Failed);
    const Event failed = eventOf(9, EventKind::Reported, ProcessStatus::Failed, ProcessStatus::Running);
    const auto row = [](const char *name, auto append, const QByteArray &json) {
        QByteArray frames;
        append(frames);
        QTest::newRow(name) << frames << json;
    };
    const auto event = [&](const char *name, const Event &what, const Channel &channel, const QByteArray &json) {
        row(
            name, [&](QByteArray &out) { FeedEncoder::appendEvent(out, what, channel, noEstimates); }, json);
    };
    const QByteArray plain = R"({"type":"process_update","process_id":"job","process_type":"ai_task",)"
                             R"("status":"running","name":"a job","progress":null,"message":"Process started",)"
                             R"("timestamp":1.5,"metadata":{},"seq":7})";
    const QByteArray full =
        R"({"type":"process_update","process_id":"job","process_type":"ai_task","status":"running","name":"a job",)"
        R"("progress":null,"message":null,"timestamp":1.5,"metadata":{},"error_message":null,"seq":7,)"
        R"("description":null,"created_at":0,"started_at":null,"updated_at":0,"completed_at":null,"attempt":1,)"
        R"("retry":null,"timeout":null,"heartbeat_timeout":null,"pending_timeout":null,"retry_policy":null,)"
        R"("quiet_since":null,"work":null,"quiet_clock":null,"last_progress_at":null,)"
        R"("depends_on":null,"dependency":null,)"
        R"("resources":null,"exit":null,"created_seq":1,"report_seq":0,"cancelled_by":null,"cancel_reason":null,)"
        R"("earlier_attempts":null,"event":"started","estimate":null,)"
        R"("actor":{"kind":"server","name":null,"client":null,"address":null},"reason":null})";
    event("a change", started, {}, plain);
    const QByteArray server = R"("actor":{"kind":"server","name":null,"client":null,"address":null},"reason":null})";
    Event cancelled = eventOf(9, EventKind::Cancelled, ProcessStatus::Cancelled, ProcessStatus::Running);
    cancelled.origin.actor = Actor{.kind = Actor::Kind::Token,
                                   .name = QStringLiteral("default"),
                                   .client = QStringLiteral("curl \"8\""),
                                   .address = QStringLiteral("::1")};
    cancelled.origin.reason = QStringLiteral("too \"slow\"");
    const QByteArray byToken = R"("actor":{"kind":"token","name":"default","client":"curl \"8\"","address":"::1"},)"
                               R"("reason":"too \"slow\""})";
    event("left the list by an operator", cancelled, channelOf({ProcessStatus::Running}, true, true),
          R"({"type":"process_left","process_id":"job","seq":9,"event":"cancelled","timestamp":1.5,)" + byToken);
    event("the same, not full", cancelled, channelOf({ProcessStatus::Running}, false, true),
          R"({"type":"process_left","process_id":"job","seq":9})");
    const Event registered{.seq = 4,
                           .kind = EventKind::TypeRegistered,
                           .timeMs = 1'500,
                           .id = {},
                           .process = {},
                           .setting = Setting{ProcessType::fromString(u"night_job").value()}};
    const Event policySet{.seq = 5,
                          .kind = EventKind::PolicySet,
                          .timeMs = 1'500,
                          .id = {},
                          .process = {},
                          .origin = cancelled.origin,
                          .setting = Setting{ProcessType::aiTask(), RetryPolicy{.maxAttempts = 4}}};
    const QByteArray policy =
        R"({"max_attempts":4,"initial_delay":1,"max_delay":60,"exponential_base":2,"jitter":true})";
    const QByteArray typeMessage =
        R"({"type":"type_registered","seq":4,"timestamp":1.5,"process_type":"night_job",)" + server;
    const QByteArray policyMessage =
        R"({"type":"policy_set","seq":5,"timestamp":1.5,"process_type":"ai_task","policy":)" + policy + ',' + byToken;
    event("a type, plain", registered, channelOf({}, false, true), {});
    event("a type, full", registered, channelOf({}, true, true), typeMessage);
    event("a type, full of a few", registered, channelOf({ProcessStatus::Failed}, true, true), typeMessage);
    event("a policy, plain", policySet, {}, {});
    event("a policy, full", policySet, channelOf({}, true, true), policyMessage);
    const Event paused{.seq = 6,
                       .kind = EventKind::QueuePaused,
                       .timeMs = 1'500,
                       .id = {},
                       .process = {},
                       .origin = cancelled.origin,
                       .setting = Setting{.type = {}, .pause = QueuePause{.sinceMs = 1'500}}};
    event("a pause, plain", paused, {}, {});
    event("a pause of all, full", paused, channelOf({}, true, true),
          R"({"type":"queue_paused","seq":6,"timestamp":1.5,"process_type":null,)" + byToken);
    const std::vector<Event> settings{registered, policySet};
    row(
        "settings in a batch",
        [&](QByteArray &out) { FeedEncoder::appendUpdates(out, settings, 5, channelOf({}, true, true), noEstimates); },
        R"({"type":"process_updates","seq":5,"updates":[)" + typeMessage + ',' + policyMessage + "]}");
    row("settings in a plain batch",
        [&](QByteArray &out) { FeedEncoder::appendUpdates(out, settings, 5, {}, noEstimates); }, {});
    event("a change, full", started, channelOf({}, true, true), full);
    event("a change of another", started, channelOf({ProcessStatus::Failed}, true, true), {});
    event("forgotten, plain", removed, {}, {});
    event("forgotten, for a list", removed, channelOf({}, false, true),
          R"({"type":"process_left","process_id":"job","seq":8})");
    event("forgotten, full", removed, channelOf({}, true, true),
          R"({"type":"process_removed","process_id":"job","seq":8,"event":"removed","timestamp":1.5,)" + server);
    event("into the history, full", archived, channelOf({}, true, true),
          R"({"type":"process_removed","process_id":"job","seq":8,"event":"archived","timestamp":1.5,)" + server);
    event("left the list", failed, channelOf({ProcessStatus::Running}, false, true),
          R"({"type":"process_left","process_id":"job","seq":9})");
    event("left the list, full", failed, channelOf({ProcessStatus::Running}, true, true),
          R"({"type":"process_left","process_id":"job","seq":9,"event":"reported","timestamp":1.5,)" + server);
    event("left the list, which isn't asked for", failed, channelOf({ProcessStatus::Running}, true, false), {});
    const std::vector<Event> events{started};
    row(
        "a batch", [&](QByteArray &out) { FeedEncoder::appendUpdates(out, events, 12, {}, noEstimates); },
        R"({"type":"process_updates","seq":12,"updates":[)" + plain + "]}");
    row("an empty batch",
        [&](QByteArray &out) {
            FeedEncoder::appendUpdates(out, events, 12, channelOf({ProcessStatus::Failed}, false, false), noEstimates);
        },
        {});
    row(
        "an empty page",
        [&](QByteArray &out) {
            FeedEncoder::appendSnapshot(out, {{}, 3, "e1", true}, {}, nobody);
        },
        R"({"type":"snapshot","seq":3,"epoch":"e1","more":true,"processes":[]})");
    row(
        "a client that goes on", [&](QByteArray &out) { FeedEncoder::appendResumed(out, 5, "e2"); },
        R"({"type":"resumed","seq":5,"epoch":"e2"})");
    row(
        "a loss", [&](QByteArray &out) { FeedEncoder::appendReset(out); }, R"({"type":"reset"})");
}

void TestFeedEncoder::eachMessage()
{
    QFETCH(QByteArray, frames);
    QFETCH(QByteArray, json);
    QCOMPARE(frames.isEmpty() ? QByteArray() : takeServerFrame(frames), json);
    QVERIFY(frames.isEmpty()); // one frame
}

void TestFeedEncoder::anEventAndABatchOfItTellTheSame_data()
{
    QTest::addColumn<Channel>("channel");
    QTest::newRow("plain") << Channel();
    QTest::newRow("full") << channelOf({}, true, true);
    QTest::newRow("running") << channelOf({ProcessStatus::Running}, false, false);
    QTest::newRow("running, and what leaves") << channelOf({ProcessStatus::Running}, false, true);
    QTest::newRow("failed, full") << channelOf({ProcessStatus::Failed}, true, true);
}

void TestFeedEncoder::anEventAndABatchOfItTellTheSame()
{
    QFETCH(Channel, channel);
    for (const EventKind kind : {EventKind::Started, EventKind::Reported, EventKind::Removed, EventKind::Archived}) {
        for (const ProcessStatus before : {ProcessStatus::Running, ProcessStatus::Failed}) {
            const std::vector<Event> events{eventOf(5, kind, ProcessStatus::Failed, before)};
            QByteArray alone;
            FeedEncoder::appendEvent(alone, events[0], channel, noEstimates);
            QByteArray batch;
            FeedEncoder::appendUpdates(batch, events, 5, channel, noEstimates);
            QCOMPARE(told(batch), told(alone));
        }
    }
}

void TestFeedEncoder::aBatchTellsTheLatestState()
{
    const std::vector<Event> events{eventOf(5, EventKind::Started, ProcessStatus::Pending),
                                    eventOf(6, EventKind::Reported, ProcessStatus::Running, ProcessStatus::Pending),
                                    eventOf(7, EventKind::Reported, ProcessStatus::Completed, ProcessStatus::Running)};
    QByteArray frames;
    FeedEncoder::appendUpdates(frames, events, 7, {}, noEstimates);
    QCOMPARE(told(frames), QStringList{u"process_update completed"_s});
}

void TestFeedEncoder::aLeaveAloneTellsNoState()
{
    const Channel running = channelOf({ProcessStatus::Running}, false, true);
    QByteArray frames;
    FeedEncoder::appendLeave(frames, eventOf(5, EventKind::Started, ProcessStatus::Running), running, noEstimates);
    QCOMPARE(frames, QByteArray());
    FeedEncoder::appendLeave(frames, eventOf(6, EventKind::Reported, ProcessStatus::Failed, ProcessStatus::Running),
                             running, noEstimates);
    QCOMPARE(told(frames), QStringList{u"process_left"_s});
}

/// A follower must come to the same process: field by field, but for the digest of its start, which stays here.
void TestFeedEncoder::fullHasEveryField()
{
    const auto process = std::make_shared<const ProcessState>(fullProcess());
    QByteArray frames;
    FeedEncoder::appendEvent(frames, {.seq = 17, .kind = EventKind::TimedOut, .id = {}, .process = process},
                             channelOf({}, true, true), noEstimates);
    const QJsonObject update = QJsonDocument::fromJson(takeServerFrame(frames)).object();
    const std::array page{process};
    FeedEncoder::appendSnapshot(frames, {page, 17, "e1", false}, channelOf({}, true, true), nobody);
    const QJsonObject snapshot = QJsonDocument::fromJson(takeServerFrame(frames)).object();
    const QJsonObject listed = snapshot.value("processes"_L1)[0].toObject();
    QCOMPARE(listed.size(), 42);
    for (auto it = listed.begin(); it != listed.end(); ++it)
        QCOMPARE(update.value(it.key()), it.value());
    QCOMPARE(update.size(), listed.size() + 5); // type, timestamp, event, actor, reason
    QCOMPARE(update.value("event"_L1), u"timed_out"_s);
    QCOMPARE(update.value("created_seq"_L1), 11);
    QCOMPARE(update.value("report_seq"_L1), 16);
}

void TestFeedEncoder::aPageIsASnapshotInFullOrNot()
{
    const std::array page{stateOf(u"a"_s, ProcessStatus::Running, 3), stateOf(u"b"_s, ProcessStatus::Pending, 4)};
    for (const bool full : {false, true}) {
        QByteArray frames;
        FeedEncoder::appendSnapshot(frames, {page, 4, "e1", false}, channelOf({}, full, true), nobody);
        const QJsonObject message = QJsonDocument::fromJson(takeServerFrame(frames)).object();
        QCOMPARE(message.value("more"_L1), false);
        const QJsonArray processes = message.value("processes"_L1).toArray();
        QCOMPARE(processes.size(), 2);
        QCOMPARE(processes[1]["process_id"_L1].toString(), u"b"_s);
        QCOMPARE(processes[1].toObject().contains("created_seq"_L1), full);
        const TypeRegistry registry;
        FeedEncoder::appendSnapshot(frames, {page, 4, "e1", true, &registry}, channelOf({}, full, true), nobody);
        const QJsonObject first = QJsonDocument::fromJson(takeServerFrame(frames)).object();
        QCOMPARE(first.contains("process_types"_L1), full);
        QCOMPARE(first.contains("retry_policies"_L1), full);
        QCOMPARE(first.value("process_types"_L1).toArray().size(), full ? registry.types().size() : 0);
        QCOMPARE(first.value("retry_policies"_L1).toObject().size(), full ? qsizetype(registry.policies().size()) : 0);
    }
}

void TestFeedEncoder::anEstimateIsMadeOnceForAllChannels()
{
    class CountingClock final : public Clock
    {
    public:
        qint64 wallMs() const override { return ++looks; }
        qint64 steadyMs() const override { return 0; }
        mutable int looks = 0;
    };
    EventLog log(16, EventLog::Commits::OnAppend);
    const CountingClock moment; // which each estimate looks at
    ProcessTracker tracker(log, systemClock);
    const DurationHistory durations(tracker, nullptr);
    const Estimates estimates(&durations, moment);
    EventEstimates once(estimates);
    const std::vector<Event> events{eventOf(5, EventKind::Started, ProcessStatus::Running),
                                    eventOf(6, EventKind::Reported, ProcessStatus::Running)};
    QByteArray frames;
    for (const Channel &channel :
         {Channel(), channelOf({}, false, true), channelOf({ProcessStatus::Failed}, true, true)}) {
        FeedEncoder::appendUpdates(frames, events, 6, channel, once);
        QCOMPARE(moment.looks, 0);
    }
    for (const Channel &channel : {channelOf({}, true, true), channelOf({ProcessStatus::Running}, true, true)}) {
        FeedEncoder::appendUpdates(frames, events, 6, channel, once);
        FeedEncoder::appendEvent(frames, events[1], channel, once);
        QCOMPARE(moment.looks, 1); // the first event is told to nobody
    }
    FeedEncoder::appendEvent(frames, events[0], channelOf({}, true, true), once);
    QCOMPARE(moment.looks, 2);
}

QTEST_GUILESS_MAIN(TestFeedEncoder)
#include "tst_feedencoder.moc"
