// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandsupport.h"

#include "commands.h"
#include "terminal.h"

#include <QJsonDocument>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// QJsonDocument escapes what is below U+0020 only; some terminals take U+009B for the start of a sequence.
QString harmless(const QByteArray &json)
{
    QString text;
    for (const QChar c : QString::fromUtf8(json)) {
        if (c >= u'\u007f' && c <= u'\u009f')
            text += u"\\u%1"_s.arg(uint(c.unicode()), 4, 16, QChar(u'0'));
        else
            text += c;
    }
    return text;
}

} // namespace

int reportProblem(const ApiReply &reply)
{
    Terminal::printError(reply.problem);
    if (!reply.answered())
        return ExitCode::unreachable;
    return reply.status == 404 ? ExitCode::notFound : ExitCode::refused;
}

void printJson(const QJsonObject &object)
{
    Terminal::print(harmless(QJsonDocument(object).toJson(QJsonDocument::Indented)));
}

void printJsonLine(const QJsonObject &object)
{
    Terminal::print(harmless(QJsonDocument(object).toJson(QJsonDocument::Compact)) + u'\n');
}

} // namespace Procession
