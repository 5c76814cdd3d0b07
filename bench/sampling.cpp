// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How much of a core the sampling of commands costs: each command has a program of its own around it, as with
// `processionctl run`. Usage: bench_sampling [COMMANDS] [SECONDS]
#include "commandrunner.h"

#include <QCoreApplication>
#include <QProcess>
#include <QTimer>

#include <cstdio>
#include <sys/resource.h>
#include <vector>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

constexpr int settleSeconds = 5; // until all have started

qint64 ownCpuTimeUs()
{
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000 + used.ru_utime.tv_usec + used.ru_stime.tv_usec;
}

/// Runs one command, and prints the CPU time of this program and the samples that it took in that many seconds.
int sampleOne(int seconds)
{
    const SystemClock clock;
    CommandRunner runner([](QByteArrayView) {}, [](QByteArrayView) {}, clock);
    int samples = 0;
    qint64 begin = 0;
    QObject::connect(&runner, &CommandRunner::sampled, &runner, [&samples](const ResourceSample &) { ++samples; });
    QTimer::singleShot(settleSeconds * 1000, &runner, [&] {
        begin = ownCpuTimeUs();
        samples = 0;
    });
    QTimer::singleShot((settleSeconds + seconds) * 1000, &runner, [&] {
        std::printf("%lld %d\n", static_cast<long long>(ownCpuTimeUs() - begin), samples);
        QCoreApplication::quit();
    });
    runner.start({.command = {"sleep", "100000"}, .environment = ownEnvironment()});
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == u"--one"_s)
        return sampleOne(arguments.value(2).toInt());
    const int commands = arguments.value(1, u"200"_s).toInt();
    const int seconds = arguments.value(2, u"30"_s).toInt();
    std::vector<std::unique_ptr<QProcess>> programs;
    for (int i = 0; i < commands; ++i) {
        programs.push_back(std::make_unique<QProcess>());
        programs.back()->start(QCoreApplication::applicationFilePath(), {u"--one"_s, QString::number(seconds)});
    }
    qint64 cpuTimeUs = 0;
    qint64 samples = 0;
    for (const auto &program : programs) {
        if (!program->waitForFinished((settleSeconds + seconds + 60) * 1000))
            return 1;
        const QByteArrayList figures = program->readAllStandardOutput().trimmed().split(' ');
        cpuTimeUs += figures.value(0).toLongLong();
        samples += figures.value(1).toLongLong();
    }
    std::printf("%d commands, %d s: %lld samples, %.1f us each, %.2f %% of a core\n", commands, seconds,
                static_cast<long long>(samples),
                static_cast<double>(cpuTimeUs) / static_cast<double>(qMax(samples, 1LL)),
                static_cast<double>(cpuTimeUs) / seconds / 10000.0);
    return 0;
}
