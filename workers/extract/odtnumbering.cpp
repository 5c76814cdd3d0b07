// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "odtnumbering.h"

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

NumberFormat formatOf(const QString &name)
{
    if (name.isEmpty())
        return NumberFormat::None;
    switch (name.front().unicode()) {
    case u'a':
        return NumberFormat::LowerLetter;
    case u'A':
        return NumberFormat::UpperLetter;
    case u'i':
        return NumberFormat::LowerRoman;
    case u'I':
        return NumberFormat::UpperRoman;
    case u'а': // such as "а, б, .., аа, бб, ... (ru)"
        return NumberFormat::LowerRussian;
    case u'А':
        return NumberFormat::UpperRussian;
    default:
        return NumberFormat::Decimal;
    }
}

/// The pattern of a level (from 1), as prefix, suffix and the number of levels say that are shown.
QString patternOf(const XmlPart &xml, int level)
{
    // Such as "%1%.%2%", which newer programs write besides.
    if (QString format = xml.attribute("num-list-format"_L1); !format.isEmpty()) {
        for (int at = listLevels; at >= 1; --at)
            format.replace(u"%%1%"_s.arg(at), u"%"_s + QString::number(at));
        return format.left(100);
    }
    const int shown = std::clamp(xml.attribute("display-levels"_L1).toInt(), 1, level);
    QStringList numbers;
    for (int at = level - shown + 1; at <= level; ++at)
        numbers.append(u"%"_s + QString::number(at));
    return xml.attribute("num-prefix"_L1).left(30) + numbers.join(u'.') + xml.attribute("num-suffix"_L1).left(30);
}

} // namespace

void OdtListStyles::read(const XmlPart &xml)
{
    const QStringView name = xml.element();
    if (name == "list-style"_L1) {
        m_open = xml.attribute("name"_L1);
        m_styles.insert(m_open, {});
        return;
    }
    if (name == "outline-style"_L1) {
        m_open = outlineName();
        m_styles.insert(m_open, {});
        return;
    }
    const bool isNumber = name == "list-level-style-number"_L1 || name == "outline-level-style"_L1;
    const bool isBullet = name == "list-level-style-bullet"_L1 || name == "list-level-style-image"_L1;
    const int level = xml.attribute("level"_L1).toInt();
    if ((!isNumber && !isBullet) || level < 1 || level > listLevels)
        return;
    ListLevel &entry = m_styles[m_open][static_cast<size_t>(level - 1)];
    entry = {};
    if (isBullet) {
        entry.format = NumberFormat::Bullet;
        return;
    }
    entry.format = formatOf(xml.attribute("num-format"_L1));
    if (const QString start = xml.attribute("start-value"_L1); !start.isEmpty())
        entry.start = start.toInt();
    if (entry.format != NumberFormat::None)
        entry.pattern = patternOf(xml, level);
}

const ListLevels *OdtListStyles::find(const QString &style) const
{
    const auto found = m_styles.constFind(style);
    return found == m_styles.cend() ? nullptr : &*found;
}

void OdtLists::beginList(const XmlPart &xml)
{
    const QString own = xml.attribute("style-name"_L1);
    const QString style = own.isEmpty() && !m_lists.empty() ? m_lists.back().style : own;
    if (m_lists.empty()) {
        const int continued = m_ids.value(xml.attribute("continue-list"_L1), 0);
        const bool goesOn = xml.attribute("continue-numbering"_L1) == "true"_L1;
        const auto last = m_lastOfStyle.constFind(style);
        m_open = continued > 0 ? continued : goesOn && last != m_lastOfStyle.cend() ? *last : ++m_count;
        if (const QString id = xml.attribute("id"_L1); !id.isEmpty())
            m_ids.insert(id, m_open);
        m_lastOfStyle.insert(style, m_open);
    }
    m_lists.push_back({style, {}});
}

void OdtLists::endList()
{
    if (!m_lists.empty())
        m_lists.pop_back();
}

void OdtLists::beginItem(const XmlPart &xml, bool isHeader)
{
    if (m_lists.empty())
        return;
    const QString value = xml.attribute("start-value"_L1);
    m_lists.back().items.push_back(
        {.isNumbered = !isHeader, .value = value.isEmpty() ? std::optional<int>() : value.toInt()});
}

void OdtLists::endItem()
{
    if (!m_lists.empty() && !m_lists.back().items.empty())
        m_lists.back().items.pop_back();
}

QString OdtLists::next(const OdtListStyles &styles, const QString &style)
{
    if (m_lists.empty() || m_lists.back().items.empty())
        return {};
    // An item has one number, at its first paragraph.
    const Item item = std::exchange(m_lists.back().items.back(), Item{.isNumbered = false, .value = {}});
    const ListLevels *levels = styles.find(m_lists.back().style);
    if (!levels)
        levels = styles.find(style);
    if (!item.isNumbered || !levels)
        return {};
    return m_counters[m_open].next(*levels, static_cast<int>(m_lists.size()) - 1, item.value);
}

QString OdtLists::nextHeading(const OdtListStyles &styles, int level, std::optional<int> value)
{
    const ListLevels *levels = styles.outline();
    return levels ? m_headings.next(*levels, level - 1, value) : QString();
}

} // namespace Procession
