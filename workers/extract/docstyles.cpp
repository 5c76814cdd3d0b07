// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "docstyles.h"

namespace Procession {

namespace {

enum Kind : quint8 { OfParagraphs = 1, OfCharacters = 2 };
constexpr int noStyle = 0xfff; // also how many there may be
constexpr int title = 62;      // Word's own styles
constexpr int lastHeading = 9;
constexpr int longestChain = 10; // of styles that are based on each other

} // namespace

void DocStyles::read(const DocBinary &doc)
{
    const BinaryView sheet = doc.structure(DocStructure::Styles);
    const quint16 headSize = sheet.u16(0);
    const int count = std::min<int>(sheet.u16(2), noStyle);
    const quint16 baseSize = sheet.u16(4);
    qint64 at = 2 + headSize;
    for (int i = 0; i < count && sheet.holds(at, 2); ++i) {
        const quint16 size = sheet.u16(at);
        m_styles.push_back(styleFrom(sheet.sliced(at + 2, size), baseSize));
        at += 2 + size + size % 2;
    }
    for (size_t i = 0; i < m_styles.size(); ++i)
        resolve(i, doc.data());
}

DocStyles::Style DocStyles::styleFrom(const BinaryView &entry, qint64 baseSize)
{
    Style style;
    if (entry.isEmpty())
        return style; // a number that no style has
    style.builtIn = entry.u16(0) & 0xfff;
    style.kind = entry.u16(2) & 0xf;
    style.base = entry.u16(2) >> 4;
    qint64 at = baseSize + 2 + entry.u16(baseSize) * 2 + 2; // behind the name, which ends with a null
    const auto take = [&] {
        at += at % 2;
        const quint16 size = entry.u16(at);
        const BinaryView part = entry.sliced(at + 2, size);
        at += 2 + size;
        return part;
    };
    if (style.kind == Kind::OfParagraphs)
        style.ofParagraph = take().from(2); // its own number stands there once more
    if (style.kind == Kind::OfParagraphs || style.kind == Kind::OfCharacters)
        style.ofCharacters = take();
    return style;
}

void DocStyles::resolve(size_t index, const BinaryView &data)
{
    Style &style = m_styles[index];
    if (style.isResolved)
        return;
    style.isResolved = true; // also where it is based on itself
    if (style.base >= 0 && static_cast<size_t>(style.base) < m_styles.size() && style.kind == Kind::OfParagraphs) {
        const auto base = static_cast<size_t>(style.base);
        resolve(base, data);
        style.paragraph = m_styles[base].paragraph;
        style.characters = m_styles[base].characters;
    }
    apply(style.ofParagraph, style.paragraph, data);
    const DocCharacters ofBase = style.characters;
    apply(style.ofCharacters, style.characters, ofBase);
    if (style.builtIn >= 1 && style.builtIn <= lastHeading)
        style.paragraph.level = style.builtIn;
    else if (style.builtIn == title)
        style.paragraph.level = 1;
}

const DocStyles::Style *DocStyles::find(int style) const
{
    return style >= 0 && static_cast<size_t>(style) < m_styles.size() ? &m_styles[static_cast<size_t>(style)] : nullptr;
}

const DocParagraph &DocStyles::paragraph(int style) const
{
    static const DocParagraph plain;
    const Style *found = find(style);
    return found ? found->paragraph : plain;
}

const DocCharacters &DocStyles::characters(int style) const
{
    static const DocCharacters plain;
    const Style *found = find(style);
    return found ? found->characters : plain;
}

void DocStyles::applyTo(int style, DocCharacters &characters) const
{
    std::vector<const Style *> chain;
    for (const Style *at = find(style); at && at->kind == Kind::OfCharacters && chain.size() < longestChain;
         at = find(at->base))
        chain.push_back(at);
    for (auto at = chain.rbegin(); at != chain.rend(); ++at) {
        const DocCharacters before = characters;
        apply((*at)->ofCharacters, characters, before);
    }
}

} // namespace Procession
