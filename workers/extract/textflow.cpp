// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "textflow.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// About what a printed page holds.
constexpr qsizetype pageLength = 3000;
/// A real page may be a dense one.
constexpr qsizetype maxRealPageLength = 20'000;

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
    qsizetype page = 0;
    for (Heading heading : m_headings) {
        while (page + 1 < ranges.size() && heading.offset >= ranges[page].end)
            ++page;
        heading.page = static_cast<int>(page) + 1;
        heading.offset -= ranges[page].begin;
        sink.addHeading(heading);
    }
    return {};
}

} // namespace Procession
