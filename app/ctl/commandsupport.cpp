// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandsupport.h"

#include "commands.h"
#include "terminal.h"

#include <QJsonDocument>

namespace Procession {

using namespace Qt::StringLiterals;

int reportProblem(const ApiReply &reply)
{
    Terminal::printError(reply.problem);
    if (!reply.answered())
        return ExitCode::unreachable;
    return reply.status == 404 ? ExitCode::notFound : ExitCode::refused;
}

void printJson(const QJsonObject &object)
{
    Terminal::print(PlainText::json(QJsonDocument(object).toJson(QJsonDocument::Indented)));
}

void printJsonLine(const QJsonObject &object)
{
    Terminal::print(PlainText::json(QJsonDocument(object).toJson(QJsonDocument::Compact)) + u'\n');
}

} // namespace Procession
