// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputsearch.h"

namespace Procession {

OutputSearch::OutputSearch(QObject *parent)
    : QObject(parent)
    , m_answer(this)
{
    connect(&m_answer, &QFutureWatcherBase::finished, this, &OutputSearch::take);
}

OutputSearch::~OutputSearch()
{
    m_answer.disconnect(this);
    m_answer.cancel();
}

void OutputSearch::setPages(OutputPages *pages)
{
    stop();
    m_pages = pages;
}

void OutputSearch::setTerm(const SearchTerm &term)
{
    if (m_term == term)
        return;
    stop();
    m_term = term;
}

void OutputSearch::start(qint64 from, bool backwards, LineRange lines)
{
    stop();
    if (!m_pages || m_term.text.isEmpty())
        return;
    if (lines.isEmpty()) {
        end(State::NotFound);
        return;
    }
    m_isBackwards = backwards;
    m_lines = lines;
    m_hasWrapped = !lines.contains(from);
    m_start = !m_hasWrapped ? from : backwards ? lines.first : lines.last;
    m_state = State::Searching;
    ask(m_hasWrapped ? otherEnd() : from);
    Q_EMIT stateChanged();
}

void OutputSearch::stop()
{
    if (m_state == State::Idle)
        return;
    m_answer.cancel();
    m_answer.setFuture({});
    end(State::Idle);
}

void OutputSearch::ask(qint64 from)
{
    OutputQuery query;
    query.text = m_term.text;
    query.isRegex = m_term.isRegex;
    query.isCaseSensitive = m_term.isCaseSensitive;
    query.backwards = m_isBackwards;
    query.fromLine = from;
    query.limit = 1;
    m_answer.setFuture(m_pages->search(query));
}

void OutputSearch::take()
{
    const QFuture<OutputPages::Matches> future = m_answer.future();
    if (m_state != State::Searching)
        return;
    if (future.isCanceled() || future.resultCount() == 0) {
        end(State::Idle);
        return;
    }
    const OutputPages::Matches answer = future.result();
    if (!answer) {
        end(State::Failed, answer.error().message);
        return;
    }
    const auto isBehindStart = [this](qint64 line) {
        return m_hasWrapped && (m_isBackwards ? line < m_start : line > m_start);
    };
    if (!answer->matches.empty()) {
        const qint64 line = answer->matches.front().line.number;
        const bool isWithin = m_lines.contains(line);
        if (isWithin && !isBehindStart(line)) {
            end(State::Found);
            Q_EMIT found(line);
            return;
        }
        if (isWithin || m_hasWrapped) {
            end(State::NotFound);
            return;
        }
    } else if (answer->nextLine && m_lines.contains(*answer->nextLine) && !isBehindStart(*answer->nextLine)) {
        ask(*answer->nextLine);
        return;
    }
    if (m_hasWrapped) {
        end(State::NotFound);
        return;
    }
    m_hasWrapped = true;
    ask(otherEnd());
}

qint64 OutputSearch::otherEnd() const
{
    return m_isBackwards ? m_lines.last : m_lines.first;
}

void OutputSearch::end(State state, const QString &error)
{
    m_state = state;
    m_error = error;
    Q_EMIT stateChanged();
}

} // namespace Procession
