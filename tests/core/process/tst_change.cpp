// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processes.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 now = 1'700'000'100'000;

Change changeTo(decltype(Change::payload) payload, quint64 seq = 10)
{
    Change change;
    change.seq = seq;
    change.timeMs = now;
    change.payload = std::move(payload);
    return change;
}

/// A process in that status, at its second attempt.
Process processIn(ProcessStatus status)
{
    Process process;
    process.id = id(u"job-1");
    process.type = ProcessType::aiTask();
    process.status = status;
    process.name = QStringLiteral("A job");
    process.attempt = 2;
    process.createdAt = now - 5000;
    process.updatedAt = now - 1000;
    process.startedAt = now - 4000;
    process.seq = 7;
    process.reportSeq = 7;
    process.createdSeq = 1;
    return process;
}

Process withRetry(Process process, RetryState::Status status)
{
    process.retry = RetryState{};
    process.retry->status = status;
    process.retry->attempt = status == RetryState::Status::Scheduled ? process.attempt + 1 : process.attempt;
    process.retry->maxAttempts = 4;
    process.retry->nextAt = now + 1000;
    return process;
}

} // namespace

class TestChange : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyReportedTransition_data();
    void everyReportedTransition();
    void aReportChangesOnlyWhatItNames();
    void reportsOfOtherAttemptsAreRefused_data();
    void reportsOfOtherAttemptsAreRefused();
    void aRepeatedStartIsRecognised();
    void aStartWithAnotherBodyNeverReplaces();
    void metadataIsBounded();
    void cancelCallsOffAScheduledRetry();
    void theRetryIsToldHowItsAttemptEnded_data();
    void theRetryIsToldHowItsAttemptEnded();
    void aRetryBeginsAnew();
    void aRetryThatWasCalledOffDoesNotBegin();
    void aVerdictIsOvertakenByAReport();
    void silenceIsToldOnce();
    void onlyWhatIsOverCanBeForgotten_data();
    void onlyWhatIsOverCanBeForgotten();
    void aFailureDecidesItsRetry_data();
    void aFailureDecidesItsRetry();
    void theSameChangeGivesTheSameState();
    void anImportMakesThisServerDoNothing_data();
    void anImportMakesThisServerDoNothing();
    void theSameWorkMayBeImportedWhereItWasDone();
    void workIsBounded();
    void nobodyTookItUp_data();
    void nobodyTookItUp();
};

void TestChange::everyReportedTransition_data()
{
    QTest::addColumn<ProcessStatus>("from");
    QTest::addColumn<ProcessStatus>("to");
    for (const ProcessStatus from : allStatuses) {
        for (const ProcessStatus to : allStatuses)
            QTest::addRow("%s to %s", wireName(from).data(), wireName(to).data()) << from << to;
    }
}

void TestChange::everyReportedTransition()
{
    QFETCH(ProcessStatus, from);
    QFETCH(ProcessStatus, to);
    const Process before = processIn(from);
    const auto outcome = apply(&before, changeTo(reportOf(to)));
    QCOMPARE(outcome.ok(), isLegalTransition(from, to));
    if (!outcome) {
        QCOMPARE(outcome.error().code, ErrorCode::IllegalTransition);
        QCOMPARE(outcome.error().field, QStringLiteral("status"));
        return;
    }
    QCOMPARE(outcome->process.status, to);
    QCOMPARE(outcome->process.seq, 10u);
    QCOMPARE(outcome->process.reportSeq, 10u);
    QCOMPARE(outcome->process.updatedAt, now);
    QCOMPARE(outcome->process.completedAt.has_value(), isTerminal(to));
}

void TestChange::aReportChangesOnlyWhatItNames()
{
    Process before = processIn(ProcessStatus::Running);
    before.progress = 40.0;
    before.message = QStringLiteral("halfway");
    before.metadata = Metadata({{QStringLiteral("stage"), 1}});
    before.quietSince = now - 500;

    ReportChange report;
    report.message = QStringLiteral("further");
    Process expected = before;
    expected.message = QStringLiteral("further");
    expected.quietSince.reset(); // a sign of life
    expected.updatedAt = now;
    expected.seq = expected.reportSeq = 10;
    const auto outcome = apply(&before, changeTo(report));
    QVERIFY(outcome.ok());
    QVERIFY(outcome->process == expected);
}

void TestChange::reportsOfOtherAttemptsAreRefused_data()
{
    QTest::addColumn<int>("attempt");
    QTest::addColumn<ProcessStatus>("status");
    QTest::addColumn<QString>("refusal");
    QTest::newRow("the current one") << 2 << ProcessStatus::Running << QString();
    QTest::newRow("an older one") << 1 << ProcessStatus::Running << QStringLiteral("stale_attempt");
    QTest::newRow("an older one, of a process that is over")
        << 1 << ProcessStatus::Completed << QStringLiteral("stale_attempt");
    QTest::newRow("one that has not begun") << 3 << ProcessStatus::Running << QStringLiteral("invalid_field");
}

void TestChange::reportsOfOtherAttemptsAreRefused()
{
    QFETCH(int, attempt);
    QFETCH(ProcessStatus, status);
    QFETCH(QString, refusal);
    const Process before = processIn(status);
    ReportChange report = progressOf(99);
    report.attempt = attempt;
    const auto outcome = apply(&before, changeTo(report));
    QCOMPARE(outcome.ok() ? QString() : QString(wireName(outcome.error().code)), refusal);
}

void TestChange::aRepeatedStartIsRecognised()
{
    const auto first = apply(nullptr, changeTo(startOf(u"job-1"), 1));
    QVERIFY(first.ok() && first->changed);
    Process later = first->process;
    later.metadata = Metadata({{QStringLiteral("reported"), true}});
    later.status = ProcessStatus::Running;
    const auto again = apply(&later, changeTo(startOf(u"job-1"), 2));
    QVERIFY(again.ok());
    QVERIFY(!again->changed);
    QVERIFY(again->process == later);
}

void TestChange::aStartWithAnotherBodyNeverReplaces()
{
    const auto first = apply(nullptr, changeTo(startOf(u"job-1"), 1));
    StartChange other = startOf(u"job-1");
    other.name = QStringLiteral("Another job");
    const auto second = apply(&first->process, changeTo(other, 2));
    QVERIFY(!second.ok());
    QCOMPARE(second.error().code, ErrorCode::ProcessExists);
}

void TestChange::metadataIsBounded()
{
    StartChange large = startOf(u"job-1");
    large.metadata = {{QStringLiteral("key"), QString(20, u'x')}};
    Change start = changeTo(large);
    start.maxMetadataBytes = 20;
    const auto tooLarge = apply(nullptr, start);
    QVERIFY(!tooLarge.ok());
    QCOMPARE(tooLarge.error().code, ErrorCode::TooLarge);

    Process process = processIn(ProcessStatus::Running);
    process.metadata = Metadata({{QStringLiteral("a"), QString(10, u'x')}});
    ReportChange report;
    report.metadataUpdate = {{QStringLiteral("b"), QString(10, u'x')}};
    Change grown = changeTo(report);
    grown.maxMetadataBytes = 20;
    QCOMPARE(apply(&process, grown).error().field, QStringLiteral("metadata_update"));
}

void TestChange::cancelCallsOffAScheduledRetry()
{
    const Process failed = withRetry(processIn(ProcessStatus::Failed), RetryState::Status::Scheduled);
    const auto outcome = apply(&failed, changeTo(CancelChange{}));
    QVERIFY(outcome.ok());
    QCOMPARE(outcome->process.status, ProcessStatus::Failed); // a terminal status leaves only by a retry
    QCOMPARE(outcome->process.retry->status, RetryState::Status::Cancelled);
    QVERIFY(!outcome->process.retry->nextAt);
    QCOMPARE(apply(&outcome->process, changeTo(CancelChange{})).error().code, ErrorCode::AlreadyFinished);
}

void TestChange::theRetryIsToldHowItsAttemptEnded_data()
{
    QTest::addColumn<ProcessStatus>("end");
    QTest::addColumn<QString>("retry");
    QTest::newRow("completed") << ProcessStatus::Completed << QStringLiteral("success");
    QTest::newRow("failed") << ProcessStatus::Failed << QStringLiteral("failed");
    QTest::newRow("timeout") << ProcessStatus::Timeout << QStringLiteral("failed");
    QTest::newRow("cancelled") << ProcessStatus::Cancelled << QStringLiteral("cancelled");
}

void TestChange::theRetryIsToldHowItsAttemptEnded()
{
    QFETCH(ProcessStatus, end);
    QFETCH(QString, retry);
    const Process running = withRetry(processIn(ProcessStatus::Running), RetryState::Status::Executing);
    const auto outcome = apply(&running, changeTo(reportOf(end)));
    QCOMPARE(QString(wireName(outcome->process.retry->status)), retry);
}

void TestChange::aRetryBeginsAnew()
{
    Process failed = withRetry(processIn(ProcessStatus::Failed), RetryState::Status::Scheduled);
    failed.errorMessage = QStringLiteral("boom");
    failed.progress = 80.0;
    failed.completedAt = now - 10;
    const auto outcome = apply(&failed, changeTo(RetryChange{.scheduledAttempt = 3}));
    QVERIFY(outcome.ok());
    const Process &process = outcome->process;
    QCOMPARE(outcome->kind, EventKind::Retried);
    QCOMPARE(process.status, ProcessStatus::Pending);
    QCOMPARE(process.attempt, 3);
    QCOMPARE(process.retry->status, RetryState::Status::Executing);
    QCOMPARE(process.retry->lastError, QStringLiteral("boom"));
    QVERIFY(!process.progress && !process.startedAt && !process.completedAt && process.errorMessage.isEmpty());
    QCOMPARE(process.createdAt, failed.createdAt);
}

void TestChange::aRetryThatWasCalledOffDoesNotBegin()
{
    const Process cancelled = withRetry(processIn(ProcessStatus::Failed), RetryState::Status::Cancelled);
    QCOMPARE(apply(&cancelled, changeTo(RetryChange{.scheduledAttempt = 3})).error().code, ErrorCode::NotRetryable);
    QVERIFY(apply(&cancelled, changeTo(RetryChange{})).ok()); // a person may still ask for it
    const Process running = processIn(ProcessStatus::Running);
    QCOMPARE(apply(&running, changeTo(RetryChange{})).error().code, ErrorCode::NotRetryable);
}

void TestChange::aVerdictIsOvertakenByAReport()
{
    Process running = processIn(ProcessStatus::Running);
    running.heartbeatTimeout = 30s;
    running.timeout = 60s;
    using Cause = ExpireChange::Cause;
    QVERIFY(!apply(&running, changeTo(ExpireChange{Cause::Heartbeat, 2, 6})).ok());
    QVERIFY(!apply(&running, changeTo(ExpireChange{Cause::Heartbeat, 1, 7})).ok());
    QVERIFY(!apply(&running, changeTo(ExpireChange{Cause::RunningTime, 1, 7})).ok());

    const auto silent = apply(&running, changeTo(ExpireChange{Cause::Heartbeat, 2, 7}));
    QCOMPARE(silent->process.status, ProcessStatus::Timeout);
    QCOMPARE(silent->process.errorMessage, QStringLiteral("No report for 30 s (heartbeat_timeout)"));
    // Reports don't save a process from its running time.
    const auto tooLong = apply(&running, changeTo(ExpireChange{Cause::RunningTime, 2, 3}));
    QCOMPARE(tooLong->process.errorMessage, QStringLiteral("Still running after 60 s (timeout)"));
    QVERIFY(!apply(&tooLong->process, changeTo(ExpireChange{Cause::RunningTime, 2, 3})).ok());
}

void TestChange::silenceIsToldOnce()
{
    const Process running = processIn(ProcessStatus::Running);
    const auto quiet = apply(&running, changeTo(QuietChange{2, 7}));
    QCOMPARE(quiet->process.quietSince, std::optional(running.updatedAt));
    QCOMPARE(quiet->process.updatedAt, running.updatedAt);
    QCOMPARE(quiet->process.reportSeq, running.reportSeq);
    QVERIFY(!apply(&quiet->process, changeTo(QuietChange{2, 7})).ok());
    QVERIFY(!apply(&running, changeTo(QuietChange{2, 6})).ok());
}

void TestChange::onlyWhatIsOverCanBeForgotten_data()
{
    QTest::addColumn<ProcessStatus>("status");
    QTest::addColumn<bool>("retryScheduled");
    QTest::addColumn<bool>("forgotten");
    QTest::newRow("pending") << ProcessStatus::Pending << false << false;
    QTest::newRow("running") << ProcessStatus::Running << false << false;
    QTest::newRow("completed") << ProcessStatus::Completed << false << true;
    QTest::newRow("failed") << ProcessStatus::Failed << false << true;
    QTest::newRow("failed, to be retried") << ProcessStatus::Failed << true << false;
}

void TestChange::onlyWhatIsOverCanBeForgotten()
{
    QFETCH(ProcessStatus, status);
    QFETCH(bool, retryScheduled);
    QFETCH(bool, forgotten);
    Process process = processIn(status);
    if (retryScheduled)
        process = withRetry(process, RetryState::Status::Scheduled);
    const auto outcome = apply(&process, changeTo(RemoveChange{}));
    QCOMPARE(outcome.ok(), forgotten);
    if (!outcome)
        QCOMPARE(outcome.error().code, ErrorCode::NotFinished);
}

void TestChange::aFailureDecidesItsRetry_data()
{
    QTest::addColumn<ProcessStatus>("status");
    QTest::addColumn<std::optional<RetryPolicy>>("ofType");
    QTest::addColumn<std::optional<RetryPolicy>>("own");
    QTest::addColumn<bool>("retriedBefore");
    QTest::addColumn<ReportChange>("advice");
    QTest::addColumn<QString>("retry"); // status, attempt of attempts, delay in ms
    using Status = ProcessStatus;
    using Policy = std::optional<RetryPolicy>;
    const ReportChange none;
    const ReportChange hopeless{.retryable = false};
    const ReportChange later{.retryAfter = 30s};
    const Policy three{retryAfter(1s, 3)}; // the process is at its second attempt, so that the delay is doubled
    const Policy two{retryAfter(1s, 2)};
    const Policy once{retryAfter(1s, 1)};
    const Policy drawn{RetryPolicy{.maxAttempts = 3, .initialDelay = 1s}};
    QTest::newRow("no policy") << Status::Failed << Policy() << Policy() << false << none << QString();
    QTest::newRow("no policy, retried by hand")
        << Status::Failed << Policy() << Policy() << true << none << u"failed 2/4 0"_s;
    QTest::newRow("no policy, hopeless") << Status::Failed << Policy() << Policy() << false << hopeless << QString();
    QTest::newRow("no policy, hopeless, retried by hand")
        << Status::Failed << Policy() << Policy() << true << hopeless << u"exhausted 2/4 0"_s;
    QTest::newRow("no policy, not before") << Status::Timeout << Policy() << Policy() << false << later << QString();
    QTest::newRow("a policy of one attempt") << Status::Failed << once << Policy() << false << none << QString();
    QTest::newRow("an attempt is left") << Status::Failed << three << Policy() << false << none
                                        << u"scheduled 3/3 2000"_s;
    QTest::newRow("an attempt is left, timed out")
        << Status::Timeout << three << Policy() << true << none << u"scheduled 3/3 2000"_s;
    QTest::newRow("with jitter") << Status::Failed << drawn << Policy() << false << none << u"scheduled 3/3 1250"_s;
    QTest::newRow("none is left") << Status::Failed << two << Policy() << true << none << u"exhausted 2/2 0"_s;
    QTest::newRow("beyond the last, by hand")
        << Status::Failed << Policy() << Policy(retryAfter(1s, 2)) << true << none << u"exhausted 2/2 0"_s;
    QTest::newRow("its own policy comes first")
        << Status::Failed << two << three << false << none << u"scheduled 3/3 2000"_s;
    QTest::newRow("its own policy of one attempt") << Status::Failed << three << once << false << none << QString();
    QTest::newRow("hopeless") << Status::Failed << three << Policy() << false << hopeless << u"exhausted 2/3 0"_s;
    QTest::newRow("not before") << Status::Failed << three << Policy() << true << later << u"scheduled 3/3 30000"_s;
    QTest::newRow("cancelled") << Status::Cancelled << three << Policy() << false << none << QString();
    QTest::newRow("to no purpose") << Status::Running << three << Policy() << false << hopeless << QString();
    QTest::newRow("to no purpose either") << Status::Completed << three << Policy() << false << later << QString();
}

void TestChange::aFailureDecidesItsRetry()
{
    QFETCH(ProcessStatus, status);
    QFETCH(std::optional<RetryPolicy>, ofType);
    QFETCH(std::optional<RetryPolicy>, own);
    QFETCH(bool, retriedBefore);
    QFETCH(ReportChange, advice);
    QFETCH(QString, retry);
    Process process = processIn(ProcessStatus::Running);
    process.retryPolicy = own;
    if (retriedBefore)
        process = withRetry(process, RetryState::Status::Executing);
    advice.status = status;
    advice.errorMessage = u"boom"_s;
    Change change = changeTo(advice);
    change.policy = ofType;
    change.draw = 0.25;
    const auto outcome = apply(&process, change);
    QCOMPARE(outcome->kind, EventKind::Reported); // one event for both
    const auto &state = outcome->process.retry;
    QCOMPARE(state ? u"%1 %2/%3 %4"_s.arg(wireName(state->status))
                         .arg(state->attempt)
                         .arg(state->maxAttempts)
                         .arg(state->delay.count())
                   : QString(),
             retry);
    if (state) {
        QCOMPARE(state->lastError, u"boom"_s);
        QCOMPARE(state->nextAt,
                 state->status == RetryState::Status::Scheduled ? std::optional(now + state->delay.count())
                                                                : std::nullopt);
    }
    QCOMPARE(mayDecideRetry(change), status == ProcessStatus::Failed || status == ProcessStatus::Timeout);
}

void TestChange::theSameChangeGivesTheSameState()
{
    const Process before = processIn(ProcessStatus::Running);
    const Change change = changeTo(reportOf(ProcessStatus::Failed));
    QVERIFY(apply(&before, change)->process == apply(&before, change)->process);
}

void TestChange::anImportMakesThisServerDoNothing_data()
{
    QTest::addColumn<ProcessStatus>("status");
    QTest::addColumn<bool>("isScheduled");
    QTest::addColumn<bool>("isTaken");
    for (const ProcessStatus status : allStatuses)
        QTest::newRow(wireName(status).data()) << status << false << isTerminal(status);
    QTest::newRow("with a retry to come") << ProcessStatus::Failed << true << false;
}

void TestChange::anImportMakesThisServerDoNothing()
{
    QFETCH(ProcessStatus, status);
    QFETCH(bool, isScheduled);
    QFETCH(bool, isTaken);
    Process process = processIn(status);
    if (isScheduled)
        process = withRetry(process, RetryState::Status::Scheduled);
    if (status == ProcessStatus::Pending)
        process.startedAt.reset();
    if (isTerminal(status))
        process.completedAt = process.updatedAt;
    process.dispatch.setWork({Text(u"{\"path\":\"/etc/passwd\"}"_s), true}); // as no body can say
    const auto imported = apply(nullptr, changeTo(ImportChange{process}));
    QCOMPARE(imported.ok(), isTaken);
    if (!imported) {
        QCOMPARE(imported.error().field, u"work"_s);
        return;
    }
    QVERIFY(!isOwnWork(imported->process));
    // Nor does a retry make it.
    QCOMPARE(apply(&imported->process, changeTo(RetryChange{})).error().code, ErrorCode::NotRetryable);
}

void TestChange::theSameWorkMayBeImportedWhereItWasDone()
{
    Process process = processIn(ProcessStatus::Completed);
    process.dispatch.setWork({Text(u"{}"_s), true});
    Process exported = process;
    exported.dispatch.setWork({Text(u"{}"_s), false});
    const auto same = apply(&process, changeTo(ImportChange{exported}));
    QVERIFY(same.ok() && !same->changed);
    QVERIFY(isOwnWork(same->process));
    exported.dispatch.setWork({Text(u"{\"another\":1}"_s), false});
    QCOMPARE(apply(&process, changeTo(ImportChange{exported})).error().code, ErrorCode::ProcessExists);
}

void TestChange::workIsBounded()
{
    StartChange start = startOf(u"a");
    start.work = Text(QString(70'000, u'x'));
    QCOMPARE(apply(nullptr, changeTo(PreparedStart(start))).error().code, ErrorCode::TooLarge);
    Process process = processIn(ProcessStatus::Completed);
    process.completedAt = process.updatedAt;
    process.dispatch.setWork({start.work, false});
    QCOMPARE(apply(nullptr, changeTo(ImportChange{process})).error().code, ErrorCode::TooLarge);
}

void TestChange::nobodyTookItUp_data()
{
    QTest::addColumn<ProcessStatus>("status");
    QTest::addColumn<int>("attempt");
    QTest::addColumn<bool>("hasLimit");
    QTest::addColumn<bool>("ends");
    QTest::newRow("pending") << ProcessStatus::Pending << 2 << true << true;
    QTest::newRow("taken up meanwhile") << ProcessStatus::Running << 2 << true << false;
    QTest::newRow("over") << ProcessStatus::Cancelled << 2 << true << false;
    QTest::newRow("an attempt before") << ProcessStatus::Pending << 1 << true << false;
    QTest::newRow("without a limit") << ProcessStatus::Pending << 2 << false << false;
}

void TestChange::nobodyTookItUp()
{
    QFETCH(ProcessStatus, status);
    QFETCH(int, attempt);
    QFETCH(bool, hasLimit);
    QFETCH(bool, ends);
    const Process process = processIn(status);
    const auto limit = hasLimit ? std::optional(5s) : std::nullopt;
    const auto outcome =
        apply(&process, changeTo(ExpireChange{ExpireChange::Cause::Pending, attempt, process.reportSeq, limit}));
    QCOMPARE(outcome.ok(), ends);
    if (outcome) {
        QCOMPARE(outcome->process.status, ProcessStatus::Timeout);
        QCOMPARE(outcome->process.errorMessage, u"No worker took it up within 5 s (pending_timeout)"_s);
    }
}

QTEST_APPLESS_MAIN(TestChange)
#include "tst_change.moc"
