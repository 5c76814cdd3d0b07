// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandrunner.h"
#include "owncgroup.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <mutex>
#include <sys/resource.h>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// What a runner tells of its command's use of the machine.
class TestResourceSampler : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void samplesLessOftenWithTime_data();
    void samplesLessOftenWithTime();
    void addsUpATreeThatWillNotEnd();
    void hasTheFiguresOfTheShortest();
    void countsThoseThatHaveEnded();
    void endsWhatUsesTooMuch_data();
    void endsWhatUsesTooMuch();
    void leavesAloneWhatStaysWithinItsLimits();
    void infersNoWantOfMemory();
    void takesACgroupsWord();
    void runsAndEndsInACgroup();

private:
    void run(const QByteArray &script, const ResourceLimits &limits = {});
    QList<qint64> printedPids();
    static bool isAlive(qint64 pid);

    SystemClock m_clock;
    std::mutex m_mutex;
    QByteArray m_output;
    QList<ResourceSample> m_samples;
    std::optional<CommandEnding> m_ending;
    std::unique_ptr<CommandRunner> m_runner;
};

namespace {

constexpr char burn[] = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done";

/// Of all that this program has waited for, in milliseconds; and what that wrote to disks.
qint64 waitedCpuTimeMs()
{
    rusage used{};
    ::getrusage(RUSAGE_CHILDREN, &used);
    return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000
        + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1000;
}

qint64 waitedWrittenBytes()
{
    rusage used{};
    ::getrusage(RUSAGE_CHILDREN, &used);
    return used.ru_oublock * 512;
}

} // namespace

void TestResourceSampler::init()
{
    m_output.clear();
    m_samples.clear();
    m_ending.reset();
    m_runner = std::make_unique<CommandRunner>(
        [this](QByteArrayView bytes) {
            const std::scoped_lock lock(m_mutex);
            m_output.append(bytes);
        },
        [](QByteArrayView) {}, m_clock);
    connect(m_runner.get(), &CommandRunner::sampled, this, [this](const ResourceSample &s) { m_samples.append(s); });
    connect(m_runner.get(), &CommandRunner::finished, this, [this](const CommandEnding &e) { m_ending = e; });
}

void TestResourceSampler::run(const QByteArray &script, const ResourceLimits &limits)
{
    m_runner->start(
        {.command = {"sh", "-c", script}, .environment = ownEnvironment(), .grace = 100ms, .limits = limits});
}

QList<qint64> TestResourceSampler::printedPids()
{
    const std::scoped_lock lock(m_mutex);
    QList<qint64> pids;
    for (const QByteArray &word : m_output.left(m_output.lastIndexOf('\n') + 1).simplified().split(' '))
        pids.append(word.toLongLong());
    pids.removeAll(0);
    return pids;
}

bool TestResourceSampler::isAlive(qint64 pid)
{
    QFile stat(u"/proc/%1/stat"_s.arg(pid));
    return stat.open(QIODevice::ReadOnly) && !stat.readAll().contains(") Z ");
}

void TestResourceSampler::samplesLessOftenWithTime_data()
{
    QTest::addColumn<std::chrono::milliseconds>("age");
    QTest::addColumn<bool>("hasLimits");
    QTest::addColumn<std::chrono::milliseconds>("delay");
    QTest::newRow("first") << 0ms << false << 100ms;
    QTest::newRow("first, a little early") << 40ms << false << 60ms;
    QTest::newRow("second") << 100ms << false << 1000ms;
    QTest::newRow("after nine minutes") << std::chrono::milliseconds(9min) << false << 1000ms;
    QTest::newRow("after ten") << std::chrono::milliseconds(10min) << false << 10000ms;
    QTest::newRow("after an hour") << std::chrono::milliseconds(1h) << false << 10000ms;
    QTest::newRow("after an hour, with limits") << std::chrono::milliseconds(1h) << true << 1000ms;
}

void TestResourceSampler::samplesLessOftenWithTime()
{
    QFETCH(std::chrono::milliseconds, age);
    QFETCH(bool, hasLimits);
    QTEST(ResourceSampler::delayAfter(age, hasLimits), "delay");
}

void TestResourceSampler::addsUpATreeThatWillNotEnd()
{
    // Ten children with 8 MB each, two of them in sessions of their own; none obeys SIGTERM.
    const QByteArray child =
        "trap \"\" TERM; x=$(head -c 8000000 /dev/zero | tr \"\\0\" x); echo $$; while :; do sleep 1; done";
    run("trap '' TERM; for i in 1 2 3 4 5 6 7 8; do sh -c '" + child + "' & done; for i in 1 2; do setsid sh -c '"
        + child + "' & done; wait; sleep 1000");
    QTRY_COMPARE_WITH_TIMEOUT(printedPids().size(), 10, 20000);
    const QList<qint64> pids = printedPids();
    for (const qint64 pid : pids)
        QVERIFY(isAlive(pid));
    QTRY_VERIFY_WITH_TIMEOUT(
        !m_samples.isEmpty() && m_samples.last().memoryBytes > 80'000'000 && m_samples.last().processes >= 11, 20000);
    QVERIFY(m_samples.last().threads >= 11);
    QVERIFY(m_samples.last().memoryBytes < 400'000'000);
    m_runner->terminate(200ms);
    QTRY_VERIFY(m_ending);
    for (const qint64 pid : pids)
        QVERIFY2(!isAlive(pid), qPrintable(QString::number(pid)));
    QCOMPARE(m_ending->signalNumber, SIGKILL);
    QVERIFY(!m_ending->limit);
    QVERIFY(!m_ending->outOfMemory);
    QVERIFY(m_ending->resources.peakMemoryBytes > 80'000'000);
    QVERIFY(m_ending->resources.peakProcesses >= 11);
    QVERIFY(m_ending->resources.cpuTimeMs >= m_samples.last().cpuTimeMs);
}

void TestResourceSampler::hasTheFiguresOfTheShortest()
{
    run("exit 3");
    QTRY_VERIFY(m_ending);
    QCOMPARE(m_ending->exitCode, 3);
    QVERIFY(m_ending->resources.peakMemoryBytes > 0);
    QCOMPARE(m_ending->resources.source, ResourceSource::Proc);
}

void TestResourceSampler::countsThoseThatHaveEnded()
{
    // Children one after the other, and one that a daemon leaves behind; one writes to a disk.
    const QTemporaryDir folder(QDir::currentPath() + u"/written-XXXXXX"_s);
    const QByteArray file = QFile::encodeName(folder.filePath(u"file"_s));
    const qint64 cpuTime = waitedCpuTimeMs();
    const qint64 written = waitedWrittenBytes();
    run("for i in 1 2 3; do sh -c '" + QByteArray(burn) + "'; done; (sh -c '" + burn + "; sync; echo > " + file
        + ".done' &); dd if=/dev/zero of=" + file + " bs=1M count=4 conv=fsync 2>/dev/null; while ! test -e " + file
        + ".done; do sleep 0.05; done");
    QTRY_VERIFY_WITH_TIMEOUT(m_ending, 30000);
    QCOMPARE(m_ending->exitCode, 0);
    const qint64 waited = waitedCpuTimeMs() - cpuTime; // the guardian's own time included
    const ResourceTotals &totals = m_ending->resources;
    QVERIFY2(totals.cpuTimeMs > waited / 2 && totals.cpuTimeMs <= waited + 1,
             qPrintable(u"%1 of %2"_s.arg(totals.cpuTimeMs).arg(waited)));
    QVERIFY(totals.writtenBytes <= waitedWrittenBytes() - written);
    QVERIFY(totals.writtenBytes >= 4 * 1024 * 1024 || waitedWrittenBytes() == written); // not a disk
    for (int i = 1; i < m_samples.size(); ++i) {
        QVERIFY(m_samples[i].cpuTimeMs >= m_samples[i - 1].cpuTimeMs);
        QVERIFY(m_samples[i].writtenBytes >= m_samples[i - 1].writtenBytes);
        QVERIFY(m_samples[i].atMs >= m_samples[i - 1].atMs);
    }
}

void TestResourceSampler::endsWhatUsesTooMuch_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<qint64>("maxMemory");
    QTest::addColumn<qint64>("maxCpuMs");
    QTest::addColumn<bool>("isMemory");
    QTest::addColumn<QString>("problem");
    QTest::newRow("memory") << QByteArray(
        "x=$(head -c 50000000 /dev/zero | tr '\\0' x); sleep 1000 & echo $! ; sleep 1000 & echo $!; wait")
                            << qint64(20 * 1024 * 1024) << qint64(0) << true << u"more than the limit of 20 MiB"_s;
    QTest::newRow("CPU time") << QByteArray("sleep 1000 & echo $!; while :; do :; done") << qint64(0) << qint64(200)
                              << false << u"more than the limit of 0.2 s"_s;
}

void TestResourceSampler::endsWhatUsesTooMuch()
{
    QFETCH(QByteArray, script);
    QFETCH(qint64, maxMemory);
    QFETCH(qint64, maxCpuMs);
    QFETCH(bool, isMemory);
    QFETCH(QString, problem);
    ResourceLimits limits;
    if (isMemory)
        limits.maxMemoryBytes = maxMemory;
    else
        limits.maxCpuTime = std::chrono::milliseconds(maxCpuMs);
    run(script, limits);
    QTRY_VERIFY_WITH_TIMEOUT(m_ending, 30000);
    QVERIFY(m_ending->limit);
    QCOMPARE(*m_ending->limit, isMemory ? ResourceLimit::Memory : ResourceLimit::CpuTime);
    QVERIFY2(m_ending->problem.endsWith(problem), qPrintable(m_ending->problem));
    QCOMPARE(m_ending->signalNumber, SIGTERM);
    QVERIFY(!m_ending->outOfMemory);
    QVERIFY(m_ending->resources.peakMemoryBytes > maxMemory);
    QVERIFY(m_ending->resources.cpuTimeMs > maxCpuMs);
    for (const qint64 pid : printedPids())
        QVERIFY(!isAlive(pid));
    // It is of this run alone.
    m_ending.reset();
    run("exit 0");
    QTRY_VERIFY(m_ending);
    QVERIFY(!m_ending->limit);
    QVERIFY(m_ending->problem.isEmpty());
    QVERIFY(m_ending->resources.cpuTimeMs < 200);
}

void TestResourceSampler::leavesAloneWhatStaysWithinItsLimits()
{
    run("sleep 0.3", {.maxMemoryBytes = 1'000'000'000, .maxCpuTime = 1h});
    QTRY_VERIFY(m_ending);
    QCOMPARE(m_ending->exitCode, 0);
    QVERIFY(!m_ending->limit);
    QVERIFY(!m_samples.isEmpty());
}

void TestResourceSampler::infersNoWantOfMemory()
{
    run("kill -KILL $$");
    QTRY_VERIFY(m_ending);
    QCOMPARE(m_ending->exitCode, 137);
    QCOMPARE(m_ending->signalNumber, SIGKILL);
    QVERIFY(!m_ending->outOfMemory);
}

void TestResourceSampler::takesACgroupsWord()
{
    const QTemporaryDir cgroup;
    const auto write = [&cgroup](const QString &name, const QByteArray &text) {
        QFile file(cgroup.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    };
    write(u"memory.current"_s, "1000000\n");
    write(u"memory.peak"_s, "3000000000000\n");
    write(u"cpu.stat"_s, "usage_usec 5000000\n");
    write(u"memory.events"_s, "oom 1\noom_kill 1\n");
    ResourceSampler sampler(m_clock);
    connect(&sampler, &ResourceSampler::sampled, this, [this](const ResourceSample &s) { m_samples.append(s); });
    sampler.start(::getpid(), QFile::encodeName(cgroup.path()), {});
    QTRY_VERIFY(!m_samples.isEmpty());
    QCOMPARE(m_samples.first().source, ResourceSource::Cgroup);
    QCOMPARE(m_samples.first().memoryBytes, 1000000);
    const ResourceTotals totals = sampler.finish({});
    QCOMPARE(totals.source, ResourceSource::Cgroup);
    QCOMPARE(totals.peakMemoryBytes, 3000000000000);
    QCOMPARE(totals.cpuTimeMs, 5000);
    QVERIFY(sampler.ranOutOfMemory());
}

/// With the kernel's own cgroups, where this program may make some; without figures of memory they still end a tree.
void TestResourceSampler::runsAndEndsInACgroup()
{
    const QByteArray home = ownCgroup();
    const std::optional<CommandCgroup> trial = CommandCgroup::make(home);
    if (!trial || ::access((trial->folder() + "/cgroup.kill").constData(), W_OK) != 0)
        QSKIP("this program may make no cgroups (v2)");
    trial->remove();
    m_runner->start({.command = {"sh", "-c", "grep ^0:: /proc/self/cgroup; (setsid sleep 1000 & echo $!); sleep 1000"},
                     .environment = ownEnvironment(),
                     .cgroupHome = home});
    QTRY_VERIFY_WITH_TIMEOUT(!printedPids().isEmpty(), 10000);
    QVERIFY2(m_output.contains("/procession-"), m_output.constData());
    const QByteArray folder = home + '/' + m_output.left(m_output.indexOf('\n')).split('/').last();
    QVERIFY2(QFile::exists(QFile::decodeName(folder)), folder.constData());
    m_runner->kill();
    QTRY_VERIFY(m_ending);
    QVERIFY(!isAlive(printedPids().first()));
    QVERIFY(!QFile::exists(QFile::decodeName(folder)));
}

QTEST_GUILESS_MAIN(TestResourceSampler)
#include "tst_resourcesampler.moc"
