// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "controllers.h"

#include "archive.h"
#include "attemptlookup.h"
#include "seriesjson.h"
#include "seriesrecorder.h"
#include "serverparts.h"

namespace Procession {

SeriesController::SeriesController(const ServerParts &parts)
    : m_tracker(parts.tracker)
    , m_archive(parts.archive)
    , m_recorder(parts.series)
{
}

Answer SeriesController::get(const Call &call) const
{
    const auto wanted = attemptFromQuery(call.query);
    if (!wanted)
        return Refusal(wanted.error(), 400);
    const auto found = AttemptLookup(m_tracker, m_archive).find(call.process, *wanted);
    if (!found)
        return found.error();

    const quint64 key = (*found->process)->createdSeq;
    const auto series = m_recorder ? m_recorder->read(key, found->attempt) : Result<AttemptSeries>(AttemptSeries());
    if (!series)
        return Refusal(series.error());
    return jsonResponse(200, [&](ObjectWriter &body) {
        body.integer("attempt", found->attempt);
        writeSeries(body, *series);
    });
}

} // namespace Procession
