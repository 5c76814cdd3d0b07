// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of the window, of processes that a script makes: how docs/images are made, and how a change of the look is judged.
//   bench_pictures SCRIPT SECONDS FOLDER [CONFIG]
// runs SCRIPT beside a server, which the TOML file CONFIG configures where there is one, and takes the pictures so many
// seconds later. The script finds the server in PROCESSION_URL and PROCESSION_TOKEN, and processionctl in PATH. FOLDER gets
// the list, the overview, the history and the list as it was in its middle, the schedules, the alerts, the tools, the documents with what answers the question in PICTURES_QUESTION, and the page of each process by its id (of 12 at most) and the graph that it is in, for two
// sizes of the window, light and dark: `one-1280x800-dark.png`.
#include "dashboard.h"
#include "dashboardloader.h"
#include "localanalytics.h"
#include "localhistory.h"
#include "localoperator.h"
#include "localoutput.h"
#include "localseries.h"
#include "preferences.h"
#include "runtime.h"
#include "startup.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QGuiApplication>
#include <QProcess>
#include <QQuickItem>
#include <QQuickWindow>
#include <QTemporaryDir>

#include <array>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>

using namespace Procession;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr char token[] = "the-token-of-these-pictures";
constexpr int mostPages = 12;
constexpr std::array sizes{QSize(1280, 800), QSize(3840, 2160)};

void pause(std::chrono::milliseconds length)
{
    const QDeadlineTimer deadline(length);
    while (!deadline.hasExpired())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents, 20);
}

std::unique_ptr<QProcess> runScript(const QString &script, const QString &url)
{
    auto process = std::make_unique<QProcess>();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"PROCESSION_TOKEN"_s, QString::fromLatin1(token));
    environment.insert(u"PROCESSION_URL"_s, url);
    environment.insert(u"PATH"_s, QCoreApplication::applicationDirPath() + u':' + environment.value(u"PATH"_s));
    process->setProcessEnvironment(environment);
    process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process->setStandardOutputFile(QProcess::nullDevice());
    process->start(u"bash"_s, {script});
    return process;
}

/// A frame with everything that was asked for.
void takePicture(QQuickWindow &window, const QString &file)
{
    pause(1500ms);
    if (!window.grabWindow().save(file))
        std::fprintf(stderr, "bench_pictures: %s can't be written\n", qPrintable(file));
}

/// Presses the button of that name; whether it can be seen.
bool press(const QQuickWindow &window, const QString &name)
{
    auto *button = window.findChild<QQuickItem *>(name);
    return button && button->isVisible() && QMetaObject::invokeMethod(button, "clicked");
}

/// Each part of the alerts, and the form of a new rule.
void takeAlerts(Dashboard &dashboard, QQuickWindow &window, const QDir &folder, const QString &rest)
{
    dashboard.setView(Dashboard::Alerts);
    pause(1500ms); // they are read
    auto *view = window.findChild<QQuickItem *>(u"alertsView"_s);
    const QStringList parts{u"open"_s, u"over"_s, u"silences"_s, u"channels"_s, u"rules"_s};
    for (const QString &part : parts) {
        if (view)
            view->setProperty("part", parts.indexOf(part));
        takePicture(window, folder.filePath(u"alerts-"_s + part + rest));
        if (part != "rules"_L1)
            continue;
        dashboard.alertRule()->begin();
        pause(1000ms); // it is tried
        takePicture(window, folder.filePath(u"alerts-rule"_s + rest));
        dashboard.alertRule()->close();
    }
}

void takePictures(Dashboard &dashboard, QQuickWindow &window, const QDir &folder)
{
    auto *preferences = window.findChild<Preferences *>();
    QStringList processes;
    for (int row = 0; row < dashboard.processes()->count() && row < mostPages; ++row)
        processes.append(dashboard.processes()->idAt(row));
    for (const QSize &size : sizes) {
        window.resize(size);
        for (const QString &colours : {u"dark"_s, u"light"_s}) {
            preferences->setColours(colours);
            const QString rest = u"-%1x%2-%3.png"_s.arg(size.width()).arg(size.height()).arg(colours);
            dashboard.setView(Dashboard::Schedules);
            takePicture(window, folder.filePath(u"schedules"_s + rest));
            dashboard.setView(Dashboard::Summary);
            takePicture(window, folder.filePath(u"overview"_s + rest));
            dashboard.setView(Dashboard::History);
            takePicture(window, folder.filePath(u"history"_s + rest));
            dashboard.moment()->slideTo(0.5);
            takePicture(window, folder.filePath(u"past"_s + rest));
            dashboard.past()->select(0);
            takePicture(window, folder.filePath(u"past-one"_s + rest));
            dashboard.moment()->backToNow();
            takeAlerts(dashboard, window, folder, rest);
            dashboard.setView(Dashboard::Tools);
            takePicture(window, folder.filePath(u"tools"_s + rest));
            dashboard.setView(Dashboard::Documents);
            pause(1500ms); // collections are read
            if (const QString question = qEnvironmentVariable("PICTURES_QUESTION"); !question.isEmpty()) {
                if (auto *field = window.findChild<QQuickItem *>(u"question"_s))
                    field->setProperty("text", question);
                dashboard.documents()->ask(question);
                pause(1500ms);
                dashboard.documents()->open(0);
            }
            takePicture(window, folder.filePath(u"documents"_s + rest));
            dashboard.setView(Dashboard::Live);
            takePicture(window, folder.filePath(u"list"_s + rest));
            for (const QString &process : std::as_const(processes)) {
                dashboard.selected()->setProcessId(process);
                dashboard.openPage();
                takePicture(window, folder.filePath(process + rest));
                if (press(window, u"showGraph"_s)) {
                    takePicture(window, folder.filePath(process + u"-graph"_s + rest));
                    press(window, u"showOutput"_s);
                }
                dashboard.closePage();
            }
        }
    }
}

} // namespace

int main(int argc, char *argv[])
{
    if (argc != 4 && argc != 5) {
        std::fputs("bench_pictures SCRIPT SECONDS FOLDER [CONFIG]\n", stderr);
        return 2;
    }
    QGuiApplication application(argc, argv);
    QGuiApplication::setApplicationName(u"bench_pictures"_s);
    QGuiApplication::setOrganizationName(u"procession-bench"_s);
    QGuiApplication::setQuitOnLastWindowClosed(false);
    const QDir folder(QString::fromLocal8Bit(argv[3]));
    folder.mkpath(u"."_s);

    const QTemporaryDir data;
    Settings settings;
    settings.dataDir = data.path();
    settings.server.port = 0;
    settings.token = token;
    if (argc == 5) {
        if (const auto read = readSettingsFile(QString::fromLocal8Bit(argv[4]), settings); !read) {
            std::fprintf(stderr, "bench_pictures: %s\n", qPrintable(read.error().message));
            return 1;
        }
    }
    Runtime runtime(settings);
    std::optional<DashboardLoader> loader;
    if (const auto started = Startup::startBeside(runtime, [&loader] { loader.emplace(); }); !started) {
        std::fprintf(stderr, "bench_pictures: %s\n", qPrintable(started.error().message));
        return 1;
    }
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
    dashboard.server()->setListening(runtime.url(), runtime.tryLine(), runtime.runLine());
    const std::unique_ptr<QQuickWindow> window = loader->open(dashboard);
    if (!window)
        return 1;
    const std::unique_ptr<QProcess> script = runScript(QString::fromLocal8Bit(argv[1]), runtime.url());
    pause(std::chrono::seconds(std::atoi(argv[2])));
    takePictures(dashboard, *window, folder);
    script->terminate();
    script->waitForFinished();
    QObject::connect(&runtime, &Runtime::finished, &application, [] { QCoreApplication::exit(); });
    runtime.shutDown();
    return QGuiApplication::exec();
}
