// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "linehighlighter.h"

namespace Procession {

namespace {

constexpr size_t mostPlaces = 1000;
constexpr qsizetype longestLine = 16 * 1024; // UTF-16 units that a regular expression is tried on

} // namespace

void LineHighlighter::setTerm(const SearchTerm &term)
{
    m_term = term;
    m_expression = QRegularExpression();
    if (!term.isRegex)
        return;
    m_expression.setPattern(QStringLiteral("(*LIMIT_MATCH=20000)(*LIMIT_DEPTH=500)") + term.text);
    if (!term.isCaseSensitive)
        m_expression.setPatternOptions(QRegularExpression::CaseInsensitiveOption);
}

std::vector<LineHighlighter::Place> LineHighlighter::placesIn(const QString &line) const
{
    std::vector<Place> places;
    if (m_term.text.isEmpty())
        return places;
    if (!m_term.isRegex) {
        const Qt::CaseSensitivity sensitivity = m_term.isCaseSensitive ? Qt::CaseSensitive : Qt::CaseInsensitive;
        qsizetype at = line.indexOf(m_term.text, 0, sensitivity);
        while (at >= 0 && places.size() < mostPlaces) {
            places.push_back({at, m_term.text.size()});
            at = line.indexOf(m_term.text, at + m_term.text.size(), sensitivity);
        }
        return places;
    }
    if (!m_expression.isValid())
        return places;
    auto matches = m_expression.globalMatch(line.size() > longestLine ? line.first(longestLine) : line);
    while (matches.hasNext() && places.size() < mostPlaces) {
        const QRegularExpressionMatch match = matches.next();
        if (match.capturedLength() > 0)
            places.push_back({match.capturedStart(), match.capturedLength()});
    }
    return places;
}

} // namespace Procession
