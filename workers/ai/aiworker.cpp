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
    start.metadata = {{requestKey, valid->toJson()}};
    // A quarter is left for the answer.
    const qsizetype size = Metadata(start.metadata).size();
    if (const qsizetype limit = m_maxMetadataBytes / 4 * 3; size > limit) {
        return Error{
            ErrorCode::TooLarge,
            u"The prompt with its attachments takes %1 bytes; at most %2 are kept with a process. Shorten them, "
            "or raise max_metadata_bytes."_s.arg(size)
                .arg(limit),
            valid->attachments.empty() ? u"prompt"_s : u"attachments"_s};
    }
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
