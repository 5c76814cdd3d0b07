// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "forkserver.h"
#include "programstart.h"
#include "runtime.h"
#include "startup.h"
#include "unixsignals.h"

#include <QCoreApplication>

#include <csignal>

using namespace Procession;

int main(int argc, char *argv[])
{
    prepareProgram();
    keepFilesPrivate();
    outliveFileSizeLimit();
    ForkServer::start();
    QCoreApplication application(argc, argv);
    Startup::nameApplication(QStringLiteral("processiond"));
    const CommandLine commandLine = Startup::readCommandLineOrExit();

    UnixSignals signalWatch({SIGINT, SIGTERM});
    Runtime runtime(commandLine.settings);
    Startup::startOrExit(runtime);
    QObject::connect(&signalWatch, &UnixSignals::received, &runtime, &Runtime::shutDown);
    QObject::connect(&runtime, &Runtime::finished, &application, &QCoreApplication::quit);
    return application.exec();
}
