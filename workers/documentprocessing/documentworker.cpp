// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "documentworker.h"

#include "documentjob.h"

#include <QFileInfo>

namespace Procession {

using namespace Qt::StringLiterals;

DocumentWorker::DocumentWorker(DocumentOptions options)
    : m_options(std::move(options))
{
}

ProcessType DocumentWorker::type() const
{
    return ProcessType::documentProcessing();
}

Result<StartChange> DocumentWorker::plan(const QJsonObject &request) const
{
    const auto refused = [](const QString &message) { return Error{ErrorCode::InvalidField, message, u"path"_s}; };
    const QString path = request.value("path"_L1).toString();
    if (path.isEmpty())
        return refused(u"path must be the absolute path of a document on the server's machine."_s);
    const Result<QString> found = m_options.allowed.resolve(path);
    if (!found)
        return refused(found.error().message);
    const QFileInfo file(*found);
    if (!file.isFile())
        return refused(u"%1 is no regular file."_s.arg(path));

    StartChange start;
    start.name = QFileInfo(path).fileName();
    start.description = u"Reads %1"_s.arg(path);
    start.metadata = {{u"request"_s, QJsonObject{{u"path"_s, *found}}}, {u"bytes"_s, file.size()}};
    return start;
}

std::unique_ptr<Job> DocumentWorker::attempt(const Process &process)
{
    const QString path = process.metadata.toObject().value("request"_L1).toObject().value("path"_L1).toString();
    return std::make_unique<DocumentJob>(path, m_options);
}

} // namespace Procession
