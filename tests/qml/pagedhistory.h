// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "historysource.h"

#include <QPromise>

#include <limits>
#include <vector>

namespace Procession {

/// Finished processes in the order of their ends, a few on a page. Lives in a test.
class PagedHistory final : public HistorySource
{
public:
    QFuture<Finished> finished(const HistoryQuery &query, const Wanted &) override
    {
        asked.push_back(query);
        if (isBroken)
            return at<Finished>(Error{ErrorCode::Io, QStringLiteral("The disk is gone."), {}});
        ProcessPage page;
        size_t next = query.cursor.toULong();
        for (; next < processes.size() && page.processes.size() < 3; ++next) {
            const Process &process = **processes[next];
            if (process.completedAt.value_or(0) > query.finishedAfter.value_or(0)
                && process.completedAt.value_or(0) < query.finishedBefore.value_or(std::numeric_limits<qint64>::max()))
                page.processes.push_back(processes[next]);
        }
        if (next < processes.size() || isEndless)
            page.nextCursor = QString::number(next);
        return at<Finished>(page);
    }
    QFuture<Life> life(const ProcessPtr &) override { return {}; }
    QFuture<Finished> then(const PastQuery &, const Wanted &) override { return {}; }
    QFuture<Range> range() override { return {}; }

    template <typename Answer>
    static QFuture<Answer> at(Answer answer)
    {
        QPromise<Answer> promise;
        promise.start();
        promise.addResult(std::move(answer));
        promise.finish();
        return promise.future();
    }

    std::vector<ProcessPtr> processes;
    std::vector<HistoryQuery> asked;
    bool isBroken = false;
    bool isEndless = false;
};

} // namespace Procession
