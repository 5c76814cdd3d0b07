// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "bytetext.h"
#include "commandline.h"
#include "commandsupport.h"
#include "exitcode.h"
#include "processid.h"
#include "quantityparser.h"
#include "runsession.h"
#include "terminal.h"
#include "unixsignals.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QJsonArray>
#include <QStandardPaths>

#include <csignal>
#include <unistd.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

std::chrono::milliseconds milliseconds(double seconds)
{
    return std::chrono::milliseconds(static_cast<qint64>(seconds * 1000.0));
}

// What the server takes at most.
constexpr qsizetype maxName = 512;
constexpr qsizetype maxDescription = 8192;

/// A text for the server; what doesn't fit must not keep the command from running. `fallback` where it is empty.
QString textOption(const SubcommandLine &line, const QString &option, qsizetype maxLength, const QString &fallback)
{
    if (!line.isSet(option))
        return fallback;
    const QString text = ByteText::shown(line.value(option));
    if (text.trimmed().isEmpty()) {
        Terminal::printError(u"--%1 is empty, and is left out."_s.arg(option));
        return fallback;
    }
    if (text.size() > maxLength)
        Terminal::printError(u"--%1 is cut to %2 characters."_s.arg(option).arg(maxLength));
    return shortened(text, maxLength);
}

QByteArrayList bytesOf(const QStringList &arguments)
{
    QByteArrayList bytes;
    for (const QString &argument : arguments)
        bytes.append(ByteText::toBytes(argument));
    return bytes;
}

/// The command's name without its folder.
QString nameOf(const QByteArrayList &command)
{
    const QString name = toldCommand(command, CommandLineDetail::Off);
    return name.trimmed().isEmpty() ? u"command"_s : shortened(name, maxName);
}

/// Reads the options that limit an attempt. An exit code where one of them can't be read, which is printed.
std::optional<int> readLimits(const SubcommandLine &line, AttemptLimits &limits)
{
    std::optional<int> exitCode;
    const auto read = [&](const QString &option, const auto &parse, auto &limit, const QString &example) {
        if (exitCode || !line.isSet(option))
            return;
        if (const auto value = parse(line.value(option)); value && (value->count() > 0 || option == "limit-sustain"_L1))
            limit = *value;
        else
            exitCode = line.usageError(u"--%1 must be %2."_s.arg(option, example));
    };
    const QString duration = u"a duration over 0, such as 90s, 15m or 2h"_s;
    read(u"max-cpu-time"_s, durationFrom, limits.maxCpuTime, duration);
    read(u"limit-sustain"_s, durationFrom, limits.sustain, u"a duration, such as 0 or 30s"_s);
    read(u"progress-timeout"_s, durationFrom, limits.progressTimeout, duration);
    read(u"output-timeout"_s, durationFrom, limits.outputTimeout, duration);
    if (!exitCode && line.isSet(u"max-memory"_s)) {
        if (const auto bytes = bytesFrom(line.value(u"max-memory"_s)))
            limits.maxMemory = *bytes;
        else
            exitCode = line.usageError(u"--max-memory must be a size, such as 512M or 2G."_s);
    }
    if (line.isSet(u"no-retry-on-limit"_s))
        limits.retriesOver = false;
    return exitCode;
}

/// The program's absolute path, as a shell here would find it.
QString programPath(const QString &program)
{
    if (program.contains(u'/'))
        return QDir::cleanPath(QDir::current().absoluteFilePath(program));
    const QString found = QStandardPaths::findExecutable(program);
    return found.isEmpty() ? program : found;
}

/// Has the server run the command. It takes text alone, and what the runner of this machine would do it doesn't.
int detach(const SubcommandLine &line, const RunOptions &options)
{
    for (const QString &other :
         {u"type"_s, u"description"_s, u"id"_s, u"heartbeat-timeout"_s, u"retries"_s, u"retry-delay"_s,
          u"retry-max-delay"_s, u"progress-pattern"_s, u"wait"_s, u"no-progress"_s, u"command-line"_s, u"no-output"_s,
          u"pass-token"_s, u"require-server"_s, u"expectation"_s}) {
        if (line.isSet(other))
            return line.usageError(u"--%1 doesn't go with --detach."_s.arg(other));
    }
    QStringList words = line.arguments();
    if (std::any_of(words.cbegin(), words.cend(), [](const QString &word) { return !word.isValidUtf16(); }))
        return line.usageError(u"--detach takes arguments in UTF-8 alone."_s);
    words.first() = programPath(words.constFirst());
    QJsonObject request{{u"argv"_s, QJsonArray::fromStringList(words)}, {u"folder"_s, QDir::currentPath()}};
    const auto inSeconds = [&request](const QString &key, std::optional<std::chrono::milliseconds> value) {
        if (value)
            request.insert(key, double(value->count()) / 1000);
    };
    if (line.isSet(u"name"_s))
        request.insert(u"name"_s, options.name);
    if (options.timeout)
        request.insert(u"timeout"_s, *options.timeout);
    if (line.isSet(u"grace"_s))
        inSeconds(u"grace"_s, options.grace);
    const AttemptLimits &limits = options.limits;
    if (limits.maxMemory)
        request.insert(u"max_memory"_s, *limits.maxMemory);
    if (limits.retriesOver)
        request.insert(u"retry_over_limit"_s, *limits.retriesOver);
    inSeconds(u"max_cpu_time"_s, limits.maxCpuTime);
    inSeconds(u"limit_sustain"_s, limits.sustain);
    inSeconds(u"progress_timeout"_s, limits.progressTimeout);
    inSeconds(u"output_timeout"_s, limits.outputTimeout);
    if (const auto wrong = takeDemand(line, request))
        return *wrong;
    takeDependencies(line, request);
    return submitAndFollow(line, u"/commands"_s, request);
}

} // namespace

int runCommand(const QStringList &arguments)
{
    SubcommandLine line(
        u"run"_s,
        u"Runs a command as a tracked process. Its output passes through, its progress is read from what it prints\n"
        "(37%, 12/80), and its exit code, which is also this program's, decides between completed and failed.\n"
        "A cancel from any client ends it with all its children; a due retry runs it again.\n"
        "The command finds PROCESSION_PROCESS_ID, PROCESSION_ATTEMPT and PROCESSION_URL in its environment, and no\n"
        "PROCESSION_TOKEN unless --pass-token is given. The server hears its line without what looks like a secret;\n"
        "see --command-line. A server that is away, or refuses, doesn't keep it from running; a taken --id does."_s,
        u"[--] COMMAND [arguments]"_s, SubcommandLine::Output::Text);
    line.stopAtFirstArgument();
    line.addValue(u"type"_s, u"Its type (default background_job)."_s, u"type"_s, u"background_job"_s);
    line.addValue(u"name"_s, u"What it does, in a few words (default: the command's name)."_s, u"name"_s);
    line.addValue(u"description"_s, u"What it does, in full."_s, u"text"_s);
    line.addValue(u"id"_s, u"Its id (default: a new one)."_s, u"id"_s);
    line.addNumber(
        u"timeout"_s,
        u"Seconds that an attempt may run; then it is ended as by a cancel, also while the server is away."_s,
        u"seconds"_s, 0.001, 3e7);
    line.addNumber(u"heartbeat-timeout"_s, u"Seconds after which the server gives a lost runner up (default 30)."_s,
                   u"seconds"_s, 1, 3e6);
    line.addNumber(u"retries"_s, u"Retries after the first attempt (default: the type's policy)."_s, u"number"_s, 0,
                   999);
    line.addNumber(u"retry-delay"_s, u"Seconds before the first retry, doubled each time (default 1)."_s, u"seconds"_s,
                   0, 2592000);
    line.addNumber(u"retry-max-delay"_s, u"The longest delay, in seconds (default 60)."_s, u"seconds"_s, 0, 2592000);
    line.addValue(u"progress-pattern"_s, u"Regular expression with one group (percent) or two (done, total)."_s,
                  u"pattern"_s);
    line.addNumber(u"grace"_s, u"Seconds between SIGTERM and SIGKILL (default 10)."_s, u"seconds"_s, 0, 86400);
    line.addNumber(u"wait"_s,
                   u"Seconds to wait at the end for a server that is away (default 30, and 2 after a timeout)."_s,
                   u"seconds"_s, 0, 86400);
    line.addFlag(u"no-progress"_s, u"Don't look for progress in what it prints."_s);
    line.addValue(u"command-line"_s,
                  u"What the server hears of the command: full, masked (default), or off: its name."_s, u"detail"_s,
                  u"masked"_s);
    line.addValue(u"max-memory"_s, u"Memory that an attempt may use, with all its children, such as 512M or 2G."_s,
                  u"size"_s);
    line.addValue(u"max-cpu-time"_s, u"CPU time that an attempt may use, with all its children, such as 90s or 2h."_s,
                  u"duration"_s);
    line.addValue(u"limit-sustain"_s, u"How long it may use more before it is ended as failed (default 5s)."_s,
                  u"duration"_s);
    line.addFlag(u"no-retry-on-limit"_s, u"Don't retry an attempt that used more."_s);
    line.addValue(u"progress-timeout"_s, u"How long its progress may stand still before it is timed out."_s,
                  u"duration"_s);
    line.addValue(u"output-timeout"_s, u"How long it may print nothing before it is timed out."_s, u"duration"_s);
    line.addFlag(u"no-output"_s, u"Don't send the server anything of what it prints, but for its last line."_s);
    line.addFlag(u"pass-token"_s, u"Put the token into its environment, so that it can report on itself."_s);
    line.addFlag(
        u"detach"_s,
        u"Hand the command to the server, which runs it in this folder with an environment of its own, and print "
        "the id. Its configuration must allow the program: [commands] allow."_s);
    addDemandOptions(line);     // with --detach
    addDependencyOptions(line); // likewise
    line.addFlag(u"follow"_s, u"With --detach: print what it prints, and wait for its end; Ctrl-C cancels it."_s);
    line.addValue(u"expectation"_s,
                  u"It is a run of this expectation: its begin and its end are pings (see 'expect')."_s, u"name"_s);
    line.addFlag(u"require-server"_s, u"Don't run the command where the server can't be reached or refuses it."_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    if (line.arguments().isEmpty())
        return line.usageError(u"Name the command to run."_s);

    RunOptions options;
    options.command = bytesOf(line.arguments());
    const auto told = commandLineDetailFrom(line.value(u"command-line"_s));
    if (!told)
        return line.usageError(u"--command-line must be full, masked or off."_s);
    options.told = *told;
    // Chosen here where none is given, so that a start whose answer was lost can be repeated.
    options.id = ProcessId::generate(QDateTime::currentMSecsSinceEpoch());
    const auto id = ProcessId::fromString(textOption(line, u"id"_s, maxName, options.id.toString()));
    if (!id)
        return line.usageError(u"--id must be %1."_s.arg(ProcessId::rule()));
    options.id = *id;
    options.type = textOption(line, u"type"_s, maxName, u"background_job"_s);
    options.name = textOption(line, u"name"_s, maxName, nameOf(options.command));
    options.description = textOption(line, u"description"_s, maxDescription, {});
    options.expectation = line.value(u"expectation"_s);
    options.timeout = line.number(u"timeout"_s);
    options.heartbeatTimeout = line.number(u"heartbeat-timeout"_s).value_or(options.heartbeatTimeout);
    if (const auto retries = line.number(u"retries"_s))
        options.retries = static_cast<int>(*retries);
    options.retryDelay = line.number(u"retry-delay"_s).value_or(options.retryDelay);
    options.retryMaxDelay =
        std::max(line.number(u"retry-max-delay"_s).value_or(options.retryMaxDelay), options.retryDelay);
    if (const auto grace = line.number(u"grace"_s))
        options.grace = milliseconds(*grace);
    if (const auto wait = line.number(u"wait"_s))
        options.finalWait = options.timedOutWait = milliseconds(*wait);
    if (const auto exitCode = readLimits(line, options.limits))
        return *exitCode;
    options.sendsOutput = !line.isSet(u"no-output"_s);
    if (!options.sendsOutput && options.limits.outputTimeout)
        return line.usageError(u"--output-timeout needs the output; leave out --no-output."_s);
    options.requireServer = line.isSet(u"require-server"_s);
    options.passToken = line.isSet(u"pass-token"_s);
    options.readsProgress = !line.isSet(u"no-progress"_s);
    if (line.isSet(u"progress-pattern"_s)) {
        options.progressPattern = QRegularExpression(line.value(u"progress-pattern"_s));
        if (!options.progressPattern->isValid())
            return line.usageError(u"--progress-pattern: %1."_s.arg(options.progressPattern->errorString()));
        if (options.progressPattern->captureCount() > 2)
            return line.usageError(u"--progress-pattern may have two groups at most; (?:...) groups without."_s);
    }

    if (line.isSet(u"detach"_s))
        return detach(line, options);
    if (line.isSet(u"follow"_s))
        return line.usageError(u"--follow goes with --detach."_s);
    if (line.isSet(u"priority"_s) || line.isSet(u"use"_s))
        return line.usageError(u"--priority and --use go with --detach: the command runs here at once."_s);
    if (line.isSet(u"depends-on"_s) || line.isSet(u"dependency-rule"_s))
        return line.usageError(u"--depends-on goes with --detach: the command runs here at once."_s);

    ::signal(SIGPIPE, SIG_IGN); // a reader that goes away ends the command's output, not the tracking
    UnixSignals signalWatch({SIGINT, SIGTERM, SIGHUP});
    RunSession session(line.endpoint(), options);
    QObject::connect(&signalWatch, &UnixSignals::received, &session, &RunSession::cancel);
    QObject::connect(
        &session, &RunSession::finished, qApp, [](int exitCode) { QCoreApplication::exit(exitCode); },
        Qt::QueuedConnection);
    session.start();
    const int exitCode = QCoreApplication::exec();
    if (session.wasInterrupted()) {
        // Ctrl-C went to the command alone. A script that called us shall end as if it had got it, too.
        ::signal(SIGINT, SIG_DFL);
        ::kill(0, SIGINT);
    }
    return exitCode;
}

} // namespace Procession
