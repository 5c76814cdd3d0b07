// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processlimits.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <functional>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

constexpr int done = 0;
constexpr int refused = 1;
constexpr int notLimited = 2;

/// How a child process ends that does this once it is limited: as waitpid() tells it.
int limitedChild(const std::function<bool()> &what)
{
    const pid_t pid = ::fork();
    if (pid == 0) {
        ExtractionLimits limits;
        limits.processorTime = std::chrono::seconds(1);
        limits.memoryBytes = 256LL * 1024 * 1024;
        if (!limitThisProcess(limits))
            ::_exit(notLimited);
        ::_exit(what() ? done : refused);
    }
    int status = 0;
    ::waitpid(pid, &status, 0);
    return status;
}

bool canOpen(const char *path, int flags)
{
    return ::open(path, flags, 0600) >= 0;
}

bool hasLandlock()
{
    return ::syscall(SYS_landlock_create_ruleset, nullptr, 0, 1) > 0;
}

} // namespace

/// What a process that reads a document can no longer do.
class TestProcessLimits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void canReadWhatLibrariesNeed();
    void canNotReadWhatIsNotOfTheSystem();
    void canNotWriteFiles();
    void canNotUseTheNetwork();
    void canNotRunPrograms();
    void canNotTakeMemory();
    void canNotRunOn();
};

void TestProcessLimits::canReadWhatLibrariesNeed()
{
    QCOMPARE(limitedChild([] { return canOpen("/usr/bin/env", O_RDONLY) && canOpen("/usr/share", O_RDONLY); }), 0);
}

void TestProcessLimits::canNotReadWhatIsNotOfTheSystem()
{
    if (!hasLandlock())
        QSKIP("The kernel has no Landlock.");
    for (const char *path : {"/etc/passwd", "/root", "/home", "/tmp", "/proc/self/environ"})
        QVERIFY2(WEXITSTATUS(limitedChild([path] { return canOpen(path, O_RDONLY); })) == refused, path);
}

void TestProcessLimits::canNotWriteFiles()
{
    const QTemporaryDir folder;
    const QByteArray path = QFile::encodeName(folder.filePath(u"new"_s));
    QFile before(folder.filePath(u"before"_s));
    QVERIFY(before.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
    const auto canWrite = [](int file) {
        ::signal(SIGXFSZ, SIG_IGN);
        return file >= 0 && ::write(file, "x", 1) == 1;
    };
    QCOMPARE(WEXITSTATUS(limitedChild([&] { return canWrite(::open(path.constData(), O_WRONLY | O_CREAT, 0600)); })),
             refused);
    QCOMPARE(WEXITSTATUS(limitedChild([&] { return canWrite(before.handle()); })), refused);
    QCOMPARE(WTERMSIG(limitedChild([&] { return ::write(before.handle(), "x", 1) == 1; })), SIGXFSZ);
}

void TestProcessLimits::canNotUseTheNetwork()
{
    for (const int family : {AF_INET, AF_INET6, AF_UNIX}) {
        QCOMPARE(WEXITSTATUS(limitedChild([family] { return ::socket(family, SOCK_STREAM, 0) >= 0; })), refused);
        QCOMPARE(WEXITSTATUS(limitedChild([family] { return ::socket(family, SOCK_DGRAM, 0) >= 0; })), refused);
    }
}

void TestProcessLimits::canNotRunPrograms()
{
    QCOMPARE(WEXITSTATUS(limitedChild([] {
                 ::execl("/bin/true", "true", nullptr); // which would end with 0
                 return false;
             })),
             refused);
}

void TestProcessLimits::canNotTakeMemory()
{
    QCOMPARE(WEXITSTATUS(limitedChild([] { return std::malloc(512UL * 1024 * 1024) != nullptr; })), refused);
}

void TestProcessLimits::canNotRunOn()
{
    const int status = limitedChild([] {
        while (::getppid() > 0) { }
        return true;
    });
    QVERIFY(WIFSIGNALED(status));
    QCOMPARE(WTERMSIG(status), SIGXCPU);
}

QTEST_GUILESS_MAIN(TestProcessLimits)
#include "tst_processlimits.moc"
