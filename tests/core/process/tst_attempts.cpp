// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "attemptjson.h"
#include "processes.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 now = 1'700'000'100'000;
constexpr qint64 MiB = 1024 * 1024;

/// Tells a process one change after the other, as the door does.
class Life
{
public:
    explicit Life(StartChange start)
    {
        m_start = std::move(start);
        Change change = at(0);
        change.payload = PreparedStart(m_start);
        m_process = Procession::apply(nullptr, change)->process;
    }

    Result<Outcome> tell(qint64 afterMs, decltype(Change::payload) payload, const Origin &origin = {})
    {
        Change change = at(afterMs);
        change.payload = std::move(payload);
        change.origin = origin;
        change.policy = policy;
        auto outcome = Procession::apply(&m_process, change);
        if (outcome)
            m_process = outcome->process;
        return outcome;
    }
    const Process &operator*() const { return m_process; }
    const Process *operator->() const { return &m_process; }

    std::optional<RetryPolicy> policy{};

private:
    Change at(qint64 afterMs)
    {
        Change change;
        change.seq = ++m_seq;
        change.timeMs = now + afterMs;
        return change;
    }

    StartChange m_start;
    Process m_process;
    quint64 m_seq = 0;
};

StartChange running(const AttemptLimits &limits = {})
{
    StartChange start = startOf(u"a", ProcessStatus::Running);
    start.limits = limits;
    return start;
}

ReportChange sampleOf(const Resources &sample)
{
    ReportChange report;
    report.resources = sample;
    return report;
}

ReportChange endOf(ProcessStatus status, const Exit &exit)
{
    ReportChange report = reportOf(status);
    report.exit = exit;
    return report;
}

/// What a reporter tells of an attempt that others ended.
ReportChange postscript(const Exit &exit, std::optional<int> attempt = {})
{
    ReportChange report;
    report.exit = exit;
    report.attempt = attempt;
    return report;
}

} // namespace

class TestAttempts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void processorTimeBecomesPerCent_data();
    void processorTimeBecomesPerCent();
    void samplesAddUp();
    void aFailedAttemptIsKeptWhenALaterOneSucceeds();
    void manyAttemptsAreBounded();
    void longErrorsAreCutBetweenCharacters();
    void anExitBelongsToAnEnd();
    void anExitMayComeAfterTheEnd();
    void whoCancelledIsKept();
    void limitsEndAnAttempt_data();
    void limitsEndAnAttempt();
    void theRetryAfterALimitIsConfigured_data();
    void theRetryAfterALimitIsConfigured();
    void eachClockIsQuietByItself();
    void progressAndOutputHaveDeadlines_data();
    void progressAndOutputHaveDeadlines();
    void signalsHaveNames_data();
    void signalsHaveNames();
};

void TestAttempts::processorTimeBecomesPerCent_data()
{
    QTest::addColumn<bool>("hasBefore");
    QTest::addColumn<qint64>("spanMs"); // since the sample before, or the begin
    QTest::addColumn<qint64>("cpuTimeMs");
    QTest::addColumn<double>("percent"); // -1: unknown
    QTest::newRow("first of a short run") << false << qint64(100) << qint64(150) << 150.0;
    QTest::newRow("since the last one") << true << qint64(2000) << qint64(1500) << 25.0;
    QTest::newRow("idle") << true << qint64(2000) << qint64(1000) << 0.0;
    QTest::newRow("in one batch") << true << qint64(0) << qint64(1500) << 50.0; // as it was
    QTest::newRow("less than before") << true << qint64(2000) << qint64(500) << 50.0;
    QTest::newRow("at the begin") << false << qint64(0) << qint64(5) << -1.0;
}

void TestAttempts::processorTimeBecomesPerCent()
{
    QFETCH(bool, hasBefore);
    QFETCH(qint64, spanMs);
    QFETCH(qint64, cpuTimeMs);
    QFETCH(double, percent);
    const Resources before{.atMs = now, .cpuTimeMs = 1000, .cpuPercent = 50.0};
    const Resources after = merged(hasBefore ? &before : nullptr, {.cpuTimeMs = cpuTimeMs}, now, now + spanMs);
    QCOMPARE(after.cpuPercent.value_or(-1), percent);
    QCOMPARE(after.atMs, now + spanMs);
}

void TestAttempts::samplesAddUp()
{
    Life life(running());
    QVERIFY(life.tell(1000, sampleOf({.threads = 9, .memory = 5 * MiB, .memoryPeak = 7 * MiB})));
    QVERIFY(life.tell(2000, sampleOf({.threads = 3, .processes = 2, .memory = 6 * MiB, .readBytes = 10})));
    const Resources &kept = *resourcesOf(*life);
    QCOMPARE(kept.atMs, now + 2000);
    QVERIFY(kept.threads == 3 && kept.threadsPeak == 9 && kept.processesPeak == 2);
    QVERIFY(kept.memory == 6 * MiB && kept.memoryPeak == 7 * MiB && kept.readBytes == 10);
    // A report without a sample leaves them as they are, in the same place.
    const Resources *place = &kept;
    QVERIFY(life.tell(3000, progressOf(5)));
    QCOMPARE(resourcesOf(*life), place);
}

void TestAttempts::aFailedAttemptIsKeptWhenALaterOneSucceeds()
{
    Life life(running());
    QVERIFY(life.tell(500, progressOf(40)));
    ReportChange failed = endOf(ProcessStatus::Failed, {.code = {}, .signal = u"SIGKILL"_s, .outOfMemory = true});
    failed.errorMessage = Text(u"no memory"_s);
    failed.resources = Resources{.memory = 64 * MiB};
    QVERIFY(life.tell(1000, failed));
    QVERIFY(life.tell(2000, RetryChange{}));
    QVERIFY(!life->details && !life->progressedAt);
    QVERIFY(life.tell(3000, reportOf(ProcessStatus::Running)));
    QVERIFY(life.tell(4000, endOf(ProcessStatus::Completed, {.code = 0})));

    const std::vector<Attempt> attempts = attemptsOf(*life);
    QCOMPARE(attempts.size(), size_t(2));
    QCOMPARE(attempts[0].number, 2);
    QVERIFY(attempts[0].status == ProcessStatus::Completed && attempts[0].details->exit->code == 0);
    const Attempt &first = attempts[1];
    QVERIFY(first.number == 1 && first.status == ProcessStatus::Failed && first.progress == 40.0);
    QVERIFY(first.startedAt == now && first.endedAt == now + 1000);
    QCOMPARE(first.errorMessage, u"no memory"_s);
    QVERIFY(first.details->exit->signal == u"SIGKILL"_s && first.details->exit->outOfMemory);
    QVERIFY(first.details->resources->memoryPeak == 64 * MiB);
}

void TestAttempts::manyAttemptsAreBounded()
{
    Life life(running());
    for (int attempt = 1; attempt < 200; ++attempt) {
        QVERIFY(life.tell(1000 * attempt, reportOf(ProcessStatus::Failed)));
        QVERIFY(life.tell(1000 * attempt, RetryChange{}));
    }
    const auto attempts = attemptsOf(*life);
    QCOMPARE(attempts.size(), EarlierAttempts::maxCount + 1);
    QCOMPARE(attempts.front().number, 200);
    QCOMPARE(attempts[1].number, 199);
    QCOMPARE(attempts[EarlierAttempts::maxCount - 1].number, 151);
    QCOMPARE(attempts.back().number, 1); // how it began
}

void TestAttempts::longErrorsAreCutBetweenCharacters()
{
    for (int shift = 0; shift < 4; ++shift) { // wherever the cut would fall
        Life life(running());
        ReportChange failed = reportOf(ProcessStatus::Failed);
        failed.errorMessage = Text(QString(shift, u'x') + u"🎉"_s.repeated(500));
        QVERIFY(life.tell(1, failed));
        QVERIFY(life.tell(2, RetryChange{}));
        const QByteArray kept = life->earlierAttempts->list()[0].errorMessage.utf8().toByteArray();
        QVERIFY(kept.size() <= Attempt::maxErrorBytes && kept.size() > Attempt::maxErrorBytes - 8);
        QVERIFY(QString::fromUtf8(kept).toUtf8() == kept && !QString::fromUtf8(kept).contains(QChar(0xFFFD)));
        QVERIFY(kept.endsWith("…"));
    }
}

void TestAttempts::anExitBelongsToAnEnd()
{
    Life life(running());
    const auto refused = life.tell(1, endOf(ProcessStatus::Running, {.code = 1}));
    QCOMPARE(refused.error().field, u"exit"_s);
    QCOMPARE(life.tell(1, postscript({.code = 1})).error().field, u"exit"_s);
    QVERIFY(life.tell(1, endOf(ProcessStatus::Completed, {.code = 0})));
    // Once is enough, and it says nothing else.
    QCOMPARE(life.tell(2, postscript({.code = 7})).error().code, ErrorCode::IllegalTransition);
    QVERIFY(life->details->exit->code == 0);
}

void TestAttempts::anExitMayComeAfterTheEnd()
{
    Life life(running());
    QVERIFY(life.tell(1000, CancelChange{}));
    ReportChange last = postscript({.code = {}, .signal = u"SIGTERM"_s}, 1);
    last.resources = Resources{.memory = MiB};
    ReportChange more = last;
    more.progress = 5;
    QCOMPARE(life.tell(1100, more).error().code, ErrorCode::IllegalTransition);
    QVERIFY(life.tell(1100, last));
    QVERIFY(life->status == ProcessStatus::Cancelled && life->updatedAt == now + 1000);
    QVERIFY(life->details->exit->signal == u"SIGTERM"_s && resourcesOf(*life)->memory == MiB);

    // Also where the next attempt has begun, which isn't touched by it.
    QVERIFY(life.tell(2000, RetryChange{}));
    QVERIFY(life.tell(2000, reportOf(ProcessStatus::Running)));
    QVERIFY(life.tell(3000, reportOf(ProcessStatus::Failed)));
    QVERIFY(life.tell(3000, RetryChange{}));
    const Process before = *life;
    QCOMPARE(life.tell(4000, postscript({.code = 4}, 1)).error().code, ErrorCode::StaleAttempt); // told already
    QVERIFY(life.tell(4000, postscript({.code = 4}, 2)));
    QVERIFY(life->earlierAttempts->list()[1].details->exit->code == 4);
    QVERIFY(life->reportSeq == before.reportSeq && life->updatedAt == before.updatedAt && life->seq > before.seq);
    QCOMPARE(life.tell(4000, postscript({.code = 4}, 9)).error().code, ErrorCode::InvalidField);
}

void TestAttempts::whoCancelledIsKept()
{
    const Origin operatorOf{Actor{Actor::Kind::Token, Text(u"ops"_s)}, Text(u"too slow"_s)};
    Life life(running());
    QVERIFY(life.tell(1000, CancelChange{}, operatorOf));
    QVERIFY(*life->details->cancelledBy == operatorOf);
    QVERIFY(life.tell(2000, RetryChange{}));
    QVERIFY(life.tell(3000, reportOf(ProcessStatus::Failed), operatorOf));
    QVERIFY(!life->details); // nobody cancelled that
    QVERIFY(*life->earlierAttempts->list()[0].details->cancelledBy == operatorOf);
}

void TestAttempts::limitsEndAnAttempt_data()
{
    QTest::addColumn<QList<qint64>>("memory");  // MiB of one sample a second
    QTest::addColumn<QList<qint64>>("cpuTime"); // seconds, likewise
    QTest::addColumn<int>("endsAt");            // the sample that ends it; -1 for none
    QTest::newRow("below") << QList<qint64>{90, 100, 100, 100, 100} << QList<qint64>{1, 2, 3, 4, 5} << -1;
    QTest::newRow("over for as long as it may be") << QList<qint64>{90, 101, 102, 103, 104} << QList<qint64>{} << 3;
    QTest::newRow("over now and then") << QList<qint64>{101, 102, 99, 101, 102} << QList<qint64>{} << -1;
    QTest::newRow("processor time") << QList<qint64>{} << QList<qint64>{9, 10, 11, 12, 13, 14} << 4;
    QTest::newRow("one, then the other") << QList<qint64>{90, 101, 90, 90} << QList<qint64>{9, 9, 11, 12} << 3;
}

void TestAttempts::limitsEndAnAttempt()
{
    QFETCH(QList<qint64>, memory);
    QFETCH(QList<qint64>, cpuTime);
    QFETCH(int, endsAt);
    Life life(running({.maxMemory = 100 * MiB, .maxCpuTime = 10s, .sustain = 2s}));
    life.policy = retryAfter(5s, 3);
    for (int i = 0; i < std::max(memory.size(), cpuTime.size()); ++i) {
        Resources sample;
        if (!memory.isEmpty())
            sample.memory = memory[i] * MiB;
        if (!cpuTime.isEmpty())
            sample.cpuTimeMs = cpuTime[i] * 1000;
        QVERIFY(life.tell(1000 * (i + 1), sampleOf(sample)));
        QCOMPARE(isTerminal(life->status), i == endsAt);
        if (i == endsAt)
            break;
    }
    if (endsAt < 0)
        return;
    QCOMPARE(life->status, ProcessStatus::Failed);
    QVERIFY(life->completedAt == now + 1000 * (endsAt + 1));
    QVERIFY(life->retry->status == RetryState::Status::Scheduled);
    const QString sentence = life->errorMessage;
    if (cpuTime.isEmpty())
        QCOMPARE(sentence, u"It used more than 100 MiB of memory for 2 s (max_memory); its peak was 103 MiB"_s);
    else
        QCOMPARE(sentence, u"It used more than 10 s of processor time (max_cpu_time): %1 s"_s.arg(cpuTime[endsAt]));
}

void TestAttempts::theRetryAfterALimitIsConfigured_data()
{
    QTest::addColumn<std::optional<bool>>("retries");
    QTest::addColumn<bool>("isRetried");
    QTest::newRow("by the policy") << std::optional<bool>() << true;
    QTest::newRow("yes") << std::optional(true) << true;
    QTest::newRow("no") << std::optional(false) << false;
}

void TestAttempts::theRetryAfterALimitIsConfigured()
{
    QFETCH(std::optional<bool>, retries);
    QFETCH(bool, isRetried);
    Life life(running({.maxMemory = MiB, .sustain = 0s, .retriesOver = retries}));
    life.policy = retryAfter(5s, 3);
    QVERIFY(life.tell(1000, sampleOf({.memory = 2 * MiB})));
    QCOMPARE(life->status, ProcessStatus::Failed);
    QCOMPARE(life->retry->status, isRetried ? RetryState::Status::Scheduled : RetryState::Status::Exhausted);
}

void TestAttempts::eachClockIsQuietByItself()
{
    Life life(running());
    QVERIFY(life.tell(1000, progressOf(10)));
    QVERIFY(life->progressedAt == now + 1000);
    QVERIFY(life.tell(2000, progressOf(10))); // the same again is no progress
    QVERIFY(life->progressedAt == now + 1000);

    const auto quiet = [&](QuietClock clock, qint64 sinceMs, bool isOver = false) {
        return life.tell(9000, QuietChange{1, life->reportSeq, clock, sinceMs, isOver});
    };
    QVERIFY(!quiet(QuietClock::Progress, now + 500)); // it moved since
    QVERIFY(quiet(QuietClock::Progress, now + 1000));
    QVERIFY(life->quietSince == now + 1000 && life->quietClock == QuietClock::Progress);
    QVERIFY(!quiet(QuietClock::Progress, now + 1000)); // is no news
    QVERIFY(life.tell(9500, progressOf(10)));
    QVERIFY(life->quietSince.has_value());         // a report without progress
    QVERIFY(quiet(QuietClock::Output, now + 700)); // counts for more
    QVERIFY(life->quietSince == now + 700 && life->quietClock == QuietClock::Output);
    QVERIFY(!quiet(QuietClock::Progress, now + 1000));
    QVERIFY(life.tell(9600, progressOf(11)));
    QVERIFY(life->quietClock == QuietClock::Output); // it still prints nothing
    QVERIFY(!quiet(QuietClock::Progress, 0, true));
    QVERIFY(quiet(QuietClock::Output, 0, true));
    QVERIFY(!life->quietSince && life->quietClock == QuietClock::Report);

    QVERIFY(quiet(QuietClock::Report, 0));
    QVERIFY(life->quietSince == life->updatedAt);
    QVERIFY(life.tell(9700, ReportChange{}));
    QVERIFY(!life->quietSince);
    QVERIFY(quiet(QuietClock::Progress, now + 9600));
    QVERIFY(life.tell(9800, progressOf(12)));
    QVERIFY(!life->quietSince && life->quietClock == QuietClock::Report);
    QVERIFY(quiet(QuietClock::Progress, now + 9800));
    QVERIFY(life.tell(9900, reportOf(ProcessStatus::Completed)));
    QVERIFY(!life->quietSince && life->quietClock == QuietClock::Report);
}

void TestAttempts::progressAndOutputHaveDeadlines_data()
{
    QTest::addColumn<ExpireChange::Cause>("cause");
    QTest::addColumn<qint64>("sinceMs");
    QTest::addColumn<bool>("isLimited");
    QTest::addColumn<QString>("sentence"); // empty: it isn't due
    using Cause = ExpireChange::Cause;
    QTest::newRow("progress") << Cause::Progress << now + 100 << true << u"No progress for 1.5 s (progress_timeout)"_s;
    QTest::newRow("it moved meanwhile") << Cause::Progress << now << true << QString();
    QTest::newRow("no such limit") << Cause::Progress << now + 100 << false << QString();
    QTest::newRow("output") << Cause::Output << now << true << u"No output for 2.5 s (output_timeout)"_s;
    QTest::newRow("no limit of output") << Cause::Output << now << false << QString();
}

void TestAttempts::progressAndOutputHaveDeadlines()
{
    QFETCH(ExpireChange::Cause, cause);
    QFETCH(qint64, sinceMs);
    QFETCH(bool, isLimited);
    QFETCH(QString, sentence);
    Life life(running(isLimited ? AttemptLimits{.progressTimeout = 1500ms, .outputTimeout = 2500ms} : AttemptLimits{}));
    QVERIFY(life.tell(100, progressOf(1)));
    ExpireChange expiry{.cause = cause};
    expiry.sinceMs = sinceMs;
    QCOMPARE(life.tell(5000, expiry).ok(), !sentence.isEmpty());
    QCOMPARE(life->errorMessage.toString(), sentence);
    QCOMPARE(life->status, sentence.isEmpty() ? ProcessStatus::Running : ProcessStatus::Timeout);
}

void TestAttempts::signalsHaveNames_data()
{
    QTest::addColumn<bool>("isOne");
    for (const char *name : {"SIGKILL", "SIGRTMIN+3", "SIGUSR1"})
        QTest::newRow(name) << true;
    for (const char *name : {"", "SIG", "KILL", "9", "sigkill", "SIGKILL ", "SIG\nKILL", "SIGABCDEFGHIJKLMN"})
        QTest::newRow(name) << false;
}

void TestAttempts::signalsHaveNames()
{
    QFETCH(bool, isOne);
    QCOMPARE(isSignalName(QString::fromLatin1(QTest::currentDataTag())), isOne);
}

QTEST_APPLESS_MAIN(TestAttempts)
#include "tst_attempts.moc"
