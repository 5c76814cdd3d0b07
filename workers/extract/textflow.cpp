// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "textflow.h"

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// About what a printed page holds.
constexpr qsizetype pageLength = 3000;
/// A real page may be a dense one.
constexpr qsizetype maxRealPageLength = 20'000;
constexpr qsizetype longestHead = 500;

/// Whether a row has more than one cell, and none that is a number.
bool looksLikeHead(QStringView row)
{
    int cells = 0;
    for (const QStringView cell : row.trimmed().split(u'\t')) {
        const bool hasDigit = std::any_of(cell.begin(), cell.end(), [](QChar c) { return c.isDigit(); });
        if (hasDigit && std::none_of(cell.begin(), cell.end(), [](QChar c) { return c.isLetter(); }))
            return false;
        cells += cell.trimmed().isEmpty() ? 0 : 1;
    }
    return cells > 1;
}

} // namespace

void TextFlow::append(QStringView text)
{
    if (!isFull())
        m_text += text;
}

void TextFlow::breakWith(qsizetype newlines)
{
    while (m_text.endsWith(u' ') || m_text.endsWith(u'\t'))
        m_text.chop(1);
    if (m_text.isEmpty())
        return;
    qsizetype present = 0;
    while (present < m_text.size() && m_text[m_text.size() - 1 - present] == u'\n')
        ++present;
    for (; present < newlines; ++present)
        append(u"\n");
}

void TextFlow::breakPage()
{
    breakParagraph();
    if (m_breaks.isEmpty() || m_breaks.constLast() < m_text.size())
        m_breaks.append(m_text.size());
}

void TextFlow::appendHeading(int level, const QString &text)
{
    if (text.isEmpty() || isFull())
        return;
    breakParagraph();
    m_headings.append({level, text, 0, m_text.size()});
    append(text);
    breakParagraph();
}

void TextFlow::appendParagraph(const QString &text, const ParagraphLook &look)
{
    if (isFull())
        return;
    if (const int level = guessedHeadingLevel(text, look); level > 0) {
        breakParagraph();
        m_guessed.append({level, text.trimmed(), 0, m_text.size()});
    }
    m_paragraphs += text.trimmed().isEmpty() ? 0 : 1;
    append(text);
}

void TextFlow::beginTable()
{
    if (++m_openTables > 1)
        return;
    breakParagraph();
    m_tables.append({.begin = m_text.size(), .body = m_text.size(), .end = m_text.size()});
    m_isInHead = true;
    m_rows = 0;
    m_firstRow = m_text.size(); // also where the first row is an empty head
}

void TextFlow::endRow(bool isHead)
{
    breakLine();
    if (m_openTables != 1)
        return;
    // Where no row says that it is a head, the first one is, if it has no number.
    if (++m_rows == 1 && !isHead)
        m_firstRow = m_text.size();
    m_isInHead = m_isInHead && isHead;
    if (m_isInHead)
        m_tables.back().body = m_text.size();
}

void TextFlow::endTable()
{
    if (m_openTables == 0 || --m_openTables > 0)
        return;
    TablePlace &table = m_tables.back();
    table.end = m_text.size();
    if (table.body == table.begin && m_rows > 2
        && looksLikeHead(QStringView(m_text).sliced(table.begin, m_firstRow - table.begin)))
        table.body = m_firstRow;
    breakParagraph();
}

/// The headings: those that are some, else those that look like some, unless half of the text does.
const QList<Heading> &TextFlow::headings() const
{
    static const QList<Heading> none;
    if (!m_headings.isEmpty())
        return m_headings;
    return m_guessed.size() * 2 <= m_paragraphs ? m_guessed : none;
}

/// The best place to end a page that begins there, at most at `end`: after a paragraph, a line, a word.
qsizetype TextFlow::endOfPage(qsizetype begin, qsizetype end) const
{
    const qsizetype length = m_realPages ? maxRealPageLength : pageLength;
    if (end - begin <= length + length / 4) // no scraps
        return end;
    const QStringView window = QStringView(m_text).sliced(begin, length);
    for (const QStringView boundary : {u"\n\n", u"\n", u". ", u" "}) {
        const qsizetype at = window.lastIndexOf(boundary);
        if (at > length / 2)
            return begin + at + boundary.size();
    }
    return begin + length - (window.back().isHighSurrogate() ? 1 : 0);
}

QList<TextFlow::PageRange> TextFlow::pages() const
{
    QList<PageRange> result;
    qsizetype begin = 0;
    QList<qsizetype> ends = m_breaks;
    ends.append(m_text.size());
    for (const qsizetype end : std::as_const(ends)) {
        do {
            const qsizetype to = endOfPage(begin, end);
            result.append({begin, to});
            begin = to;
        } while (begin < end);
    }
    const auto isBlank = [this](const PageRange &page) {
        return QStringView(m_text).sliced(page.begin, page.end - page.begin).trimmed().isEmpty();
    };
    while (result.size() > 1 && isBlank(result.constLast()))
        result.removeLast();
    return result;
}

Result<void> TextFlow::writeTo(DocumentSink &sink) const
{
    if (isFull()) {
        return documentError(DocumentFailure::tooLarge,
                             u"The document has more than %1 MiB of text."_s.arg(m_limits.textBytes >> 20));
    }
    const QList<PageRange> ranges = pages();
    if (auto expected = sink.expectPages(ranges.size()); !expected)
        return expected;
    for (const PageRange &range : ranges) {
        qsizetype end = range.end;
        while (end > range.begin && m_text[end - 1].isSpace())
            --end;
        if (auto added = sink.addPage(m_text.sliced(range.begin, end - range.begin)); !added)
            return added;
    }
    const auto pageOf = [&ranges](qsizetype offset) {
        const auto after = std::upper_bound(ranges.begin(), ranges.end(), offset,
                                            [](qsizetype at, const PageRange &range) { return at < range.end; });
        return std::min<qsizetype>(after - ranges.begin(), ranges.size() - 1);
    };
    for (Heading heading : headings()) {
        const qsizetype page = pageOf(heading.offset);
        heading.page = static_cast<int>(page) + 1;
        heading.offset -= ranges[page].begin;
        sink.addHeading(heading);
    }
    for (const TablePlace &table : m_tables) {
        const QString head = m_text.sliced(table.begin, table.body - table.begin).trimmed();
        if (head.isEmpty() || head.size() > longestHead || table.end <= table.body)
            continue;
        const qsizetype page = pageOf(table.body);
        const qsizetype endPage = pageOf(table.end - 1);
        sink.addTable({.head = head,
                       .page = static_cast<int>(page) + 1,
                       .offset = table.body - ranges[page].begin,
                       .endPage = static_cast<int>(endPage) + 1,
                       .endOffset = table.end - ranges[endPage].begin});
    }
    return {};
}

} // namespace Procession
