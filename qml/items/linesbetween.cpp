// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "linesbetween.h"

#include <utility>

namespace Procession {

LinesBetween::LinesBetween(QObject *parent)
    : QObject(parent)
    , m_first(this)
    , m_last(this)
{
    for (Question *question : {&m_first, &m_last})
        connect(question, &QFutureWatcherBase::finished, this, &LinesBetween::take);
}

LinesBetween::~LinesBetween()
{
    cancel();
}

void LinesBetween::ask(const QFuture<OutputPages::Line> &first, const QFuture<OutputPages::Line> &last)
{
    cancel();
    m_isWanted = true;
    m_first.setFuture(first);
    m_last.setFuture(last);
}

void LinesBetween::cancel()
{
    m_isWanted = false;
    for (Question *question : {&m_first, &m_last}) {
        question->cancel();
        question->setFuture({});
    }
}

void LinesBetween::take()
{
    const auto first = m_first.future();
    const auto last = m_last.future();
    if (!m_isWanted || first.resultCount() == 0 || last.resultCount() == 0)
        return;
    m_isWanted = false;
    if (first.result() && last.result())
        Q_EMIT found(*first.result(), *last.result());
    else
        Q_EMIT failed((!first.result() ? first : last).result().error().message);
}

} // namespace Procession
