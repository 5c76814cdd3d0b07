// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "doctext.h"

#include "symbolfont.h"

#include <QSet>

#include <algorithm>
#include <utility>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostMargins = 20; // headers and footers that are read
constexpr qint64 firstMargin = 6;     // before them, what parts notes from the text
constexpr size_t mostFields = 1000;   // within each other

// Characters that mean something else.
constexpr QChar noteReference = u'\x02';
constexpr QChar cellMark = u'\a';
constexpr QChar drawing = u'\b';
constexpr QChar lineBreak = u'\v';
constexpr QChar pageBreak = u'\f';
constexpr QChar columnBreak = u'\x0e';
constexpr QChar paragraphMark = u'\r';
constexpr QChar fieldBegin = u'\x13';
constexpr QChar fieldSeparator = u'\x14';
constexpr QChar fieldEnd = u'\x15';
constexpr QChar hyphen = u'\x1e'; // that doesn't break
constexpr QChar symbol = u'(';

/// Characters of a symbol font, which only that font can show.
bool isPrivate(char16_t character)
{
    return character >= 0xe000 && character <= 0xf8ff;
}

/// What is seen of a code of a font.
QChar shown(char16_t code, bool isSymbolFont)
{
    const QChar character = isSymbolFont ? symbolCharacter(code) : isPrivate(code) ? QChar() : QChar(code);
    return character.isNull() ? QChar(u' ') : character;
}

} // namespace

DocText::DocText(const DocBinary &doc, const DocPieces &pieces, TextFlow &flow)
    : m_doc(doc)
    , m_pieces(pieces)
    , m_text(pieces.text())
    , m_flow(flow)
    , m_paragraphs(flow)
    , m_paragraphRuns(doc, DocRuns::Kind::Paragraphs)
    , m_characterRuns(doc, DocRuns::Kind::Characters)
{
    m_styles.read(doc);
    m_lists.read(doc);
    const DocPlc sections(doc.structure(DocStructure::Sections), 12);
    for (qint64 i = 1; i <= sections.count(); ++i)
        m_sectionEnds.push_back(sections.position(i) - 1);
    std::sort(m_sectionEnds.begin(), m_sectionEnds.end());
    findSymbolFonts();
    findBoxes();
}

/// Fonts are told one behind the other, each with its length, and its name at the end of its fixed part.
void DocText::findSymbolFonts()
{
    constexpr qint64 nameAt = 40;
    const BinaryView fonts = m_doc.structure(DocStructure::Fonts);
    qint64 at = 4;
    for (int i = 0; i < fonts.u16(0) && fonts.holds(at, 1); ++i) {
        const BinaryView name = fonts.sliced(at + nameAt, fonts.u8(at) + 1 - nameAt);
        constexpr QByteArrayView symbolName("S\0y\0m\0b\0o\0l\0\0\0", 14);
        m_symbolFonts.push_back(name.bytes().startsWith(symbolName));
        at += fonts.u8(at) + 1;
    }
}

bool DocText::isSymbolFont(int font) const
{
    return font >= 0 && static_cast<size_t>(font) < m_symbolFonts.size() && m_symbolFonts[static_cast<size_t>(font)];
}

void DocText::findBoxes()
{
    const DocRange story = m_doc.story(DocStory::TextBoxes);
    const DocPlc boxes(m_doc.structure(DocStructure::TextBoxes), 22);
    for (qint64 i = 0; i < boxes.count(); ++i) {
        const DocRange range{story.begin + boxes.position(i), story.begin + boxes.position(i + 1)};
        if (range.end > story.end || range.end <= range.begin)
            continue;
        m_boxOfShape.insert(boxes.entry(i).u32(14), static_cast<qsizetype>(m_boxes.size()));
        m_boxes.push_back({.range = range});
    }
    const DocPlc shapes(m_doc.structure(DocStructure::Shapes), 26);
    for (qint64 i = 0; i < shapes.count(); ++i)
        m_shapes.insert(shapes.position(i), shapes.entry(i).u32(0));
}

void DocText::read()
{
    readStory(m_doc.story(DocStory::Main));
    for (Box &box : m_boxes) { // of groups of drawings
        if (!std::exchange(box.isRead, true))
            readStory(box.range);
    }
    for (const DocStory notes : {DocStory::Footnotes, DocStory::Endnotes}) {
        m_story = notes;
        readStory(m_doc.story(notes));
    }
    m_story = DocStory::Margins;
    readMargins();
    readStory(m_doc.story(DocStory::MarginTextBoxes));
}

/// The mark of a note, in the text or in front of the note. It stands apart from the word beside it.
QString DocText::noteMark(qint64 position)
{
    if (m_story == DocStory::Footnotes || m_story == DocStory::Endnotes) {
        const bool isFootnote = m_story == DocStory::Footnotes;
        const DocPlc notes(m_doc.structure(isFootnote ? DocStructure::Footnotes : DocStructure::Endnotes), 0);
        const qint64 note = notes.find(position - m_doc.story(m_story).begin);
        const QString mark = (isFootnote ? m_footnoteMarks : m_endnoteMarks).value(note);
        const bool isApart = position + 1 < m_text.size() && m_text[position + 1].isSpace();
        return mark.isEmpty() || isApart ? mark : mark + u' ';
    }
    if (m_story != DocStory::Main)
        return {};
    const auto indexIn = [&](DocStructure which) {
        const DocPlc marks(m_doc.structure(which), 2);
        const qint64 index = marks.find(position);
        return index >= 0 && marks.position(index) == position ? index : -1;
    };
    if (const qint64 note = indexIn(DocStructure::FootnoteMarks); note >= 0)
        return m_footnoteMarks[note] = u"[%1]"_s.arg(m_footnoteMarks.size() + 1);
    if (const qint64 note = indexIn(DocStructure::EndnoteMarks); note >= 0) {
        const int number = static_cast<int>(m_endnoteMarks.size()) + 1;
        return m_endnoteMarks[note] = u"[%1]"_s.arg(numberText(number, NumberFormat::LowerRoman));
    }
    return {};
}

void DocText::readStory(DocRange range)
{
    m_fieldParts.clear();
    m_instructions = 0;
    m_flow.breakParagraph();
    range.end = std::min<qint64>(range.end, m_text.size());
    for (qint64 at = range.begin; at < range.end && !m_flow.isFull();) {
        const qint64 end = endOfParagraph(at, range.end);
        readParagraph(at, end);
        at = end;
    }
    setTables(0);
}

/// Headers and footers of each section, which mostly are the same.
void DocText::readMargins()
{
    const DocRange story = m_doc.story(DocStory::Margins);
    const DocPlc margins(m_doc.structure(DocStructure::Margins), 0);
    QSet<QStringView> known;
    qint64 last = 0;
    for (qint64 i = firstMargin; i < margins.count() && known.size() < mostMargins; ++i) {
        const DocRange range{story.begin + margins.position(i),
                             std::min<qint64>(story.begin + margins.position(i + 1), m_text.size())};
        if (range.begin < last || range.end <= range.begin || range.end > story.end)
            continue;
        last = range.end;
        const QStringView text = QStringView(m_text).sliced(range.begin, range.end - range.begin).trimmed();
        if (text.isEmpty() || known.contains(text))
            continue;
        known.insert(text);
        readStory(range);
    }
}

/// The text of a drawing stands where the drawing does.
void DocText::readBoxAt(qint64 position, bool isShown)
{
    const auto shape = m_shapes.constFind(position);
    if (shape == m_shapes.cend() || m_isInBox) // boxes in boxes come last
        return;
    const auto index = m_boxOfShape.constFind(*shape);
    if (index == m_boxOfShape.cend() || std::exchange(m_boxes[static_cast<size_t>(*index)].isRead, true) || !isShown)
        return;
    readAside(m_boxes[static_cast<size_t>(*index)].range);
}

void DocText::readAside(DocRange range)
{
    const auto cells = std::exchange(m_openCells, {});
    const auto fields = std::exchange(m_fieldParts, {});
    const int instructions = std::exchange(m_instructions, 0);
    m_isInBox = true;
    readStory(range);
    m_isInBox = false;
    m_openCells = cells;
    m_fieldParts = fields;
    m_instructions = instructions;
}

/// Behind its mark: that of a paragraph, a cell, a section.
qint64 DocText::endOfParagraph(qint64 begin, qint64 end) const
{
    for (qint64 at = begin; at < end; ++at) {
        const QChar c = m_text[at];
        if (c == paragraphMark || c == cellMark
            || (c == pageBreak && std::binary_search(m_sectionEnds.begin(), m_sectionEnds.end(), at)))
            return at + 1;
    }
    return end;
}

DocParagraph DocText::propertiesAt(qint64 position, int &style) const
{
    const DocPieces::Place place = m_pieces.place(position);
    const DocRuns::Run run = m_paragraphRuns.find(place.at);
    style = run.properties.u16(0);
    DocParagraph properties = m_styles.paragraph(style);
    apply(run.properties.from(2), properties, m_doc.data());
    if (place.change != 0) {
        const QByteArray changes = m_pieces.changes(place.change);
        apply(BinaryView(changes), properties, m_doc.data());
    }
    return properties;
}

/// Of the character there in a paragraph of this style; `count` more than 0 have the same.
DocCharacters DocText::charactersAt(qint64 position, int style, qint64 &count) const
{
    const DocPieces::Place place = m_pieces.place(position);
    const DocRuns::Run run = m_characterRuns.find(place.at);
    count = std::clamp<qint64>((run.end - place.at + place.width - 1) / place.width, 1, place.left);
    DocCharacters ofStyle = m_styles.characters(style);
    DocCharacters named;
    apply(run.properties, named, {}); // only to know the style of characters
    if (named.style != 0)
        m_styles.applyTo(named.style, ofStyle);
    DocCharacters characters = ofStyle;
    apply(run.properties, characters, ofStyle);
    if (place.change != 0) {
        const QByteArray changes = m_pieces.changes(place.change);
        apply(BinaryView(changes), characters, ofStyle);
    }
    return characters;
}

void DocText::readParagraph(qint64 begin, qint64 end)
{
    int style = 0;
    const DocParagraph properties = propertiesAt(end - 1, style);
    const QChar mark = m_text[end - 1];
    const bool hasMark = mark == paragraphMark || mark == cellMark || mark == pageBreak;
    setTables(properties.depth());
    if ((properties.endsRow && mark == cellMark) || properties.endsInnerRow) {
        endCellOrRow(properties, mark);
        return;
    }
    if (properties.depth() > 0 && !m_openCells.back()) {
        m_openCells.back() = true;
        m_paragraphs.beginCell();
    }
    if (properties.beginsPage && properties.depth() == 0 && !m_paragraphs.isInParagraph())
        m_flow.breakPage();

    m_paragraphs.beginParagraph(properties.level);
    m_paragraphs.paragraph().look.isCentred = properties.isCentred;
    qint64 count = 0;
    const DocCharacters ofMark = charactersAt(end - 1, style, count);
    if (!hasMark || (!ofMark.isDeleted && !ofMark.isHidden)) // else the paragraph goes on in the next one
        m_paragraphs.paragraph().label = label(properties, style);
    const qint64 textEnd = hasMark ? end - 1 : end;
    for (qint64 at = begin; at < textEnd; at += count) {
        const DocCharacters look = charactersAt(at, style, count);
        count = std::min(count, textEnd - at);
        append(at, count, look);
    }
    m_paragraphs.endParagraph();
    endCellOrRow(properties, mark);
}

/// Begins and ends tables so that there are as many within each other.
void DocText::setTables(int depth)
{
    while (m_openCells.size() > static_cast<size_t>(depth)) {
        if (m_openCells.back())
            m_paragraphs.endCell();
        m_openCells.pop_back();
        m_paragraphs.endTable();
    }
    while (m_openCells.size() < static_cast<size_t>(depth)) {
        if (!m_openCells.empty() && !m_openCells.back()) {
            m_openCells.back() = true;
            m_paragraphs.beginCell();
        }
        m_openCells.push_back(false);
        m_paragraphs.beginTable();
    }
}

void DocText::endCellOrRow(const DocParagraph &properties, QChar mark)
{
    if (m_openCells.empty())
        return;
    const bool endsRow = (properties.endsRow && mark == cellMark) || properties.endsInnerRow;
    if ((endsRow || mark == cellMark || properties.endsInnerCell) && m_openCells.back()) {
        m_openCells.back() = false;
        m_paragraphs.endCell();
    }
    if (endsRow)
        m_paragraphs.endRow(properties.isHeadRow);
}

QString DocText::label(const DocParagraph &properties, int style)
{
    if (properties.list == 0)
        return {};
    const int level = properties.listLevel ? *properties.listLevel : m_lists.levelOfStyle(properties.list, style);
    return m_lists.next(properties.list, level);
}

void DocText::append(qint64 position, qint64 count, const DocCharacters &look)
{
    const bool isShown = !look.isHidden && !look.isDeleted;
    QString part;
    for (qint64 at = position; at < position + count; ++at) {
        const QChar c = m_text[at];
        if (c < u' ' || (look.isSpecial && c == symbol))
            appendSpecial(c, at, look, isShown && m_instructions == 0, part);
        else if (isShown && m_instructions == 0)
            part += isPrivate(c.unicode()) && isSymbolFont(look.font) ? shown(c.unicode(), true) : c;
    }
    flush(part, look);
}

void DocText::appendSpecial(QChar c, qint64 position, const DocCharacters &look, bool isShown, QString &part)
{
    if (c == fieldBegin) {
        if (m_fieldParts.size() < mostFields) {
            m_fieldParts.push_back(true);
            ++m_instructions;
        }
    } else if (c == fieldSeparator || c == fieldEnd) {
        if (!m_fieldParts.empty() && m_fieldParts.back()) {
            m_fieldParts.back() = false;
            --m_instructions;
        }
        if (c == fieldEnd && !m_fieldParts.empty())
            m_fieldParts.pop_back();
    } else if (c == drawing) {
        flush(part, look);
        readBoxAt(position, isShown);
    } else if (!isShown) {
        return;
    } else if (c == noteReference) {
        part += noteMark(position);
    } else if (c == symbol) {
        part += look.symbol == 0 ? c : shown(look.symbol, isSymbolFont(look.symbolFont));
    } else if (c == u'\t') {
        part += m_paragraphs.paragraph().text.isEmpty() && part.isEmpty() ? u"" : u"\t";
    } else if (c == lineBreak || c == columnBreak) {
        part += u'\n';
    } else if (c == hyphen) {
        part += u'-';
    } else if (c == pageBreak) {
        flush(part, look);
        m_paragraphs.breakPage();
    }
}

/// Puts a part of the text, which all looks the same, to the paragraph.
void DocText::flush(QString &part, const DocCharacters &look)
{
    ParagraphFlow::Paragraph &paragraph = m_paragraphs.paragraph();
    if (!QStringView(part).trimmed().isEmpty())
        paragraph.look.noteBold(look.isBold);
    paragraph.text += look.isUpperCase ? part.toUpper() : part;
    part.clear();
}

} // namespace Procession
