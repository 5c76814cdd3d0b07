// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "binaryview.h"

#include <optional>

namespace Procession {

/// What is kept of a paragraph's properties. Plain data.
struct DocParagraph
{
    int level = 0; ///< of a heading; 0: none
    int list = 0;  ///< the use of a list that numbers it (LFO, from 1); 0: none
    std::optional<int> listLevel{};
    int tables = 0; ///< how many tables it is in, within each other
    bool isInTable = false;
    bool endsRow = false;
    bool endsInnerCell = false;
    bool endsInnerRow = false;
    bool isHeadRow = false; ///< with the end of a row
    bool beginsPage = false;
    bool isCentred = false;

    int depth() const { return tables > 0 ? tables : isInTable ? 1 : 0; }
};

/// Likewise of characters.
struct DocCharacters
{
    bool isHidden = false;
    bool isDeleted = false;
    bool isBold = false;
    bool isUpperCase = false;
    bool isSpecial = false; ///< their codes mean something else
    char16_t symbol = 0;    ///< what a special one shows, a code of its font
    int symbolFont = -1;    ///< the number of that font
    int font = -1;          ///< of the others
    int style = 0;          ///< 0: none
};

/// Goes through properties (sprms), each a number and its operand. What is cut off is left out.
class DocPropertyReader
{
public:
    explicit DocPropertyReader(const BinaryView &properties)
        : m_properties(properties)
    {
    }

    bool next();
    quint16 property() const { return m_property; }
    const BinaryView &operand() const { return m_operand; }

private:
    BinaryView m_properties;
    qint64 m_at = 0;
    quint16 m_property = 0;
    BinaryView m_operand;
};

/// Changes the paragraph as the properties say. `data` is the document's stream of data, where long ones stand.
void apply(const BinaryView &properties, DocParagraph &paragraph, const BinaryView &data);
/// Changes the characters as the properties say; some say that they are as in `ofStyle`, or not.
void apply(const BinaryView &properties, DocCharacters &characters, const DocCharacters &ofStyle);

} // namespace Procession
