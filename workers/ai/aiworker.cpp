// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "aiworker.h"

#include "aitask.h"
#include "processjson.h"

namespace Procession {

using namespace Qt::StringLiterals;

AiWorker::AiWorker(AiOptions options, qsizetype maxMetadataBytes)
    : m_options(std::move(options))
    , m_maxMetadataBytes(maxMetadataBytes)
{
}

Result<Plan> AiWorker::plan(const QJsonObject &request) const
{
    const auto valid = AiRequest::fromJson(request);
    if (!valid)
        return valid.error();
    Plan plan;
    plan.name = valid->title();
    plan.timeout = m_options.timeout;
    plan.request = valid->toJson();
    const qsizetype size = compactText(plan.request).size();
    if (const qsizetype limit = m_maxMetadataBytes; size > limit) {
        return Error{
            ErrorCode::TooLarge,
            u"The prompt with its attachments takes %1 bytes; at most %2 are kept with a process. Shorten them, "
            "or raise max_metadata_bytes."_s.arg(size)
                .arg(limit),
            valid->attachments.empty() ? u"prompt"_s : u"attachments"_s};
    }
    return plan;
}

std::unique_ptr<Job> AiWorker::attempt(const Process &process, const QJsonObject &asked)
{
    QJsonObject metadata = process.metadata.toObject();
    auto request = AiRequest::fromJson(asked); // valid, as it was planned
    for (const QString &key : AiTask::metadataKeys())
        metadata.remove(key);
    return std::make_unique<AiTask>(m_options, request ? *std::move(request) : AiRequest(), Metadata(metadata).size(),
                                    m_maxMetadataBytes);
}

} // namespace Procession
