// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "listnumber.h"

#include <QHash>

namespace Procession {

/// The lists of a DOCX document (numbering.xml), and how far each has come.
class DocxNumbering
{
public:
    /// What can't be read numbers nothing.
    void read(const QByteArray &content);

    /// The level of a list that numbers the paragraphs of a style; 0 where the list names none.
    int levelOfStyle(const QString &number, const QString &style) const;
    /// Counts a paragraph of the list `number` (w:numId) at the level, from 0; its number as printed with a space behind
    /// it, or nothing.
    QString next(const QString &number, int level);

private:
    struct List
    {
        ListLevels levels{};
        QHash<QString, int> styles; ///< the level of each style that has one
        QString link;               ///< the style that has the levels, in place of these
        QString name;               ///< the style whose levels these are
        ListCounters counters;
    };
    struct Number
    {
        QString list;
        QHash<int, int> starts;       ///< by level: where it begins in place of going on
        QHash<int, ListLevel> levels; ///< those that are others than the list's
    };
    QString listOf(const Number &number) const;

    QHash<QString, List> m_lists;
    QHash<QString, Number> m_numbers;
};

} // namespace Procession
