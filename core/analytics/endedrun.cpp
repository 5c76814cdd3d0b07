// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "endedrun.h"

#include "maskedname.h"

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// The first line, cut between two characters.
QByteArray shortened(QByteArrayView text, qsizetype longest)
{
    if (const qsizetype end = text.indexOf('\n'); end >= 0)
        text = text.first(end);
    if (text.size() > longest) {
        qsizetype size = longest;
        while (size > 0 && (static_cast<quint8>(text[size]) & 0xc0) == 0x80)
            --size;
        text = text.first(size);
    }
    return text.trimmed().toByteArray();
}

QByteArray masked(const Text &text, qsizetype longest)
{
    // What is masked gets shorter: only then it is known what has room.
    return shortened(maskedName(shortened(text.utf8(), 4 * longest)), longest);
}

QByteArray groupOf(const Metadata &metadata)
{
    constexpr auto key = "group"_L1;
    if (metadata.json().indexOf("\"group\"") < 0)
        return {};
    const QJsonValue value = metadata.toObject().value(key);
    return value.isString() ? shortened(value.toString().toUtf8(), EndedRun::longestName) : QByteArray();
}

EndedRun runOf(const Process &process, const Attempt &attempt, quint64 seq, qint64 timeMs)
{
    EndedRun run{.seq = seq,
                 .id = process.id,
                 .type = process.type,
                 .name = masked(process.name, EndedRun::longestName),
                 .group = groupOf(process.metadata),
                 .reason = {},
                 .outcome = attempt.status,
                 .attempt = attempt.number,
                 .endedAt = attempt.endedAt.value_or(timeMs)};
    if (attempt.status == ProcessStatus::Failed || attempt.status == ProcessStatus::Timeout)
        run.reason =
            masked(attempt.errorMessage, EndedRun::longestReason).replace('0', '#'); // "exit code 0" is another thing
    // Wall times: a clock that was set back in between would make them negative.
    if (attempt.startedAt) {
        run.durationMs = std::max<qint64>(0, run.endedAt - *attempt.startedAt);
        if (attempt.number == 1)
            run.waitMs = std::max<qint64>(0, *attempt.startedAt - process.createdAt);
    }
    if (attempt.details && attempt.details->resources && attempt.details->resources->memoryPeak)
        run.memoryPeak = *attempt.details->resources->memoryPeak;
    return run;
}

} // namespace

std::optional<EndedRun> runEndedBy(const Event &event)
{
    if (!event.process || endsTracking(event.kind))
        return std::nullopt;
    const Process &process = **event.process;
    if (!isTerminal(process.status))
        return std::nullopt;
    // What happens to a process that is over already, such as a retry that is called off, ends nothing.
    if (event.before && isTerminal((*event.before)->status))
        return std::nullopt;
    if (!event.before && event.kind == EventKind::Cancelled && process.status != ProcessStatus::Cancelled)
        return std::nullopt;
    EndedRun run = runOf(process, currentAttempt(process), event.seq, event.timeMs);
    run.isFinal = !process.retry || process.retry->status != RetryState::Status::Scheduled;
    return run;
}

EndedRun endedRunOf(const Process &process, const HistoryEvent &end)
{
    const std::vector<Attempt> attempts = attemptsOf(process);
    const auto at = std::find_if(attempts.begin(), attempts.end(),
                                 [&end](const Attempt &attempt) { return attempt.number == end.attempt; });
    // Of an attempt that the process no longer knows, only the event tells.
    Attempt attempt{.number = end.attempt, .endedAt = end.timeMs, .errorMessage = end.errorMessage};
    if (at != attempts.end())
        attempt = *at;
    attempt.status = end.status;
    EndedRun run = runOf(process, attempt, end.seq, end.timeMs);
    run.isFinal = !end.retry || end.retry->status != RetryState::Status::Scheduled;
    return run;
}

} // namespace Procession
