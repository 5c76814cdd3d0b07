// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "apijson.h"
#include "commandsupport.h"
#include "processtext.h"
#include "terminal.h"

#include <QJsonArray>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

int attemptsCommand(const QStringList &arguments)
{
    SubcommandLine line(
        u"attempts"_s, u"Tells of each attempt of a process, newest first: how it ended, and what it used."_s, u"ID"_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    const auto id = onlyId(line);
    if (!id)
        return ExitCode::usage;
    return printAnswer<QJsonObject>(
        line,
        [&](ApiClient &api, const auto &done) {
            api.look(u"/processes/"_s + id->toString() + u"/attempts"_s, {}, done);
        },
        [](const ApiReply<QJsonObject> &answer) {
            QList<QStringList> rows{attemptHeading()};
            for (const QJsonValue &attempt : answer->value("attempts"_L1).toArray())
                rows.append(attemptRow(attempt.toObject()));
            Terminal::print(Terminal::table(rows, Terminal::width()));
        });
}

int searchCommand(const QStringList &arguments)
{
    SubcommandLine line(
        u"search"_s,
        u"Looks for a text in what an attempt of a process printed, and prints the lines that hold it,\n"
        "each with its number. Exits with 1 where there is none."_s,
        u"ID TEXT"_s);
    line.addNumber(u"attempt"_s, u"The attempt (default: the current one)."_s, u"number"_s, 1, 1e6);
    line.addFlag(u"regex"_s, u"The text is a regular expression (Perl's)."_s);
    line.addFlag(u"case"_s, u"Capital and small letters differ."_s);
    line.addNumber(u"limit"_s, u"At most so many lines (default 1000)."_s, u"number"_s, 1, 1e6);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    if (line.arguments().size() != 2)
        return line.usageError(u"Name one process, and the text to look for."_s);
    const auto id = idFrom(line, line.arguments().constFirst());
    if (!id)
        return ExitCode::usage;

    QUrlQuery query;
    addQueryValue(query, u"q"_s, line.arguments().constLast());
    for (const QString &flag : {u"regex"_s, u"case"_s}) {
        if (line.isSet(flag))
            query.addQueryItem(flag, u"1"_s);
    }
    if (const auto attempt = line.number(u"attempt"_s))
        query.addQueryItem(u"attempt"_s, QString::number(*attempt, 'f', 0));
    ApiClient api(line.endpoint());
    qint64 left = static_cast<qint64>(line.number(u"limit"_s).value_or(1000));
    qint64 from = 1;
    bool isFound = false;
    while (left > 0 && from > 0) {
        QUrlQuery page = query;
        page.addQueryItem(u"from_line"_s, QString::number(from));
        page.addQueryItem(u"limit"_s, QString::number(std::min<qint64>(left, 1000)));
        const auto reply = waitFor<QJsonObject>(
            [&](const auto &done) { api.look(u"/processes/"_s + id->toString() + u"/output/search"_s, page, done); });
        if (!reply)
            return reportProblem(reply.error());
        const QJsonArray matches = reply->value("matches"_L1).toArray();
        for (const QJsonValue &match : matches) {
            if (line.wantsJson())
                printJsonLine(match.toObject());
            else
                Terminal::print(
                    u"%1: %2\n"_s.arg(match["line"_L1].toInteger()).arg(PlainText::line(match["text"_L1].toString())));
        }
        isFound = isFound || !matches.isEmpty();
        left -= matches.size();
        const qint64 next = reply->value("next_line"_L1).toInteger(); // 0: it is through
        if (next > 0 && next <= from && matches.isEmpty()) {
            Terminal::printError(u"line %1 takes longer than the server allows."_s.arg(next));
            return ExitCode::refused;
        }
        from = next;
    }
    if (from > 0)
        Terminal::printError(u"there may be more from line %1 on; see --limit."_s.arg(from));
    return isFound ? ExitCode::ok : ExitCode::refused;
}

} // namespace Procession
