// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandending.h"

#include "bytetext.h"
#include "sizetext.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <sys/wait.h>
#include <unistd.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr int notExecutable = 126;
constexpr int notFound = 127;

QString seconds(qint64 milliseconds)
{
    return u"%1 s"_s.arg(static_cast<double>(milliseconds) / 1000.0);
}

} // namespace

QString signalName(int number)
{
    const char *name = ::sigabbrev_np(number);
    return name ? u"SIG"_s + QLatin1StringView(name) : u"signal %1"_s.arg(number);
}

CommandEnding endingOf(int status)
{
    CommandEnding ending;
    if (WIFSIGNALED(status)) {
        ending.signalNumber = WTERMSIG(status);
        ending.exitCode = 128 + ending.signalNumber;
        ending.problem = u"Killed by signal %1 (%2)"_s.arg(ending.signalNumber).arg(signalName(ending.signalNumber));
    } else {
        ending.exitCode = WEXITSTATUS(status);
        if (ending.exitCode != 0)
            ending.problem = u"Exit code %1"_s.arg(ending.exitCode);
    }
    return ending;
}

CommandEnding endingNotExecuted(const QByteArray &program, int problem)
{
    if (problem < 0) {
        return {.exitCode = notExecutable,
                .problem =
                    u"Can't enter the folder to run it in: %1"_s.arg(QString::fromLocal8Bit(std::strerror(-problem)))};
    }
    const bool isMissing = problem == ENOENT && (!program.contains('/') || ::access(program.constData(), F_OK) != 0);
    const QString shown = ByteText::shown(ByteText::fromBytes(program));
    CommandEnding ending;
    ending.exitCode = isMissing || problem == ENOTDIR ? notFound : notExecutable;
    ending.problem = ending.exitCode == notFound
        ? u"Command not found: %1"_s.arg(shown)
        : u"Can't execute %1: %2"_s.arg(shown, QString::fromLocal8Bit(std::strerror(problem)));
    return ending;
}

QString limitProblem(ResourceLimit limit, const ResourceLimits &limits, const ResourceTotals &totals)
{
    if (limit == ResourceLimit::CpuTime)
        return u"Used %1 of CPU time, more than the limit of %2"_s.arg(
            seconds(totals.cpuTimeMs), seconds(limits.maxCpuTime.value_or(std::chrono::milliseconds(0)).count()));
    return u"Used %1 of memory at its peak, more than the limit of %2"_s.arg(
        sizeText(totals.peakMemoryBytes), sizeText(limits.maxMemoryBytes.value_or(0)));
}

} // namespace Procession
