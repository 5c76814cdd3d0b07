// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "process.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace Procession {

/// What a user searches for: words and conditions, all of which a process has to meet.
///
/// A word stands somewhere in its id, name, description, message, error or metadata, in any order, whatever the case and
/// the accents: `munchen` finds München. A text in quotation marks stands there as it is written, spaces included.
/// `KEY:VALUE` asks one field: `id`, `name`, `description`, `message` and `error` have the value in them; `status` and
/// `type` are it; `attempt` and `progress` compare with it (`attempt:>1`); any other key is one of the metadata, whose
/// value it is, with dots for objects within objects (`model.name:deepseek*`). With `*` or `?` the value is a pattern of
/// the whole. A minus before any of them asks that it isn't so.
///
/// Wider than ProcessFilter::text, whose meaning is the API's. A value. Threads: as QString.
/// Cost: a process whose texts are plain ASCII is searched as it stands; another is folded first, which a caller that
/// searches it again and again does once (folded()). A condition about metadata reads those that have its key.
class SearchWords
{
public:
    SearchWords() = default;
    explicit SearchWords(const QString &text);

    bool isEmpty() const { return m_words.isEmpty() && m_conditions.isEmpty(); }
    /// Whether the process meets all that is asked for; true where nothing is.
    bool areIn(const Process &process) const;
    /// The same for a process whose texts are known to need folding; `folded` is folded(process).
    bool areIn(const Process &process, QByteArrayView folded) const;

    /// Whether the process has letters outside of ASCII.
    static bool needFolding(const Process &process);
    /// All that is searched of the process in one text: in compatible decomposition, without accents and case.
    static QByteArray folded(const Process &process);

    friend bool operator==(const SearchWords &a, const SearchWords &b) = default;

private:
    struct Word
    {
        QByteArray plain;   // folded, in UTF-8
        QByteArray escaped; // as a text within JSON has it, where that differs; empty otherwise
        bool isUnwanted = false;

        friend bool operator==(const Word &a, const Word &b) = default;
    };
    struct Condition
    {
        QString key;
        QString value; // folded
        bool isPattern = false;
        bool isUnwanted = false;

        friend bool operator==(const Condition &a, const Condition &b) = default;
    };

    void addWord(const QString &text, bool isUnwanted);
    static bool holds(const Condition &condition, const Process &process);
    bool conditionsHold(const Process &process) const;

    QList<Word> m_words;
    QList<Condition> m_conditions;
};

} // namespace Procession
