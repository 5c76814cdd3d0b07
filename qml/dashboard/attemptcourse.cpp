// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "attemptcourse.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace Procession {

namespace {

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
        connect(m_dashboard->attempt(), &ShownAttempt::changed, this, [this] {
            takeSample();
            outdate();
        });
        connect(m_dashboard->attempt(), &ShownAttempt::numberChanged, this, &AttemptCourse::make);
        connect(m_dashboard->time(), &TimeText::nowChanged, this, &AttemptCourse::tick);
        takeSample();
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
    if (!m_dashboard->attempt()->isOver())
        outdate();
}

/// Halves the samples where there are too many.
void AttemptCourse::takeSample()
{
    constexpr size_t mostSamples = 2000;
    const ProcessPtr &process = m_dashboard->selected()->process();
    const quint64 key = process ? (*process)->createdSeq : 0;
    const int number = m_dashboard->attempt()->number();
    if (std::exchange(m_key, key) != key || std::exchange(m_number, number) != number) {
        m_number = number;
        m_samples.clear();
    }
    const Attempt *attempt = m_dashboard->attempts()->find(number);
    const Resources *use =
        attempt && attempt->details && attempt->details->resources ? &*attempt->details->resources : nullptr;
    if (!use || (!m_samples.empty() && use->atMs <= m_samples.back().atMs))
        return;
    m_samples.push_back(*use);
    if (m_samples.size() <= mostSamples)
        return;
    size_t kept = 0;
    for (size_t at = 0; at < m_samples.size(); at += 2)
        m_samples[kept++] = m_samples[at];
    m_samples.resize(kept);
}

void AttemptCourse::addUse(SeriesData &data) const
{
    SeriesLane processor{
        .name = tr("Processor"), .unit = SeriesLane::Unit::Percent, .points = {}, .limit = {}, .scaleEnd = {}};
    SeriesLane memory{.name = tr("Memory"), .unit = SeriesLane::Unit::Bytes, .points = {}, .limit = {}, .scaleEnd = {}};
    const auto add = [](SeriesLane &lane, double at, double value) {
        lane.points.push_back({at, value, value, value});
    };
    for (const Resources &sample : m_samples) {
        const auto at = static_cast<double>(sample.atMs);
        if (sample.cpuPercent)
            add(processor, at, *sample.cpuPercent);
        if (sample.memory)
            add(memory, at, static_cast<double>(*sample.memory));
    }
    const ProcessPtr &process = m_dashboard->selected()->process();
    if (const AttemptLimits *limits = process ? (*process)->dispatch.limits() : nullptr; limits && limits->maxMemory)
        memory.limit = static_cast<double>(*limits->maxMemory);
    for (SeriesLane *lane : {&processor, &memory}) {
        if (lane->points.size() > 1)
            data.lanes.push_back(std::move(*lane));
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
    SeriesLane progress{
        .name = tr("Progress"), .unit = SeriesLane::Unit::Percent, .points = {}, .limit = {}, .scaleEnd = 100.0};
    const TimelineModel &timeline = *m_dashboard->timeline();
    for (int row = timeline.rowCount() - 1; row >= 0; --row) {
        const QModelIndex event = timeline.index(row);
        if (event.data(TimelineModel::AttemptNumberRole).toInt() != attempt.number())
            continue;
        const double at = numberOf(event, TimelineModel::MomentRole);
        if (const double value = numberOf(event, TimelineModel::ProgressRole); value >= 0.0)
            progress.points.push_back({at, value, value, value});
        const auto kind = markOf(static_cast<EventKind>(event.data(TimelineModel::KindRole).toInt()),
                                 static_cast<StatusText::Status>(event.data(TimelineModel::StatusRole).toInt()));
        if (kind && !event.data(TimelineModel::GlyphRole).toString().isEmpty())
            data.marks.push_back({at, *kind, event.data(TimelineModel::TitleRole).toString()});
        if (data.begin <= 0.0)
            data.begin = at;
    }
    if (attempt.progress() >= 0.0 && data.end > 0.0)
        progress.points.push_back({data.end, attempt.progress(), attempt.progress(), attempt.progress()});
    data.end = std::max(data.end, data.begin);
    if (!progress.points.empty())
        data.lanes.push_back(std::move(progress));
    addUse(data);
    m_series.setData(std::move(data));
    Q_EMIT made();
}

} // namespace Procession
