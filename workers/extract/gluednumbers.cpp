// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gluednumbers.h"

#include <QRegularExpression>

namespace Procession {

using namespace Qt::StringLiterals;

QString GluedNumbers::parted(const QString &heading)
{
    // Perhaps a word, such as "Chapter", then the number, with what may end it, then the first word, perhaps quoted.
    static const QRegularExpression glued(uR"(^(?:\p{L}+ )?(\d{1,3}(?:\.\d{1,3}){0,9})([.)]?)(?=[«“„"(]?(\p{L}+)))"_s);
    const QRegularExpressionMatch match = glued.match(heading.left(200));
    if (!match.hasMatch()) {
        // A number that has its space is counted all the same.
        static const QRegularExpression number(uR"(^(\d{1,3})[.)]?\s)"_s);
        if (const auto parted = number.match(heading.left(20)); parted.hasMatch())
            m_last = parted.captured(1).toInt();
        return heading;
    }
    const QString number = match.captured(1);
    const QString word = match.captured(3);
    const bool isOnePart = !number.contains(u'.');
    const bool isNext = isOnePart && number.toInt() == m_last + 1;
    const bool isWord = word[0].isUpper() && (word.size() > 2 || word.back().isLower());
    if (isOnePart && match.captured(2).isEmpty() && !isWord && !isNext)
        return heading;
    if (isOnePart)
        m_last = number.toInt();
    const qsizetype end = match.capturedEnd(2);
    return heading.left(end) + u' ' + heading.sliced(end);
}

QString GluedNumbers::partedClause(const QString &text)
{
    static const QRegularExpression glued(uR"(^\s*(?:\d{1,3}(?:\.\d{1,3}){1,9}\.?|\d{1,3}\.)(?=[«“„"(]?\p{Lu}))"_s);
    const qsizetype end = glued.match(text.left(200)).capturedEnd();
    return end > 0 ? text.left(end) + u' ' + text.sliced(end) : text;
}

} // namespace Procession
