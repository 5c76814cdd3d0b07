// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "seriessource.h"

#include <QThreadPool>

namespace Procession {

class SeriesRecorder;

/// Reads courses from this program's own recorder, on a thread of its own.
///
/// Threads: the one that it lives in. Owner: app/; the recorder must outlive it. Its destructor waits for the reads that
/// are under way.
class LocalSeries final : public SeriesSource
{
public:
    explicit LocalSeries(const SeriesRecorder &recorder);

    QFuture<Answer> read(const Process &process, int attempt) override;

private:
    const SeriesRecorder &m_recorder;
    QThreadPool m_readers;
};

} // namespace Procession
