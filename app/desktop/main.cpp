// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard.h"
#include "dashboardloader.h"
#include "desktopstart.h"
#include "forkserver.h"
#include "localanalytics.h"
#include "localhistory.h"
#include "localoperator.h"
#include "localoutput.h"
#include "localseries.h"
#include "programstart.h"
#include "remotewindow.h"
#include "renderer.h"
#include "runtime.h"
#include "singleinstance.h"
#include "startup.h"
#include "unixsignals.h"

#include <QGuiApplication>
#include <QIcon>
#include <QQuickWindow>

#include <csignal>
#include <memory>
#include <optional>

using namespace Procession;

namespace {

/// Whether a person sees windows, and the settings; or the code to exit with, after what there is to say was printed.
struct Beginning
{
    bool hasDisplay = false;
    Result<CommandLine> commandLine = CommandLine{};
    std::optional<int> exitCode;
};

bool raiseOther(const CommandLine &commandLine)
{
    if (!SingleInstance(commandLine.settings.dataDir).raiseOther())
        return false;
    Startup::print(QStringLiteral("Procession runs on %1 already; its window comes to the front.\n")
                       .arg(commandLine.settings.dataDir));
    return true;
}

/// The command line is read, and the window of one that runs already asked for, before there is a window system that
/// might be missing.
Beginning begin(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const QStringList own = DesktopStart::ownArguments(arguments);
    const QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    Beginning beginning{
        DesktopStart::hasDisplay(arguments, environment), readCommandLine(own, environment, Offers::RemoteServers), {}};
    if (!beginning.commandLine) {
        Startup::printError(beginning.commandLine.error());
        // Whoever wrote arguments reads the terminal; whoever started it from a menu sees windows only.
        if (own.size() > 1 || !beginning.hasDisplay)
            beginning.exitCode = Startup::usageError;
    } else if (!beginning.commandLine->text.isEmpty()) {
        Startup::print(beginning.commandLine->text);
        beginning.exitCode = EXIT_SUCCESS;
    } else if (beginning.commandLine->connect.isEmpty() && raiseOther(*beginning.commandLine)) {
        beginning.exitCode = EXIT_SUCCESS;
    }
    return beginning;
}

std::unique_ptr<QGuiApplication> makeApplication(int &argc, char *argv[])
{
    const DesktopStart::FatalMessages messages(Startup::startError);
    auto application = std::make_unique<QGuiApplication>(argc, argv);
    QGuiApplication::setOrganizationName(QStringLiteral("procession"));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Procession"));
    QGuiApplication::setDesktopFileName(QStringLiteral("procession"));
    QGuiApplication::setWindowIcon(QIcon(QStringLiteral(":/procession/icons/procession.svg")));
    Renderer::choose();
    return application;
}

/// Shows why it can't start, where somebody sees it, until the window is closed.
int showProblem(const Error &error, bool hasDisplay)
{
    if (hasDisplay) {
        DashboardLoader loader(DashboardLoader::Part::Problem);
        if (const auto window = loader.openProblem(error.message))
            QGuiApplication::exec();
    }
    return Startup::exitCodeOf(error);
}

/// The window on a server that runs elsewhere: nothing of it ends with the window.
int showRemote(const CommandLine &commandLine, bool hasDisplay)
{
    const Result<ApiEndpoint> endpoint = RemoteWindow::endpointOf(commandLine);
    if (!endpoint) {
        Startup::printError(endpoint.error());
        return showProblem(endpoint.error(), hasDisplay);
    }
    UnixSignals signalWatch({SIGINT, SIGTERM});
    RemoteWindow remote(*endpoint);
    DashboardLoader loader;
    const std::unique_ptr<QQuickWindow> window = loader.open(remote.dashboard());
    if (!window)
        return Startup::startError;
    QGuiApplication::setQuitOnLastWindowClosed(false);
    QObject::connect(remote.dashboard().server(), &ServerStatus::quitRequested, &remote, &RemoteWindow::leave);
    QObject::connect(&signalWatch, &UnixSignals::received, &remote, &RemoteWindow::leave);
    QObject::connect(&remote, &RemoteWindow::finished, &remote, [] { QCoreApplication::exit(); });
    return QGuiApplication::exec();
}

void bringToFront(QWindow &window)
{
    window.setWindowStates(window.windowStates() & ~Qt::WindowMinimized);
    window.setVisible(true);
    window.raise();
    window.requestActivate();
}

} // namespace

int main(int argc, char *argv[])
{
    prepareProgram();
    keepFilesPrivate();
    outliveFileSizeLimit();
    ForkServer::start();
    Startup::nameApplication(QStringLiteral("procession"));
    const Beginning beginning = begin(argc, argv);
    if (beginning.exitCode)
        return *beginning.exitCode;
    const auto application = makeApplication(argc, argv);
    if (!beginning.commandLine)
        return showProblem(beginning.commandLine.error(), beginning.hasDisplay);
    if (!beginning.commandLine->connect.isEmpty())
        return showRemote(*beginning.commandLine, beginning.hasDisplay);
    const Settings &settings = beginning.commandLine->settings;

    UnixSignals signalWatch({SIGINT, SIGTERM});
    Runtime runtime(settings);
    std::optional<DashboardLoader> loader;
    if (const auto started = Startup::startBeside(runtime, [&loader] { loader.emplace(); }); !started) {
        if (raiseOther(*beginning.commandLine)) // two were started at once
            return EXIT_SUCCESS;
        Startup::printError(started.error());
        return showProblem(started.error(), beginning.hasDisplay);
    }
    Startup::printWhereItListens(runtime);
    const SystemClock clock;
    LocalOperator changes(runtime.tracker(), runtime.store(), runtime.work());
    const auto history = LocalHistory::of(runtime.archive());
    LocalOutput output(runtime.output());
    LocalSeries series(runtime.series());
    const auto analytics = LocalAnalytics::of(runtime.analytics());
    Dashboard dashboard({.source = runtime.tracker(),
                         .changes = changes,
                         .clock = clock,
                         .history = history.get(),
                         .output = &output,
                         .durations = runtime.durations(),
                         .series = &series,
                         .analytics = analytics.get()});
    QObject::connect(&runtime, &Runtime::subscriberCountChanged, dashboard.server(), &ServerStatus::setSubscriberCount);
    dashboard.server()->setListening(runtime.url(), runtime.tryLine(), runtime.runLine());
    const std::unique_ptr<QQuickWindow> window = loader->open(dashboard);
    if (!window)
        return Startup::startError;

    SingleInstance instance(settings.dataDir);
    QObject::connect(&instance, &SingleInstance::raiseRequested, window.get(), [&window] { bringToFront(*window); });
    if (!instance.answer())
        qWarning("Another start of Procession can't show this window: there is no runtime folder to meet in.");

    // The window says when the user wants to leave; that and a signal both say good-bye to clients first.
    QGuiApplication::setQuitOnLastWindowClosed(false);
    // A cancel that could be undone until then is sent while the server can still store it and tell it.
    const auto leave = [&] {
        dashboard.actions()->finishWaiting();
        runtime.shutDown();
    };
    QObject::connect(dashboard.server(), &ServerStatus::quitRequested, &runtime, leave);
    QObject::connect(&signalWatch, &UnixSignals::received, &runtime, leave);
    // Not quit(): that closes the windows first, and one that asks whether to keep serving would keep this program.
    QObject::connect(&runtime, &Runtime::finished, application.get(), [] { QCoreApplication::exit(); });
    return QGuiApplication::exec();
}
