// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "docpieces.h"

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

enum Part : quint8 { Changes = 1, Table = 2 };
constexpr quint32 narrowFlag = 0x40000000;
constexpr qint64 pieceSize = 8;

Error damaged()
{
    return documentError(DocumentFailure::malformed, u"The document is damaged: its text isn't where it says."_s);
}

/// A character of Windows' Western code page.
char16_t western(quint8 byte)
{
    static constexpr char16_t others[] = {0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021,
                                          0x2c6,  0x2030, 0x160,  0x2039, 0x152,  0x8d,   0x17d,  0x8f,
                                          0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                          0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178};
    return byte >= 0x80 && byte < 0xa0 ? others[byte - 0x80] : byte;
}

/// What stands for the number of a property in a piece that has only one of them (Prm0): that of Word 6.
quint16 propertyOf(int number)
{
    switch (number) {
    case 0x05:
        return 0x2403; // centred
    case 0x09:
        return 0x2407; // on a new page
    case 0x0c:
        return 0x260a; // level in a list
    case 0x18:
        return 0x2416; // in a table
    case 0x19:
        return 0x2417; // end of a row
    case 0x41:
        return 0x0800; // deleted
    case 0x55:
        return 0x0835; // bold
    case 0x5b:
        return 0x083b; // capitals
    case 0x5c:
        return 0x083c; // hidden
    default:
        return 0;
    }
}

} // namespace

Result<DocPieces> DocPieces::read(const DocBinary &doc, qint64 maxCharacters)
{
    DocPieces pieces;
    const BinaryView parts = doc.structure(DocStructure::Pieces);
    qint64 at = 0;
    while (parts.u8(at) == Part::Changes) {
        const quint16 size = parts.u16(at + 1);
        pieces.m_changes.push_back(parts.sliced(at + 3, size));
        at += 3 + size;
    }
    const qint64 size = parts.u32(at + 1);
    if (parts.u8(at) != Part::Table || !parts.holds(at + 5, size))
        return damaged();
    if (auto read = pieces.readTable(parts.sliced(at + 5, size), doc.document(), maxCharacters); !read)
        return read.error();
    if (pieces.m_text.size() < doc.story(DocStory::Main).end)
        return damaged();
    return pieces;
}

Result<void> DocPieces::readTable(const BinaryView &table, const BinaryView &document, qint64 maxCharacters)
{
    const DocPlc plc(table, pieceSize);
    if (plc.count() == 0 || plc.position(0) != 0)
        return damaged();
    for (qint64 i = 0; i < plc.count(); ++i) {
        const qint64 begin = plc.position(i);
        const qint64 end = plc.position(i + 1);
        if (end > maxCharacters) {
            return documentError(DocumentFailure::tooLarge,
                                 u"The document has more than %1 MiB of text."_s.arg(maxCharacters >> 20));
        }
        const BinaryView entry = plc.entry(i);
        const quint32 place = entry.u32(2);
        const bool isWide = (place & narrowFlag) == 0;
        const quint32 at = isWide ? place & ~narrowFlag : (place & ~narrowFlag) / 2;
        const qint64 width = isWide ? 2 : 1;
        if (end <= begin || !document.holds(at, (end - begin) * width))
            return damaged();
        m_pieces.push_back({static_cast<quint32>(begin), at, isWide, entry.u16(6)});
        for (qint64 from = at; from < at + (end - begin) * width; from += width)
            m_text += QChar(isWide ? document.u16(from) : western(document.u8(from)));
    }
    return {};
}

DocPieces::Place DocPieces::place(qint64 position) const
{
    const auto next = std::upper_bound(m_pieces.begin(), m_pieces.end(), position,
                                       [](qint64 at, const Piece &piece) { return at < piece.begin; });
    if (next == m_pieces.begin())
        return {};
    const Piece &piece = *std::prev(next);
    const qint64 end = next == m_pieces.end() ? m_text.size() : next->begin;
    const int width = piece.isWide ? 2 : 1;
    return {.at = piece.at + (position - piece.begin) * width,
            .width = width,
            .left = std::max<qint64>(1, end - position),
            .change = piece.change};
}

QByteArray DocPieces::changes(quint16 change) const
{
    if (change & 1) {
        const size_t index = change >> 1;
        return index < m_changes.size() ? m_changes[index].bytes().toByteArray() : QByteArray();
    }
    const quint16 property = propertyOf((change >> 1) & 0x7f);
    if (property == 0)
        return {};
    return QByteArray(1, static_cast<char>(property & 0xff)) + static_cast<char>(property >> 8)
        + static_cast<char>(change >> 8);
}

} // namespace Procession
