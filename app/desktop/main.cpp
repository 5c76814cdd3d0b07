// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard.h"
#include "dashboardloader.h"
#include "programstart.h"
#include "runtime.h"
#include "startup.h"
#include "unixsignals.h"

#include <QGuiApplication>
#include <QIcon>
#include <QQuickWindow>

#include <csignal>
#include <memory>
#include <optional>

using namespace Procession;

int main(int argc, char *argv[])
{
    prepareProgram();
    keepFilesPrivate();
    outliveFileSizeLimit();
    QGuiApplication application(argc, argv);
    Startup::nameApplication(QStringLiteral("procession"));
    QGuiApplication::setOrganizationName(QStringLiteral("procession"));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Procession"));
    QGuiApplication::setDesktopFileName(QStringLiteral("procession"));
    QGuiApplication::setWindowIcon(QIcon(QStringLiteral(":/procession/icons/procession.svg")));
    const CommandLine commandLine = Startup::readCommandLineOrExit();

    UnixSignals signalWatch({SIGINT, SIGTERM});
    Runtime runtime(commandLine.settings);
    std::optional<DashboardLoader> loader;
    Startup::startOrExit(runtime, [&loader] { loader.emplace(); });
    const SystemClock clock;
    Dashboard dashboard({runtime.tracker(), runtime.log(), clock, runtime.archive(), runtime.store()});
    QObject::connect(&runtime, &Runtime::subscriberCountChanged, dashboard.server(), &ServerStatus::setSubscriberCount);
    dashboard.server()->setListening(runtime.url(), runtime.tryLine(), runtime.runLine());
    const std::unique_ptr<QQuickWindow> window = loader->open(dashboard);
    if (!window)
        return Startup::startError;

    // Closing the window and a signal both say good-bye to clients first.
    QGuiApplication::setQuitOnLastWindowClosed(false);
    QObject::connect(&application, &QGuiApplication::lastWindowClosed, &runtime, &Runtime::shutDown);
    QObject::connect(&signalWatch, &UnixSignals::received, &runtime, &Runtime::shutDown);
    QObject::connect(&loader->engine(), &QQmlEngine::quit, &runtime, &Runtime::shutDown);
    QObject::connect(&runtime, &Runtime::finished, &application, &QCoreApplication::quit);
    return application.exec();
}
