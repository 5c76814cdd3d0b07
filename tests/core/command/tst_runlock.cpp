// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandrunner.h"
#include "runlock.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class TestRunLock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneHasIt();
    void remembersTheAttemptThatWasBegun();
    void tellsThatItsFileCannotBeMade();
    void lastsAsLongAsTheGuardian();

private:
    QByteArray path() const { return QFile::encodeName(m_folder.filePath(u"lock"_s)); }

    QTemporaryDir m_folder;
};

void TestRunLock::oneHasIt()
{
    std::optional<RunLock::Holder> holder;
    RunLock lock = RunLock::take(path(), holder);
    QVERIFY(lock.isTaken());
    QVERIFY(!holder);
    QVERIFY(!RunLock::take(path(), holder).isTaken());
    QVERIFY(holder);
    QCOMPARE(holder->guardian, 0);
    QCOMPARE(holder->problem, 0);
    lock = RunLock();
    QVERIFY(RunLock::take(path(), holder).isTaken());
}

void TestRunLock::remembersTheAttemptThatWasBegun()
{
    std::optional<RunLock::Holder> holder;
    {
        RunLock lock = RunLock::take(path(), holder);
        QVERIFY(lock.begin(3));
    }
    QCOMPARE(RunLock::attemptIn(path()), 3);
    RunLock lock = RunLock::take(path(), holder);
    QCOMPARE(lock.begunAttempt(), 3);
    lock.remove();
    QVERIFY(!QFile::exists(m_folder.filePath(u"lock"_s)));
    QCOMPARE(RunLock::attemptIn(path()), 0);
}

void TestRunLock::tellsThatItsFileCannotBeMade()
{
    std::optional<RunLock::Holder> holder;
    QVERIFY(!RunLock::take("/no/such/folder/lock", holder).isTaken());
    QVERIFY(holder);
    QCOMPARE(holder->problem, ENOENT);
}

/// The program that took the lock is killed; its guardian still ends the tree.
void TestRunLock::lastsAsLongAsTheGuardian()
{
    SystemClock clock;
    std::optional<RunLock::Holder> holder;
    RunLock lock = RunLock::take(path(), holder);
    CommandRunner runner(CommandRunner::Place::Apart, {[](QByteArrayView) {}, [](QByteArrayView) {}}, clock);
    std::optional<CommandEnding> ending;
    connect(&runner, &CommandRunner::finished, this, [&ending](const CommandEnding &e) { ending = e; });
    runner.start({.command = {"sleep", "1000"}, .environment = ownEnvironment(), .lock = lock.descriptor()});
    lock = RunLock(); // as the end of the program does
    QVERIFY(!RunLock::take(path(), holder).isTaken());
    QVERIFY(holder && holder->guardian > 0);
    QVERIFY(holder->guardian != runner.processId());
    QCOMPARE(::kill(holder->guardian, 0), 0);
    runner.kill();
    QTRY_VERIFY(ending);
    QVERIFY(RunLock::take(path(), holder).isTaken());
}

QTEST_GUILESS_MAIN(TestRunLock)
#include "tst_runlock.moc"
