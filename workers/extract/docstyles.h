// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "docbinary.h"
#include "docproperties.h"

#include <vector>

namespace Procession {

/// The styles of a Word document, each with what it has from the one that it is based on.
class DocStyles
{
public:
    /// What can't be read has the properties of plain text. `doc` must outlive this.
    void read(const DocBinary &doc);

    /// Of a paragraph that has this style, and of its characters. The numbers are those of the document (istd).
    const DocParagraph &paragraph(int style) const;
    const DocCharacters &characters(int style) const;
    /// What a style of characters changes of those that have it.
    void applyTo(int style, DocCharacters &characters) const;

private:
    struct Style
    {
        int kind = 0;
        int builtIn = -1; // which of Word's own it is (sti)
        int base = -1;
        BinaryView ofParagraph;
        BinaryView ofCharacters;
        bool isResolved = false;
        DocParagraph paragraph;
        DocCharacters characters;
    };
    static Style styleFrom(const BinaryView &entry, qint64 baseSize);
    void resolve(size_t index, const BinaryView &data);
    const Style *find(int style) const;

    std::vector<Style> m_styles;
};

} // namespace Procession
