// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRegularExpression>
#include <QString>

#include <vector>

namespace Procession {

/// What a search looks for, as OutputQuery has it.
struct SearchTerm
{
    QString text;
    bool isRegex = false;
    bool isCaseSensitive = false;

    bool operator==(const SearchTerm &) const = default;
};

/// Finds in a shown line the places that match a search. Its time is bounded, also for regular expressions that try
/// without end. Threads: one at a time. Owner: who draws.
class LineHighlighter
{
public:
    struct Place
    {
        qsizetype begin = 0;
        qsizetype length = 0;
        bool operator==(const Place &) const = default;
    };

    void setTerm(const SearchTerm &term);
    const SearchTerm &term() const { return m_term; }

    /// At most 1,000 places, none of them empty; none for a term that is empty or no regular expression.
    std::vector<Place> placesIn(const QString &line) const;

private:
    SearchTerm m_term;
    QRegularExpression m_expression;
};

} // namespace Procession
