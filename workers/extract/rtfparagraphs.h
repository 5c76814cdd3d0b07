// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "textflow.h"

namespace Procession {

/// Puts the paragraphs of an RTF document into a flow: its tables row by row, its headings, and what looks like one.
/// Lives as long as the reader of the document; one thread.
class RtfParagraphs
{
public:
    /// What is set until the next `\pard`. Plain data.
    struct Format
    {
        int level = 0; ///< of a heading; 0 where it is none
        bool isInTable = false;
        bool isCentred = false;
    };

    explicit RtfParagraphs(TextFlow &flow)
        : m_flow(flow)
    {
    }

    void append(QStringView text) { m_text += text; }
    /// Whether nothing stands in the paragraph, or in a note in it, which is in brackets.
    bool isAtStart() const { return m_text.isEmpty() || m_text.endsWith(u" ["); }
    /// Whether a part of the paragraph is bold.
    void noteBold(QStringView part, bool isBold);
    void end(const Format &format);
    void endCell();
    /// `isInner` says that the row is one of a table in a cell; `isHead` that it is repeated on each page.
    void endRow(bool isInner, bool isHead);
    /// A section ends here, or a page, in the middle of a paragraph where there is one.
    void endPart(const Format &format, bool isPage);
    void endTable();

private:
    QString takeText();
    void beginTable();

    TextFlow &m_flow;
    QString m_text; // of the paragraph so far, as the look
    ParagraphLook m_look;
    bool m_isInTable = false;
};

} // namespace Procession
