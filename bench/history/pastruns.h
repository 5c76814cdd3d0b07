// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storedlog.h"

#include <QTemporaryDir>

namespace Procession::Bench {

/// How long what pastRuns() makes has been going on.
inline constexpr std::chrono::hours pastLength{20 * 24};

/// The processes of twenty days up to now, of 200 names, one in fifty of which failed: four events each, all of them in the
/// history of a store in that folder. They have ids from PREFIX-0 on. The number of the last event; 0 where it can't be made.
inline quint64 makePastRuns(const QString &folder, int processes, const QString &prefix = QStringLiteral("past"))
{
    using namespace Qt::StringLiterals;
    const std::chrono::milliseconds begin(SystemClock().wallMs() - FakeClock::beginning
                                          - std::chrono::milliseconds(pastLength).count());
    StoredLog run(folder, {.durability = Durability::Normal}, EventLog::defaultCapacity, begin);
    if (!run.problem.isEmpty())
        return 0;
    const auto between = std::chrono::milliseconds(pastLength) / std::max(processes, 1);
    for (int i = 0; i < processes; ++i) {
        const QString name = prefix + u'-' + QString::number(i);
        StartChange start = startOf(name);
        start.name = u"import "_s + QChar(u'a' + i % 25) + QChar(u'a' + i % 8);
        start.metadata = {{u"document"_s, u"doc_abc123_revision_7"_s}, {u"model"_s, u"deepseek-r1"_s}};
        ReportChange end = reportOf(i % 50 == 7 ? ProcessStatus::Failed : ProcessStatus::Completed);
        end.message = u"All pages of the plans were analysed"_s;
        end.retryable = false;
        if (!run.tracker.start(start) || !run.tracker.report(id(name), reportOf(ProcessStatus::Running)))
            return 0;
        run.clock.advance(between / 2);
        if (!run.tracker.report(id(name), end) || !run.tracker.archive(id(name)))
            return 0;
        run.clock.advance(between - between / 2);
        if (i % 1000 == 999 && !run.commit())
            return 0;
    }
    if (!run.commit())
        return 0;
    const quint64 head = run.log.head();
    run.stop();
    return head;
}

} // namespace Procession::Bench
