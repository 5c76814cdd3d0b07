// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "matchcount.h"

#include <algorithm>
#include <chrono>

namespace Procession {

MatchCount::MatchCount(QObject *parent)
    : QObject(parent)
    , m_answer(this)
{
    constexpr std::chrono::milliseconds pause{400};
    m_pause.setSingleShot(true);
    m_pause.setInterval(pause);
    connect(&m_pause, &QTimer::timeout, this, &MatchCount::goOn);
    connect(&m_answer, &QFutureWatcherBase::finished, this, &MatchCount::take);
}

MatchCount::~MatchCount()
{
    m_answer.disconnect(this);
    m_answer.cancel();
}

void MatchCount::setPages(OutputPages *pages)
{
    if (m_pages == pages)
        return;
    if (m_pages)
        m_pages->disconnect(this);
    m_pages = pages;
    if (m_pages) {
        connect(m_pages, &OutputPages::extentChanged, this, [this] {
            if (!m_query.text.isEmpty() && !m_pause.isActive())
                m_pause.start();
        });
    }
    begin();
}

void MatchCount::setText(const QString &text)
{
    if (m_query.text == text)
        return;
    m_query.text = text;
    begin();
}

void MatchCount::setRegex(bool regex)
{
    if (m_query.isRegex == regex)
        return;
    m_query.isRegex = regex;
    begin();
}

void MatchCount::setCaseSensitive(bool caseSensitive)
{
    if (m_query.isCaseSensitive == caseSensitive)
        return;
    m_query.isCaseSensitive = caseSensitive;
    begin();
}

int MatchCount::placeOf(double line, int count) const
{
    const auto end = m_lines.begin() + std::min(count, this->count());
    const auto at = std::lower_bound(m_lines.begin(), end, static_cast<qint64>(line));
    return at != end && *at == static_cast<qint64>(line) ? static_cast<int>(at - m_lines.begin()) + 1 : 0;
}

void MatchCount::begin()
{
    m_answer.cancel();
    m_answer.setFuture({});
    m_pause.stop();
    m_isCounting = false;
    m_lines.clear();
    m_searched = 0;
    if (m_pages && !m_query.text.isEmpty())
        ask(1);
    Q_EMIT questionChanged();
    Q_EMIT countChanged();
}

void MatchCount::ask(qint64 fromLine)
{
    constexpr int atOnce = 1000;
    m_query.fromLine = fromLine;
    m_query.limit = atOnce;
    m_isCounting = true;
    m_answer.setFuture(m_pages->search(m_query));
}

void MatchCount::take()
{
    const QFuture<OutputPages::Matches> future = m_answer.future();
    m_isCounting = false;
    if (!m_pages || future.resultCount() == 0)
        return;
    const OutputPages::Matches answer = future.result();
    if (answer) { // where it isn't, the search itself says why
        for (const OutputMatch &match : answer->matches) {
            // A last line may have grown since it was counted.
            if (m_lines.empty() || m_lines.back() < match.line.number)
                m_lines.push_back(match.line.number);
        }
        m_searched = answer->nextLine ? *answer->nextLine - 1 : answer->extent.lines;
        if (answer->nextLine && count() < maxCount)
            ask(*answer->nextLine);
    }
    Q_EMIT countChanged();
}

void MatchCount::goOn()
{
    if (!m_pages || m_query.text.isEmpty() || count() >= maxCount)
        return;
    if (m_isCounting)
        m_pause.start();
    else
        ask(std::max<qint64>(1, m_searched));
}

} // namespace Procession
