// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "documentworker.h"

#include "documentjob.h"
#include "jsonreader.h"

#include <QFileInfo>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr auto pathKey = "path"_L1;
constexpr qsizetype maxPathLength = 4096; // PATH_MAX

} // namespace

DocumentWorker::DocumentWorker(DocumentOptions options)
    : m_options(std::move(options))
{
}

ProcessType DocumentWorker::type() const
{
    return ProcessType::documentProcessing();
}

Result<Plan> DocumentWorker::plan(const QJsonObject &request) const
{
    const auto refused = [](const QString &message) { return Error{ErrorCode::InvalidField, message, pathKey}; };
    JsonReader reader(request);
    reader.onlyKeys({pathKey});
    const QString path = reader.text(pathKey, maxPathLength).value_or(QString());
    if (reader.error())
        return *reader.error();
    if (path.isEmpty())
        return refused(u"path must be the absolute path of a document on the server's machine."_s);
    const Result<QString> found = m_options.allowed.resolve(path);
    if (!found)
        return refused(found.error().message);
    const QFileInfo file(*found);
    if (!file.isFile())
        return refused(u"%1 is no regular file."_s.arg(path));

    Plan plan;
    plan.name = QFileInfo(path).fileName();
    plan.description = u"Reads %1"_s.arg(path);
    plan.request = {{pathKey, *found}};
    plan.metadata = {{u"bytes"_s, file.size()}};
    return plan;
}

std::unique_ptr<Job> DocumentWorker::attempt(const Process &, const QJsonObject &request)
{
    return std::make_unique<DocumentJob>(request.value(pathKey).toString(), m_options);
}

} // namespace Procession
