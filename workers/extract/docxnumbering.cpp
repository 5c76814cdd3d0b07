// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "docxnumbering.h"

#include "xmlpart.h"

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

NumberFormat formatOf(const QString &name)
{
    static const QHash<QString, NumberFormat> formats{
        {u"bullet"_s, NumberFormat::Bullet},
        {u"none"_s, NumberFormat::None},
        {u"decimalZero"_s, NumberFormat::DecimalZero},
        {u"lowerLetter"_s, NumberFormat::LowerLetter},
        {u"upperLetter"_s, NumberFormat::UpperLetter},
        {u"lowerRoman"_s, NumberFormat::LowerRoman},
        {u"upperRoman"_s, NumberFormat::UpperRoman},
        {u"russianLower"_s, NumberFormat::LowerRussian},
        {u"russianUpper"_s, NumberFormat::UpperRussian},
    };
    return formats.value(name, NumberFormat::Decimal);
}

/// A property of a level, where one begins.
void readProperty(const XmlPart &xml, ListLevel &level)
{
    const QStringView name = xml.element();
    const QString value = xml.attribute("val"_L1);
    if (name == "start"_L1)
        level.start = value.toInt();
    else if (name == "numFmt"_L1)
        level.format = formatOf(value);
    else if (name == "lvlText"_L1)
        level.pattern = value.left(100);
    else if (name == "isLgl"_L1)
        level.isLegal = value != "0"_L1 && value != "false"_L1;
    else if (name == "lvlRestart"_L1)
        level.restart = value.toInt();
}

} // namespace

void DocxNumbering::read(const QByteArray &content)
{
    XmlPart xml(content, {});
    List *list = nullptr;
    Number *number = nullptr;
    ListLevel *level = nullptr;
    int index = 0;
    const auto levelIn = [&xml] { return std::clamp(xml.attribute("ilvl"_L1).toInt(), 0, listLevels - 1); };
    while (xml.next()) {
        const QStringView name = xml.element();
        if (xml.ends()) {
            if (name == "lvl"_L1)
                level = nullptr;
            else if (name == "abstractNum"_L1)
                list = nullptr;
            else if (name == "num"_L1)
                number = nullptr;
        } else if (!xml.starts()) {
            continue;
        } else if (name == "abstractNum"_L1) {
            list = &m_lists[xml.attribute("abstractNumId"_L1)];
        } else if (name == "num"_L1) {
            number = &m_numbers[xml.attribute("numId"_L1)];
        } else if (name == "lvl"_L1) {
            index = levelIn();
            level = list ? &list->levels[static_cast<size_t>(index)] : number ? &number->levels[index] : nullptr;
        } else if (name == "lvlOverride"_L1) {
            index = levelIn();
        } else if (level && list && name == "pStyle"_L1) {
            list->styles.insert(xml.attribute("val"_L1), index);
        } else if (level) {
            readProperty(xml, *level);
        } else if (list && name == "numStyleLink"_L1) {
            list->link = xml.attribute("val"_L1);
        } else if (list && name == "styleLink"_L1) {
            list->name = xml.attribute("val"_L1);
        } else if (number && name == "abstractNumId"_L1) {
            number->list = xml.attribute("val"_L1);
        } else if (number && name == "startOverride"_L1) {
            number->starts.insert(index, xml.attribute("val"_L1).toInt());
        }
    }
}

/// The list that has the levels of the number, also where it takes them from a style.
QString DocxNumbering::listOf(const Number &number) const
{
    const auto list = m_lists.constFind(number.list);
    if (list == m_lists.cend() || list->link.isEmpty())
        return number.list;
    const auto linked =
        std::find_if(m_lists.cbegin(), m_lists.cend(), [&](const List &other) { return other.name == list->link; });
    return linked == m_lists.cend() ? number.list : linked.key();
}

int DocxNumbering::levelOfStyle(const QString &number, const QString &style) const
{
    return m_lists.value(listOf(m_numbers.value(number))).styles.value(style, 0);
}

QString DocxNumbering::next(const QString &id, int level)
{
    const auto number = m_numbers.find(id);
    if (number == m_numbers.end())
        return {};
    const auto list = m_lists.find(listOf(*number));
    if (list == m_lists.end())
        return {};
    ListLevels levels = list->levels;
    for (const auto &[at, other] : number->levels.asKeyValueRange())
        levels[static_cast<size_t>(at)] = other;
    // Once: after that the list goes on from there.
    const auto start = number->starts.find(level);
    std::optional<int> value;
    if (start != number->starts.end()) {
        value = *start;
        number->starts.erase(start);
    }
    return list->counters.next(levels, level, value);
}

} // namespace Procession
