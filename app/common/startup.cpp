// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "startup.h"

#include "filelimit.h"
#include "runtime.h"

#include <QCoreApplication>
#include <QThread>

#include <cstdio>
#include <cstdlib>
#include <memory>

namespace Procession::Startup {

namespace {

void print(FILE *stream, const QString &text)
{
    std::fputs(text.toLocal8Bit().constData(), stream);
    std::fflush(stream);
}

[[noreturn]] void exitWith(int code, const Error &error)
{
    print(stderr, QStringLiteral("%1: %2\n").arg(QCoreApplication::applicationName(), error.message));
    std::exit(code);
}

} // namespace

void nameApplication(const QString &name)
{
    QCoreApplication::setApplicationName(name);
    QCoreApplication::setApplicationVersion(QStringLiteral(PROCESSION_VERSION));
}

CommandLine readCommandLineOrExit()
{
    const Result<CommandLine> commandLine =
        readCommandLine(QCoreApplication::arguments(), QProcessEnvironment::systemEnvironment());
    if (!commandLine)
        exitWith(usageError, commandLine.error());
    if (!commandLine->text.isEmpty()) {
        print(stdout, commandLine->text);
        std::exit(EXIT_SUCCESS);
    }
    return *commandLine;
}

Result<void> startBeside(Runtime &runtime, const std::function<void()> &meanwhile)
{
    Result<void> started;
    const std::unique_ptr<QThread> thread(QThread::create([&runtime, &started] { started = runtime.start(); }));
    thread->start();
    meanwhile();
    thread->wait();
    return started;
}

void startOrExit(Runtime &runtime, const std::function<void()> &meanwhile)
{
    raiseFileLimit(); // every client is one
    if (const Result<void> started = meanwhile ? startBeside(runtime, meanwhile) : runtime.start(); !started)
        exitWith(started.error().code == ErrorCode::InvalidField ? usageError : startError, started.error());
    print(stdout, QStringLiteral("Listening on %1\n").arg(runtime.url()));
    if (!runtime.tokenFile().isEmpty())
        print(stdout, QStringLiteral("Token in %1\n").arg(runtime.tokenFile()));
    print(stdout, QStringLiteral("Try: %1\n").arg(runtime.tryLine()));
}

} // namespace Procession::Startup
