// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The page of a process with a large output in the window: what a real command prints, through `processionctl run`, while it
// is opened, followed, jumped through and searched. Prints the longest block of the GUI's thread in each step, and the memory.
//   bench_outputpage local MIB      the server in the window's own program
//   bench_outputpage connect MIB    a processiond, and the window as --connect makes it
#include "dashboardloader.h"
#include "localhistory.h"
#include "localoperator.h"
#include "localoutput.h"
#include "localseries.h"
#include "pagedriver.h"
#include "remotewindow.h"
#include "runtime.h"
#include "startup.h"

#include <QDir>
#include <QFile>
#include <QGuiApplication>
#include <QProcess>
#include <QQuickWindow>
#include <QRegularExpression>
#include <QTemporaryDir>

#include <chrono>
#include <clocale>
#include <cstdio>
#include <memory>
#include <optional>

using namespace Procession;
using namespace Procession::Bench;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto processId = "large"_L1;
constexpr char token[] = "the-token-of-this-benchmark";

/// Of a process, in MiB; `field` is `VmRSS` or `VmHWM`.
double memoryOf(qint64 pid, const QString &field)
{
    QFile file(u"/proc/%1/status"_s.arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QString status = QString::fromLatin1(file.readAll());
    const auto match = QRegularExpression(field + u":\\s+(\\d+) kB"_s).match(status);
    return match.captured(1).toDouble() / 1024;
}

void printMemory(const char *name, qint64 pid)
{
    std::printf("memory of %s: %.0f MiB, at most %.0f MiB\n", name, memoryOf(pid, u"VmRSS"_s),
                memoryOf(pid, u"VmHWM"_s));
}

/// Runs a command that prints numbered lines as fast as it can, then a last one.
std::unique_ptr<QProcess> runCommand(const QString &url, int mebibytes)
{
    auto command = std::make_unique<QProcess>();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"PROCESSION_TOKEN"_s, QString::fromLatin1(token));
    environment.insert(u"PROCESSION_URL"_s, url);
    command->setProcessEnvironment(environment);
    command->setStandardOutputFile(QProcess::nullDevice());
    command->setStandardErrorFile(QProcess::nullDevice());
    const QString line = u"epoch 12 step %.0f  loss 0.7943  lr 3.0e-04  1206 tok/s"_s;
    const QString script =
        u"seq -f '%1' 1000000000 | head -c %2; echo; echo the last needle"_s.arg(line).arg(qint64(mebibytes) << 20);
    command->start(
        QCoreApplication::applicationDirPath() + u"/processionctl"_s,
        {u"run"_s, u"--id"_s, processId, u"--name"_s, u"A large output"_s, u"--"_s, u"sh"_s, u"-c"_s, script});
    return command;
}

int drive(Dashboard &dashboard, QQuickWindow &window, const QString &url, int mebibytes)
{
    const std::unique_ptr<QProcess> command = runCommand(url, mebibytes);
    PageDriver driver(dashboard, window);
    if (!driver.open(processId)) {
        std::fprintf(stderr, "bench_outputpage: the page doesn't come\n");
        return 1;
    }
    printMemory("the window, once the page is open", QCoreApplication::applicationPid());
    driver.follow(5s);
    driver.jump();
    const bool isOver = driver.waitForTheEnd(600s);
    driver.jump();
    driver.scroll();
    driver.search(u"the last needle"_s);
    driver.interruptSearch();
    command->terminate();
    command->waitForFinished();
    std::printf("the longest block of the GUI's thread: %.1f ms, without its waits for a processor %.1f ms\n",
                driver.longestMs(), driver.longestOwnMs());
    return isOver ? 0 : 1;
}

int runLocal(QGuiApplication &application, int mebibytes)
{
    const QTemporaryDir folder;
    Settings settings;
    settings.dataDir = folder.path();
    settings.server.port = 0;
    settings.token = token;
    settings.output.maxBytesPerAttempt = qint64(4) << 30;
    Runtime runtime(settings);
    std::optional<DashboardLoader> loader;
    if (const auto started = Startup::startBeside(runtime, [&loader] { loader.emplace(); }); !started) {
        std::fprintf(stderr, "bench_outputpage: %s\n", qPrintable(started.error().message));
        return 1;
    }
    const SystemClock clock;
    LocalOperator changes(runtime.tracker(), runtime.store(), runtime.work());
    const auto history = LocalHistory::of(runtime.archive());
    LocalOutput output(runtime.output());
    LocalSeries series(runtime.series());
    Dashboard dashboard({.source = runtime.tracker(),
                         .changes = changes,
                         .clock = clock,
                         .history = history.get(),
                         .output = &output,
                         .durations = runtime.durations(),
                         .series = &series});
    const std::unique_ptr<QQuickWindow> window = loader->open(dashboard);
    const int result = window ? drive(dashboard, *window, runtime.url(), mebibytes) : 1;
    printMemory("window and server", QCoreApplication::applicationPid());
    QObject::connect(&runtime, &Runtime::finished, &application, [] { QCoreApplication::exit(); });
    runtime.shutDown();
    QGuiApplication::exec();
    return result;
}

int runRemote(int mebibytes)
{
    const QTemporaryDir folder;
    QProcess server;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"PROCESSION_TOKEN"_s, QString::fromLatin1(token));
    server.setProcessEnvironment(environment);
    server.setStandardErrorFile(QProcess::nullDevice());
    QFile configuration(folder.filePath(u"procession.toml"_s));
    if (configuration.open(QIODevice::WriteOnly))
        configuration.write("[output]\nmax_bytes_per_attempt = 4294967296\n");
    configuration.close();
    server.start(
        QCoreApplication::applicationDirPath() + u"/processiond"_s,
        {u"--port"_s, u"0"_s, u"--data-dir"_s, folder.filePath(u"data"_s), u"--config"_s, configuration.fileName()});
    QString url;
    while (url.isEmpty() && server.waitForReadyRead(30000)) {
        const auto match = QRegularExpression(u"http://[\\w.]+:\\d+"_s).match(QString::fromUtf8(server.readLine()));
        url = match.captured();
    }
    if (url.isEmpty()) {
        std::fprintf(stderr, "bench_outputpage: processiond doesn't start\n");
        return 1;
    }
    RemoteWindow remote({.url = QUrl(url), .token = token, .tokenSource = {}});
    DashboardLoader loader;
    const std::unique_ptr<QQuickWindow> window = loader.open(remote.dashboard());
    const int result = window ? drive(remote.dashboard(), *window, url, mebibytes) : 1;
    printMemory("the window", QCoreApplication::applicationPid());
    printMemory("the server", server.processId());
    server.terminate();
    server.waitForFinished();
    return result;
}

} // namespace

int main(int argc, char *argv[])
{
    const QByteArray mode = argc > 1 ? argv[1] : "";
    const int mebibytes = argc > 2 ? std::atoi(argv[2]) : 0;
    if ((mode != "local" && mode != "connect") || mebibytes < 1) {
        std::fputs("bench_outputpage local MIB | connect MIB\n", stderr);
        return 2;
    }
    QGuiApplication application(argc, argv);
    std::setlocale(LC_NUMERIC, "C");
    QGuiApplication::setApplicationName(u"bench_outputpage"_s);
    QGuiApplication::setOrganizationName(u"procession-bench"_s);
    QGuiApplication::setQuitOnLastWindowClosed(false);
    return mode == "local" ? runLocal(application, mebibytes) : runRemote(mebibytes);
}
