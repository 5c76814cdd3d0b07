// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "attemptrule.h"
#include "failurehour.h"
#include "processes.h"

#include <QDateTime>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

qint64 ms(const QByteArray &utc)
{
    return QDateTime::fromString(QString::fromLatin1(utc), Qt::ISODate).toMSecsSinceEpoch();
}

} // namespace

/// What a cell of the heat map counts.
class TestFailureHour : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hasWhatFailedThen_data();
    void hasWhatFailedThen();
    void hasWhatWasRetried();
    void hasOnlySuchNames_data();
    void hasOnlySuchNames();
    void tellsItsHour_data();
    void tellsItsHour();
};

void TestFailureHour::hasWhatFailedThen_data()
{
    QTest::addColumn<int>("weekHour");
    QTest::addColumn<int>("offset");
    QTest::addColumn<QByteArray>("end");
    QTest::addColumn<ProcessStatus>("status");
    QTest::addColumn<bool>("has");
    const auto row = [](const char *name, int weekHour, int offset, const char *end, bool has,
                        ProcessStatus status = ProcessStatus::Failed) {
        QTest::newRow(name) << weekHour << offset << QByteArray(end) << status << has;
    };
    // 2 November 2026 is a Monday; the period is from then on for three weeks.
    row("the first moment", 0, 0, "2026-11-02T00:00:00Z", true);
    row("before the period", 0, 0, "2026-10-26T00:30:00Z", false);
    row("the last of its hour", 0, 0, "2026-11-02T00:59:59Z", true);
    row("the next hour", 0, 0, "2026-11-02T01:00:00Z", false);
    row("a week later", 0, 0, "2026-11-09T00:10:00Z", true);
    row("after the period", 0, 0, "2026-11-23T00:00:00Z", false);
    row("another day", 0, 0, "2026-11-03T00:10:00Z", false);
    row("the last hour of Sunday", 167, 0, "2026-11-08T23:10:00Z", true);
    row("by an offset", 1, 60, "2026-11-09T00:10:00Z", true);
    row("Monday began east of there", 0, 60, "2026-11-08T23:10:00Z", true);
    row("a timeout", 0, 0, "2026-11-02T00:10:00Z", true, ProcessStatus::Timeout);
    row("a success", 0, 0, "2026-11-02T00:10:00Z", false, ProcessStatus::Completed);
    row("a cancel", 0, 0, "2026-11-02T00:10:00Z", false, ProcessStatus::Cancelled);
}

void TestFailureHour::hasWhatFailedThen()
{
    QFETCH(int, weekHour);
    QFETCH(int, offset);
    QFETCH(QByteArray, end);
    QFETCH(ProcessStatus, status);
    QFETCH(bool, has);
    Process process;
    process.status = status;
    process.startedAt = ms(end) - 1000;
    process.completedAt = ms(end);
    const FailureHour hour{.weekHour = weekHour,
                           .fromMs = ms("2026-11-02T00:00:00Z"),
                           .toMs = ms("2026-11-23T00:00:00Z"),
                           .utcOffsetMinutes = offset};
    QCOMPARE(hour.has(process), has);
}

/// An attempt that failed counts, also where a later one succeeded.
void TestFailureHour::hasWhatWasRetried()
{
    const FailureHour hour{.weekHour = 0, .fromMs = ms("2026-11-02T00:00:00Z"), .toMs = ms("2026-11-23T00:00:00Z")};
    Process process;
    process.status = ProcessStatus::Failed;
    process.startedAt = ms("2026-11-02T00:20:00Z");
    process.completedAt = ms("2026-11-02T00:30:00Z");
    putAttemptAside(process);
    process.attempt = 2;
    process.status = ProcessStatus::Completed;
    process.completedAt = ms("2026-11-02T05:00:00Z");
    QVERIFY(hour.has(process));
    process.earlierAttempts.reset();
    QVERIFY(!hour.has(process));
}

void TestFailureHour::hasOnlySuchNames_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("has");
    QTest::newRow("any") << QByteArray() << true;
    QTest::newRow("part") << QByteArray("port") << true;
    QTest::newRow("whatever case") << QByteArray("iMPORT") << true;
    QTest::newRow("as it is kept") << QByteArray("port #0") << true;
    QTest::newRow("not as it is written") << QByteArray("#123") << false;
    QTest::newRow("another") << QByteArray("Export") << false;
}

void TestFailureHour::hasOnlySuchNames()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, has);
    Process process;
    process.name = u"Import #123"_s;
    process.status = ProcessStatus::Failed;
    process.completedAt = ms("2026-11-02T00:30:00Z");
    const FailureHour hour{
        .weekHour = 0, .fromMs = ms("2026-11-02T00:00:00Z"), .toMs = ms("2026-11-23T00:00:00Z"), .nameText = text};
    QCOMPARE(hour.has(process), has);
}

void TestFailureHour::tellsItsHour_data()
{
    QTest::addColumn<int>("weekHour");
    QTest::addColumn<QString>("words");
    QTest::newRow("first") << 0 << u"Failures, Mon 0:00 – 1:00"_s;
    QTest::newRow("Tuesday afternoon") << 38 << u"Failures, Tue 14:00 – 15:00"_s;
    QTest::newRow("last") << 167 << u"Failures, Sun 23:00 – 24:00"_s;
}

void TestFailureHour::tellsItsHour()
{
    QFETCH(int, weekHour);
    QFETCH(QString, words);
    QCOMPARE(FailureHour{.weekHour = weekHour}.words(), words);
}

QTEST_APPLESS_MAIN(TestFailureHour)
#include "tst_failurehour.moc"
