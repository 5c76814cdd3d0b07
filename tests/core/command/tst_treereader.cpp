// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "treereader.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <future>
#include <sys/wait.h>
#include <thread>

using namespace Procession;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// On real processes: what is read of them is what the kernel says.
class TestTreeReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAnyName_data();
    void readsAnyName();
    void addsUpAllGenerations_data();
    void addsUpAllGenerations();
    void countsWhatAThreadStarted();
    void countsSharedMemoryOnce();
    void keepsTheTimeOfThoseThatNobodyWaitedFor();
    void hasNothingWithoutARoot();

private:
    SystemClock m_clock;
};

namespace {

/// A shell, and a word from it.
class Shell
{
public:
    explicit Shell(const QString &script)
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(u"sh"_s, {u"-c"_s, script});
    }
    ~Shell()
    {
        ProcessTree().signalDescendants(pid(), SIGKILL);
        m_process.kill();
        m_process.waitForFinished();
    }
    pid_t pid() const { return static_cast<pid_t>(m_process.processId()); }
    /// Waits until that many lines have come in all.
    bool hasSaid(qsizetype lines)
    {
        while (m_said.count('\n') < lines) {
            if (!m_process.waitForReadyRead(20000))
                return false;
            m_said += m_process.readAllStandardOutput();
        }
        return true;
    }

private:
    QProcess m_process;
    QByteArray m_said;
};

/// For use in a forked child.
void useCpuTime(std::chrono::milliseconds time)
{
    timespec used{};
    do {
        ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    } while (used.tv_sec * 1000 + used.tv_nsec / 1000000 < time.count());
}

/// Forked children that do nothing until this is gone.
class Sleepers
{
public:
    explicit Sleepers(int count)
    {
        for (int i = 0; i < count; ++i) {
            const pid_t child = ::fork();
            if (child == 0) {
                for (;;)
                    ::pause();
            }
            m_children.push_back(child);
        }
    }
    ~Sleepers()
    {
        for (const pid_t child : m_children) {
            ::kill(child, SIGKILL);
            ::waitpid(child, nullptr, 0);
        }
    }

private:
    std::vector<pid_t> m_children;
};

} // namespace

void TestTreeReader::readsAnyName_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("simple") << QByteArray("sleep");
    QTest::newRow("with spaces and parentheses") << QByteArray("a) Z (b c) 1");
    QTest::newRow("with a line end") << QByteArray("x\n) R 1 2");
    QTest::newRow("empty") << QByteArray();
}

void TestTreeReader::readsAnyName()
{
    QFETCH(QByteArray, name);
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"stat"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("4711 (" + name
               + ") S 42 4711 4711 34816 -1 4194304 100 200 3 4 555 66 7777 888 20 -5 12 0 987654 5795840 408 "
                 "18446744073709551615 1 1 0 0 0 0 0 4096 134366211 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0\n");
    file.close();
    ProcessStat stat;
    QVERIFY(readProcessStat(AT_FDCWD, QFile::encodeName(file.fileName()).constData(), stat));
    QCOMPARE(stat.pid, 4711);
    QCOMPARE(stat.state, 'S');
    QCOMPARE(stat.parent, 42);
    QCOMPARE(stat.userTime, 555U);
    QCOMPARE(stat.systemTime, 66U);
    QCOMPARE(stat.childUserTime, 7777U);
    QCOMPARE(stat.childSystemTime, 888U);
    QCOMPARE(stat.threads, 12U);
    QCOMPARE(stat.startTime, 987654U);
    QCOMPARE(stat.residentPages, 408U);
}

void TestTreeReader::addsUpAllGenerations_data()
{
    QTest::addColumn<bool>("searchesTheMachine");
    QTest::newRow("by lists of children") << false;
    QTest::newRow("among all processes") << true;
}

void TestTreeReader::addsUpAllGenerations()
{
    QFETCH(bool, searchesTheMachine);
    if (!searchesTheMachine && TreeReader::bestSearch() != TreeReader::Search::Lists)
        QSKIP("the kernel has no lists of children");
    Shell shell(u"sleep 1000 & sh -c 'sleep 1000 & setsid sh -c \"sleep 1000 & echo; wait\" & wait' & wait"_s);
    QVERIFY(shell.hasSaid(1));
    TreeReader reader(shell.pid(), m_clock,
                      searchesTheMachine ? TreeReader::Search::Machine : TreeReader::Search::Lists);
    // The root doesn't count. A child that is forked may not have executed its program yet.
    QTRY_COMPARE(reader.read()->processes, 5);
    const ResourceSample sample = *reader.read();
    QCOMPARE(sample.threads, 5);
    QVERIFY(sample.memoryBytes > 0);
    QCOMPARE(sample.source, ResourceSource::Proc);
}

void TestTreeReader::countsWhatAThreadStarted()
{
    std::promise<void> started;
    std::promise<void> done;
    std::thread thread([&] {
        const Sleepers sleepers(3);
        started.set_value();
        done.get_future().wait();
    });
    started.get_future().wait();
    TreeReader reader(::getpid(), m_clock);
    const std::optional<ResourceSample> sample = reader.read();
    done.set_value();
    thread.join();
    QVERIFY(sample);
    QCOMPARE(sample->processes, 3);
}

void TestTreeReader::countsSharedMemoryOnce()
{
    if (::access("/proc/self/smaps_rollup", R_OK) != 0)
        QSKIP("the kernel tells no PSS");
    constexpr qint64 size = 64 * 1024 * 1024;
    const auto block = std::make_unique<char[]>(size);
    std::memset(block.get(), 1, size);
    const Sleepers sleepers(7);
    TreeReader reader(::getpid(), m_clock);
    const qint64 memory = reader.read()->memoryBytes;
    QVERIFY2(memory > size / 2 && memory < size * 2, qPrintable(QString::number(memory))); // resident: seven times
    // What is carried on between two readings of PSS stays there.
    QVERIFY(std::abs(reader.read()->memoryBytes - memory) < size / 4);
}

void TestTreeReader::keepsTheTimeOfThoseThatNobodyWaitedFor()
{
    // The parent ignores SIGCHLD, so the kernel adds its children's time to nobody's.
    std::array<int, 2> orders{};
    std::array<int, 2> words{};
    QCOMPARE(::pipe2(orders.data(), O_CLOEXEC), 0);
    QCOMPARE(::pipe2(words.data(), O_CLOEXEC), 0);
    const pid_t root = ::fork();
    if (root == 0) {
        std::signal(SIGCHLD, SIG_IGN);
        ::close(orders[1]);
        for (int i = 0; i < 2; ++i) {
            if (::fork() == 0) {
                useCpuTime(150ms);
                char order = 0;
                const bool goesOn = ::write(words[1], "x", 1) == 1 && ::read(orders[0], &order, 1) == 1;
                ::_exit(goesOn ? 0 : 1);
            }
            ::wait(nullptr); // until it has ended
        }
        ::_exit(0);
    }
    TreeReader reader(root, m_clock);
    char word = 0;
    const bool firstCame = ::read(words[0], &word, 1) == 1;
    const std::optional<ResourceSample> first = reader.read();
    const bool ordered = ::write(orders[1], "x", 1) == 1;
    const bool secondCame = ::read(words[0], &word, 1) == 1;
    const std::optional<ResourceSample> both = reader.read();
    for (const int end : {orders[0], orders[1], words[0], words[1]})
        ::close(end); // which ends the child, and its parent with it
    ::waitpid(root, nullptr, 0);
    QVERIFY(firstCame && ordered && secondCame);
    QVERIFY(first && first->cpuTimeMs >= 100 && first->cpuTimeMs < 300);
    QVERIFY2(both->cpuTimeMs >= 250, qPrintable(QString::number(both->cpuTimeMs)));
}

void TestTreeReader::hasNothingWithoutARoot()
{
    QProcess process;
    process.start(u"true"_s, QStringList());
    const auto pid = static_cast<pid_t>(process.processId());
    QVERIFY(process.waitForFinished());
    QVERIFY(!TreeReader(pid, m_clock).read());
}

QTEST_GUILESS_MAIN(TestTreeReader)
#include "tst_treereader.moc"
