// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <QString>

namespace Procession {

/// Joins words that a typesetter split at the end of a line.
///
/// A hyphen at the end of a line is the typesetter's, except before a capital or a digit, before a particle that
/// Russian writes with a hyphen, and where the same word has its hyphen in the middle of an earlier line.
/// Pure; any one thread. It keeps up to some ten thousand words.
class Dehyphenation
{
public:
    /// Takes note of the words of a line that have a hyphen within.
    void note(const QString &line);
    /// Where `text` (that ends in a line break) ends in the middle of a word, moves the rest of the word there from the
    /// beginning of `line`.
    void join(QString &text, QString &line) const;

private:
    bool keepsHyphen(QStringView first, QStringView second) const;

    QSet<QString> m_hyphenated;
};

} // namespace Procession
