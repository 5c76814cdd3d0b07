// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "docruns.h"

namespace Procession {

namespace {

constexpr qint64 pageSize = 512;
constexpr qint64 mostRuns = 101;      // in a page
constexpr qint64 paragraphEntry = 13; // of which only the first byte counts
constexpr quint32 pageNumbers = 0x003fffff;

} // namespace

DocRuns::DocRuns(const DocBinary &doc, Kind kind)
    : m_document(doc.document())
    , m_pages(doc.structure(kind == Kind::Paragraphs ? DocStructure::ParagraphPages : DocStructure::CharacterPages), 4)
    , m_kind(kind)
{
}

DocRuns::Run DocRuns::find(qint64 at) const
{
    const qint64 index = m_pages.find(at);
    if (index < 0)
        return {.end = at + 1};
    const qint64 number = m_pages.entry(index).u32(0) & pageNumbers;
    const BinaryView page = m_document.sliced(number * pageSize, pageSize);
    const int count = static_cast<int>(std::min<qint64>(page.u8(pageSize - 1), mostRuns));
    for (int i = 0; i < count; ++i) {
        if (at >= page.u32(i * 4) && at < page.u32((i + 1) * 4))
            return runIn(page, i);
    }
    return {.end = at + 1};
}

DocRuns::Run DocRuns::runIn(const BinaryView &page, int index) const
{
    const qint64 places = (page.u8(pageSize - 1) + 1) * 4;
    const bool isParagraph = m_kind == Kind::Paragraphs;
    const qint64 at = page.u8(places + index * (isParagraph ? paragraphEntry : 1)) * 2;
    Run run{.end = page.u32((index + 1) * 4)};
    if (at == 0)
        return run;
    const qint64 size = page.u8(at);
    if (!isParagraph)
        run.properties = page.sliced(at + 1, size);
    else if (size == 0)
        run.properties = page.sliced(at + 2, page.u8(at + 1) * 2);
    else
        run.properties = page.sliced(at + 1, size * 2 - 1);
    return run;
}

} // namespace Procession
