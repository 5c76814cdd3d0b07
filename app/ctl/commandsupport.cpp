// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandsupport.h"

#include "bytetext.h"
#include "commands.h"
#include "terminal.h"

#include <QJsonDocument>

#include <fcntl.h>
#include <sys/stat.h>

namespace Procession {

using namespace Qt::StringLiterals;

int reportProblem(const ApiReply &reply)
{
    Terminal::printError(reply.problem);
    if (!reply.answered())
        return ExitCode::unreachable;
    return reply.status == 404 ? ExitCode::notFound : ExitCode::refused;
}

bool openByName(QFile &file, const QString &path, QIODevice::OpenMode mode)
{
    file.setFileName(ByteText::shown(path));
    if (file.fileName() == path)
        return file.open(mode);
    constexpr mode_t permissions = 0666; // less the umask
    const int flags = mode == QIODevice::ReadOnly ? O_RDONLY : O_WRONLY | O_CREAT | O_TRUNC;
    const int descriptor = ::open(ByteText::toBytes(path).constData(), flags | O_CLOEXEC, permissions);
    // Without a descriptor QFile has the same reason to give.
    return descriptor >= 0 ? file.open(descriptor, mode, QFileDevice::AutoCloseHandle) : file.open(QIODevice::ReadOnly);
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
