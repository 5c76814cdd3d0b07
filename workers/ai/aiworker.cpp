// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "aiworker.h"

#include "aitask.h"
#include "metadatakeys.h"

namespace Procession {

using namespace Qt::StringLiterals;

AiWorker::AiWorker(AiOptions options, qsizetype maxMetadataBytes, const Clock &clock)
    : m_options(std::move(options))
    , m_maxMetadataBytes(maxMetadataBytes)
    , m_clock(clock)
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
    const qsizetype limit = m_maxMetadataBytes;
    const auto fitted = fitBytes(*valid, limit);
    if (!fitted) {
        return Error{
            ErrorCode::TooLarge,
            u"The prompt takes more than the %1 bytes that are kept with a process, and no attachment could be "
            "cut for it. Shorten it, or raise max_metadata_bytes."_s.arg(limit),
            valid->prompt.size() > charactersOfAttachments(*valid) ? u"prompt"_s : u"attachments"_s};
    }
    plan.request = fitted->request.toJson();
    if (const AnswerSources &sources = valid->sources; !sources.isEmpty()) {
        plan.metadata.insert(MetadataKeys::question, sources.question);
        plan.metadata.insert(MetadataKeys::passages, sources.passages);
        if (!sources.followUpOf.isEmpty())
            plan.metadata.insert(MetadataKeys::followUpOf, sources.followUpOf);
    }
    if (!fitted->cuts.empty())
        plan.metadata.insert(MetadataKeys::attachmentsCut, fitted->cutsToJson());
    return plan;
}

std::unique_ptr<Job> AiWorker::attempt(const Process &process, const QJsonObject &asked)
{
    QJsonObject metadata = process.metadata.toObject();
    auto request = AiRequest::fromJson(asked); // valid, as it was planned
    for (const QString &key : AiTask::metadataKeys())
        metadata.remove(key);
    return std::make_unique<AiTask>(m_options, request ? *std::move(request) : AiRequest(), Metadata(metadata).size(),
                                    m_maxMetadataBytes, m_clock);
}

} // namespace Procession
