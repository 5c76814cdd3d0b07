// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "historysource.h"

#include <QThreadPool>

#include <memory>

namespace Procession {

class Archive;

/// Reads the history from this program's own archive, on threads of its own.
///
/// Threads: the one that it lives in. Owner: app/; the archive must outlive it. Its destructor waits for the reads that
/// are under way.
class LocalHistory final : public HistorySource
{
public:
    explicit LocalHistory(const Archive &archive);
    /// The history that the archive keeps; null where there is no archive.
    static std::unique_ptr<LocalHistory> of(const Archive *archive);

    QFuture<Finished> finished(const HistoryQuery &query, const Wanted &wanted) override;
    QFuture<Life> life(const ProcessPtr &process) override;
    QFuture<Finished> then(const PastQuery &query, const Wanted &wanted) override;
    QFuture<Range> range() override;

    /// The threads that read.
    QThreadPool &readers() { return m_readers; }

private:
    const Archive &m_archive;
    QThreadPool m_readers;
};

} // namespace Procession
