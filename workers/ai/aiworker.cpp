// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "aiworker.h"

#include "aitask.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr auto requestKey = "request"_L1;

} // namespace

AiWorker::AiWorker(AiOptions options, qsizetype maxMetadataBytes, const Clock &clock)
    : m_options(std::move(options))
    , m_maxMetadataBytes(maxMetadataBytes)
    , m_clock(clock)
{
}

Result<StartChange> AiWorker::plan(const QJsonObject &request) const
{
    const auto valid = AiRequest::fromJson(request);
    if (!valid)
        return valid.error();
    StartChange start;
    start.name = valid->title();
    start.timeout = m_options.timeout;
    // A quarter is left for the answer, and some for the rest.
    constexpr qsizetype otherBytes = 1024;
    const qsizetype limit = m_maxMetadataBytes / 4 * 3 - otherBytes;
    const auto fitted = fitBytes(*valid, limit);
    if (!fitted) {
        return Error{
            ErrorCode::TooLarge,
            u"The prompt takes more than the %1 bytes that are kept with a process, and no attachment could be "
            "cut for it. Shorten it, or raise max_metadata_bytes."_s.arg(limit),
            valid->prompt.size() > charactersOfAttachments(*valid) ? u"prompt"_s : u"attachments"_s};
    }
    start.metadata = {{requestKey, fitted->request.toJson()}};
    if (!fitted->cuts.empty())
        start.metadata.insert("attachments_cut"_L1, fitted->cutsToJson());
    return start;
}

std::unique_ptr<Job> AiWorker::attempt(const Process &process)
{
    QJsonObject metadata = process.metadata.toObject();
    // It was valid when it was planned; but whoever may report on the process can change its metadata.
    auto request = AiRequest::fromJson(metadata.value(requestKey).toObject());
    for (const QString &key : AiTask::metadataKeys())
        metadata.remove(key);
    return std::make_unique<AiTask>(m_options, request ? *std::move(request) : AiRequest(), Metadata(metadata).size(),
                                    m_maxMetadataBytes, m_clock);
}

} // namespace Procession
