// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "localseries.h"

#include "seriesrecorder.h"

#include <QPromise>
#include <QtConcurrentRun>

namespace Procession {

LocalSeries::LocalSeries(const SeriesRecorder &recorder)
    : m_recorder(recorder)
{
    m_readers.setMaxThreadCount(1);
}

QFuture<SeriesSource::Answer> LocalSeries::read(const Process &process, int attempt)
{
    return QtConcurrent::run(&m_readers,
                             [&recorder = m_recorder, key = process.createdSeq, attempt](QPromise<Answer> &promise) {
                                 if (!promise.isCanceled())
                                     promise.addResult(recorder.read(key, attempt));
                             });
}

} // namespace Procession
