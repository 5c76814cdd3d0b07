// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The dashboard's window, measured from inside; bench_procession runs this.
//   bench_dashboard scroll ROWS UPDATES_A_SECOND SECONDS   prints the median frame, the 99th percentile, the longest block
//   bench_dashboard start                                  ends with its first frame
//   bench_dashboard empty                                  likewise, of a window with nothing in it
#include "dashboard.h"
#include "dashboardloader.h"
#include "framemeter.h"
#include "localhistory.h"
#include "localoperator.h"
#include "runtime.h"
#include "startup.h"

#include <QGuiApplication>
#include <QQmlApplicationEngine>
#include <QQuickWindow>
#include <QTemporaryDir>

#include <atomic>
#include <chrono>
#include <clocale>
#include <cstdio>
#include <future>
#include <memory>
#include <optional>
#include <thread>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

constexpr auto emptyWindow = "import QtQuick\nimport QtQuick.Controls.Basic\n"
                             "ApplicationWindow { width: 1200; height: 760; visible: true; title: \"Empty\" }\n";

ProcessId idOf(int row)
{
    return *ProcessId::fromString(u"p-%1"_s.arg(row));
}

/// Through the door and not on the GUI's thread, as the server would, and no faster than the store stores them.
bool startProcesses(ProcessTracker &tracker, const EventLog &log, int rows)
{
    constexpr int ahead = 10000;
    for (int row = 0; row < rows; ++row) {
        StartChange start;
        start.id = idOf(row);
        start.type = ProcessType::builtIn()[row % ProcessType::builtIn().size()];
        start.name = u"Analysis of document %1"_s.arg(row);
        start.status = ProcessStatus::Running;
        if (!tracker.start(start))
            return false;
        while (log.head() - log.committed() > ahead)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
}

/// Reports processes all over the list, as many a second, until it is told to stop.
void report(ProcessTracker &tracker, int rows, int updatesPerSecond, const std::atomic<bool> &stops)
{
    using Clock = std::chrono::steady_clock;
    constexpr auto pause = std::chrono::milliseconds(2);
    const auto begin = Clock::now();
    int64_t done = 0;
    while (!stops) {
        const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
        for (const auto due = static_cast<int64_t>(seconds * updatesPerSecond); done < due; ++done) {
            ReportChange change;
            change.progress = static_cast<double>(done % 100);
            change.message = u"page %1 was analysed"_s.arg(done);
            const auto row = static_cast<int>(done * 7919 % rows);
            if (!tracker.report(idOf(row), change))
                std::fprintf(stderr, "bench_dashboard: a report was refused\n");
        }
        std::this_thread::sleep_for(pause);
    }
}

/// Leaves at the first frame, without the trouble of going orderly.
void leaveAtFirstFrame(QQuickWindow *window)
{
    if (!window)
        std::_Exit(1);
    QObject::connect(window, &QQuickWindow::frameSwapped, window, [] { std::_Exit(0); });
}

int scroll(QGuiApplication &application, QQuickWindow *window, ProcessTracker &tracker, int rows, int updatesPerSecond,
           double seconds)
{
    auto *list = window ? window->findChild<QQuickItem *>(u"processList"_s) : nullptr;
    if (!list)
        return 1;
    std::atomic<bool> stops = false;
    std::thread reporter;
    if (updatesPerSecond > 0)
        reporter = std::thread([&] { report(tracker, rows, updatesPerSecond, stops); });
    Bench::FrameMeter meter(*window, *list);
    const auto length = std::chrono::milliseconds(static_cast<int>(seconds * 1000));
    QTimer::singleShot(length / 2, &meter, &Bench::FrameMeter::begin);
    // Without asking the window, which would keep a server with live processes.
    QTimer::singleShot(length / 2 + length, &application, [] { QCoreApplication::exit(); });
    QGuiApplication::exec();
    stops = true;
    if (reporter.joinable())
        reporter.join();
    if (list->property("count").toInt() != rows || meter.frames() == 0) {
        std::fprintf(stderr, "bench_dashboard: %d rows and %zu frames\n", list->property("count").toInt(),
                     meter.frames());
        return 1;
    }
    std::printf("%.3f %.3f %.3f\n", meter.medianMs(), meter.percentileMs(0.99), meter.longestBlockMs());
    return 0;
}

} // namespace

int main(int argc, char *argv[])
{
    const QByteArray mode = argc > 1 ? argv[1] : "";
    if (mode != "scroll" && mode != "start" && mode != "empty") {
        std::fputs("bench_dashboard scroll ROWS UPDATES_A_SECOND SECONDS | start | empty\n", stderr);
        return 2;
    }
    QGuiApplication application(argc, argv);
    std::setlocale(LC_NUMERIC, "C"); // Qt took the user's, and a program reads these figures
    QGuiApplication::setApplicationName(u"bench_dashboard"_s);
    QGuiApplication::setOrganizationName(u"procession-bench"_s);
    if (mode == "empty") {
        QQmlApplicationEngine engine;
        engine.loadData(emptyWindow);
        leaveAtFirstFrame(qobject_cast<QQuickWindow *>(engine.rootObjects().value(0)));
        return QGuiApplication::exec();
    }

    // From here on as app/desktop does it.
    const QTemporaryDir folder;
    Settings settings;
    settings.dataDir = folder.path();
    settings.server.port = 0;
    settings.store.durability = Durability::Normal;
    Runtime runtime(settings);
    std::optional<DashboardLoader> loader;
    if (const auto started = Startup::startBeside(runtime, [&loader] { loader.emplace(); }); !started) {
        std::fprintf(stderr, "bench_dashboard: %s\n", qPrintable(started.error().message));
        return 1;
    }
    const int rows = argc > 2 ? std::atoi(argv[2]) : 0;
    if (!std::async(std::launch::async, [&] { return startProcesses(runtime.tracker(), runtime.log(), rows); }).get())
        return 1;
    const SystemClock clock;
    LocalOperator changes(runtime.tracker(), runtime.store(), runtime.work());
    const auto history = LocalHistory::of(runtime.archive());
    Dashboard dashboard({.source = runtime.tracker(),
                         .changes = changes,
                         .clock = clock,
                         .history = history.get(),
                         .durations = runtime.durations()});
    const std::unique_ptr<QQuickWindow> window = loader->open(dashboard);
    if (mode == "start") {
        leaveAtFirstFrame(window.get());
        return QGuiApplication::exec();
    }
    const int result = scroll(application, window.get(), runtime.tracker(), rows, argc > 3 ? std::atoi(argv[3]) : 0,
                              argc > 4 ? std::atof(argv[4]) : 5);
    std::fflush(stdout);
    QObject::connect(&runtime, &Runtime::finished, &application, [] { QCoreApplication::exit(); });
    runtime.shutDown();
    QGuiApplication::exec();
    return result;
}
