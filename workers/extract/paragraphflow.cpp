// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "paragraphflow.h"

#include <utility>

namespace Procession {

void ParagraphFlow::endParagraph()
{
    const Paragraph paragraph = std::move(m_paragraphs.back());
    m_paragraphs.pop_back();
    if (paragraph.level > 0 && m_cells == 0) {
        m_flow.appendHeading(paragraph.level, paragraph.text.trimmed());
        return;
    }
    m_flow.append(paragraph.text);
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
    if (isInParagraph())
        m_flow.append(std::exchange(paragraph().text, {}));
    m_flow.breakPage();
}

} // namespace Procession
