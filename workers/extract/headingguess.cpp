// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "headingguess.h"

#include "clausenumber.h"

#include <algorithm>

namespace Procession {

namespace {

constexpr qsizetype longest = 150;
constexpr qsizetype fewestLetters = 3;
constexpr int deepest = 6;

} // namespace

int guessedHeadingLevel(QStringView text, const ParagraphLook &look)
{
    text = text.trimmed();
    if (text.size() > longest || text.contains(u'\t'))
        return 0;
    qsizetype letters = 0;
    qsizetype capitals = 0;
    for (const QChar c : text) {
        letters += c.isLetter() ? 1 : 0;
        capitals += c.isUpper() ? 1 : 0;
    }
    const bool isUpperCase = letters >= fewestLetters && capitals == letters;
    if (letters < fewestLetters || (!look.isBold && !look.isCentred && !isUpperCase))
        return 0;
    const ClauseNumber number = clauseNumber(text, true);
    // A heading is no sentence, no item of an enumeration, and announces nothing that follows in the same breath.
    const QChar last = text.back();
    if (last == u';' || last == u',' || (last == u':' && number.depth == 0))
        return 0;
    if (last == u'.' && number.depth == 0 && !isUpperCase)
        return 0;
    if (number.depth > 0)
        return look.isBold || isUpperCase || number.depth == 1 ? std::min(number.depth, deepest) : 0;
    if (!text.front().isUpper() && !text.front().isDigit())
        return 0;
    if (look.isCentred && !look.isBold && !isUpperCase)
        return 0; // pictures' captions, formulas, dates
    return look.isCentred || isUpperCase ? 1 : 2;
}

} // namespace Procession
