// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analyticssource.h"
#include "changepoint.h"
#include "historysource.h"

#include <QFutureWatcher>
#include <QObject>

#include <deque>

namespace Procession {

/// Finds the run since which a name takes longer (changePoint()), for one name after the other and in the background.
///
/// The summaries of each day tell the day, and the runs of that day and of the one before tell the run: however many runs a
/// name had, few are read. Where the history doesn't keep them any more, or there are too many, none is found.
/// Threads: the GUI's. Owner: Overview; the sources must outlive it.
class SlowerSince : public QObject
{
    Q_OBJECT

public:
    /// A name that takes longer than it did. Plain data.
    struct Name
    {
        ProcessType type;
        QByteArray name; ///< as it is kept (maskedName())
        QByteArray group{};
        double levelMs = 0.0; ///< a run that took more counts as a slow one
        friend bool operator==(const Name &a, const Name &b) = default;
    };
    /// The level for a name that took so long before and takes so long now, at the median.
    static double levelBetween(double beforeMs, double nowMs);

    /// Pages of the history that are read for a name at most.
    static constexpr int mostPages = 40;

    SlowerSince(HistorySource &history, AnalyticsSource &analytics, QObject *parent = nullptr);
    ~SlowerSince() override;

    /// Looks at runs that ended within that time, in ms since the epoch. What was looked for before isn't any more.
    void find(std::vector<Name> names, qint64 fromMs, qint64 toMs);
    void stop() { find({}, 0, 0); }

Q_SIGNALS:
    /// The first slower run of a name.
    void found(const Procession::SlowerSince::Name &name, const Procession::ProcessPtr &process);

private:
    void next();
    void takeDays();
    void readRuns(qint64 fromMs, qint64 toMs);
    void takePage();

    HistorySource &m_history;
    AnalyticsSource &m_analytics;
    std::deque<Name> m_names; // the first is looked at
    qint64 m_fromMs = 0;
    qint64 m_toMs = 0;
    QFutureWatcher<AnalyticsSource::Answer> m_days;
    QFutureWatcher<HistorySource::Finished> m_page;
    HistoryQuery m_query;
    int m_pages = 0;
    std::vector<WeighedValue> m_durations; // of the name's runs, in their order
    std::vector<ProcessPtr> m_runs;
};

} // namespace Procession
