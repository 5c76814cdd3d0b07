// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard.h"
#include "runtime.h"
#include "startup.h"
#include "unixsignals.h"

#include <QGuiApplication>
#include <QIcon>
#include <QQmlApplicationEngine>
#include <QtQml/qqmlextensionplugin.h>

#include <csignal>

Q_IMPORT_QML_PLUGIN(ProcessionPlugin)

using namespace Procession;

int main(int argc, char *argv[])
{
    QGuiApplication application(argc, argv);
    Startup::nameApplication(QStringLiteral("procession"));
    QGuiApplication::setOrganizationName(QStringLiteral("procession"));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Procession"));
    QGuiApplication::setDesktopFileName(QStringLiteral("procession"));
    QGuiApplication::setWindowIcon(QIcon(QStringLiteral(":/procession/icons/procession.svg")));
    const CommandLine commandLine = Startup::readCommandLineOrExit();

    UnixSignals signalWatch({SIGINT, SIGTERM});
    Runtime runtime(commandLine.settings);
    Startup::startOrExit(runtime);
    const SystemClock clock;
    Dashboard dashboard({runtime.tracker(), runtime.log(), clock, runtime.archive(), runtime.store()});
    QObject::connect(&runtime, &Runtime::subscriberCountChanged, dashboard.server(), &ServerStatus::setSubscriberCount);
    dashboard.server()->setListening(runtime.url(), runtime.tryLine(), runtime.runLine());

    QQmlApplicationEngine engine;
    engine.addImportPath(QStringLiteral("qrc:/qt/qml")); // of itself only from Qt 6.5 on
    engine.setInitialProperties({{QStringLiteral("dashboard"), QVariant::fromValue(&dashboard)}});
    engine.load(QUrl(QStringLiteral("qrc:/qt/qml/Procession/Main.qml")));
    if (engine.rootObjects().isEmpty())
        return Startup::startError;

    // Closing the window and a signal both say good-bye to clients first.
    QGuiApplication::setQuitOnLastWindowClosed(false);
    QObject::connect(&application, &QGuiApplication::lastWindowClosed, &runtime, &Runtime::shutDown);
    QObject::connect(&signalWatch, &UnixSignals::received, &runtime, &Runtime::shutDown);
    QObject::connect(&engine, &QQmlApplicationEngine::quit, &runtime, &Runtime::shutDown);
    QObject::connect(&runtime, &Runtime::finished, &application, &QCoreApplication::quit);
    return application.exec();
}
