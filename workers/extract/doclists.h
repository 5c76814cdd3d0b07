// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "docbinary.h"
#include "listnumber.h"

#include <QHash>

#include <vector>

namespace Procession {

/// The lists of a Word document, and how far each has come.
class DocLists
{
public:
    /// What can't be read numbers nothing.
    void read(const DocBinary &doc);

    /// The level of a list that numbers the paragraphs of a style; 0 where the list names none.
    int levelOfStyle(int use, int style) const;
    /// Counts a paragraph of the use of a list (LFO, from 1) at the level, from 0; its number as printed with a space
    /// behind it, or nothing.
    QString next(int use, int level);

private:
    struct List
    {
        quint32 id = 0;
        bool isSimple = false; ///< it has one level
        std::vector<int> styles{};
        ListLevels levels{};
        ListCounters counters{};
    };
    struct Use
    {
        int list = -1;
        QHash<int, int> starts{};       ///< by level: where it begins in place of going on
        QHash<int, ListLevel> levels{}; ///< those that are others than the list's
    };
    void readLists(const BinaryView &bytes);
    void readUses(const BinaryView &bytes);

    std::vector<List> m_lists;
    std::vector<Use> m_uses;
};

} // namespace Procession
