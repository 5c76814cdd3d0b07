// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "doclists.h"

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr int docLevels = 9;
constexpr qint64 listSize = 28;
constexpr qint64 levelSize = 28;
constexpr qint64 useSize = 16;
constexpr quint32 mostUses = 2046;
constexpr int longestPattern = 100;
constexpr quint32 mostStart = 0x7fff;

NumberFormat formatOf(int number)
{
    switch (number) {
    case 1:
        return NumberFormat::UpperRoman;
    case 2:
        return NumberFormat::LowerRoman;
    case 3:
        return NumberFormat::UpperLetter;
    case 4:
        return NumberFormat::LowerLetter;
    case 22:
        return NumberFormat::DecimalZero;
    case 23:
        return NumberFormat::Bullet;
    case 58:
        return NumberFormat::LowerRussian;
    case 59:
        return NumberFormat::UpperRussian;
    case 255:
        return NumberFormat::None;
    default:
        return NumberFormat::Decimal;
    }
}

/// A level (LVL), which has its own length; `at` goes behind it.
ListLevel levelFrom(const BinaryView &bytes, qint64 &at)
{
    ListLevel level;
    level.start = static_cast<int>(std::min(bytes.u32(at), mostStart));
    level.format = formatOf(bytes.u8(at + 4));
    const quint8 flags = bytes.u8(at + 5);
    level.isLegal = (flags & 4) != 0;
    if (flags & 8)
        level.restart = bytes.u8(at + 26);
    at += levelSize + bytes.u8(at + 24) + bytes.u8(at + 25); // what the number and its paragraph look like
    const quint16 length = bytes.u16(at);
    for (int i = 0; i < std::min<int>(length, longestPattern); ++i) {
        const char16_t character = bytes.u16(at + 2 + i * 2);
        if (character < docLevels) // stands for the number of a level
            level.pattern += u'%' + QString::number(character + 1);
        else
            level.pattern += QChar(character);
    }
    at += 2 + length * 2;
    return level;
}

} // namespace

void DocLists::read(const DocBinary &doc)
{
    if (doc.structure(DocStructure::Lists).size() < 2)
        return;
    readLists(doc.fromStructure(DocStructure::Lists)); // their levels stand behind it
    readUses(doc.structure(DocStructure::ListUses));
}

void DocLists::readLists(const BinaryView &bytes)
{
    const quint16 count = bytes.u16(0);
    qint64 at = 2;
    for (int i = 0; i < count && bytes.holds(at, listSize); ++i, at += listSize) {
        List list{.id = bytes.u32(at), .isSimple = (bytes.u8(at + 26) & 1) != 0};
        for (int level = 0; level < docLevels; ++level)
            list.styles.push_back(bytes.u16(at + 8 + level * 2));
        m_lists.push_back(std::move(list));
    }
    for (List &list : m_lists) {
        for (int i = 0; i < (list.isSimple ? 1 : docLevels) && bytes.holds(at, levelSize); ++i)
            list.levels[static_cast<size_t>(i)] = levelFrom(bytes, at);
    }
}

void DocLists::readUses(const BinaryView &bytes)
{
    QHash<quint32, int> lists;
    for (size_t i = 0; i < m_lists.size(); ++i)
        lists.insert(m_lists[i].id, static_cast<int>(i));
    const quint32 count = std::min(bytes.u32(0), mostUses);
    std::vector<int> changes;
    for (quint32 i = 0; i < count && bytes.holds(4 + i * useSize, useSize); ++i) {
        m_uses.push_back({.list = lists.value(bytes.u32(4 + i * useSize), -1)});
        changes.push_back(bytes.u8(4 + i * useSize + 12));
    }
    qint64 at = 4 + qint64(bytes.u32(0)) * useSize;
    for (size_t i = 0; i < m_uses.size(); ++i) {
        at += 4;
        for (int change = 0; change < changes[i] && bytes.holds(at, 8); ++change) {
            const quint32 flags = bytes.u32(at + 4);
            const int level = static_cast<int>(flags & 0xf);
            std::optional<int> start;
            if (flags & 0x10)
                start = static_cast<int>(std::min(bytes.u32(at), mostStart));
            at += 8;
            if (flags & 0x20) {
                const ListLevel other = levelFrom(bytes, at);
                if (start)
                    start = other.start;
                if (level < docLevels)
                    m_uses[i].levels.insert(level, other);
            }
            if (start)
                m_uses[i].starts.insert(level, *start);
        }
    }
}

int DocLists::levelOfStyle(int use, int style) const
{
    if (use < 1 || static_cast<size_t>(use) > m_uses.size() || m_uses[static_cast<size_t>(use - 1)].list < 0)
        return 0;
    const List &list = m_lists[static_cast<size_t>(m_uses[static_cast<size_t>(use - 1)].list)];
    const auto found = std::find(list.styles.begin(), list.styles.end(), style);
    return found == list.styles.end() ? 0 : static_cast<int>(found - list.styles.begin());
}

QString DocLists::next(int number, int level)
{
    if (number < 1 || static_cast<size_t>(number) > m_uses.size())
        return {};
    Use &use = m_uses[static_cast<size_t>(number - 1)];
    if (use.list < 0)
        return {};
    List &list = m_lists[static_cast<size_t>(use.list)];
    ListLevels levels = list.levels;
    for (const auto &[at, other] : use.levels.asKeyValueRange())
        levels[static_cast<size_t>(at)] = other;
    // Once: after that the list goes on from there.
    const auto start = use.starts.find(level);
    std::optional<int> value;
    if (start != use.starts.end()) {
        value = *start;
        use.starts.erase(start);
    }
    return list.counters.next(levels, level, value);
}

} // namespace Procession
