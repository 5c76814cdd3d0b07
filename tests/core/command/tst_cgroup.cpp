// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cgroup.h"
#include "owncgroup.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

using namespace Procession;
using namespace Qt::StringLiterals;

/// The reader and the search work on any folder with the kernel's files, so these are written as the kernel writes them.
class TestCgroup : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void readsWhatTheKernelTells();
    void leavesOutWhatItIsNotTold();
    void hasNoFiguresWithoutMemory();
    void tellsThePeakWithoutFileCache();
    void knowsOutOfMemoryFromTheEventsAlone_data();
    void knowsOutOfMemoryFromTheEventsAlone();
    void findsNoCgroupThatIsNotDelegated_data();
    void findsNoCgroupThatIsNotDelegated();
    void removesWhatProgramsThatAreGoneLeft();
    void endsAllThatIsInIt();

private:
    void write(const QString &name, const QByteArray &text);
    QByteArray path() const { return QFile::encodeName(m_folder->path()); }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestCgroup::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    write(u"memory.current"_s, "104857600\n");
    write(u"memory.peak"_s, "209715200\n");
    write(u"memory.stat"_s,
          "anon 62914560\nfile 31457280\nkernel 10485760\nfile_mapped 4096\ninactive_anon 0\nactive_anon 62914560\n"
          "inactive_file 20971520\nactive_file 10485760\n");
    write(u"memory.events"_s, "low 0\nhigh 0\nmax 12\noom 0\noom_kill 0\noom_group_kill 0\n");
    write(u"cpu.stat"_s, "usage_usec 1234567\nuser_usec 1000000\nsystem_usec 234567\nnice_usec 0\nnr_periods 0\n");
    write(u"io.stat"_s,
          "254:0 rbytes=4096 wbytes=1048576 rios=1 wios=9 dbytes=0 dios=0\n8:16 \n"
          "8:0 rbytes=8192 wbytes=512 rios=2 wios=1 dbytes=777 dios=0\n");
    write(u"pids.current"_s, "17\n");
    write(u"cgroup.procs"_s, "4711\n4712\n0\n");
}

void TestCgroup::write(const QString &name, const QByteArray &text)
{
    QFile file(m_folder->filePath(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

void TestCgroup::readsWhatTheKernelTells()
{
    const std::optional<ResourceSample> sample = CgroupReader(path()).read();
    QVERIFY(sample);
    const ResourceSample expected{.cpuTimeMs = 1234,
                                  .memoryBytes = 83886080, // without the inactive 20 MiB
                                  .readBytes = 12288,
                                  .writtenBytes = 1049088,
                                  .threads = 17,
                                  .processes = 3,
                                  .source = ResourceSource::Cgroup};
    QCOMPARE(*sample, expected);
}

void TestCgroup::leavesOutWhatItIsNotTold()
{
    // Controllers that aren't handed on have no files.
    for (const QString &name : {u"io.stat"_s, u"pids.current"_s, u"memory.stat"_s, u"memory.peak"_s})
        QVERIFY(QFile::remove(m_folder->filePath(name)));
    CgroupReader reader(path());
    const std::optional<ResourceSample> sample = reader.read();
    QVERIFY(sample);
    QCOMPARE(sample->memoryBytes, 104857600);
    QCOMPARE(sample->readBytes, 0);
    QCOMPARE(sample->threads, 3);
    QCOMPARE(reader.peakMemoryBytes(), 0);
}

void TestCgroup::hasNoFiguresWithoutMemory()
{
    QVERIFY(QFile::remove(m_folder->filePath(u"memory.current"_s)));
    QVERIFY(!CgroupReader(path()).read());
    QVERIFY(!CgroupReader("/no/such/folder").read());
}

void TestCgroup::tellsThePeakWithoutFileCache()
{
    CgroupReader reader(path());
    QVERIFY(reader.read());
    QCOMPARE(reader.peakMemoryBytes(), 209715200 - 31457280);
    write(u"memory.stat"_s, "anon 62914560\nfile 0\ninactive_file 0\n");
    QVERIFY(reader.read());
    QCOMPARE(reader.peakMemoryBytes(), 209715200 - 31457280); // the peak may have been before
}

void TestCgroup::knowsOutOfMemoryFromTheEventsAlone_data()
{
    QTest::addColumn<QByteArray>("events");
    QTest::addColumn<bool>("ranOut");
    QTest::newRow("killed") << QByteArray("low 0\nhigh 0\nmax 12\noom 1\noom_kill 1\noom_group_kill 0\n") << true;
    QTest::newRow("at its limit only") << QByteArray("low 0\nhigh 0\nmax 12\noom 3\noom_kill 0\n") << false;
    QTest::newRow("told in another word") << QByteArray("oom_group_kill 1\nnot_oom_kill 1\n") << false;
    QTest::newRow("not told") << QByteArray() << false;
}

void TestCgroup::knowsOutOfMemoryFromTheEventsAlone()
{
    QFETCH(QByteArray, events);
    write(u"memory.events"_s, events);
    QTEST(CgroupReader(path()).ranOutOfMemory(), "ranOut");
}

void TestCgroup::findsNoCgroupThatIsNotDelegated_data()
{
    QTest::addColumn<QByteArray>("own");
    QTest::addColumn<QByteArray>("controllers"); // of the cgroup in /a
    QTest::addColumn<QByteArray>("handedOn");
    QTest::newRow("cgroups v1 only") << QByteArray("5:memory:/a\n1:name=systemd:/a\n") << QByteArray("memory")
                                     << QByteArray("memory");
    QTest::newRow("a folder out of sight")
        << QByteArray("0::/elsewhere\n") << QByteArray("memory") << QByteArray("memory");
    QTest::newRow("out of this namespace")
        << QByteArray("0::/../../b\n") << QByteArray("memory") << QByteArray("memory");
    QTest::newRow("no control of memory") << QByteArray("0::/a\n") << QByteArray("cpu pids") << QByteArray("cpu");
    QTest::newRow("shared with other programs") << QByteArray("0::/a\n") << QByteArray("memory pids") << QByteArray();
    QTest::newRow("whose children have no figures")
        << QByteArray("0::/a\n") << QByteArray("memory pids") << QByteArray("memory pids");
    QTest::newRow("nothing") << QByteArray() << QByteArray() << QByteArray();
}

void TestCgroup::findsNoCgroupThatIsNotDelegated()
{
    QFETCH(QByteArray, own);
    QFETCH(QByteArray, controllers);
    QFETCH(QByteArray, handedOn);
    QVERIFY(QDir(m_folder->path()).mkpath(u"a"_s));
    write(u"a/cgroup.controllers"_s, controllers + '\n');
    write(u"a/cgroup.subtree_control"_s, handedOn + '\n');
    write(u"a/cgroup.procs"_s, QByteArray::number(::getpid()) + "\n1\n");
    QCOMPARE(delegatedCgroup(own, path()), QByteArray());
    QCOMPARE(QDir(m_folder->filePath(u"a"_s)).entryList(QDir::Dirs | QDir::NoDotAndDotDot), QStringList());
}

void TestCgroup::removesWhatProgramsThatAreGoneLeft()
{
    QDir folder(m_folder->path());
    const QString gone = u"procession-2147483646-1"_s; // above the highest pid there can be
    const QString living = u"procession-%1-7"_s.arg(::getppid());
    for (const QString &name : {gone, living, u"others"_s})
        QVERIFY(folder.mkdir(name));
    const std::optional<CommandCgroup> made = CommandCgroup::make(path());
    QVERIFY(made);
    QVERIFY(QFile::exists(QFile::decodeName(made->folder())));
    QVERIFY(!folder.exists(gone));
    QVERIFY(folder.exists(living));
    QVERIFY(folder.exists(u"others"_s));
    made->remove();
    QVERIFY(!QFile::exists(QFile::decodeName(made->folder())));
    QVERIFY(!CommandCgroup::make("/no/such/folder"));
}

/// With the kernel's own cgroups, where this program may make some.
void TestCgroup::endsAllThatIsInIt()
{
    const std::optional<CommandCgroup> cgroup = CommandCgroup::make(ownCgroup());
    if (!cgroup)
        QSKIP("this program may make no cgroups (v2)");
    QFile members(QFile::decodeName(cgroup->folder() + "/cgroup.procs"));
    if (!members.open(QIODevice::ReadWrite | QIODevice::Unbuffered)
        || !QFile::exists(QFile::decodeName(cgroup->folder() + "/cgroup.kill"))) {
        cgroup->remove();
        QSKIP("this kernel, or this user, can't end cgroups");
    }
    QProcess process;
    process.start(u"sleep"_s, {u"1000"_s});
    QVERIFY(process.waitForStarted());
    const QByteArray pid = QByteArray::number(process.processId());
    QCOMPARE(members.write(pid), pid.size());
    cgroup->kill();
    QVERIFY(process.waitForFinished(10000));
    QCOMPARE(process.exitStatus(), QProcess::CrashExit);
    members.close();
    // The process may be in it for a moment after it was waited for.
    QTRY_VERIFY((cgroup->remove(), !QFile::exists(QFile::decodeName(cgroup->folder()))));
}

QTEST_GUILESS_MAIN(TestCgroup)
#include "tst_cgroup.moc"
