// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "commandsupport.h"
#include "outputprinter.h"
#include "outputreader.h"
#include "terminal.h"

#include <QCoreApplication>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Prints what there is at this moment.
int printKept(const SubcommandLine &line, const ProcessId &id, OutputQuestion question, OutputPrinter &printer)
{
    ApiClient api(line.endpoint());
    question.limit = OutputQuestion::mostBytes;
    std::optional<qint64> end; // when it was first asked: a program that prints faster than this one never ends it
    do {
        const auto part = waitFor<OutputPart>([&](const auto &done) { api.output(id, question, done); });
        if (!part)
            return reportProblem(part.error());
        const OutputBytes &content = part->content;
        if (!end)
            end = part->extent.length;
        if (!question.tail && content.offset > question.offset)
            printer.tellCut({question.offset, content.offset});
        printer.print(content);
        if (content.bytes.isEmpty() && content.offset < *end && content.offset <= question.offset)
            break;
        question = {.attempt = part->attempt, .offset = content.end(), .limit = question.limit};
    } while (question.offset < *end);
    printer.finish();
    return ExitCode::ok;
}

/// Prints what comes until the attempt is over.
int printAsItComes(const SubcommandLine &line, const ProcessId &id, const OutputQuestion &question,
                   OutputPrinter &printer)
{
    OutputReader reader(
        line.endpoint(), id,
        {.attempt = question.attempt, .offset = question.offset, .tail = question.tail, .bringsEveryByte = true});
    bool isInterrupted = false;
    QObject::connect(&reader, &OutputReader::received, &reader, [&](const OutputBytes &bytes) {
        isInterrupted = false;
        printer.print(bytes);
    });
    QObject::connect(&reader, &OutputReader::skipped, &reader,
                     [&](const OutputRange &range) { printer.tellCut(range); });
    QObject::connect(&reader, &OutputReader::interrupted, &reader, [&](const QString &problem) {
        if (!std::exchange(isInterrupted, true))
            Terminal::printError(u"the connection broke (%1); trying again."_s.arg(problem));
    });
    QObject::connect(&reader, &OutputReader::completed, &reader, [&] {
        reader.stop();
        printer.finish();
        QCoreApplication::exit(ExitCode::ok);
    });
    QObject::connect(&reader, &OutputReader::refused, &reader, [&](const ApiError &error) {
        printer.finish();
        QCoreApplication::exit(reportProblem(error));
    });
    reader.open();
    return QCoreApplication::exec();
}

} // namespace

int outputCommand(const QStringList &arguments)
{
    SubcommandLine line(
        u"output"_s,
        u"Prints what an attempt of a process printed: every byte as it was to a file or a pipe; on a\n"
        "terminal its lines and colours, and nothing in it acts. Both streams together, in their order.\n"
        "Which bytes the server no longer keeps is said on standard error."_s,
        u"ID"_s, SubcommandLine::Output::Text);
    line.addNumber(u"attempt"_s, u"The attempt (default: the current one)."_s, u"number"_s, 1, 1e6);
    line.addFlag(u"follow"_s, u"Go on with what comes until the attempt is over, also after a break."_s);
    line.addNumber(u"tail"_s, u"Only the last so many lines."_s, u"lines"_s, 1, 1e6);
    line.addFlag(u"stdout"_s, u"Only its standard output."_s);
    line.addFlag(u"stderr"_s, u"Only its standard error."_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    const auto id = onlyId(line);
    if (!id)
        return ExitCode::usage;
    if (line.isSet(u"stdout"_s) && line.isSet(u"stderr"_s))
        return line.usageError(u"--stdout and --stderr together are both streams; leave them out."_s);

    OutputQuestion question;
    if (const auto attempt = line.number(u"attempt"_s))
        question.attempt = static_cast<int>(*attempt);
    if (const auto tail = line.number(u"tail"_s))
        question.tail = static_cast<qint64>(*tail);
    OutputPrinter printer(line.isSet(u"stdout"_s)       ? std::optional(OutputStream::Stdout)
                              : line.isSet(u"stderr"_s) ? std::optional(OutputStream::Stderr)
                                                        : std::nullopt);
    if (!line.isSet(u"follow"_s))
        return printKept(line, *id, question, printer);
    // Ask once by REST: that tells whether there is a server at all.
    ApiClient api(line.endpoint());
    OutputQuestion probe = question;
    probe.limit = 1;
    const auto there = waitFor<OutputPart>([&](const auto &done) { api.output(*id, probe, done); });
    if (!there)
        return reportProblem(there.error());
    question.attempt = there->attempt;
    return printAsItComes(line, *id, question, printer);
}

} // namespace Procession
