// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "toptable.h"

#include "processes.h"
#include "terminal.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 now = 1'700'000'000'000;

struct Used
{
    double cpu = -1; // not known
    qint64 memory = -1;
};

ProcessPtr processOf(const QString &name, const Used &used, std::optional<double> progress, qint64 runsForMs,
                     ProcessStatus status = ProcessStatus::Running)
{
    Process process;
    process.id = id(name);
    process.type = ProcessType::backgroundJob();
    process.status = status;
    process.name = name + u"\x1b]0;owned\x07"_s;
    process.progress = progress;
    if (status == ProcessStatus::Running)
        process.startedAt = now - runsForMs;
    Resources figures;
    if (used.cpu >= 0)
        figures.cpuPercent = used.cpu;
    if (used.memory >= 0)
        figures.memory = used.memory;
    figures.processes = 3;
    AttemptDetails details;
    details.resources = figures;
    if (used.cpu >= 0 || used.memory >= 0)
        process.details = details;
    return std::make_shared<const ProcessState>(process);
}

TopTable sample()
{
    TopTable table;
    table.put(processOf(u"busy"_s, {150, 1024}, 50, 1000));
    table.put(processOf(u"big"_s, {2.1, 3 * 1024 * 1024}, 90, 60'000));
    table.put(processOf(u"unknown"_s, {}, std::nullopt, 3'600'000));
    table.put(processOf(u"waiting"_s, {}, std::nullopt, 0, ProcessStatus::Pending));
    return table;
}

} // namespace

class TestTopTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sorts_data();
    void sorts();
    void showsWhatIsKnown();
    void showsWhatIsLeft_data();
    void showsWhatIsLeft();
    void holdsWhatIsLive();
    void fits_data();
    void fits();
};

void TestTopTable::sorts_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QStringList>("ids");
    QTest::newRow("CPU") << u"cpu"_s << QStringList{u"busy"_s, u"big"_s, u"unknown"_s, u"waiting"_s};
    QTest::newRow("memory") << u"memory"_s << QStringList{u"big"_s, u"busy"_s, u"unknown"_s, u"waiting"_s};
    QTest::newRow("progress") << u"progress"_s << QStringList{u"big"_s, u"busy"_s, u"unknown"_s, u"waiting"_s};
    QTest::newRow("time") << u"time"_s << QStringList{u"unknown"_s, u"big"_s, u"busy"_s, u"waiting"_s};
}

void TestTopTable::sorts()
{
    QFETCH(QString, key);
    QFETCH(QStringList, ids);
    QStringList shown;
    for (const QString &line : sample().lines(*topOrderFrom(key), now, 0, 100).mid(1))
        shown.append(line.section(u' ', 0, 0));
    QCOMPARE(shown, ids);
    QVERIFY(!topOrderFrom(u"size"_s));
}

void TestTopTable::showsWhatIsKnown()
{
    const TopTable table = sample();
    QCOMPARE(table.summary(), u"3 running, 1 pending, CPU 152%, memory 3 MiB"_s);
    const QStringList lines = table.lines(TopOrder::Cpu, now, 0, 100);
    QCOMPARE(lines[0].simplified(), u"ID STATUS CPU MEMORY PROCS PROGRESS LEFT ELAPSED NAME"_s);
    QCOMPARE(lines[1].simplified(), u"busy running 150% 1 KiB 3 50% - 1 s busy"_s); // and nothing that acts
    QCOMPARE(lines[2].simplified(), u"big running 2.1% 3 MiB 3 90% - 1:00 min big"_s);
    QCOMPARE(lines[3].simplified(), u"unknown running - - - - - 1:00 h unknown"_s);
    QCOMPARE(lines[4].simplified(), u"waiting pending - - - - - - waiting"_s);
}

void TestTopTable::showsWhatIsLeft_data()
{
    QTest::addColumn<qint64>("p50"); // in ms; -1: not known
    QTest::addColumn<bool>("overdue");
    QTest::addColumn<qint64>("age");
    QTest::addColumn<QString>("left");
    QTest::newRow("a band") << qint64(60'000) << false << qint64(0) << u"1–2 min"_s;
    QTest::newRow("later") << qint64(60'000) << false << qint64(50'000) << u"10–70 s"_s;
    QTest::newRow("over") << qint64(60'000) << false << qint64(500'000) << u"~1 s"_s;
    QTest::newRow("overdue") << qint64(-1) << true << qint64(0) << u"overdue"_s;
    QTest::newRow("not known") << qint64(-1) << false << qint64(0) << u"-"_s;
}

void TestTopTable::showsWhatIsLeft()
{
    QFETCH(qint64, p50);
    QFETCH(bool, overdue);
    QFETCH(qint64, age);
    QFETCH(QString, left);
    TopTable table;
    table.put(processOf(u"job"_s, {}, 1, 0));
    Estimate estimate;
    estimate.overdue = overdue;
    if (p50 >= 0)
        estimate.left = TimeLeft{p50, 2 * p50};
    table.setEstimate(id(u"job"_s), estimate, now - age);
    table.setEstimate(id(u"nobody"_s), estimate, now);
    const QString line = table.lines(TopOrder::Cpu, now, 0, 100)[1].simplified();
    QVERIFY2(line.contains(u"1.0% "_s + left + u' '), qPrintable(line));
}

void TestTopTable::holdsWhatIsLive()
{
    TopTable table = sample();
    table.put(processOf(u"busy"_s, {150, 1024}, 100, 1000, ProcessStatus::Completed));
    table.remove(id(u"big"_s));
    QCOMPARE(table.summary(), u"1 running, 1 pending, CPU 0.0%, memory 0 B"_s);
    QCOMPARE(table.lines(TopOrder::Cpu, now, 0, 100).size(), 3);
}

void TestTopTable::fits_data()
{
    QTest::addColumn<int>("width");
    for (const int width : {1, 10, 40, 79, 80, 200})
        QTest::addRow("%d columns", width) << width;
}

void TestTopTable::fits()
{
    QFETCH(int, width);
    TopTable table;
    for (int i = 0; i < 100; ++i)
        table.put(processOf(u"a-process-with-a-long-name-%1"_s.arg(i), {1.0 * i, i}, 50, 1000));
    const QStringList lines = table.lines(TopOrder::Cpu, now, width, 10);
    QCOMPARE(lines.size(), 12);
    for (const QString &line : lines)
        QVERIFY2(Terminal::columns(line) <= width, qPrintable(line));
    QCOMPARE(table.lines(TopOrder::Cpu, now, 200, 10).last(), u"… and 90 more"_s);
}

QTEST_GUILESS_MAIN(TestTopTable)
#include "tst_toptable.moc"
