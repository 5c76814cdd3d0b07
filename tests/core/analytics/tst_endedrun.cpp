// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive.h"
#include "endedrun.h"
#include "storedlog.h"

#include <QTemporaryDir>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// Each life is told twice: by the events of the log as they come, and by the history afterwards.
class TestEndedRun : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_run.reset(); }

    void aRunThatCompletes();
    void eachAttemptIsARun();
    void whatWasNeverBegunHasNoDuration();
    void aRetryThatIsCalledOffEndsNothing();
    void aTimeoutIsAFailureOfItsOwn();
    void archivingEndsNothing();
    void longAndOddTextsAreCut();

private:
    struct Told
    {
        std::vector<EndedRun> live;
        std::vector<EndedRun> stored;
    };
    Told runs();
    /// Those of the log, where the history tells the same.
    std::vector<EndedRun> sameRuns();

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<StoredLog> m_run;
};

void TestEndedRun::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_run = std::make_unique<StoredLog>(m_folder->path());
    QVERIFY2(m_run->problem.isEmpty(), qPrintable(m_run->problem));
}

TestEndedRun::Told TestEndedRun::runs()
{
    Told told;
    if (!m_run->commit())
        return told;
    for (const Event &event : m_run->log.read(0, 10'000).events) {
        if (auto run = runEndedBy(event))
            told.live.push_back(*run);
    }
    const Archive archive(DataFolder::databaseIn(m_folder->path()));
    const auto ends = archive.attemptEnds(0, m_run->log.head(), 1000);
    if (ends) {
        for (const AttemptEnd &end : *ends)
            told.stored.push_back(endedRunOf(**end.process, end.event));
    }
    return told;
}

std::vector<EndedRun> TestEndedRun::sameRuns()
{
    const Told told = runs();
    const auto textOf = [](const EndedRun &run) {
        return u"%1 %2 %3 %4 %5 %6 %7 %8 %9 %10"_s.arg(run.seq)
            .arg(QString::fromUtf8(run.name), QString::fromUtf8(run.group), QString::fromUtf8(run.reason),
                 wireName(run.outcome))
            .arg(run.attempt)
            .arg(run.isFinal)
            .arg(run.endedAt)
            .arg(run.durationMs.value_or(-1))
            .arg(run.waitMs.value_or(-1));
    };
    QStringList live;
    QStringList stored;
    for (const EndedRun &run : told.live)
        live << textOf(run);
    for (const EndedRun &run : told.stored)
        stored << textOf(run);
    if (live != stored)
        qWarning() << live << stored;
    return live == stored ? told.live : std::vector<EndedRun>();
}

void TestEndedRun::aRunThatCompletes()
{
    StartChange start = startOf(u"a", ProcessStatus::Pending, ProcessType::aiTask());
    start.name = u"Import 2026-11-27 #123"_s;
    start.metadata = {{u"group"_s, u"nightly"_s}};
    QVERIFY(m_run->tracker.start(start).ok());
    m_run->clock.advance(3s);
    QVERIFY(m_run->tracker.report(id(u"a"), reportOf(ProcessStatus::Running)).ok());
    m_run->clock.advance(20s);
    QVERIFY(m_run->tracker.report(id(u"a"), reportOf(ProcessStatus::Completed)).ok());

    const auto ended = sameRuns();
    QCOMPARE(ended.size(), 1);
    QCOMPARE(ended[0].name, "Import 0 #0");
    QCOMPARE(ended[0].group, "nightly");
    QCOMPARE(ended[0].type, ProcessType::aiTask());
    QCOMPARE(ended[0].outcome, ProcessStatus::Completed);
    QCOMPARE(ended[0].waitMs, std::optional<qint64>(3000));
    QCOMPARE(ended[0].durationMs, std::optional<qint64>(20000));
    QVERIFY(ended[0].reason.isEmpty() && ended[0].isFinal);
}

void TestEndedRun::eachAttemptIsARun()
{
    StartChange start = startOf(u"a", ProcessStatus::Running);
    start.retryPolicy = retryAfter(1s);
    QVERIFY(m_run->tracker.start(start).ok());
    for (const auto *error : {"host 10.0.0.1 is away", "host 10.0.0.2 is away"}) {
        m_run->clock.advance(5s);
        ReportChange failure = reportOf(ProcessStatus::Failed);
        failure.errorMessage = QString::fromLatin1(error);
        QVERIFY(m_run->tracker.report(id(u"a"), failure).ok());
        m_run->clock.advance(1s);
        QVERIFY(m_run->tracker.retry(id(u"a")).ok());
        QVERIFY(m_run->tracker.report(id(u"a"), reportOf(ProcessStatus::Running)).ok());
    }
    m_run->clock.advance(7s);
    QVERIFY(m_run->tracker.report(id(u"a"), reportOf(ProcessStatus::Completed)).ok());

    const auto ended = sameRuns();
    QCOMPARE(ended.size(), 3);
    QCOMPARE(ended[0].reason, ended[1].reason);
    QCOMPARE(ended[0].reason, "host # is away");
    QVERIFY(!ended[0].isFinal && !ended[1].isFinal && ended[2].isFinal);
    QCOMPARE(ended[1].durationMs, std::optional<qint64>(5000));
    QCOMPARE(ended[2].durationMs, std::optional<qint64>(7000));
    QVERIFY(ended[0].waitMs && !ended[1].waitMs);
    QCOMPARE(ended[2].attempt, 3);
}

void TestEndedRun::whatWasNeverBegunHasNoDuration()
{
    QVERIFY(m_run->tracker.start(startOf(u"a")).ok());
    QVERIFY(m_run->tracker.cancel(id(u"a")).ok());
    const auto ended = sameRuns();
    QCOMPARE(ended.size(), 1);
    QCOMPARE(ended[0].outcome, ProcessStatus::Cancelled);
    QVERIFY(!ended[0].durationMs && !ended[0].waitMs);
}

void TestEndedRun::aRetryThatIsCalledOffEndsNothing()
{
    StartChange start = startOf(u"a", ProcessStatus::Running);
    start.retryPolicy = retryAfter(1h);
    QVERIFY(m_run->tracker.start(start).ok());
    QVERIFY(m_run->tracker.report(id(u"a"), reportOf(ProcessStatus::Failed)).ok());
    QVERIFY(m_run->tracker.cancel(id(u"a")).ok());
    QCOMPARE(sameRuns().size(), 1);
}

void TestEndedRun::aTimeoutIsAFailureOfItsOwn()
{
    StartChange start = startOf(u"a", ProcessStatus::Running);
    start.timeout = 2s;
    QVERIFY(m_run->tracker.start(start).ok());
    m_run->clock.advance(2s);
    QVERIFY(m_run->tracker.expire(id(u"a"), {ExpireChange::Cause::RunningTime, 1, 0}).ok());
    const auto ended = sameRuns();
    QCOMPARE(ended.size(), 1);
    QCOMPARE(ended[0].outcome, ProcessStatus::Timeout);
    QVERIFY(!ended[0].reason.isEmpty());
}

void TestEndedRun::archivingEndsNothing()
{
    QVERIFY(m_run->tracker.start(startOf(u"a", ProcessStatus::Running)).ok());
    QVERIFY(m_run->tracker.report(id(u"a"), reportOf(ProcessStatus::Completed)).ok());
    QVERIFY(m_run->commit());
    QVERIFY(m_run->tracker.archive(id(u"a")).ok());
    QCOMPARE(sameRuns().size(), 1);
}

void TestEndedRun::longAndOddTextsAreCut()
{
    StartChange start = startOf(u"a", ProcessStatus::Running);
    start.name = QString(150, u'ж');
    start.metadata = {{u"group"_s, 5}};
    QVERIFY(m_run->tracker.start(start).ok());
    ReportChange failure = reportOf(ProcessStatus::Failed);
    failure.errorMessage = u"first line\nsecond line"_s;
    QVERIFY(m_run->tracker.report(id(u"a"), failure).ok());
    const auto ended = sameRuns();
    QCOMPARE(ended.size(), 1);
    QCOMPARE(ended[0].name.size(), EndedRun::longestName);
    QCOMPARE(QString::fromUtf8(ended[0].name), QString(100, u'ж'));
    QVERIFY(ended[0].group.isEmpty());
    QCOMPARE(ended[0].reason, "first line");
}

QTEST_GUILESS_MAIN(TestEndedRun)
#include "tst_endedrun.moc"
