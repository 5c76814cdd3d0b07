// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shownattempt.h"

#include "attemptfacts.h"
#include "attemptsmodel.h"
#include "errortext.h"
#include "rowtext.h"
#include "selectedprocess.h"

#include <utility>

namespace Procession {

ShownAttempt::ShownAttempt(const SelectedProcess &selected, const AttemptsModel &attempts, OutputSource *source,
                           QObject *parent)
    : QObject(parent)
    , m_selected(selected)
    , m_attempts(attempts)
    , m_source(source)
{
    connect(&attempts, &AttemptsModel::changed, this, &ShownAttempt::follow);
    follow();
}

ShownAttempt::~ShownAttempt() = default;

void ShownAttempt::choose(int number)
{
    if (!m_attempts.find(number))
        return;
    m_followsNewest = number == m_attempts.newest()->number;
    if (std::exchange(m_number, number) == number)
        return;
    openOutput();
    Q_EMIT numberChanged();
    Q_EMIT changed();
}

void ShownAttempt::setShown(bool shown)
{
    if (std::exchange(m_isShown, shown) == shown)
        return;
    m_followsNewest = true; // each time that the page is opened
    openOutput();
    follow();
}

void ShownAttempt::follow()
{
    const ProcessPtr &process = m_selected.process();
    const quint64 key = process ? (*process)->createdSeq : 0;
    const bool isOther = std::exchange(m_key, key) != key;
    const Attempt *newest = m_attempts.newest();
    if (isOther || m_followsNewest || !m_attempts.find(m_number)) {
        m_followsNewest = true;
        const int number = newest ? newest->number : 0;
        if (std::exchange(m_number, number) != number || isOther) {
            openOutput();
            Q_EMIT numberChanged();
        }
    }
    Q_EMIT changed();
}

/// The page takes the new one before the old one goes.
void ShownAttempt::openOutput()
{
    const ProcessPtr &process = m_selected.process();
    const bool isWanted = m_isShown && m_source && process && m_number > 0;
    if (!isWanted && !m_output)
        return;
    const auto old = std::exchange(m_output, isWanted ? m_source->open(**process, m_number) : nullptr);
    if (m_output)
        connect(m_output.get(), &OutputPages::extentChanged, this, &ShownAttempt::outputChanged);
    Q_EMIT outputOpened();
    Q_EMIT outputChanged();
}

const Attempt *ShownAttempt::attempt() const
{
    return m_attempts.find(m_number);
}

bool ShownAttempt::isNewest() const
{
    return m_attempts.newest() && m_attempts.newest()->number == m_number;
}

StatusText::Status ShownAttempt::status() const
{
    return attempt() ? StatusText::of(attempt()->status) : StatusText::All;
}

bool ShownAttempt::isOver() const
{
    return attempt() && isTerminal(attempt()->status);
}

double ShownAttempt::begin() const
{
    return attempt() ? static_cast<double>(attempt()->startedAt.value_or(0)) : 0.0;
}

double ShownAttempt::end() const
{
    return attempt() ? static_cast<double>(attempt()->endedAt.value_or(0)) : 0.0;
}

double ShownAttempt::progress() const
{
    return attempt() ? attempt()->progress.value_or(-1.0) : -1.0;
}

QString ShownAttempt::error() const
{
    return attempt() ? shownLines(attempt()->errorMessage) : QString();
}

QString ShownAttempt::errorCause() const
{
    return causeLine(error());
}

QString ShownAttempt::errorPlace() const
{
    return summaryOf(error()).place;
}

QStringList ShownAttempt::facts() const
{
    return attempt() ? attemptFacts(**m_selected.process(), *attempt()) : QStringList();
}

bool ShownAttempt::isLive() const
{
    return isNewest() && attempt()->status == ProcessStatus::Running;
}

double ShownAttempt::lastReport() const
{
    return isLive() ? static_cast<double>((*m_selected.process())->updatedAt) : 0.0;
}

double ShownAttempt::lastProgress() const
{
    return isLive() ? static_cast<double>((*m_selected.process())->progressedAt.value_or(0)) : 0.0;
}

QString ShownAttempt::quiet() const
{
    return isLive() && (*m_selected.process())->quietSince ? QString(wireName((*m_selected.process())->quietClock))
                                                           : QString();
}

double ShownAttempt::lastOutput() const
{
    return isLive() && m_output ? static_cast<double>(m_output->extent().lastAt.value_or(0)) : 0.0;
}

} // namespace Procession
