// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
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

    /// Looks at the first pages, before any is stripped.
    void learn(const QStringList &pages);

    struct Stripped
    {
        QString text;
        qsizetype removedAtTop = 0; ///< how many characters went before the text
    };
    /// A page without them.
    Stripped strip(const QString &page);
    /// Those that strip() has taken away, each once, as they stood first.
    const QStringList &taken() const { return m_taken; }

private:
    QSet<QString> m_top;
    QSet<QString> m_bottom;
    QSet<QString> m_seen;
    QStringList m_taken;
};

} // namespace Procession
