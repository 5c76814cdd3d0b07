// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "listnumber.h"
#include "xmlpart.h"

#include <QHash>

#include <vector>

namespace Procession {

/// The styles of the lists of an OpenDocument text: how their levels, and those of its headings, are numbered.
class OdtListStyles
{
public:
    /// Takes a part of a list style that has begun: the style itself, a level, or a level's properties.
    void read(const XmlPart &xml);
    /// Null where there is no such style.
    const ListLevels *find(const QString &style) const;
    const ListLevels *outline() const { return find(outlineName()); }

private:
    static QString outlineName() { return QStringLiteral("\n"); } // no style can have it

    QHash<QString, ListLevels> m_styles;
    QString m_open;
};

/// The lists of an OpenDocument text as they are read, from the outermost to the innermost that is open.
class OdtLists
{
public:
    void beginList(const XmlPart &xml);
    void endList();
    /// `isHeader` says that it is an item without a number.
    void beginItem(const XmlPart &xml, bool isHeader);
    void endItem();
    /// The number of a paragraph that begins here, with a space behind it; empty where it has none. `style` is the list
    /// style that the paragraph's own style names.
    QString next(const OdtListStyles &styles, const QString &style);
    /// The number of a heading that is in no list.
    QString nextHeading(const OdtListStyles &styles, int level, std::optional<int> value);
    bool isInList() const { return !m_lists.empty(); }

private:
    struct Item
    {
        bool isNumbered = true; ///< its first paragraph has the number
        std::optional<int> value;
    };
    struct List
    {
        QString style;
        std::vector<Item> items; ///< those that are open: one, or none
    };

    std::vector<List> m_lists;
    QHash<int, ListCounters> m_counters; // of the outermost lists, those that go on with another one sharing its
    QHash<QString, int> m_ids;           // which of them a list has that is named so
    QHash<QString, int> m_lastOfStyle;
    int m_open = 0;
    int m_count = 0;
    ListCounters m_headings;
};

} // namespace Procession
