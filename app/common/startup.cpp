// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "startup.h"

#include "programstart.h"
#include "runtime.h"
#include "version.h"

#include <QCoreApplication>
#include <QThread>

#include <cstdio>
#include <cstdlib>
#include <memory>

namespace Procession::Startup {

namespace {

void printTo(FILE *stream, const QString &text)
{
    std::fputs(text.toLocal8Bit().constData(), stream);
    std::fflush(stream);
}

[[noreturn]] void exitWith(int code, const Error &error)
{
    printError(error);
    std::exit(code);
}

} // namespace

void print(const QString &text)
{
    printTo(stdout, text);
}

void printError(const Error &error)
{
    printTo(stderr, QStringLiteral("%1: %2\n").arg(QCoreApplication::applicationName(), error.message));
}

int exitCodeOf(const Error &error)
{
    return error.code == ErrorCode::InvalidField ? usageError : startError;
}

void nameApplication(const QString &name)
{
    QCoreApplication::setApplicationName(name);
    QCoreApplication::setApplicationVersion(programVersion);
}

CommandLine readCommandLineOrExit()
{
    const Result<CommandLine> commandLine =
        readCommandLine(QCoreApplication::arguments(), QProcessEnvironment::systemEnvironment());
    if (!commandLine)
        exitWith(usageError, commandLine.error());
    if (!commandLine->text.isEmpty()) {
        print(commandLine->text);
        std::exit(EXIT_SUCCESS);
    }
    return *commandLine;
}

Result<void> startBeside(Runtime &runtime, const std::function<void()> &meanwhile)
{
    raiseFileLimit(); // every client is one
    Result<void> started;
    const std::unique_ptr<QThread> thread(QThread::create([&runtime, &started] { started = runtime.start(); }));
    thread->start();
    meanwhile();
    thread->wait();
    return started;
}

void printWhereItListens(const Runtime &runtime)
{
    print(QStringLiteral("Listening on %1\n").arg(runtime.url()));
    if (!runtime.tokenFile().isEmpty())
        print(QStringLiteral("Token in %1\n").arg(runtime.tokenFile()));
    print(QStringLiteral("Try: %1\n").arg(runtime.tryLine()));
}

void startOrExit(Runtime &runtime)
{
    raiseFileLimit(); // every client is one
    if (const Result<void> started = runtime.start(); !started)
        exitWith(exitCodeOf(started.error()), started.error());
    printWhereItListens(runtime);
}

} // namespace Procession::Startup
