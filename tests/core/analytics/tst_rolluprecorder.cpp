// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "analytics.h"
#include "archive.h"
#include "rolluprecorder.h"
#include "storedlog.h"

#include <QFile>
#include <QTemporaryDir>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class TestRollupRecorder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void countsWhatEnds();
    void countsOnceWhateverIsWrittenTwice();
    void catchesUpWithWhatEndedMeanwhile();
    void catchesUpAfterALoss();
    void beginsAnewWithADamagedFile_data();
    void beginsAnewWithADamagedFile();
    void anotherHistoryDoesNotCountTwice();
    void tellsSoManyNamesApart();
    void oldSummariesGo();
    void othersCannotReadTheFile();

private:
    void open(qsizetype capacity = EventLog::defaultCapacity);
    void close();
    void record(RollupRetention retention = {});
    void runOnce(const QString &processId, const QString &name = u"job"_s,
                 ProcessStatus status = ProcessStatus::Completed);
    quint64 counted();
    QString path() const { return RollupFile::pathIn(m_folder->path()); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<StoredLog> m_run;
    std::unique_ptr<Archive> m_archive;
    std::unique_ptr<RollupRecorder> m_recorder;
};

void TestRollupRecorder::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    open();
}

void TestRollupRecorder::cleanup()
{
    close();
}

void TestRollupRecorder::open(qsizetype capacity)
{
    m_run = std::make_unique<StoredLog>(m_folder->path(), StoreOptions(), capacity);
    QVERIFY2(m_run->problem.isEmpty(), qPrintable(m_run->problem));
    m_archive = std::make_unique<Archive>(DataFolder::databaseIn(m_folder->path()));
}

void TestRollupRecorder::close()
{
    m_recorder.reset();
    if (m_run && m_run->store)
        m_run->stop();
    m_run.reset();
}

void TestRollupRecorder::record(RollupRetention retention)
{
    m_recorder = std::make_unique<RollupRecorder>(m_run->log, *m_archive, m_run->clock,
                                                  RollupRecorder::Options{.path = path(), .retention = retention});
    m_recorder->start();
}

void TestRollupRecorder::runOnce(const QString &processId, const QString &name, ProcessStatus status)
{
    StartChange start = startOf(processId, ProcessStatus::Running);
    start.name = name;
    QVERIFY(m_run->tracker.start(start).ok());
    m_run->clock.advance(10s);
    QVERIFY(m_run->tracker.report(id(processId), reportOf(status)).ok());
    QVERIFY(m_run->commit());
}

/// Of all time, after all that the log has was read.
quint64 TestRollupRecorder::counted()
{
    QCoreApplication::processEvents();
    if (m_recorder)
        m_recorder->flush();
    const auto answer = Analytics(path()).ask({.fromMs = 0, .toMs = FakeClock::beginning * 2});
    if (!answer) {
        qWarning() << answer.error().message;
        return 0;
    }
    quint64 runs = 0;
    for (const AnalyticsGroup &group : answer->groups)
        runs += group.runs.runs;
    return runs;
}

void TestRollupRecorder::countsWhatEnds()
{
    record();
    runOnce(u"a"_s);
    runOnce(u"b"_s, u"other"_s, ProcessStatus::Failed);
    QVERIFY(m_run->tracker.start(startOf(u"c", ProcessStatus::Running)).ok());
    QVERIFY(m_run->commit());
    QCOMPARE(counted(), 2);
}

void TestRollupRecorder::countsOnceWhateverIsWrittenTwice()
{
    record();
    runOnce(u"a"_s);
    QCOMPARE(counted(), 1);
    for (int i = 0; i < 3; ++i) {
        close();
        open();
        record();
        QCOMPARE(counted(), 1);
    }
    runOnce(u"b"_s);
    QCOMPARE(counted(), 2);
}

void TestRollupRecorder::catchesUpWithWhatEndedMeanwhile()
{
    record();
    runOnce(u"a"_s);
    QCOMPARE(counted(), 1);
    m_recorder.reset();
    runOnce(u"b"_s);
    runOnce(u"c"_s);
    close();
    open();
    record();
    QCOMPARE(counted(), 3);
}

void TestRollupRecorder::catchesUpAfterALoss()
{
    close();
    open(4);
    record();
    for (int i = 0; i < 40; ++i)
        runOnce(u"p%1"_s.arg(i));
    QCOMPARE(counted(), 40);
}

void TestRollupRecorder::beginsAnewWithADamagedFile_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("no database") << QByteArray(5000, 'x');
    QTest::newRow("cut off") << QByteArray("SQLite format 3\0", 16);
}

void TestRollupRecorder::beginsAnewWithADamagedFile()
{
    QFETCH(QByteArray, content);
    record();
    runOnce(u"a"_s);
    QCOMPARE(counted(), 1);
    close();
    for (const QString &end : {u"-wal"_s, u"-shm"_s})
        QFile::remove(path() + end);
    QFile file(path());
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write(content);
    file.close();
    open();
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"made anew"_s));
    record();
    QCOMPARE(counted(), 1);
    QVERIFY(QFile::exists(path() + u".damaged"_s));
}

void TestRollupRecorder::anotherHistoryDoesNotCountTwice()
{
    record();
    for (int i = 0; i < 5; ++i)
        runOnce(u"p%1"_s.arg(i));
    QCOMPARE(counted(), 5);
    close();
    for (const QString &end : {u""_s, u"-wal"_s, u"-shm"_s})
        QFile::remove(DataFolder::databaseIn(m_folder->path()) + end);
    open();
    record();
    QCOMPARE(counted(), 5);
    runOnce(u"q"_s);
    QCOMPARE(counted(), 6);
}

void TestRollupRecorder::tellsSoManyNamesApart()
{
    m_run->clock.advance(1s);
    RollupFile file;
    QVERIFY(file.open(path()).ok());
    std::vector<EndedRun> runs;
    for (int i = 0; i < 3 * RollupFile::mostReasons; ++i) {
        // Letters, since numbers would be masked where a run is told by an event.
        runs.push_back({.seq = static_cast<quint64>(i + 1),
                        .id = id(u"a"),
                        .type = ProcessType::backgroundJob(),
                        .name = "job",
                        .group = {},
                        .reason = "reason " + QByteArray::number(i),
                        .outcome = ProcessStatus::Failed,
                        .endedAt = FakeClock::beginning});
    }
    QVERIFY(file.add(runs, runs.size()).ok());
    file.close();
    const auto answer = Analytics(path()).ask({.fromMs = 0,
                                               .toMs = FakeClock::beginning * 2,
                                               .groupBy = AnalyticsQuery::GroupBy::Reason,
                                               .limit = AnalyticsQuery::maxLimit});
    QVERIFY(answer.ok());
    QCOMPARE(answer->groups.size() + answer->leftOut, static_cast<size_t>(RollupFile::mostReasons + 1));
    QCOMPARE(answer->groups.front().count, static_cast<quint64>(2 * RollupFile::mostReasons));
    QVERIFY(answer->groups.front().reason.isEmpty());
}

void TestRollupRecorder::oldSummariesGo()
{
    record();
    runOnce(u"a"_s);
    QCOMPARE(counted(), 1);
    m_recorder.reset();
    RollupFile file;
    QVERIFY(file.open(path()).ok());
    const qint64 later = FakeClock::beginning + 400LL * 24 * 3600 * 1000;
    const auto swept = file.sweep(later, {});
    QVERIFY(swept.ok() && !*swept);
    file.close();
    const auto inHours = Analytics(path()).ask({.fromMs = FakeClock::beginning,
                                                .toMs = FakeClock::beginning + 3'600'000,
                                                .groupBy = AnalyticsQuery::GroupBy::Hour});
    QVERIFY(inHours.ok());
    QVERIFY(inHours->groups.empty());
    QCOMPARE(counted(), 1); // of the month
}

void TestRollupRecorder::othersCannotReadTheFile()
{
    record();
    QCOMPARE(QFile(path()).permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
}

QTEST_GUILESS_MAIN(TestRollupRecorder)
#include "tst_rolluprecorder.moc"
