// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "outputfollower.h"
#include "outputpages.h"

#include <QFutureWatcher>
#include <QThreadPool>
#include <QTimer>

namespace Procession {

/// The output of one attempt in this program's own store, read on the threads of a pool.
///
/// Threads: the one that it lives in. Owner: who asked LocalOutput for it; store and pool must outlive it.
class LocalOutputPages final : public OutputPages
{
    Q_OBJECT

public:
    LocalOutputPages(OutputStore &store, const OutputKey &key, QThreadPool &readers);
    ~LocalOutputPages() override;

    OutputExtent extent() const override { return m_extent; }
    QFuture<Lines> lines(qint64 first, int count) override;
    QFuture<Line> lineAtOffset(qint64 offset) override;
    QFuture<Line> lineAtTime(qint64 timeMs) override;
    QFuture<Matches> search(const OutputQuery &query) override;
    QFuture<Bytes> bytes(qint64 offset, qint64 limit) override;

private:
    template <typename T, typename Read>
    QFuture<T> run(Read read);
    void measure();
    void take();

    OutputStore &m_store;
    const OutputKey m_key;
    QThreadPool &m_readers;
    OutputFollower m_follower;
    QFutureWatcher<Result<OutputExtent>> m_measured;
    QTimer m_pause; // between two looks at the extent
    OutputExtent m_extent;
};

} // namespace Procession
