// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputcopy.h"

#include <utility>

namespace Procession {

namespace {

constexpr int linesOfAStep = 256; // of up to 16 KiB

} // namespace

OutputCopy::OutputCopy(qsizetype maxCharacters)
    : m_maxCharacters(maxCharacters)
    , m_answer(this)
{
    connect(&m_answer, &QFutureWatcherBase::finished, this, &OutputCopy::take);
}

OutputCopy::~OutputCopy()
{
    m_answer.disconnect(this);
    m_source.cancel();
    m_stop.request_stop();
}

void OutputCopy::start(OutputPages &pages, const OutputSelection &selection)
{
    stop();
    if (selection.isEmpty())
        return;
    m_pages = &pages;
    m_selection = selection;
    m_next = selection.from().line;
    ask();
}

void OutputCopy::stop()
{
    m_pages = nullptr;
    m_text.clear();
    m_source.cancel();
    m_stop.request_stop();
    m_stop = {};
    m_answer.setFuture({});
}

void OutputCopy::ask()
{
    const qint64 left = m_selection.to().line - m_next + 1;
    m_source = m_pages->lines(m_next, static_cast<int>(std::min<qint64>(left, linesOfAStep)));
    m_answer.setFuture(shownLater(m_source, m_stop.get_token()));
}

void OutputCopy::take()
{
    const QFuture<ShownLines> future = m_answer.future();
    if (!m_pages || future.isCanceled() || future.resultCount() == 0)
        return;
    const ShownLines answer = future.result();
    if (!answer) {
        stop();
        Q_EMIT failed(answer.error().message);
        return;
    }
    bool isWhole = true;
    bool isDone = answer->empty();
    for (const ShownLine &shown : *answer) {
        if (shown.number > m_selection.to().line) {
            isDone = true;
            break;
        }
        isWhole = append(shown);
        isDone = !isWhole || shown.number == m_selection.to().line;
        if (isDone)
            break;
        m_next = shown.number + 1;
    }
    if (!isDone) {
        ask();
        return;
    }
    const QString text = std::exchange(m_text, {});
    stop();
    Q_EMIT finished(text, isWhole);
}

/// False where there is no room for it.
bool OutputCopy::append(const ShownLine &shown)
{
    if (m_text.size() + shown.line.text.size() + 1 > m_maxCharacters)
        return false;
    const auto columns = m_selection.columnsOf(shown.number, shown.line.columns);
    m_text += shown.line.textBetween(columns.from, columns.to);
    if (columns.goesOn)
        m_text += u'\n';
    return true;
}

} // namespace Procession
