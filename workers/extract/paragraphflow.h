// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "headingguess.h"
#include "textflow.h"

#include <vector>

namespace Procession {

/// Puts the paragraphs and tables of an office document into a flow. DOCX and ODT name them differently and mean the
/// same: paragraphs within paragraphs (notes, text boxes), and tables, whose rows become a line each.
class ParagraphFlow
{
public:
    struct Paragraph
    {
        QString text{};
        int level = 0;   // 0: no heading
        QString label{}; // its number in a list, with a space behind it
        ParagraphLook look{};
    };

    explicit ParagraphFlow(TextFlow &flow)
        : m_flow(flow)
    {
    }

    void beginParagraph(int level = 0) { m_paragraphs.push_back({.level = level}); }
    void endParagraph();
    bool isInParagraph() const { return !m_paragraphs.empty(); }
    /// The innermost one that has begun.
    Paragraph &paragraph() { return m_paragraphs.back(); }

    void beginCell() { ++m_cells; }
    void endCell();
    /// `isHead` says that the row tells what stands in the columns below.
    void endRow(bool isHead = false) { m_flow.endRow(isHead); }
    void beginTable() { m_flow.beginTable(); }
    void endTable() { m_flow.endTable(); }
    bool isInCell() const { return m_cells > 0; }

    /// A page ends here, in the middle of a paragraph where there is one.
    void breakPage();

private:
    TextFlow &m_flow;
    std::vector<Paragraph> m_paragraphs;
    int m_cells = 0;
};

} // namespace Procession
