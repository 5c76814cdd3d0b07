// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakeclock.h"
#include "processes.h"
#include "processtracker.h"

#include <QRandomGenerator>
#include <QSet>
#include <QTest>

#include <map>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

using Payload = decltype(Change::payload);

/// The draws of the tracker: each is known to the test afterwards.
double lastDraw = 0;
QRandomGenerator draws;
double nextDraw()
{
    lastDraw = draws.generateDouble();
    return lastDraw;
}

/// Somebody who was told the log, and nothing else.
struct Fold
{
    void add(const Event &event)
    {
        if (event.setting) {
            std::ignore = registry.apply(*event.setting);
        } else if (endsTracking(event.kind)) {
            processes.erase((*event.process)->id);
        } else {
            processes.insert_or_assign((*event.process)->id, **event.process);
        }
    }
    const Process *find(const ProcessId &id) const
    {
        const auto it = processes.find(id);
        return it == processes.end() ? nullptr : &it->second;
    }

    std::map<ProcessId, Process> processes;
    TypeRegistry registry;
};

/// Makes random changes at a tracker, and the same ones by the rule alone.
class RandomRun
{
public:
    explicit RandomRun(quint32 seed)
        : m_random(seed)
        , m_log(1'000'000)
        , m_tracker(m_log, m_clock, {}, {}, &nextDraw)
    {
        draws.seed(seed);
    }

    /// One change, or one that is refused.
    void step();

    QStringList differences; ///< between tracker, log and rule
    QSet<EventKind> kinds;   ///< that happened
    int refusals = 0;
    QSet<RetryState::Status> retries; ///< that came about

    void compareAll();

private:
    int upTo(int end) { return m_random.bounded(end); }
    ProcessId anyId() { return id(u"p"_s + QString::number(upTo(40))); }
    ProcessType anyType() { return ProcessType::fromString(u"type%1"_s.arg(upTo(6))).value(); }
    RetryPolicy anyPolicy()
    {
        return {.maxAttempts = 1 + upTo(4),
                .initialDelay = 1s * (1 + upTo(5)),
                .maxDelay = 60s,
                .exponentialBase = 1.0 + upTo(3),
                .jitter = upTo(2) == 0};
    }
    StartChange anyStart(const ProcessId &id);
    ReportChange anyReport(const Process *current);

    void changeSetting();
    void change(const ProcessId &id);
    /// What the tracker answered, and the change that it was asked for.
    template <typename Answer>
    void compare(const ProcessId &id, quint64 before, const Answer &answer, const Payload &payload);
    void note(const QString &difference) { differences.append(u"event %1: %2"_s.arg(m_log.head()).arg(difference)); }

    QRandomGenerator m_random;
    FakeClock m_clock;
    EventLog m_log;
    ProcessTracker m_tracker;
    Fold m_told;  // by the events
    Fold m_ruled; // by apply()
};

StartChange RandomRun::anyStart(const ProcessId &id)
{
    StartChange start = startOf(id.toString(), upTo(2) == 0 ? ProcessStatus::Pending : ProcessStatus::Running,
                                upTo(2) == 0 ? ProcessType::aiTask() : anyType());
    if (upTo(3) == 0)
        start.retryPolicy = anyPolicy();
    if (upTo(2) == 0)
        start.timeout = 20s;
    if (upTo(2) == 0)
        start.heartbeatTimeout = 10s;
    start.metadata = {{u"n"_s, upTo(10)}};
    return start;
}

ReportChange RandomRun::anyReport(const Process *current)
{
    ReportChange report;
    if (upTo(2) == 0)
        report.status = static_cast<ProcessStatus>(upTo(static_cast<int>(allStatuses.size())));
    if (upTo(2) == 0)
        report.progress = upTo(101);
    if (upTo(4) == 0)
        report.errorMessage = u"error %1"_s.arg(upTo(10));
    if (upTo(4) == 0)
        report.metadataUpdate = {{u"m"_s, upTo(10)}};
    if (current && upTo(4) == 0)
        report.attempt = current->attempt - upTo(2);
    if (upTo(6) == 0)
        report.retryable = upTo(2) == 0;
    if (upTo(6) == 0)
        report.retryAfter = 1s * upTo(30);
    return report;
}

template <typename Answer>
void RandomRun::compare(const ProcessId &id, quint64 before, const Answer &answer, const Payload &payload)
{
    Change change;
    change.seq = before + 1;
    change.timeMs = m_clock.wallMs();
    change.payload = payload;
    const Process *current = m_ruled.find(id);
    if (current && mayDecideRetry(change)) {
        change.policy = m_ruled.registry.policy(current->type);
        change.draw = lastDraw;
    }
    const EventLog::Batch batch = m_log.read(before, 2);
    const auto *start = std::get_if<PreparedStart>(&payload);
    if (start && !m_ruled.registry.find((*start)->type)) {
        if (answer.ok() || answer.error().code != ErrorCode::UnknownProcessType || !batch.events.empty())
            note(u"a type that nobody registered was accepted"_s);
        return;
    }
    if (std::holds_alternative<ImportChange>(payload) && !answer.ok() && answer.error().code == ErrorCode::InvalidField
        && batch.events.empty())
        return; // checkImport() comes before the rule
    const Result<Outcome> ruled = apply(current, change);
    if (!ruled || !ruled->changed) {
        ++refusals;
        if (!batch.events.empty() || answer.ok() != ruled.ok() || (!ruled && answer.error().code != ruled.error().code))
            note(u"the rule refuses it, and the tracker doesn't"_s);
        return;
    }
    if (!answer.ok() || batch.events.size() != 1) {
        note(u"the rule agrees, and the tracker made %1 events"_s.arg(batch.events.size()));
        return;
    }
    const Event &event = batch.events[0];
    if (event.kind != ruled->kind || !(**event.process == ruled->process))
        note(u"the rule comes to another state of %1"_s.arg(id.toString()));
    kinds.insert(event.kind);
    if (ruled->process.retry)
        retries.insert(ruled->process.retry->status);
    m_told.add(event);
    if (endsTracking(ruled->kind))
        m_ruled.processes.erase(id);
    else
        m_ruled.processes.insert_or_assign(id, ruled->process);
}

void RandomRun::changeSetting()
{
    const quint64 before = m_log.head();
    const Setting setting = upTo(2) == 0 ? Setting{anyType()} : Setting{anyType(), anyPolicy()};
    const bool ok = setting.policy ? m_tracker.setRetryPolicy(setting.type, *setting.policy).ok()
                                   : (std::ignore = m_tracker.registerType(setting.type), true);
    const Result<bool> ruled = m_ruled.registry.apply(setting);
    const EventLog::Batch batch = m_log.read(before, 2);
    if (ok != ruled.ok() || batch.events.size() != (ruled.ok() && *ruled ? 1 : 0))
        return note(u"a setting"_s);
    for (const Event &event : batch.events) {
        if (event.process || event.setting != setting || event.kind != setting.kind())
            note(u"the event doesn't tell the setting"_s);
        kinds.insert(event.kind);
        m_told.add(event);
    }
}

void RandomRun::change(const ProcessId &id)
{
    const quint64 before = m_log.head();
    const Process *current = m_ruled.find(id);
    const int attempt = current ? current->attempt : 1;
    const quint64 reportSeq = current ? current->reportSeq - static_cast<quint64>(upTo(5) == 0) : 0;
    switch (upTo(16)) {
    case 0:
    case 1:
    case 2: {
        const StartChange start = anyStart(id);
        return compare(id, before, m_tracker.start(start), PreparedStart(start));
    }
    case 3:
        return compare(id, before, m_tracker.cancel(id), CancelChange{});
    case 4:
    case 5: {
        RetryChange retry;
        if (upTo(2) == 0)
            retry.scheduledAttempt = attempt + 1;
        return compare(id, before, m_tracker.retry(id, retry), retry);
    }
    case 6: {
        const ExpireChange expiry{upTo(2) == 0 ? ExpireChange::Cause::RunningTime : ExpireChange::Cause::Heartbeat,
                                  attempt, reportSeq};
        return compare(id, before, m_tracker.expire(id, expiry), expiry);
    }
    case 7: {
        const QuietChange quiet{attempt, reportSeq};
        return compare(id, before, m_tracker.markQuiet(id, quiet), quiet);
    }
    case 8:
        return upTo(2) == 0 ? compare(id, before, m_tracker.remove(id), RemoveChange{})
                            : compare(id, before, m_tracker.archive(id), RemoveChange{.keepsHistory = true});
    case 9: {
        if (m_ruled.processes.empty())
            return;
        auto from = m_ruled.processes.begin();
        std::advance(from, upTo(static_cast<int>(m_ruled.processes.size())));
        Process copy = from->second;
        copy.id = id;
        copy.retry.reset();
        return compare(id, before, m_tracker.import(copy), ImportChange{copy});
    }
    default: {
        const ReportChange report = anyReport(current);
        return compare(id, before, m_tracker.report(id, report), report);
    }
    }
}

void RandomRun::step()
{
    m_clock.advance(std::chrono::milliseconds(upTo(3000)));
    if (upTo(25) == 0)
        changeSetting();
    else
        change(anyId());
}

void RandomRun::compareAll()
{
    const ProcessTracker::Snapshot snapshot = m_tracker.snapshot();
    for (const Fold *fold : {&m_told, &m_ruled}) {
        if (!(fold->registry == snapshot.registry))
            note(u"other settings"_s);
        if (fold->processes.size() != snapshot.processes.size())
            note(u"%1 processes for %2"_s.arg(fold->processes.size()).arg(snapshot.processes.size()));
        for (const ProcessPtr &process : snapshot.processes) {
            const Process *folded = fold->find((*process)->id);
            if (!folded || !(*folded == **process))
                note(u"another state of %1"_s.arg((*process)->id.toString()));
        }
    }
}

} // namespace

/// Everybody who folds the log, by its states or by the rule, comes to the tracker's states and settings.
class TestLogFold : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFoldOfTheLogIsTheTracker_data();
    void aFoldOfTheLogIsTheTracker();
};

void TestLogFold::aFoldOfTheLogIsTheTracker_data()
{
    QTest::addColumn<quint32>("seed");
    for (const quint32 seed : {1U, 20231114U, 4000000007U})
        QTest::addRow("seed %u", seed) << seed;
}

void TestLogFold::aFoldOfTheLogIsTheTracker()
{
    QFETCH(quint32, seed);
    RandomRun run(seed);
    for (int step = 0; step < 6000 && run.differences.isEmpty(); ++step) {
        run.step();
        if (step % 500 == 0)
            run.compareAll();
    }
    run.compareAll();
    QVERIFY2(run.differences.isEmpty(), qPrintable(run.differences.join(u'\n')));
    // All that can happen did.
    using Retry = RetryState::Status;
    QCOMPARE(run.kinds.size(), 11); // without RetryDecided, which isn't made any more
    QCOMPARE(run.retries,
             (QSet<Retry>{Retry::Scheduled, Retry::Executing, Retry::Success, Retry::Failed, Retry::Exhausted,
                          Retry::Cancelled}));
    QVERIFY(run.refusals > 100);
}

QTEST_APPLESS_MAIN(TestLogFold)
#include "tst_logfold.moc"
