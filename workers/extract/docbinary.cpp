// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "docbinary.h"

#include "compoundfile.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr quint16 wordIdent = 0xa5ec;
constexpr quint16 firstVersion = 0x00c0; // Word 97
constexpr quint16 encryptedFlag = 0x0100;
constexpr quint16 secondTableFlag = 0x0200;
constexpr qint64 headBase = 32;
// Where the lengths of the stories begin among the numbers of the head.
constexpr qint64 storyLengths = 12;

} // namespace

Error tooOldForDoc()
{
    return documentError(DocumentFailure::unsupported,
                         u"The document is of Word 95 or older; open it in Word or LibreOffice and save it as DOCX."_s);
}

Result<DocBinary> DocBinary::open(const QByteArray &content)
{
    const Result<CompoundFile> file = CompoundFile::open(content);
    if (!file)
        return file.error();
    DocBinary doc;
    Result<QByteArray> document = file->read(u"WordDocument"_s);
    if (!document)
        return document.error();
    doc.m_document = *document;
    if (auto read = doc.readHead(); !read)
        return read.error();
    Result<QByteArray> table = file->read(doc.document().u16(10) & secondTableFlag ? u"1Table"_s : u"0Table"_s);
    if (!table)
        return table.error();
    doc.m_table = *table;
    if (file->contains(u"Data"_s)) {
        if (const Result<QByteArray> data = file->read(u"Data"_s))
            doc.m_data = *data; // without it, some properties are missing
    }
    return doc;
}

Result<void> DocBinary::readHead()
{
    const BinaryView head = document();
    if (head.u16(2) < firstVersion && head.u16(2) > 0)
        return tooOldForDoc();
    if (head.u16(0) != wordIdent || head.u16(2) == 0)
        return documentError(DocumentFailure::malformed, u"The document has no head that Word writes."_s);
    if (head.u16(10) & encryptedFlag)
        return documentError(DocumentFailure::encrypted, u"The document is encrypted; save it without a password."_s);
    // Three arrays, each behind its count: of words, of numbers, of the structures' places.
    const qint64 numbers = headBase + 2 + head.u16(headBase) * 2;
    const qint64 places = numbers + 2 + head.u16(numbers) * 4;
    m_structures = head.u16(places);
    m_places = places + 2;
    qint64 begin = 0;
    for (size_t i = 0; i < m_stories.size(); ++i) {
        const quint32 length = head.u32(numbers + 2 + storyLengths + static_cast<qint64>(i) * 4);
        m_stories[i] = {begin, begin + length};
        begin += length;
    }
    return {};
}

BinaryView DocBinary::structure(DocStructure which) const
{
    const qint64 at = static_cast<int>(which) * 8;
    return fromStructure(which).sliced(0, document().u32(m_places + at + 4));
}

BinaryView DocBinary::fromStructure(DocStructure which) const
{
    const int index = static_cast<int>(which);
    return index < m_structures ? BinaryView(m_table).from(document().u32(m_places + index * 8)) : BinaryView();
}

qint64 DocPlc::find(qint64 position) const
{
    qint64 low = 0;
    qint64 high = m_count;
    while (low < high) { // the first one that begins behind it
        const qint64 middle = low + (high - low) / 2;
        if (this->position(middle) <= position)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 && position < this->position(low) ? low - 1 : -1;
}

} // namespace Procession
