// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "clausenumber.h"

#include <QRegularExpression>

namespace Procession {

using namespace Qt::StringLiterals;

ClauseNumber clauseNumber(QStringView text, bool isHeading)
{
    // Behind the number there is a letter, a quotation mark or the end; "3.5 mm" and dates aren't clauses.
    static const QRegularExpression named(
        uR"(\A(статья|ст\.|раздел|глава|часть|приложение|параграф|§|section|chapter|article|clause|annex|appendix|part|)"
        uR"(abschnitt|kapitel|artikel|anhang)\s*(\d{1,3}(?:\.\d{1,3}){0,6}|[IVXLC]{1,7}|[A-ZА-Я](?:\.\d{1,3}){0,6})(?![\w]))"_s,
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
    static const QRegularExpression numbered(
        uR"(\A(?:(?i:пп?\.|пункт[аеу]?|подпункт[аеу]?)\s*)?(\d{1,3}(?:\.\d{1,3}){0,6}|[A-ZА-Я](?:\.\d{1,3}){1,6})[.)]?(?:\s+(?=[\p{Lu}\p{Pi}"“«(–—-]|\p{Ll}\p{Ll}\p{Ll})|\z))"_s,
        QRegularExpression::UseUnicodePropertiesOption);
    const QString start = text.left(200).trimmed().toString();
    if (const auto match = named.match(start); match.hasMatch()) {
        // The word alone isn't enough within a text: "Part I played".
        const bool isWord = match.captured(1) != u"§"_s && match.captured(1).at(0).isLower();
        if (isWord)
            return {};
        return {match.captured(1) + u' ' + match.captured(2), 1};
    }
    const auto match = numbered.match(start);
    if (!match.hasMatch())
        return {};
    const QString number = match.captured(1);
    const int depth = static_cast<int>(number.count(u'.')) + 1;
    if (depth == 1 && !isHeading)
        return {};
    return {number, depth};
}

} // namespace Procession
