// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandrunner.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <mutex>

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
    void seesAllThatIsPrinted();
    void runsOneAfterTheOther();
    void endsTheWholeGroup_data();
    void endsTheWholeGroup();
    void doesNotWaitForWhatGoesOnInTheBackground();
    void aReaderThatDoesNotReadIsNotWaitedForWhenKilled();

private:
    void run(const QStringList &command);
    static bool isAlive(qint64 pid) { return ::kill(static_cast<pid_t>(pid), 0) == 0 && !isZombie(pid); }
    static bool isZombie(qint64 pid)
    {
        QFile stat(u"/proc/%1/stat"_s.arg(pid));
        return !stat.open(QIODevice::ReadOnly) || stat.readAll().contains(") Z ");
    }

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
    m_runner = std::make_unique<CommandRunner>(tapInto(m_output), tapInto(m_errors));
    connect(m_runner.get(), &CommandRunner::finished, this,
            [this](const CommandRunner::Ending &ending) { m_ending = ending; });
}

void TestCommandRunner::cleanup()
{
    m_runner.reset();
}

void TestCommandRunner::run(const QStringList &command)
{
    m_ending.reset();
    m_runner->start(command);
    QTRY_VERIFY(m_ending);
    QVERIFY(!m_runner->isRunning());
}

void TestCommandRunner::tellsHowACommandEnded_data()
{
    QTest::addColumn<QStringList>("command");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("problem");
    QTest::newRow("well") << QStringList{u"true"_s} << 0 << QString();
    QTest::newRow("badly") << QStringList{u"sh"_s, u"-c"_s, u"exit 3"_s} << 3 << u"Exit code 3"_s;
    QTest::newRow("by a signal") << QStringList{u"sh"_s, u"-c"_s, u"kill -TERM $$"_s} << 143
                                 << u"Killed by signal 15 (SIGTERM)"_s;
    QTest::newRow("by a crash") << QStringList{u"sh"_s, u"-c"_s, u"kill -SEGV $$"_s} << 139
                                << u"Killed by signal 11 (SIGSEGV)"_s;
    QTest::newRow("not found") << QStringList{u"no-such-command"_s} << 127 << u"Command not found: no-such-command"_s;
    QTest::newRow("a path that isn't there")
        << QStringList{u"/no/such/command"_s} << 127 << u"Command not found: /no/such/command"_s;
    QTest::newRow("not executable") << QStringList{u"/etc/passwd"_s} << 126 << u"Can't execute /etc/passwd"_s;
}

void TestCommandRunner::tellsHowACommandEnded()
{
    QFETCH(QStringList, command);
    QFETCH(QString, problem);
    run(command);
    QTEST(m_ending->exitCode, "exitCode");
    QVERIFY2(m_ending->problem.startsWith(problem), qPrintable(m_ending->problem));
    QCOMPARE(m_ending->problem.isEmpty(), problem.isEmpty());
    QVERIFY(!m_ending->interrupted);
}

void TestCommandRunner::seesAllThatIsPrinted()
{
    run({u"sh"_s, u"-c"_s, u"printf 'a\\nb'; printf 'wrong' >&2; head -c 300000 /dev/zero"_s});
    QCOMPARE(m_output.size(), 3 + 300000);
    QVERIFY(m_output.startsWith("a\nb"));
    QCOMPARE(m_errors, QByteArray("wrong"));
}

void TestCommandRunner::runsOneAfterTheOther()
{
    for (int i = 0; i < 20; ++i) {
        run({u"sh"_s, u"-c"_s, u"exit %1"_s.arg(i)});
        QCOMPARE(m_ending->exitCode, i);
    }
}

void TestCommandRunner::endsTheWholeGroup_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("that obeys") << u"sleep 1000 & echo $! ; wait"_s << 143;
    QTest::newRow("that doesn't") << u"trap '' TERM; sleep 1000 & echo $! ; wait; while :; do sleep 1; done"_s << 137;
    QTest::newRow("whose child doesn't") << u"(trap '' TERM; while :; do sleep 1; done) & echo $! ; wait"_s << 143;
    QTest::newRow("that is stopped") << u"sleep 1000 & echo $! ; kill -STOP $$"_s << 143;
}

void TestCommandRunner::endsTheWholeGroup()
{
    QFETCH(QString, script);
    m_runner->start({u"sh"_s, u"-c"_s, script});
    const auto childPid = [this] {
        const std::lock_guard lock(m_mutex);
        return m_output.trimmed().toLongLong();
    };
    QTRY_VERIFY(childPid() > 0);
    const qint64 child = childPid();
    QVERIFY(isAlive(child));
    m_runner->terminate(300ms);
    QTRY_VERIFY(m_ending);
    QTEST(m_ending->exitCode, "exitCode");
    QTRY_VERIFY(!isAlive(child));
}

void TestCommandRunner::doesNotWaitForWhatGoesOnInTheBackground()
{
    QElapsedTimer timer;
    timer.start();
    run({u"sh"_s, u"-c"_s, u"sleep 30 & echo started"_s});
    QCOMPARE(m_ending->exitCode, 0);
    QCOMPARE(m_output, QByteArray("started\n"));
    QVERIFY(timer.elapsed() < 20000); // it holds the output open, and yet the command has ended
}

void TestCommandRunner::aReaderThatDoesNotReadIsNotWaitedForWhenKilled()
{
    // Standard output becomes a pipe that nobody reads.
    int ends[2];
    QCOMPARE(::pipe(ends), 0);
    const int before = ::dup(STDOUT_FILENO);
    ::dup2(ends[1], STDOUT_FILENO);
    m_runner->start({u"yes"_s});
    QTest::qWait(200);
    m_runner->kill();
    const bool ended = QTest::qWaitFor([this] { return m_ending.has_value(); }, 5000);
    ::dup2(before, STDOUT_FILENO);
    for (const int descriptor : {ends[0], ends[1], before})
        ::close(descriptor);
    QVERIFY(ended);
    QCOMPARE(m_ending->exitCode, 137);
}

QTEST_GUILESS_MAIN(TestCommandRunner)
#include "tst_commandrunner.moc"
