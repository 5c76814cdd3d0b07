// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documentsink.h"
#include "headingguess.h"

namespace Procession {

/// Collects the text of a document in one piece, and cuts it into pages at the end: where the document has a page
/// break, else between two paragraphs.
class TextFlow
{
public:
    explicit TextFlow(const ExtractionLimits &limits)
        : m_limits(limits)
    {
    }

    void append(QStringView text);
    /// A line break, but not a second one after a break.
    void breakLine() { breakWith(1); }
    /// An empty line, but not a second one after an empty line.
    void breakParagraph() { breakWith(2); }
    void breakPage();
    /// A heading, as a paragraph of its own.
    void appendHeading(int level, const QString &text);
    /// A paragraph, of which a document without headings takes those for headings that look like one.
    void appendParagraph(const QString &text, const ParagraphLook &look);
    /// A table begins, and ends; tables within tables are part of them. Its first rows that are heads are repeated in each
    /// passage of it that is quoted.
    void beginTable();
    void endTable();
    /// A row ends that was appended cell by cell; `isHead` says that it tells what stands in the columns below.
    void endRow(bool isHead);
    /// The document has page breaks, so that its pages aren't cut unless they are unusually long.
    void hasRealPages() { m_realPages = true; }
    /// Whether there is more text than allowed; further text is dropped.
    bool isFull() const { return m_text.size() > m_limits.textBytes; }
    /// Whether the last character is white, or there is none.
    bool endsWithSpace() const { return m_text.isEmpty() || m_text.back().isSpace(); }

    const QString &text() const { return m_text; }

    /// Errors: `too_large`.
    Result<void> writeTo(DocumentSink &sink) const;

private:
    struct TablePlace // with offsets in m_text
    {
        qsizetype begin = 0;
        qsizetype body = 0; ///< behind its heads
        qsizetype end = 0;
    };
    struct PageRange
    {
        qsizetype begin = 0;
        qsizetype end = 0;
    };
    void breakWith(qsizetype newlines);
    const QList<Heading> &headings() const;
    QList<PageRange> pages() const;
    qsizetype endOfPage(qsizetype begin, qsizetype end) const;

    const ExtractionLimits m_limits;
    bool m_realPages = false;
    QString m_text;
    QList<qsizetype> m_breaks; // where pages end
    QList<Heading> m_headings; // with their offset in m_text
    QList<Heading> m_guessed;  // likewise
    qsizetype m_paragraphs = 0;
    QList<TablePlace> m_tables;
    int m_openTables = 0;
    bool m_isInHead = false; // of the table that is open
    int m_rows = 0;
    qsizetype m_firstRow = 0; // where it ends
};

} // namespace Procession
