// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "commandline.h"
#include "commandsupport.h"
#include "terminal.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr int importPortion = 500;

/// What became of the lines of an import.
struct ImportTally
{
    qint64 created = 0;
    qint64 known = 0;
    qint64 refused = 0;

    /// `firstLine` is the number in the file of the line that the first outcome is of.
    void take(const std::vector<LineOutcome> &outcomes, qint64 firstLine)
    {
        qint64 line = firstLine;
        for (const LineOutcome &outcome : outcomes) {
            if (!outcome.refusal)
                ++(outcome.created ? created : known);
            else if (++refused <= 10)
                Terminal::printError(u"line %1: %2"_s.arg(line).arg(outcome.refusal->error.message));
            ++line;
        }
    }
};

} // namespace

int importCommand(const QStringList &arguments)
{
    SubcommandLine line(
        u"import"_s,
        u"Takes over processes that export wrote (jsonl), as they stood there. One that is there already\n"
        "and stands otherwise is refused; the others are taken all the same."_s,
        u"FILE (- for standard input)"_s, SubcommandLine::Output::Text);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    if (line.arguments().size() != 1)
        return line.usageError(u"Name the file to read."_s);
    const QString path = line.arguments().constFirst();
    QFile file;
    if (!(path == "-"_L1 ? file.open(stdin, QIODevice::ReadOnly) : openByName(file, path, QIODevice::ReadOnly))) {
        Terminal::printError(u"%1: %2."_s.arg(file.fileName(), file.errorString()));
        return ExitCode::usage;
    }
    ApiClient api(line.endpoint());
    ImportTally tally;
    qint64 firstLine = 1;
    while (!file.atEnd()) {
        QByteArray portion;
        int lines = 0;
        constexpr qsizetype maxBytes = 4 * 1024 * 1024;
        while (lines < importPortion && portion.size() < maxBytes) {
            const QByteArray text = file.readLine().trimmed();
            if (text.isEmpty() && file.atEnd())
                break;
            portion += (text.isEmpty() ? QByteArray("null") : text) + '\n'; // keeps the count of lines right
            ++lines;
        }
        if (lines == 0)
            break;
        const auto reply = waitFor<std::vector<LineOutcome>>([&](const auto &done) { api.import(portion, done); });
        if (!reply)
            return reportProblem(reply.error());
        tally.take(*reply, firstLine);
        firstLine += lines;
    }
    Terminal::print(
        u"%1 imported, %2 were there already, %3 refused.\n"_s.arg(tally.created).arg(tally.known).arg(tally.refused));
    return tally.refused == 0 ? ExitCode::ok : ExitCode::refused;
}

} // namespace Procession
