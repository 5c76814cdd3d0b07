// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "process.h"

#include <QByteArray>
#include <QList>

namespace Procession {

/// The words that a user searches for. A process is found where each of them stands somewhere in its id, name,
/// description, message, error or metadata, in any order, whatever the case and the accents: `munchen` finds München.
///
/// Wider than ProcessFilter::text, whose meaning is the API's. A value. Threads: as QString.
/// Cost: a process whose texts are plain ASCII is searched as it stands; another is folded first, which a caller that
/// searches it again and again does once (folded()).
class SearchWords
{
public:
    SearchWords() = default;
    explicit SearchWords(const QString &text);

    bool isEmpty() const { return m_words.isEmpty(); }
    /// Whether all words are in the process; true where there are none.
    bool areIn(const Process &process) const;
    /// The same for a process whose texts are known to need folding; `folded` is folded(process).
    bool areInFolded(QByteArrayView folded) const;

    /// Whether the process has letters outside of ASCII.
    static bool needFolding(const Process &process);
    /// All that is searched of the process in one text: in compatible decomposition, without accents and case.
    static QByteArray folded(const Process &process);

    friend bool operator==(const SearchWords &a, const SearchWords &b) = default;

private:
    struct Word
    {
        QByteArray plain;   // folded, in UTF-8
        QByteArray escaped; // as it stands in JSON; empty where that is the same
        friend bool operator==(const Word &a, const Word &b) = default;
    };
    QList<Word> m_words;
};

} // namespace Procession
