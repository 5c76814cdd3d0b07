// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandrunner.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <fcntl.h>
#include <mutex>
#include <poll.h>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class TestCommandRunner : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void tellsHowACommandEnded_data();
    void tellsHowACommandEnded();
    void passesArgumentsAndVariablesAsBytes();
    void seesAllThatIsPrinted();
    void keepsTheOrderOfJoinedOutput();
    void runsOneAfterTheOther();
    void endsTheWholeTree_data();
    void endsTheWholeTree();
    void endsTheTreeWhenItIsDeleted();
    void endsNobodyElse();
    void aGuardianThatIsKilledTakesTheCommandWithIt();
    void leavesAloneWhatGoesOnInTheBackground();
    void aReaderThatDoesNotReadIsNotWaitedForWhenKilled();
    void apartItHasNothingOfThisProgram();
    void apartNothingOutlivesIt();
    void manyRunAtOnce();
    void aCommandHasAWayToSpeak();
    void tellsThatItsFolderIsNotThere();

private:
    void run(const QByteArrayList &command);
    static CommandPlan planFor(const QByteArrayList &command) { return {command, ownEnvironment()}; }
    static CommandPlan script(const QByteArray &text) { return planFor({"sh", "-c", text}); }
    /// The numbers of the pids that the script printed; fewer than `count` where they don't come.
    QList<qint64> printedPids(qsizetype count);
    static bool isAlive(qint64 pid) { return ::kill(static_cast<pid_t>(pid), 0) == 0 && !isZombie(pid); }
    static bool isZombie(qint64 pid)
    {
        QFile stat(u"/proc/%1/stat"_s.arg(pid));
        return !stat.open(QIODevice::ReadOnly) || stat.readAll().contains(") Z ");
    }

    SystemClock m_clock;
    std::mutex m_mutex;
    QByteArray m_output;
    QByteArray m_errors;
    std::optional<CommandRunner::Ending> m_ending;
    std::unique_ptr<CommandRunner> m_runner;
};

void TestCommandRunner::init()
{
    m_output.clear();
    m_errors.clear();
    m_ending.reset();
    const auto tapInto = [this](QByteArray &target) {
        return [this, &target](QByteArrayView bytes) {
            const std::lock_guard lock(m_mutex);
            target.append(bytes);
        };
    };
    m_runner = std::make_unique<CommandRunner>(tapInto(m_output), tapInto(m_errors), m_clock);
    connect(m_runner.get(), &CommandRunner::finished, this,
            [this](const CommandRunner::Ending &ending) { m_ending = ending; });
}

void TestCommandRunner::cleanup()
{
    m_runner.reset();
}

QList<qint64> TestCommandRunner::printedPids(qsizetype count)
{
    QList<qint64> pids;
    const auto read = [&] {
        const std::lock_guard lock(m_mutex);
        pids.clear();
        for (const QByteArray &word : m_output.left(m_output.lastIndexOf('\n') + 1).simplified().split(' '))
            pids.append(word.toLongLong());
        pids.removeAll(0);
        return pids.size() >= count;
    };
    [[maybe_unused]] const bool came = QTest::qWaitFor(read, 10000);
    return pids;
}

void TestCommandRunner::run(const QByteArrayList &command)
{
    m_ending.reset();
    m_runner->start(planFor(command));
    QTRY_VERIFY(m_ending);
    QVERIFY(!m_runner->isRunning());
}

void TestCommandRunner::tellsHowACommandEnded_data()
{
    QTest::addColumn<QByteArrayList>("command");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("problem");
    QTest::newRow("well") << QByteArrayList{"true"} << 0 << QString();
    QTest::newRow("badly") << QByteArrayList{"sh", "-c", "exit 3"} << 3 << u"Exit code 3"_s;
    QTest::newRow("by a signal") << QByteArrayList{"sh", "-c", "kill -TERM $$"} << 143
                                 << u"Killed by signal 15 (SIGTERM)"_s;
    QTest::newRow("by a crash") << QByteArrayList{"sh", "-c", "kill -SEGV $$"} << 139
                                << u"Killed by signal 11 (SIGSEGV)"_s;
    QTest::newRow("not found") << QByteArrayList{"no-such-command"} << 127 << u"Command not found: no-such-command"_s;
    QTest::newRow("a path that isn't there")
        << QByteArrayList{"/no/such/command"} << 127 << u"Command not found: /no/such/command"_s;
    QTest::newRow("a path through a file")
        << QByteArrayList{"/etc/passwd/x"} << 127 << u"Command not found: /etc/passwd/x"_s;
    QTest::newRow("no name") << QByteArrayList{""} << 127 << u"Command not found: "_s;
    QTest::newRow("not executable") << QByteArrayList{"/etc/passwd"} << 126 << u"Can't execute /etc/passwd"_s;
    QTest::newRow("a folder") << QByteArrayList{"/etc"} << 126 << u"Can't execute /etc"_s;
    QTest::newRow("too long for any system")
        << QByteArrayList{"true", QByteArray(8'000'000, 'x')} << 126 << u"Can't execute true"_s;
}

void TestCommandRunner::tellsHowACommandEnded()
{
    QFETCH(QByteArrayList, command);
    QFETCH(QString, problem);
    run(command);
    QTEST(m_ending->exitCode, "exitCode");
    QVERIFY2(m_ending->problem.startsWith(problem), qPrintable(m_ending->problem));
    QCOMPARE(m_ending->problem.isEmpty(), problem.isEmpty());
    QVERIFY(!m_ending->interrupted);
}

void TestCommandRunner::passesArgumentsAndVariablesAsBytes()
{
    m_ending.reset();
    m_runner->start({{"sh", "-c", "printf '%s|%s' \"$1\" \"$ODD\"", "sh",
                      "a\xff"
                      "b\n"},
                     {"PATH=/usr/bin:/bin", "ODD=\xe9"}});
    QTRY_VERIFY(m_ending);
    QCOMPARE(m_output,
             QByteArray("a\xff"
                        "b\n|\xe9"));
}

void TestCommandRunner::seesAllThatIsPrinted()
{
    run({"sh", "-c", "printf 'a\\nb'; printf 'wrong' >&2; head -c 300000 /dev/zero"});
    QCOMPARE(m_output.size(), 3 + 300000);
    QVERIFY(m_output.startsWith("a\nb"));
    QCOMPARE(m_errors, QByteArray("wrong"));
}

void TestCommandRunner::keepsTheOrderOfJoinedOutput()
{
    CommandPlan plan = script("for i in $(seq 500); do echo o$i; echo e$i >&2; done");
    plan.joined = true;
    m_runner->start(plan);
    QTRY_VERIFY(m_ending);
    QByteArray expected;
    for (int i = 1; i <= 500; ++i)
        expected += "o" + QByteArray::number(i) + "\ne" + QByteArray::number(i) + "\n";
    QCOMPARE(m_output, expected);
    QVERIFY(m_errors.isEmpty());
}

void TestCommandRunner::runsOneAfterTheOther()
{
    for (int i = 0; i < 20; ++i) {
        run({"sh", "-c", "exit " + QByteArray::number(i)});
        QCOMPARE(m_ending->exitCode, i);
    }
}

void TestCommandRunner::endsTheWholeTree_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<int>("pids");
    QTest::newRow("that obeys") << QByteArray("sleep 1000 & echo $! ; wait") << 143 << 1;
    QTest::newRow("that doesn't") << QByteArray("trap '' TERM; sleep 1000 & echo $! ; wait; while :; do sleep 1; done")
                                  << 137 << 1;
    QTest::newRow("whose child doesn't") << QByteArray("(trap '' TERM; while :; do sleep 1; done) & echo $! ; wait")
                                         << 143 << 1;
    QTest::newRow("that is stopped") << QByteArray("sleep 1000 & echo $! ; kill -STOP $$") << 143 << 1;
    QTest::newRow("in a session of its own")
        << QByteArray("setsid sh -c 'echo $$; exec sleep 1000' & sleep 1000 & echo $! ; wait") << 143 << 2;
    QTest::newRow("a daemon") << QByteArray(
        "(setsid sh -c 'sleep 1000 & echo $!; sleep 1000 & echo $!' &); sleep 1000 & echo $!; wait")
                              << 143 << 3;
    QTest::newRow("a daemon that doesn't obey")
        << QByteArray("(setsid sh -c 'trap \"\" TERM; echo $$; while :; do sleep 1; done' &); wait; sleep 1000") << 143
        << 1;
    QTest::newRow("many generations") << QByteArray("n=0; deeper() { n=$((n+1)); echo $(exec sh -c 'echo $PPID'); if [ "
                                                    "$n -lt 8 ]; then (deeper) & fi; exec sleep 1000; }; deeper")
                                      << 143 << 8;
}

void TestCommandRunner::endsTheWholeTree()
{
    QFETCH(QByteArray, script);
    QFETCH(int, pids);
    m_runner->start(this->script(script));
    const QList<qint64> printed = printedPids(pids);
    QCOMPARE(printed.size(), pids);
    for (const qint64 pid : printed)
        QVERIFY(isAlive(pid));
    m_runner->terminate(300ms);
    QTRY_VERIFY(m_ending);
    QTEST(m_ending->exitCode, "exitCode");
    for (const qint64 pid : printed)
        QVERIFY2(!isAlive(pid),
                 qPrintable(QString::number(pid))); // it ends with the runner's word, not some time later
}

void TestCommandRunner::endsTheTreeWhenItIsDeleted()
{
    m_runner->start(script("(setsid sh -c 'trap \"\" TERM; echo $$; while :; do sleep 1; done' &); sleep 1000"));
    const QList<qint64> printed = printedPids(1);
    QCOMPARE(printed.size(), 1);
    m_runner.reset();
    QVERIFY(!isAlive(printed.first()));
}

void TestCommandRunner::endsNobodyElse()
{
    // Of the same program, and of our own group, but started by somebody else.
    QProcess other;
    other.start(u"sleep"_s, {u"1000"_s});
    QVERIFY(other.waitForStarted());
    m_runner->start(script("sleep 1000 & echo $!; wait"));
    QCOMPARE(printedPids(1).size(), 1);
    m_runner->kill();
    QTRY_VERIFY(m_ending);
    QVERIFY(isAlive(other.processId()));
    other.kill();
    QVERIFY(other.waitForFinished());
}

void TestCommandRunner::aGuardianThatIsKilledTakesTheCommandWithIt()
{
    m_runner->start(script("echo $(exec sh -c 'echo $PPID') $PPID; sleep 1000"));
    const QList<qint64> pids = printedPids(2);
    QCOMPARE(pids.size(), 2);
    QVERIFY(pids[1] != QCoreApplication::applicationPid());
    ::kill(static_cast<pid_t>(pids[1]), SIGKILL);
    QTRY_VERIFY(m_ending);
    QCOMPARE(m_ending->exitCode, 137);
    QTRY_VERIFY(!isAlive(pids[0]));
}

void TestCommandRunner::leavesAloneWhatGoesOnInTheBackground()
{
    const QTemporaryDir folder;
    const QByteArray file = folder.filePath(u"lived"_s).toUtf8();
    const QByteArray go = folder.filePath(u"go"_s).toUtf8();
    run({"sh", "-c",
         "(while ! test -e " + go + "; do sleep 0.05; done; echo late; echo lived > " + file + ") & echo $!"});
    QCOMPARE(m_ending->exitCode, 0);
    const QList<qint64> pids = printedPids(1);
    QVERIFY(isAlive(pids.first())); // it holds the output open, and yet the command has ended
    QFile start(QString::fromUtf8(go));
    QVERIFY(start.open(QIODevice::WriteOnly));
    QTRY_VERIFY(QFile::exists(QString::fromUtf8(file))); // what it printed didn't end it
}

void TestCommandRunner::aReaderThatDoesNotReadIsNotWaitedForWhenKilled()
{
    // Standard output becomes a pipe that nobody reads.
    int ends[2];
    QCOMPARE(::pipe(ends), 0);
    const int before = ::dup(STDOUT_FILENO);
    ::dup2(ends[1], STDOUT_FILENO);
    m_runner->start(planFor({"yes"}));
    const auto isFull = [&ends] {
        pollfd pipe{.fd = ends[1], .events = POLLOUT, .revents = 0};
        return ::poll(&pipe, 1, 0) == 0;
    };
    const bool filled = QTest::qWaitFor(isFull, 5000);
    m_runner->kill();
    const bool ended = QTest::qWaitFor([this] { return m_ending.has_value(); }, 5000);
    ::dup2(before, STDOUT_FILENO);
    for (const int descriptor : {ends[0], ends[1], before})
        ::close(descriptor);
    QVERIFY(filled);
    QVERIFY(ended);
    QCOMPARE(m_ending->exitCode, 137);
}

void TestCommandRunner::apartItHasNothingOfThisProgram()
{
    const int open = ::open("/", O_RDONLY | O_DIRECTORY); // not closed on exec
    QVERIFY(open >= 0);
    QByteArray output;
    CommandRunner runner(CommandRunner::Place::Apart,
                         {[&output](QByteArrayView bytes) { output.append(bytes); }, [](QByteArrayView) {}}, m_clock);
    std::optional<CommandEnding> ending;
    connect(&runner, &CommandRunner::finished, this, [&ending](const CommandEnding &e) { ending = e; });
    CommandPlan plan = script("cat; ls -l /proc/self/fd");
    plan.folder = "/usr";
    runner.start(plan);
    QTRY_VERIFY(ending);
    ::close(open);
    QCOMPARE(ending->exitCode, 0);
    const QByteArrayList lines = output.trimmed().split('\n');
    const auto descriptors = std::count_if(lines.begin(), lines.end(), [](const QByteArray &line) {
        return line.contains(" -> ") && !line.contains("/proc/"); // that is the one of ls itself
    });
    QCOMPARE(descriptors, 3);
    QVERIFY2(output.contains("0 -> /dev/null"), output.constData());
}

void TestCommandRunner::apartNothingOutlivesIt()
{
    QByteArray output;
    CommandRunner runner(CommandRunner::Place::Apart,
                         {[&output](QByteArrayView bytes) { output.append(bytes); }, [](QByteArrayView) {}}, m_clock);
    std::optional<CommandEnding> ending;
    connect(&runner, &CommandRunner::finished, this, [&ending](const CommandEnding &e) { ending = e; });
    runner.start(script("setsid sleep 1000 & echo $!; exit 3"));
    QTRY_VERIFY(ending);
    QCOMPARE(ending->exitCode, 3);
    const qint64 pid = output.trimmed().toLongLong();
    QVERIFY(pid > 0);
    QVERIFY(!isAlive(pid));
}

void TestCommandRunner::manyRunAtOnce()
{
    constexpr int count = 40;
    struct Run
    {
        QByteArray output;
        std::unique_ptr<CommandRunner> runner;
        std::optional<CommandEnding> ending;
    };
    std::vector<Run> runs(count);
    for (int i = 0; i < count; ++i) {
        Run &run = runs[static_cast<size_t>(i)];
        run.runner = std::make_unique<CommandRunner>(
            CommandRunner::Place::Apart,
            CommandRunner::Taps{[&run](QByteArrayView bytes) { run.output.append(bytes); }, [](QByteArrayView) {}},
            m_clock);
        connect(run.runner.get(), &CommandRunner::finished, this,
                [&run](const CommandEnding &ending) { run.ending = ending; });
        run.runner->start(script("echo " + QByteArray::number(i) + "; exit " + QByteArray::number(i)));
    }
    for (int i = 0; i < count; ++i) {
        const Run &run = runs[static_cast<size_t>(i)];
        QTRY_VERIFY_WITH_TIMEOUT(run.ending, 60000);
        QCOMPARE(run.ending->exitCode, i);
        QCOMPARE(run.output, QByteArray::number(i) + '\n');
    }
}

void TestCommandRunner::aCommandHasAWayToSpeak()
{
    QByteArray said;
    QByteArray output;
    CommandRunner runner(CommandRunner::Place::Apart,
                         {[&output](QByteArrayView bytes) { output.append(bytes); }, [](QByteArrayView) {},
                          [&said](QByteArrayView bytes) { said.append(bytes); }},
                         m_clock);
    std::optional<CommandEnding> ending;
    connect(&runner, &CommandRunner::finished, this, [&ending](const CommandEnding &e) { ending = e; });
    runner.start(script("echo said >&$PROCESSION_FD; echo $PROCESSION_FD"));
    QTRY_VERIFY(ending);
    QCOMPARE(said, QByteArray("said\n"));
    QCOMPARE(output, QByteArray("3\n"));
}

void TestCommandRunner::tellsThatItsFolderIsNotThere()
{
    CommandPlan plan = script("true");
    plan.folder = "/no/such/folder";
    m_ending.reset();
    m_runner->start(plan);
    QTRY_VERIFY(m_ending);
    QCOMPARE(m_ending->exitCode, 126);
    QVERIFY2(m_ending->problem.contains("folder"_L1), qPrintable(m_ending->problem));
}

QTEST_GUILESS_MAIN(TestCommandRunner)
#include "tst_commandrunner.moc"
