// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rtfparagraphs.h"

#include <utility>

namespace Procession {

void RtfParagraphs::noteBold(QStringView part, bool isBold)
{
    if (!part.trimmed().isEmpty())
        m_look.noteBold(isBold);
}

void RtfParagraphs::end(const Format &format)
{
    ParagraphLook look = m_look;
    look.isCentred = format.isCentred;
    const QString text = takeText();
    if (format.isInTable) {
        beginTable();
        m_flow.append(text);
        if (!m_flow.endsWithSpace())
            m_flow.append(u" ");
        return;
    }
    endTable();
    if (format.level > 0) {
        m_flow.appendHeading(format.level, text.trimmed());
    } else {
        m_flow.appendParagraph(text, look);
        m_flow.breakParagraph();
    }
}

void RtfParagraphs::endCell()
{
    beginTable();
    m_flow.append(takeText());
    m_flow.append(u"\t");
}

void RtfParagraphs::endRow(bool isInner, bool isHead)
{
    if (isInner)
        m_flow.breakLine();
    else
        m_flow.endRow(isHead);
}

void RtfParagraphs::endPart(const Format &format, bool isPage)
{
    if (!format.isInTable)
        endTable();
    m_flow.append(takeText());
    if (isPage)
        m_flow.breakPage();
    else
        m_flow.breakParagraph();
}

void RtfParagraphs::beginTable()
{
    if (!std::exchange(m_isInTable, true))
        m_flow.beginTable();
}

void RtfParagraphs::endTable()
{
    if (std::exchange(m_isInTable, false))
        m_flow.endTable();
}

QString RtfParagraphs::takeText()
{
    m_look = {};
    return std::exchange(m_text, {});
}

} // namespace Procession
