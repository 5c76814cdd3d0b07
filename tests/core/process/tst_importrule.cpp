// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "importrule.h"
#include "processes.h"

#include <QTest>

#include <functional>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 now = 1'700'000'000'000;
constexpr qint64 dayMs = 24LL * 3600 * 1000;

Process processIn(ProcessStatus status)
{
    Process process;
    process.id = id(u"a");
    process.type = ProcessType::aiTask();
    process.name = u"A job"_s;
    process.status = status;
    process.createdAt = now - 5000;
    process.updatedAt = now - 1000;
    if (status != ProcessStatus::Pending)
        process.startedAt = now - 4000;
    if (isTerminal(status))
        process.completedAt = now - 1000;
    return process;
}

RetryState retryIn(RetryState::Status status)
{
    RetryState retry;
    retry.status = status;
    retry.attempt = status == RetryState::Status::Scheduled ? 2 : 1;
    if (status == RetryState::Status::Scheduled)
        retry.nextAt = now + 1000;
    return retry;
}

} // namespace

class TestImportRule : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void judgesTimes_data();
    void judgesTimes();
    void judgesRetries_data();
    void judgesRetries();
    void aRetryFitsItsProcess_data();
    void aRetryFitsItsProcess();
};

using Spoil = std::function<void(Process &)>;
Q_DECLARE_METATYPE(Spoil)

void TestImportRule::judgesTimes_data()
{
    QTest::addColumn<ProcessStatus>("status");
    QTest::addColumn<Spoil>("spoil");
    QTest::addColumn<QString>("field"); // empty where it is taken
    const auto row = [](const char *name, ProcessStatus status, Spoil spoil, const char *field) {
        QTest::newRow(name) << status << std::move(spoil) << QString::fromLatin1(field);
    };
    for (const ProcessStatus status : allStatuses)
        row(
            wireName(status).data(), status, [](Process &) {}, "");
    using enum ProcessStatus;
    row(
        "created tomorrow", Pending, [](Process &p) { p.createdAt = now + 2 * dayMs; }, "created_at");
    row(
        "created by a clock that is ahead", Pending, [](Process &p) { p.createdAt = now + dayMs / 2; }, "");
    row(
        "created before 1970", Pending, [](Process &p) { p.createdAt = -1; }, "created_at");
    row(
        "created at no time", Pending, [](Process &p) { p.createdAt = 0; }, "created_at");
    row(
        "created long ago", Pending, [](Process &p) { p.createdAt = 1; }, "");
    row(
        "updated in the year 5138", Running, [](Process &p) { p.updatedAt = 99'999'999'999'000; }, "updated_at");
    row(
        "started in the future", Running, [](Process &p) { p.startedAt = now + 2 * dayMs; }, "started_at");
    row(
        "started before 1970", Running, [](Process &p) { p.startedAt = -5000; }, "started_at");
    row(
        "running and never started", Running, [](Process &p) { p.startedAt.reset(); }, "started_at");
    row(
        "pending and started", Pending, [](Process &p) { p.startedAt = now - 1; }, "started_at");
    row(
        "cancelled before it started", Cancelled, [](Process &p) { p.startedAt.reset(); }, "");
    row(
        "finished in the future", Completed, [](Process &p) { p.completedAt = now + 2 * dayMs; }, "completed_at");
    row(
        "finished and no time of it", Failed, [](Process &p) { p.completedAt.reset(); }, "completed_at");
    row(
        "running and finished", Running, [](Process &p) { p.completedAt = now - 1; }, "completed_at");
    row(
        "quiet in the future", Running, [](Process &p) { p.quietSince = now + 2 * dayMs; }, "quiet_since");
    row(
        "quiet", Running, [](Process &p) { p.quietSince = now - 1; }, "");
    row(
        "moved in the future", Running, [](Process &p) { p.progressedAt = now + 2 * dayMs; }, "last_progress_at");
    row(
        "figures of no time", Running, [](Process &p) { p.details = AttemptDetails{.resources = Resources{}}; },
        "resources");
    row(
        "running and exited", Running, [](Process &p) { p.details = AttemptDetails{.exit = Exit{}}; }, "exit");
    row(
        "exited", Failed, [](Process &p) { p.details = AttemptDetails{.exit = Exit{.code = 1}}; }, "");
    const auto withEarlier = [](const Attempt &attempt) {
        return [attempt](Process &p) {
            p.attempt = 2;
            EarlierAttempts earlier;
            QVERIFY(earlier.append(attempt));
            p.earlierAttempts = earlier;
        };
    };
    row("failed before", Running, withEarlier({.number = 1, .status = Failed, .endedAt = now - 2}), "");
    row("failed later", Running, withEarlier({.number = 2, .status = Failed}), "earlier_attempts");
    row("failed in the future", Running, withEarlier({.number = 1, .status = Failed, .endedAt = now + 2 * dayMs}),
        "earlier_attempts");
}

void TestImportRule::judgesTimes()
{
    QFETCH(ProcessStatus, status);
    QFETCH(Spoil, spoil);
    QFETCH(QString, field);
    Process process = processIn(status);
    spoil(process);
    const auto checked = checkImport(process, now);
    QCOMPARE(checked.ok(), field.isEmpty());
    if (!checked) {
        QCOMPARE(checked.error().field, field);
        QCOMPARE(checked.error().code, ErrorCode::InvalidField);
    }
}

void TestImportRule::judgesRetries_data()
{
    QTest::addColumn<ProcessStatus>("status");
    QTest::addColumn<RetryState::Status>("retry");
    QTest::addColumn<bool>("taken");
    using enum ProcessStatus;
    using Retry = RetryState::Status;
    const std::map<Retry, QSet<ProcessStatus>> fitting{
        {Retry::Scheduled, {Failed, Timeout}},
        {Retry::Executing, {Pending, Running}},
        {Retry::Success, {Completed}},
        {Retry::Failed, {Failed, Timeout, Cancelled}},
        {Retry::Exhausted, {Failed, Timeout, Cancelled}},
        {Retry::Cancelled, {Failed, Timeout, Cancelled}},
    };
    for (const auto &[retry, statuses] : fitting) {
        for (const ProcessStatus status : allStatuses)
            QTest::addRow("%s, retry %s", wireName(status).data(), wireName(retry).data())
                << status << retry << statuses.contains(status);
    }
}

void TestImportRule::judgesRetries()
{
    QFETCH(ProcessStatus, status);
    QFETCH(RetryState::Status, retry);
    Process process = processIn(status);
    process.retry = retryIn(retry);
    const auto checked = checkImport(process, now);
    QTEST(checked.ok(), "taken");
    QVERIFY(checked.ok() || checked.error().field == "retry"_L1);
}

void TestImportRule::aRetryFitsItsProcess_data()
{
    QTest::addColumn<ProcessStatus>("status");
    QTest::addColumn<RetryState::Status>("retry");
    QTest::addColumn<Spoil>("spoil");
    QTest::addColumn<bool>("taken");
    using enum ProcessStatus;
    using Retry = RetryState::Status;
    const auto row = [](const char *name, ProcessStatus status, Retry retry, Spoil spoil, bool taken) {
        QTest::newRow(name) << status << retry << std::move(spoil) << taken;
    };
    row(
        "scheduled for no time", Failed, Retry::Scheduled, [](Process &p) { p.retry->nextAt.reset(); }, false);
    row(
        "scheduled for a year that nobody sees", Failed, Retry::Scheduled,
        [](Process &p) { p.retry->nextAt = 9'999'999'999'000; }, false);
    row(
        "scheduled before 1970", Failed, Retry::Scheduled, [](Process &p) { p.retry->nextAt = -1; }, false);
    row(
        "due long ago", Failed, Retry::Scheduled, [](Process &p) { p.retry->nextAt = now - 40 * dayMs; }, true);
    row(
        "scheduled for the attempt that was", Failed, Retry::Scheduled, [](Process &p) { p.retry->attempt = 1; },
        false);
    row(
        "scheduled for a later attempt", Failed, Retry::Scheduled, [](Process &p) { p.retry->attempt = 7; }, false);
    row(
        "exhausted in an attempt that wasn't", Failed, Retry::Exhausted, [](Process &p) { p.retry->attempt = 3; },
        false);
    row(
        "called off before it came", Failed, Retry::Cancelled, [](Process &p) { p.retry->attempt = 2; }, true);
    row(
        "executing the attempt that is", Running, Retry::Executing,
        [](Process &p) {
            p.attempt = 3;
            p.retry->attempt = 3;
        },
        true);
}

void TestImportRule::aRetryFitsItsProcess()
{
    QFETCH(ProcessStatus, status);
    QFETCH(RetryState::Status, retry);
    QFETCH(Spoil, spoil);
    Process process = processIn(status);
    process.retry = retryIn(retry);
    spoil(process);
    QTEST(checkImport(process, now).ok(), "taken");
}

QTEST_APPLESS_MAIN(TestImportRule)
#include "tst_importrule.moc"
