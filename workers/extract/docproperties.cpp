// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "docproperties.h"

#include <algorithm>

namespace Procession {

namespace {

enum Property : quint16 {
    CharacterDeleted = 0x0800,
    CharacterBold = 0x0835,
    CharacterCapitals = 0x083b,
    CharacterHidden = 0x083c,
    CharacterSpecial = 0x0855,
    CharacterPlain = 0x2a33,
    CharacterStyle = 0x4a30,
    CharacterFont = 0x4a4f,
    CharacterSymbol = 0x6a09,
    ParagraphAlignment80 = 0x2403,
    ParagraphOnNewPage = 0x2407,
    ParagraphInTable = 0x2416,
    ParagraphEndsRow = 0x2417,
    ParagraphEndsInnerCell = 0x244b,
    ParagraphEndsInnerRow = 0x244c,
    ParagraphAlignment = 0x2461,
    ParagraphListLevel = 0x260a,
    ParagraphOutlineLevel = 0x2640,
    ParagraphList = 0x460b,
    ParagraphTabs = 0xc615,
    ParagraphElsewhere = 0x6646, // its properties stand in the stream of data
    ParagraphElsewhere2 = 0x6645,
    ParagraphTables = 0x6649,
    ParagraphTablesMore = 0x664a,
    RowIsHead = 0x3404,
    RowCells = 0xd608,
};

constexpr int mostTables = 30; // within each other
constexpr int bodyText = 9;    // as a level of an outline
constexpr quint16 lastList = 0x07fe;
constexpr quint16 firstUnindentedList = 0xf802; // from here on, the number is negative

/// Of the property's operand, with what says its length.
qint64 operandSize(quint16 property, const BinaryView &from)
{
    switch (property >> 13) {
    case 0:
    case 1:
        return 1;
    case 3:
        return 4;
    case 6:
        break;
    case 7:
        return 3;
    default:
        return 2;
    }
    if (property == Property::RowCells)
        return from.u16(0) + 1;
    // Of very many tab stops the length doesn't fit: those that go, four bytes each, and those that come, three.
    if (property == Property::ParagraphTabs && from.u8(0) == 255) {
        const qint64 gone = from.u8(1) * 4;
        return 3 + gone + from.u8(2 + gone) * 3;
    }
    return from.u8(0) + 1;
}

bool toggled(quint8 value, bool ofStyle)
{
    if (value == 0x80)
        return ofStyle;
    return value == 0x81 ? !ofStyle : value != 0;
}

int listOf(quint16 value)
{
    if (value >= firstUnindentedList)
        return 0x10000 - value;
    return value <= lastList ? value : 0;
}

void applyOne(quint16 property, const BinaryView &operand, DocParagraph &paragraph)
{
    const quint8 value = operand.u8(0);
    switch (property) {
    case Property::ParagraphOutlineLevel:
        paragraph.level = value < bodyText ? value + 1 : 0;
        break;
    case Property::ParagraphList:
        paragraph.list = listOf(operand.u16(0));
        break;
    case Property::ParagraphListLevel:
        paragraph.listLevel = value;
        break;
    case Property::ParagraphInTable:
        paragraph.isInTable = value != 0;
        break;
    case Property::ParagraphEndsRow:
        paragraph.endsRow = value != 0;
        break;
    case Property::ParagraphEndsInnerCell:
        paragraph.endsInnerCell = value != 0;
        break;
    case Property::ParagraphEndsInnerRow:
        paragraph.endsInnerRow = value != 0;
        break;
    case Property::ParagraphTables:
        paragraph.tables = std::clamp(static_cast<qint32>(operand.u32(0)), 0, mostTables);
        break;
    case Property::ParagraphTablesMore:
        paragraph.tables = static_cast<int>(
            std::clamp<qint64>(qint64(paragraph.tables) + static_cast<qint32>(operand.u32(0)), 0, mostTables));
        break;
    case Property::RowIsHead:
        paragraph.isHeadRow = value != 0;
        break;
    case Property::ParagraphOnNewPage:
        paragraph.beginsPage = value != 0;
        break;
    case Property::ParagraphAlignment80:
    case Property::ParagraphAlignment:
        paragraph.isCentred = value == 1;
        break;
    default:
        break;
    }
}

} // namespace

bool DocPropertyReader::next()
{
    if (!m_properties.holds(m_at, 3))
        return false;
    m_property = m_properties.u16(m_at);
    const BinaryView behind = m_properties.from(m_at + 2);
    const qint64 size = operandSize(m_property, behind);
    m_operand = behind.sliced(0, size);
    m_at += 2 + size;
    return m_operand.size() == size;
}

void apply(const BinaryView &properties, DocParagraph &paragraph, const BinaryView &data)
{
    DocPropertyReader all(properties);
    while (all.next()) {
        if (all.property() != Property::ParagraphElsewhere && all.property() != Property::ParagraphElsewhere2) {
            applyOne(all.property(), all.operand(), paragraph);
            continue;
        }
        const qint64 at = all.operand().u32(0);
        DocPropertyReader elsewhere(data.sliced(at + 2, data.u16(at))); // those there refer nowhere
        while (elsewhere.next())
            applyOne(elsewhere.property(), elsewhere.operand(), paragraph);
    }
}

void apply(const BinaryView &properties, DocCharacters &characters, const DocCharacters &ofStyle)
{
    DocPropertyReader all(properties);
    while (all.next()) {
        const quint8 value = all.operand().u8(0);
        switch (all.property()) {
        case Property::CharacterHidden:
            characters.isHidden = toggled(value, ofStyle.isHidden);
            break;
        case Property::CharacterDeleted:
            characters.isDeleted = value != 0;
            break;
        case Property::CharacterBold:
            characters.isBold = toggled(value, ofStyle.isBold);
            break;
        case Property::CharacterCapitals:
            characters.isUpperCase = toggled(value, ofStyle.isUpperCase);
            break;
        case Property::CharacterSpecial:
            characters.isSpecial = value != 0;
            break;
        case Property::CharacterSymbol: // a font, then the character
            characters.symbolFont = all.operand().u16(0);
            characters.symbol = all.operand().u16(2);
            characters.isSpecial = true;
            break;
        case Property::CharacterFont:
            characters.font = all.operand().u16(0);
            break;
        case Property::CharacterStyle:
            characters.style = all.operand().u16(0);
            break;
        case Property::CharacterPlain: {
            const bool isSpecial = characters.isSpecial;
            characters = ofStyle;
            characters.isSpecial = isSpecial;
            break;
        }
        default:
            break;
        }
    }
}

} // namespace Procession
