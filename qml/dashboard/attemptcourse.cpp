// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "attemptcourse.h"

#include "estimatetext.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace Procession {

namespace {

/// A time that is shorter than this part of the course is less than a line is wide.
constexpr double finest = 1000.0;

SeriesLane emptyLane(const QString &name, SeriesLane::Unit unit)
{
    return {.name = name, .unit = unit, .points = {}, .limit = {}, .scaleEnd = {}};
}

SeriesLane laneOf(const AttemptSeries &series, AttemptSeries::Channel channel, const QString &name,
                  SeriesLane::Unit unit)
{
    SeriesLane lane = emptyLane(name, unit);
    for (size_t at = 0; at < series.size() && series.has(channel); ++at) {
        const AttemptSeries::Value value = series.value(at, channel);
        if (!std::isnan(value.last))
            lane.points.push_back({static_cast<double>(series.atMs(at)), value.last, value.least, value.most});
    }
    return lane;
}

double numberOf(const QModelIndex &event, TimelineModel::Role role)
{
    return event.data(role).toDouble();
}

/// Nothing for an event that is no more than a point on the way.
std::optional<SeriesMark::Kind> markOf(EventKind kind, StatusText::Status status)
{
    switch (kind) {
    case EventKind::Started:
    case EventKind::Retried:
    case EventKind::Imported:
        return SeriesMark::Kind::Started;
    case EventKind::Cancelled:
        return SeriesMark::Kind::Cancelled;
    case EventKind::TimedOut:
        return SeriesMark::Kind::TimedOut;
    case EventKind::RetryDecided:
        return SeriesMark::Kind::Retry;
    case EventKind::FellQuiet:
        return SeriesMark::Kind::Quiet;
    case EventKind::Reported:
        break;
    default:
        return std::nullopt;
    }
    switch (status) {
    case StatusText::Completed:
        return SeriesMark::Kind::Completed;
    case StatusText::Failed:
        return SeriesMark::Kind::Failed;
    case StatusText::Timeout:
        return SeriesMark::Kind::TimedOut;
    default:
        return SeriesMark::Kind::Message;
    }
}

} // namespace

AttemptCourse::AttemptCourse(QObject *parent)
    : QObject(parent)
{
    constexpr std::chrono::milliseconds pause{200};
    m_due.setSingleShot(true);
    m_due.setInterval(pause);
    connect(&m_due, &QTimer::timeout, this, &AttemptCourse::make);
}

void AttemptCourse::setDashboard(Dashboard *dashboard)
{
    if (m_dashboard == dashboard)
        return;
    m_dashboard = dashboard;
    if (m_dashboard) {
        const TimelineModel *timeline = m_dashboard->timeline();
        connect(timeline, &QAbstractItemModel::rowsInserted, this, &AttemptCourse::outdate);
        connect(timeline, &QAbstractItemModel::modelReset, this, &AttemptCourse::outdate);
        connect(m_dashboard->attempt(), &ShownAttempt::changed, this, &AttemptCourse::outdate);
        connect(m_dashboard->attemptSeries(), &ShownSeries::changed, this, &AttemptCourse::outdate);
        connect(m_dashboard->attempt(), &ShownAttempt::numberChanged, this, &AttemptCourse::make);
        connect(m_dashboard->time(), &TimeText::nowChanged, this, &AttemptCourse::tick);
        make();
    }
    Q_EMIT dashboardChanged();
}

void AttemptCourse::setShown(bool shown)
{
    if (std::exchange(m_isShown, shown) == shown)
        return;
    if (shown)
        make();
    Q_EMIT shownChanged();
}

void AttemptCourse::outdate()
{
    if (m_isShown && !m_due.isActive())
        m_due.start();
}

void AttemptCourse::tick()
{
    const SeriesData &data = m_series.data();
    const double passed = m_dashboard->time()->now() - data.end;
    if (data.isLive && passed * finest >= data.end - data.begin)
        outdate();
}

void AttemptCourse::addMarks(SeriesData &data) const
{
    const int number = m_dashboard->attempt()->number();
    const TimelineModel &timeline = *m_dashboard->timeline();
    for (int row = timeline.rowCount() - 1; row >= 0; --row) {
        const QModelIndex event = timeline.index(row);
        if (event.data(TimelineModel::AttemptNumberRole).toInt() != number)
            continue;
        const double at = numberOf(event, TimelineModel::MomentRole);
        if (data.begin <= 0.0)
            data.begin = at;
        const auto kind = markOf(static_cast<EventKind>(event.data(TimelineModel::KindRole).toInt()),
                                 static_cast<StatusText::Status>(event.data(TimelineModel::StatusRole).toInt()));
        if (kind && !event.data(TimelineModel::GlyphRole).toString().isEmpty())
            data.marks.push_back({at, *kind, event.data(TimelineModel::TitleRole).toString()});
    }
}

/// Of an attempt whose course isn't recorded.
SeriesLane AttemptCourse::progressOfEvents() const
{
    SeriesLane lane = emptyLane(tr("Progress"), SeriesLane::Unit::Percent);
    const int number = m_dashboard->attempt()->number();
    const TimelineModel &timeline = *m_dashboard->timeline();
    for (int row = timeline.rowCount() - 1; row >= 0; --row) {
        const QModelIndex event = timeline.index(row);
        const double value = numberOf(event, TimelineModel::ProgressRole);
        if (value >= 0.0 && event.data(TimelineModel::AttemptNumberRole).toInt() == number)
            lane.points.push_back({numberOf(event, TimelineModel::MomentRole), value, value, value});
    }
    return lane;
}

void AttemptCourse::addCurves(SeriesData &data) const
{
    using Channel = AttemptSeries::Channel;
    const ShownAttempt &attempt = *m_dashboard->attempt();
    const AttemptSeries &series = m_dashboard->attemptSeries()->series();
    SeriesLane progress = laneOf(series, Channel::Progress, tr("Progress"), SeriesLane::Unit::Percent);
    if (progress.points.empty())
        progress = progressOfEvents();
    progress.scaleEnd = 100.0;
    if (const double now = attempt.progress(); now >= 0.0 && data.end > 0.0)
        progress.points.push_back({data.end, now, now, now});
    if (!progress.points.empty())
        data.lanes.push_back(std::move(progress));

    SeriesLane processor = laneOf(series, Channel::CpuPercent, tr("Processor"), SeriesLane::Unit::Percent);
    SeriesLane memory = laneOf(series, Channel::Memory, tr("Memory"), SeriesLane::Unit::Bytes);
    const ProcessPtr &process = m_dashboard->selected()->process();
    if (const AttemptLimits *limits = process ? (*process)->dispatch.limits() : nullptr; limits && limits->maxMemory)
        memory.limit = static_cast<double>(*limits->maxMemory);
    // The figures of an attempt know peaks between two samples.
    const Attempt *shown = m_dashboard->attempts()->find(attempt.number());
    if (const auto *details = shown && shown->details ? &*shown->details : nullptr; details && details->resources) {
        if (const auto &peak = details->resources->cpuPercentPeak)
            processor.peak = *peak;
        if (const auto &peak = details->resources->memoryPeak)
            memory.peak = static_cast<double>(*peak);
    }
    // Each has a colour of its own, also where there is no progress.
    size_t color = 1;
    for (SeriesLane *lane : {&processor, &memory}) {
        lane->color = color++;
        if (lane->points.size() > 1)
            data.lanes.push_back(std::move(*lane));
    }
}

void AttemptCourse::addEstimate(SeriesData &data) const
{
    const ProcessPtr &process = m_dashboard->selected()->process();
    if (!data.isLive || !m_dashboard->attempt()->isNewest() || !process)
        return;
    const auto estimate = m_dashboard->estimates()->of(**process, data.end);
    if (!estimate)
        return;
    data.isOverdue = estimate->overdue;
    if (estimate->left) {
        data.estimate = SeriesEstimate{.likely = data.end + static_cast<double>(estimate->left->p50),
                                       .latest = data.end + static_cast<double>(estimate->left->p90),
                                       .text = bandText(*estimate->left)};
    }
}

void AttemptCourse::make()
{
    if (!m_dashboard || !m_isShown)
        return;
    const ShownAttempt &attempt = *m_dashboard->attempt();
    SeriesData data;
    data.begin = attempt.begin();
    data.isLive = !attempt.isOver() && data.begin > 0.0;
    data.end = data.isLive ? m_dashboard->time()->now() : attempt.end();
    addMarks(data);
    data.end = std::max(data.end, data.begin);
    addCurves(data);
    addEstimate(data);
    m_series.setData(std::move(data));
    Q_EMIT made();
}

} // namespace Procession
