// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analyticssource.h"
#include "clock.h"
#include "failurehour.h"
#include "overviewrows.h"
#include "slowersince.h"

#include <QStringList>
#include <QTimer>

#include <functional>
#include <map>
#include <memory>

namespace Procession {

/// What past runs have in common, over a period and beside the one before it: figures, courses and lists.
///
/// Questions are answered elsewhere; until all of them are, what was shown stays. Where it asks again, answers to the
/// earlier questions no longer count. While it isn't shown it asks nothing.
/// Threads: the GUI's. Owner: Dashboard; its parts must outlive it.
class Overview : public QObject
{
    Q_OBJECT
    Q_PROPERTY(State state READ state NOTIFY changed)
    /// Questions are under way.
    Q_PROPERTY(bool busy READ isBusy NOTIFY changed)
    /// Why there is no answer; empty where there is one.
    Q_PROPERTY(QString error READ error NOTIFY changed)
    Q_PROPERTY(int period READ period WRITE setPeriod NOTIFY filterChanged)
    /// The periods in words, in their order.
    Q_PROPERTY(QStringList periodChoices READ periodChoices CONSTANT)
    /// Only runs of this type; empty for all.
    Q_PROPERTY(QString type READ type WRITE setType NOTIFY filterChanged)
    /// Only names that have this in them.
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY filterChanged)
    Q_PROPERTY(bool filtered READ isFiltered NOTIFY filterChanged)
    /// From when to when, and what it is compared with.
    Q_PROPERTY(QString rangeText READ rangeText NOTIFY changed)
    Q_PROPERTY(Procession::OverviewRows *figures READ figures CONSTANT)
    Q_PROPERTY(Procession::OverviewRows *slowest READ slowest CONSTANT)
    Q_PROPERTY(Procession::OverviewRows *flakiest READ flakiest CONSTANT)
    Q_PROPERTY(Procession::OverviewRows *slower READ slower CONSTANT)
    Q_PROPERTY(Procession::OverviewRows *reasons READ reasons CONSTANT)
    /// Of the curves: the begin of each hour, day or week in ms since the epoch, how long each is, and its counts.
    Q_PROPERTY(double trendFrom READ trendFrom NOTIFY changed)
    Q_PROPERTY(double trendStep READ trendStep NOTIFY changed)
    Q_PROPERTY(QList<double> trendRuns READ trendRuns NOTIFY changed)
    Q_PROPERTY(QList<double> trendFailures READ trendFailures NOTIFY changed)
    /// Runs and failures of the 168 hours of the week, from Monday on, in local time.
    Q_PROPERTY(QList<double> weekRuns READ weekRuns NOTIFY changed)
    Q_PROPERTY(QList<double> weekFailures READ weekFailures NOTIFY changed)
    /// The weeks that these are of are the last twelve, not the whole period.
    Q_PROPERTY(bool weekShortened READ isWeekShortened NOTIFY changed)

public:
    enum State {
        Loading, ///< for the first time
        Ready,
        Nothing, ///< nothing ran in that period
        Hidden,  ///< what ran doesn't match the filter
        Failed,
        Unavailable, ///< this server keeps no summaries
    };
    Q_ENUM(State)
    enum Period { Day, Week, FourWeeks, TwelveWeeks, Year };
    Q_ENUM(Period)

    /// `source` is null where no summaries are kept, `history` where the runs behind them can't be read.
    Overview(AnalyticsSource *source, HistorySource *history, const Clock &clock, QObject *parent = nullptr);
    ~Overview() override;

    State state() const { return m_state; }
    bool isBusy() const { return m_missing > 0; }
    const QString &error() const { return m_error; }
    int period() const { return m_period; }
    void setPeriod(int period);
    QStringList periodChoices() const;
    const QString &type() const { return m_type; }
    void setType(const QString &type);
    const QString &text() const { return m_text; }
    void setText(const QString &text);
    bool isFiltered() const { return !m_type.isEmpty() || !m_text.isEmpty(); }
    QString rangeText() const;
    OverviewRows *figures() { return &m_figures; }
    OverviewRows *slowest() { return &m_slowest; }
    OverviewRows *flakiest() { return &m_flakiest; }
    OverviewRows *slower() { return &m_slower; }
    OverviewRows *reasons() { return &m_reasons; }
    double trendFrom() const { return m_trendFrom; }
    double trendStep() const { return m_trendStep; }
    const QList<double> &trendRuns() const { return m_trendRuns; }
    const QList<double> &trendFailures() const { return m_trendFailures; }
    const QList<double> &weekRuns() const { return m_weekRuns; }
    const QList<double> &weekFailures() const { return m_weekFailures; }
    bool isWeekShortened() const { return m_shownPeriod == Year; }

    /// The failures that a cell of the heat map counts, 0 to 167.
    FailureHour failureHour(int weekHour) const;

    /// Whether anybody looks at it; if so, it is up to date or soon will be.
    void setShown(bool shown);
    Q_INVOKABLE void reload();
    Q_INVOKABLE void clearFilter();

Q_SIGNALS:
    void filterChanged();
    void changed();

private:
    enum class Part : quint8 { Total, All, Trend, Week, Slowest, Flakiest, Slower, Reasons };

    void changeFilter();
    AnalyticsQuery query(AnalyticsQuery::GroupBy groupBy) const;
    AnalyticsQuery trendQuery() const;
    void ask(Part part, const AnalyticsQuery &query);
    void take(Part part, const AnalyticsSource::Answer &answer);
    void showAll();
    void showTrend();
    void showWeek();
    void showSlower();
    void findSince(const std::vector<QJsonObject> &groups);
    void keepSince(const SlowerSince::Name &name, const ProcessPtr &process);
    qint64 weekFromMs() const;
    QJsonArray groups(Part part) const;

    AnalyticsSource *m_source;
    const Clock &m_clock;
    QTimer m_again;
    QTimer m_typing;
    int m_period = Week;
    int m_shownPeriod = Week;
    QString m_type;
    QString m_text;
    State m_state = Loading;
    QString m_error;
    qint64 m_askedAt = 0; // wall time
    int m_round = 0;      // counts reloads, so that an answer is known by its own
    int m_missing = 0;
    bool m_isShown = false;
    bool m_isSought = false; // the first slower runs are, or were, looked for
    std::map<Part, QJsonObject> m_answers;
    OverviewRows m_figures;
    OverviewRows m_slowest;
    OverviewRows m_flakiest;
    OverviewRows m_slower;
    std::unique_ptr<SlowerSince> m_since; // null where runs can't be read
    std::vector<std::pair<SlowerSince::Name, ProcessPtr>> m_firstSlower;
    OverviewRows m_reasons;
    double m_trendFrom = 0.0;
    double m_trendStep = 1.0;
    QList<double> m_trendRuns;
    QList<double> m_trendFailures;
    QList<double> m_weekRuns;
    QList<double> m_weekFailures;
};

} // namespace Procession
