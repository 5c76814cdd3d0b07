// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "durationspread.h"

#include "durationtext.h"
#include "maskedname.h"
#include "rowtext.h"
#include "selectedprocess.h"
#include "shownattempt.h"

#include <QJsonArray>
#include <QLocale>

#include <chrono>
#include <cmath>

namespace Procession {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 yearMs = 365LL * 24 * 3600 * 1000;
/// Runs of a name that tell more than those of its type.
constexpr double enough = 5.0;

QString words(double ms)
{
    return durationText(std::llround(ms));
}

} // namespace

DurationSpread::DurationSpread(const SelectedProcess &selected, const ShownAttempt &attempt, AnalyticsSource *source,
                               const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_selected(selected)
    , m_attempt(attempt)
    , m_source(source)
    , m_clock(clock)
    , m_answer(this)
    , m_tick(this)
{
    m_tick.setInterval(1s);
    connect(&m_tick, &QTimer::timeout, this, &DurationSpread::measure);
    connect(&m_answer, &QFutureWatcherBase::finished, this, &DurationSpread::takeAnswer);
    connect(&attempt, &ShownAttempt::changed, this, &DurationSpread::follow);
}

DurationSpread::~DurationSpread()
{
    m_answer.cancel();
}

void DurationSpread::setShown(bool shown)
{
    if (std::exchange(m_isShown, shown) == shown)
        return;
    if (!shown) {
        m_tick.stop();
        m_key = 0; // it is asked for anew
    }
    follow();
}

void DurationSpread::follow()
{
    if (!m_isShown || !m_source)
        return;
    const ProcessPtr &process = m_selected.process();
    const quint64 key = process ? (*process)->createdSeq : 0;
    if (std::exchange(m_key, key) != key) {
        reload();
        return;
    }
    measure();
}

void DurationSpread::reload()
{
    m_bars = {};
    m_error.clear();
    m_heights.clear();
    m_answer.cancel();
    if (!m_source || !m_selected.process()) {
        m_state = Unavailable;
        Q_EMIT changed();
        return;
    }
    ask(true);
}

void DurationSpread::ask(bool byName)
{
    const Process &process = **m_selected.process();
    const qint64 now = m_clock.wallMs();
    AnalyticsQuery query{.fromMs = now - yearMs, .toMs = now};
    query.type = process.type;
    if (byName)
        query.name = maskedName(process.name.utf8());
    query.tellsHistogram = true;
    m_isByName = byName;
    m_state = Loading;
    m_answer.setFuture(m_source->ask(query));
    Q_EMIT changed();
}

void DurationSpread::takeAnswer()
{
    const QFuture<AnalyticsSource::Answer> future = m_answer.future();
    if (future.resultCount() == 0 || !m_selected.process())
        return; // it was called off
    const AnalyticsSource::Answer answer = future.result();
    if (!answer) {
        m_state = Failed;
        m_error = shownText(answer.error().message);
        Q_EMIT changed();
        return;
    }
    m_bars = DurationBars((*answer)["groups"_L1].toArray().first().toObject()["duration"_L1].toObject());
    if (m_isByName && m_bars.runs() < enough) {
        ask(false);
        return;
    }
    m_state = m_bars.isEmpty() ? Nothing : Ready;
    measure();
}

/// In ms; negative where it has not begun.
double DurationSpread::runMs() const
{
    if (m_attempt.begin() <= 0.0)
        return -1.0;
    const double end = m_attempt.end() > 0.0 ? m_attempt.end() : static_cast<double>(m_clock.wallMs());
    return std::max(0.0, end - m_attempt.begin());
}

void DurationSpread::measure()
{
    if (m_state != Ready)
        return Q_EMIT changed();
    m_axis = m_bars.axis(runMs());
    m_heights = m_bars.bars(m_axis);
    const bool isRunning = m_isShown && runMs() >= 0.0 && !m_attempt.isOver();
    if (isRunning && !m_tick.isActive())
        m_tick.start();
    else if (!isRunning)
        m_tick.stop();
    Q_EMIT changed();
}

double DurationSpread::mark() const
{
    return m_state == Ready && runMs() >= 0.0 ? m_axis.placeOf(runMs()) : -1.0;
}

double DurationSpread::median() const
{
    return m_state == Ready ? m_axis.placeOf(m_bars.medianMs()) : -1.0;
}

QString DurationSpread::leastText() const
{
    return m_state == Ready ? words(m_axis.fromMs) : QString();
}

QString DurationSpread::mostText() const
{
    return m_state == Ready ? words(m_axis.toMs) : QString();
}

QString DurationSpread::medianText() const
{
    return m_state == Ready ? words(m_bars.medianMs()) : QString();
}

QString DurationSpread::markText() const
{
    return m_state == Ready && runMs() >= 0.0 ? words(runMs()) : QString();
}

QString DurationSpread::sentence() const
{
    if (m_state != Ready)
        return {};
    const QString runs = QLocale().toString(std::llround(m_bars.runs()));
    const QString of = (m_isByName ? tr("%1 runs of this name") : tr("%1 runs of this type")).arg(runs);
    if (runMs() < 0.0)
        return tr("Half of %1 took at most %2").arg(of, medianText());
    const double share = m_bars.shareBelow(runMs());
    const double percent = std::floor(share * 100.0);
    if (percent >= 100.0)
        return tr("Longer than each of %1").arg(of);
    if (percent >= 1.0)
        return tr("Longer than %1% of %2").arg(QLocale().toString(percent, 'f', 0), of);
    if (m_attempt.isOver())
        return (share > 0.0 ? tr("Shorter than nearly all of %1") : tr("Shorter than each of %1")).arg(of);
    return (share > 0.0 ? tr("So far shorter than nearly all of %1") : tr("So far shorter than each of %1")).arg(of);
}

} // namespace Procession
