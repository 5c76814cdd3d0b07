// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pastmoment.h"

#include "momentparser.h"
#include "timetext.h"

#include <QDateTime>

#include <algorithm>
#include <array>
#include <cmath>

namespace Procession {

namespace {

constexpr qint64 secondMs = 1000;
constexpr qint64 minuteMs = 60 * secondMs;
constexpr qint64 hourMs = 60 * minuteMs;
constexpr qint64 dayMs = 24 * hourMs;
/// What a step may be; each divides a day, so that steps lead to round times.
constexpr std::array<qint64, 8> steps{secondMs,      10 * secondMs, minuteMs,   5 * minuteMs,
                                      15 * minuteMs, hourMs,        6 * hourMs, dayMs};

/// The time on a clock on the wall at that moment, as if it were in UTC.
qint64 localOf(qint64 ms)
{
    return ms + QDateTime::fromMSecsSinceEpoch(ms).offsetFromUtc() * secondMs;
}

/// The multiple of `step` on the local clock that lies `count` further than the moment, which itself needs to be none.
qint64 stepped(qint64 ms, qint64 step, int count)
{
    const qint64 local = localOf(ms);
    const qint64 floor = local / step * step;
    const qint64 wanted = floor + (count < 0 && floor < local ? count + 1 : count) * step;
    const qint64 guess = ms + wanted - local;
    return guess + wanted - localOf(guess); // where the clocks were put forward or back in between
}

} // namespace

PastMoment::PastMoment(HistorySource *history, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_history(history)
    , m_clock(clock)
    , m_answer(this)
{
    connect(&m_answer, &QFutureWatcherBase::finished, this, &PastMoment::takeRange);
}

PastMoment::~PastMoment()
{
    m_answer.cancel();
}

void PastMoment::readRange()
{
    if (!m_history)
        return;
    m_answer.cancel();
    m_answer.setFuture(m_history->range());
}

/// Where it can't be read, the list of what finished says why.
void PastMoment::takeRange()
{
    const QFuture<HistorySource::Range> future = m_answer.future();
    if (future.resultCount() == 0)
        return; // it was called off
    const HistorySource::Range range = future.result();
    if (!range)
        return;
    m_range = *range;
    Q_EMIT changed();
}

double PastMoment::fraction() const
{
    const qint64 now = m_clock.wallMs();
    if (!isChosen() || now <= m_range.beginMs)
        return 1.0;
    const auto length = static_cast<double>(now - m_range.beginMs);
    return std::clamp(static_cast<double>(m_atMs - m_range.beginMs) / length, 0.0, 1.0);
}

QString PastMoment::text() const
{
    return isChosen() ? TimeText::moment(m_atMs) : QString();
}

QString PastMoment::beginText() const
{
    return isAvailable() ? TimeText::moment(m_range.beginMs) : QString();
}

QString PastMoment::missingText() const
{
    return isChosen() && m_atMs < m_range.knownMs
        ? tr("Before %1 the history isn't whole: processes may be missing.").arg(TimeText::moment(m_range.knownMs))
        : QString();
}

/// The shortest that needs no more steps than that from the begin until now.
qint64 PastMoment::stepMs(bool isLong) const
{
    const qint64 most = isLong ? 50 : 1000;
    const qint64 length = std::max<qint64>(0, m_clock.wallMs() - m_range.beginMs);
    const auto step = std::find_if(steps.begin(), steps.end(), [&](qint64 each) { return length / each <= most; });
    return step == steps.end() ? steps.back() : *step;
}

void PastMoment::slideTo(double fraction)
{
    const qint64 now = m_clock.wallMs();
    const qint64 wanted =
        m_range.beginMs + std::llround(std::clamp(fraction, 0.0, 1.0) * static_cast<double>(now - m_range.beginMs));
    const qint64 step = stepMs(false);
    choose(wanted >= now ? 0 : stepped(wanted + step / 2, step, 0));
}

void PastMoment::step(int steps, bool isLong)
{
    if (steps != 0)
        choose(stepped(isChosen() ? m_atMs : m_clock.wallMs(), stepMs(isLong), steps));
}

void PastMoment::read(const QString &text)
{
    const QString written = text.trimmed();
    const qint64 now = m_clock.wallMs();
    const auto moment = momentFrom(written, now);
    if (written.isEmpty())
        return backToNow();
    if (!moment)
        m_problem = tr("Write a date and time such as %1, or how long ago, such as 2h.").arg(TimeText::moment(now));
    else if (*moment > now)
        m_problem = tr("That lies ahead.");
    else if (*moment < m_range.beginMs)
        m_problem = tr("The history begins at %1.").arg(beginText());
    else
        return choose(*moment / secondMs * secondMs); // as it is shown
    Q_EMIT changed();
}

void PastMoment::dropProblem()
{
    m_problem.clear();
    Q_EMIT changed();
}

void PastMoment::goToBegin()
{
    choose(m_range.beginMs);
}

void PastMoment::backToNow()
{
    choose(0);
}

void PastMoment::choose(qint64 atMs)
{
    if (!isAvailable())
        return;
    m_problem.clear();
    const qint64 wanted = atMs >= m_clock.wallMs() ? 0 : atMs;
    const qint64 kept = wanted > 0 ? std::max(wanted, m_range.beginMs) : 0;
    const bool isAnother = std::exchange(m_atMs, kept) != kept;
    Q_EMIT changed();
    if (isAnother)
        Q_EMIT moved();
}

} // namespace Procession
