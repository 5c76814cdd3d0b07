// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QList>
#include <QSet>
#include <QStringList>

namespace Procession {

/// The headers and footers of a document that knows only lines: those that stand at the top or the bottom of most pages,
/// whatever numbers are in them.
///
/// Pure; any one thread.
class PageMargins
{
public:
    /// From so many pages on it is known which lines they are.
    static constexpr int pagesToKnow = 6;

    /// Where a line stands in the text of its page.
    struct Line
    {
        qsizetype offset = 0;
        qsizetype length = 0; ///< without the line break
    };

    /// Looks at the first pages, before any is stripped. Their lines stand from top to bottom.
    void learn(const QStringList &pages);

    struct Stripped
    {
        QString text;
        QList<Line> removed; ///< from the text, by their places before, in order, with the line breaks behind them

        /// Where a character stands now; -1 where it went.
        qsizetype offsetOf(qsizetype before) const;
    };
    /// A page without them. `lines` are those of the page from top to bottom, as they are printed: in the text they stand
    /// as they are read, and a footer is read before the last column.
    Stripped strip(const QString &page, const QList<Line> &lines);
    /// Those that strip() has taken away, each once, as they stood first.
    const QStringList &taken() const { return m_taken; }

private:
    void take(QStringView line);

    QSet<QString> m_top;
    QSet<QString> m_bottom;
    QSet<QString> m_seen;
    QStringList m_taken;
};

} // namespace Procession
