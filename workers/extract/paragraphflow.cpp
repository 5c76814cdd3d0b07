// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "paragraphflow.h"

#include <utility>

namespace Procession {

void ParagraphFlow::endParagraph()
{
    const Paragraph paragraph = std::move(m_paragraphs.back());
    m_paragraphs.pop_back();
    const QString text = paragraph.text.trimmed().isEmpty() ? paragraph.text : paragraph.label + paragraph.text;
    if (paragraph.level > 0 && m_cells == 0) {
        m_flow.appendHeading(paragraph.level, text.trimmed());
        return;
    }
    if (m_cells == 0 && m_paragraphs.empty())
        m_flow.appendParagraph(text, paragraph.look);
    else
        m_flow.append(text);
    if (m_cells == 0)
        m_flow.breakParagraph();
    else if (!m_flow.endsWithSpace())
        m_flow.append(u" ");
}

void ParagraphFlow::endCell()
{
    --m_cells;
    m_flow.append(u"\t");
}

void ParagraphFlow::breakPage()
{
    if (isInParagraph() && !paragraph().text.isEmpty())
        m_flow.append(std::exchange(paragraph().label, {}) + std::exchange(paragraph().text, {}));
    m_flow.breakPage();
}

} // namespace Procession
