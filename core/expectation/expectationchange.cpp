// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "expectationchange.h"

#include "awaitedtimes.h"
#include "durationtext.h"

#include <QRandomGenerator>

#include <algorithm>
#include <array>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

using Outcome = Result<std::optional<Expectation>>;
const Outcome unchanged = std::optional<Expectation>();

/// Ends the trouble, and notes that this change did.
void endTrouble(std::optional<ExpectationTrouble> &trouble, bool &ended)
{
    ended = trouble.has_value();
    trouble.reset();
}

void beginTrouble(std::optional<ExpectationTrouble> &trouble, RunOutcome kind, qint64 atMs, const Text &reason)
{
    if (!trouble)
        trouble = ExpectationTrouble{.kind = kind, .sinceMs = atMs, .count = 0};
    trouble->kind = kind;
    trouble->reason = reason;
    ++trouble->count;
}

void note(Expectation &expectation, NotedRun run)
{
    expectation.runs.push_back(std::move(run));
    if (expectation.runs.size() > Expectation::keptRuns)
        expectation.runs.erase(expectation.runs.begin());
}

std::optional<qint64> finishBy(const ExpectationDefinition &definition, qint64 startedMs)
{
    return definition.graceFinish ? std::optional(startedMs + definition.graceFinish->count()) : std::nullopt;
}

/// What a job said of itself, at a time.
class Hearing
{
public:
    Hearing(Expectation &expectation, const Ping &ping, qint64 atMs)
        : m_now(expectation)
        , m_ping(ping)
        , m_atMs(atMs)
    {
    }

    void take()
    {
        switch (m_ping.signal) {
        case PingSignal::Log:
            break;
        case PingSignal::Start:
            start();
            break;
        case PingSignal::Success:
        case PingSignal::Failure:
        case PingSignal::Cancel:
            end();
            break;
        }
    }

private:
    /// The run that the ping is of.
    std::vector<ExpectedRun>::iterator run() const
    {
        const auto isIt = [this](const ExpectedRun &one) {
            return one.rid == m_ping.rid && one.process == m_ping.process;
        };
        return std::find_if(m_now.running.begin(), m_now.running.end(), isIt);
    }

    void start()
    {
        const auto known = run();
        const bool isNamed = !m_ping.rid.isNull() || !m_ping.process.isNull();
        if (known != m_now.running.end() && isNamed)
            return; // told once more
        if (known != m_now.running.end())
            m_now.running.erase(known); // which never told its end
        if (m_now.running.size() >= Expectation::mostRunning)
            m_now.running.erase(m_now.running.begin());
        begin();
        m_now.running.push_back({m_ping.rid, m_ping.process, m_atMs, finishBy(m_now.definition, m_atMs)});
    }

    void end()
    {
        NotedRun past{.atMs = m_atMs, .exitCode = m_ping.exitCode, .process = m_ping.process};
        if (const auto ended = run(); ended != m_now.running.end()) {
            past.durationMs = std::max<qint64>(0, m_atMs - ended->startedMs);
            m_now.running.erase(ended);
        } else if (m_ping.signal != PingSignal::Cancel) {
            begin(); // nobody told it
        }
        if (m_ping.signal == PingSignal::Failure) {
            past.outcome = RunOutcome::Failed;
            past.reason = reasonOfFailure();
            if (!m_now.pause)
                beginTrouble(m_now.finishTrouble, RunOutcome::Failed, m_atMs, past.reason);
        } else if (m_ping.signal == PingSignal::Cancel) {
            past.outcome = RunOutcome::Cancelled;
            past.reason = u"It was cancelled."_s;
        } else {
            m_now.lastSuccessMs = m_atMs;
            endTrouble(m_now.finishTrouble, m_now.endedFinishTrouble);
            giveUpHanging();
        }
        note(m_now, std::move(past));
    }

    /// Runs that were told as unfinished are no longer waited for.
    void giveUpHanging()
    {
        if (m_now.definition.graceFinish)
            std::erase_if(m_now.running, [](const ExpectedRun &one) { return !one.finishByMs; });
    }

    /// A run began: the time at which one was awaited is met.
    void begin()
    {
        endTrouble(m_now.startTrouble, m_now.endedStartTrouble);
        m_now.anchorMs = m_atMs;
        if (!m_now.pause)
            AwaitedTimes::meet(m_now, m_atMs);
    }

    Text reasonOfFailure() const
    {
        if (!m_ping.process.isNull() && !m_ping.text.isEmpty())
            return m_ping.text;
        if (m_ping.exitCode)
            return Text(u"It ended with exit code %1."_s.arg(*m_ping.exitCode));
        return Text(u"It reported a failure."_s);
    }

    Expectation &m_now;
    const Ping &m_ping;
    const qint64 m_atMs;
};

class Applier
{
public:
    Applier(const Expectation *current, const ExpectationChange &change)
        : m_current(current)
        , m_change(change)
        , m_now(change.timeMs)
    {
    }

    Outcome operator()(const ExpectationChange::Put &put) const
    {
        if (m_current && m_current->definition == put.definition)
            return unchanged;
        if (const auto read = AwaitedTimes::check(put.definition); !read)
            return read.error();
        Expectation next = m_current ? *m_current : Expectation();
        const ExpectationDefinition before = std::exchange(next.definition, put.definition);
        next.updatedAt = m_now;
        if (!m_current) {
            next.id = m_change.id;
            next.key = put.key;
            next.createdAt = next.anchorMs = next.stateSinceMs = m_now;
            next.processSeq = m_change.seq;
            AwaitedTimes::awaitFrom(next, m_now);
        } else if (!next.pause) {
            AwaitedTimes::redefine(next, before, m_now);
        }
        return std::optional(std::move(next));
    }

    Outcome operator()(const ExpectationChange::Remove &) const
    {
        Expectation next = *m_current;
        endTrouble(next.startTrouble, next.endedStartTrouble);
        endTrouble(next.finishTrouble, next.endedFinishTrouble);
        next.isRemoved = true;
        return std::optional(std::move(next));
    }

    Outcome operator()(const ExpectationChange::Pause &pause) const
    {
        Expectation next = *m_current;
        endTrouble(next.startTrouble, next.endedStartTrouble);
        endTrouble(next.finishTrouble, next.endedFinishTrouble);
        next.pause = ExpectationPause{m_now, pause.note};
        next.dueMs.reset();
        next.startByMs.reset();
        next.isLate = false;
        return std::optional(std::move(next));
    }

    Outcome operator()(const ExpectationChange::Resume &) const
    {
        if (!m_current->pause)
            return unchanged;
        Expectation next = *m_current;
        next.pause.reset();
        for (ExpectedRun &run : next.running)
            run.finishByMs = finishBy(next.definition, m_now);
        AwaitedTimes::awaitFrom(next, m_now);
        return std::optional(std::move(next));
    }

    Outcome operator()(const ExpectationChange::Rekey &rekey) const
    {
        Expectation next = *m_current;
        next.key = rekey.key;
        return std::optional(std::move(next));
    }

    Outcome operator()(const ExpectationChange::Hear &hear) const
    {
        const Ping &ping = hear.ping;
        if (ping.processSeq > 0 && ping.processSeq <= m_current->processSeq)
            return unchanged; // was taken before a restart
        Expectation next = *m_current;
        const qint64 atMs = std::min(ping.atMs.value_or(m_now), m_now);
        next.processSeq = std::max(next.processSeq, ping.processSeq);
        next.lastPing = ping;
        next.lastPing->atMs = atMs;
        ++next.pings;
        Hearing(next, ping, atMs).take();
        return std::optional(std::move(next));
    }

    Outcome operator()(const ExpectationChange::Advance &) const
    {
        if (m_current->pause)
            return unchanged;
        Expectation next = *m_current;
        bool isOtherwise = false;
        for (ExpectedRun &run : next.running) {
            if (!run.finishByMs || *run.finishByMs > m_now)
                continue;
            isOtherwise = true;
            run.finishByMs.reset();
            miss(next, next.finishTrouble, RunOutcome::NotFinished, run.process,
                 u"A run that began at %1 hasn't ended in time."_s.arg(localTimeText(next.definition, run.startedMs)));
        }
        if (next.startByMs && *next.startByMs <= m_now) {
            isOtherwise = true;
            next.isLate = true;
            next.startByMs.reset();
            miss(next, next.startTrouble, RunOutcome::NotStarted, {},
                 u"No run began; one was due at %1."_s.arg(localTimeText(next.definition, *next.dueMs)));
        } else if (next.startByMs && !next.isLate && *next.dueMs <= m_now) {
            isOtherwise = true;
            next.isLate = true;
        }
        return isOtherwise ? Outcome(std::optional(std::move(next))) : unchanged;
    }

    Outcome operator()(const ExpectationChange::Forgive &forgive) const
    {
        if (m_current->pause)
            return unchanged;
        Expectation next = *m_current;
        AwaitedTimes::shift(next, forgive.clockMovedMs);
        AwaitedTimes::forgiveStart(next, m_now);
        if (forgive.clockMovedMs == 0)
            AwaitedTimes::forgiveFinish(next, m_now);
        return next == *m_current ? unchanged : Outcome(std::optional(std::move(next)));
    }

private:
    void miss(Expectation &next, std::optional<ExpectationTrouble> &trouble, RunOutcome kind, const ProcessId &process,
              const QString &reason) const
    {
        beginTrouble(trouble, kind, m_now, Text(reason));
        note(next, {.atMs = m_now, .outcome = kind, .process = process, .reason = Text(reason)});
    }

    const Expectation *m_current;
    const ExpectationChange &m_change;
    const qint64 m_now;
};

} // namespace

EventKind eventKindOf(const ExpectationChange &change, const Expectation &next)
{
    constexpr std::array kinds{EventKind::ExpectationSet,    EventKind::ExpectationRemoved,
                               EventKind::ExpectationPaused, EventKind::ExpectationResumed,
                               EventKind::ExpectationSet,    EventKind::ExpectationHeard,
                               EventKind::ExpectationMissed, EventKind::ExpectationForgiven};
    static_assert(kinds.size() == std::variant_size_v<decltype(change.payload)>);
    const EventKind kind = kinds[change.payload.index()];
    // The trouble of an advance is new where it is noted at its very time.
    const bool isMiss = !next.runs.empty() && next.runs.back().atMs == change.timeMs
        && (next.runs.back().outcome == RunOutcome::NotStarted || next.runs.back().outcome == RunOutcome::NotFinished);
    return kind == EventKind::ExpectationMissed && !isMiss ? EventKind::ExpectationLate : kind;
}

Outcome apply(const Expectation *current, const ExpectationChange &change)
{
    if (!current && !std::holds_alternative<ExpectationChange::Put>(change.payload))
        return Error{ErrorCode::UnknownExpectation, u"There is no such expectation."_s, {}};
    std::optional<Expectation> clean;
    if (current) {
        clean = *current; // what the change before ended is told
        clean->endedStartTrouble = clean->endedFinishTrouble = false;
    }
    Outcome outcome = std::visit(Applier(clean ? &*clean : nullptr, change), change.payload);
    if (!outcome || !*outcome)
        return outcome;
    Expectation &next = **outcome;
    next.seq = change.seq;
    next.changedMs = std::max(change.timeMs, current ? current->changedMs + 1 : change.timeMs);
    if (current && stateOf(next) != stateOf(*current))
        next.stateSinceMs = change.timeMs;
    return outcome;
}

QByteArray newPingKey()
{
    std::array<quint32, 4> random{};
    QRandomGenerator::system()->fillRange(random.data(), random.size());
    return QByteArray(reinterpret_cast<const char *>(random.data()), sizeof random).toHex();
}

} // namespace Procession
