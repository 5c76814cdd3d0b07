// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "binaryview.h"
#include "documentfailure.h"

#include <QByteArray>

#include <array>

namespace Procession {

/// The parts of a Word document's text, one behind the other.
enum class DocStory : quint8 { Main, Footnotes, Margins, Macros, Comments, Endnotes, TextBoxes, MarginTextBoxes };
constexpr int docStories = 8;

/// Structures that the head of a Word document says the place of, by their number there.
enum class DocStructure : quint8 {
    Styles = 1,
    FootnoteMarks = 2,
    Footnotes = 3,
    Sections = 6,
    Margins = 11, ///< headers and footers
    CharacterPages = 12,
    ParagraphPages = 13,
    Fonts = 15,
    Pieces = 33,
    Shapes = 40,
    EndnoteMarks = 46,
    Endnotes = 47,
    TextBoxes = 56,
    Lists = 73,
    ListUses = 74,
};

/// From one position of the text to another one, in characters (CP).
struct DocRange
{
    qint64 begin = 0;
    qint64 end = 0;
};

/// The streams of a Word document until 2003 ([MS-DOC]) and what its head (FIB) says of them.
class DocBinary
{
public:
    /// Errors: `malformed`; `encrypted`; `unsupported` where it is older than Word 97.
    static Result<DocBinary> open(const QByteArray &content);

    BinaryView document() const { return BinaryView(m_document); }
    BinaryView data() const { return BinaryView(m_data); }
    BinaryView structure(DocStructure which) const;
    /// What lies from there to the end of its stream: the levels of lists stand behind their structure.
    BinaryView fromStructure(DocStructure which) const;
    DocRange story(DocStory which) const { return m_stories[static_cast<size_t>(which)]; }

private:
    DocBinary() = default;
    Result<void> readHead();

    QByteArray m_document;
    QByteArray m_table;
    QByteArray m_data; // empty where there is none
    std::array<DocRange, docStories> m_stories{};
    qint64 m_places = 0; // where the places of the structures are in the head
    int m_structures = 0;
};

/// Why a document of Word 6, 95 or older isn't read.
Error tooOldForDoc();

/// A structure of positions and as many entries, less one: each entry is of the text from its position to the next.
class DocPlc
{
public:
    DocPlc(const BinaryView &bytes, qint64 entrySize)
        : m_bytes(bytes)
        , m_entrySize(entrySize)
        , m_count(std::max<qint64>(0, (bytes.size() - 4) / (4 + entrySize)))
    {
    }

    qint64 count() const { return m_count; }
    /// From 0 to count().
    qint64 position(qint64 index) const { return m_bytes.u32(index * 4); }
    BinaryView entry(qint64 index) const
    {
        return m_bytes.sliced((m_count + 1) * 4 + index * m_entrySize, m_entrySize);
    }
    /// The entry that is of this position, if positions ascend; -1 where none is.
    qint64 find(qint64 position) const;

private:
    BinaryView m_bytes;
    qint64 m_entrySize = 0;
    qint64 m_count = 0;
};

} // namespace Procession
