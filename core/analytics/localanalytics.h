// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analyticssource.h"

#include <QThreadPool>

#include <memory>
#include <stop_token>

namespace Procession {

class Analytics;

/// Asks this program's own summaries, on a thread of its own.
///
/// Threads: the one that it lives in. Owner: app/; the summaries must outlive it. Its destructor ends the question that is
/// under way.
class LocalAnalytics final : public AnalyticsSource
{
public:
    explicit LocalAnalytics(const Analytics &analytics);
    ~LocalAnalytics();
    Q_DISABLE_COPY_MOVE(LocalAnalytics)
    /// Null where none are kept.
    static std::unique_ptr<LocalAnalytics> of(const Analytics *analytics);

    QFuture<Answer> ask(const AnalyticsQuery &query) override;

private:
    const Analytics &m_analytics;
    std::stop_source m_stop;
    QThreadPool m_readers;
};

} // namespace Procession
