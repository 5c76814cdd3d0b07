// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "docsamples.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace Procession::Samples {

using namespace Qt::StringLiterals;

namespace {

constexpr int sector = 512;
constexpr int smallSector = 64;
constexpr quint32 noSector = 0xffffffff;
constexpr quint32 endOfChain = 0xfffffffe;
constexpr quint32 tableSector = 0xfffffffd;
constexpr qsizetype textAt = 2048; // in the stream

QByteArray number(quint64 value, int bytes)
{
    QByteArray result;
    for (int i = 0; i < bytes; ++i)
        result += static_cast<char>(value >> (8 * i) & 0xff);
    return result;
}

void put(QByteArray &bytes, qsizetype at, quint64 value, int size)
{
    bytes.replace(at, size, number(value, size));
}

QByteArray padded(QByteArray bytes, qsizetype unit)
{
    while (bytes.size() % unit != 0)
        bytes += '\0';
    return bytes;
}

QByteArray utf16(QStringView text)
{
    return QByteArray(reinterpret_cast<const char *>(text.utf16()), text.size() * 2);
}

QByteArray directoryEntry(const QString &name, quint8 type, quint32 next, quint32 child, quint32 start, qsizetype size)
{
    QByteArray entry = utf16(name) + QByteArray(2, '\0');
    const qsizetype length = entry.size();
    entry = entry.leftJustified(64, '\0') + number(length, 2) + static_cast<char>(type) + '\1';
    entry += number(noSector, 4) + number(next, 4) + number(child, 4) + QByteArray(36, '\0');
    return entry + number(start, 4) + number(static_cast<quint64>(size), 8);
}

/// Chains for streams that lie behind each other.
class Table
{
public:
    quint32 add(qsizetype size, qsizetype unit)
    {
        const auto count = static_cast<quint32>((size + unit - 1) / unit);
        const auto begin = static_cast<quint32>(m_next.size());
        for (quint32 i = 1; i <= count; ++i)
            m_next.append(i == count ? endOfChain : begin + i);
        return count == 0 ? endOfChain : begin;
    }
    void mark(quint32 count, quint32 as)
    {
        for (quint32 i = 0; i < count; ++i)
            m_next.append(as);
    }
    QByteArray bytes(qsizetype unit) const
    {
        QByteArray result;
        for (const quint32 next : m_next)
            result += number(next, 4);
        const qsizetype size = (result.size() + unit - 1) / unit * unit;
        return result.leftJustified(size, '\xff');
    }

private:
    QList<quint32> m_next;
};

/// What is of a range of the stream: pages of at most eight runs.
struct Runs
{
    QList<std::pair<qsizetype, QByteArray>> ends{}; ///< where each ends, and its properties
    QByteArray pages{};
    QByteArray places{}; ///< the structure that lists the pages

    void write(qsizetype pagesAt, bool isParagraphs)
    {
        constexpr qsizetype most = 8;
        QByteArray starts;
        QByteArray numbers;
        qsizetype begin = textAt;
        for (qsizetype first = 0; first < ends.size(); first += most) {
            const qsizetype count = std::min(most, ends.size() - first);
            QByteArray page(sector, '\0');
            page[sector - 1] = static_cast<char>(count);
            put(page, 0, static_cast<quint64>(begin), 4);
            starts += number(static_cast<quint64>(begin), 4);
            numbers += number(static_cast<quint64>((pagesAt + pages.size()) / sector), 4);
            qsizetype at = sector - 1;
            for (qsizetype i = 0; i < count; ++i) {
                const auto &[end, properties] = ends[first + i];
                put(page, (i + 1) * 4, static_cast<quint64>(end), 4);
                begin = end;
                if (properties.isEmpty())
                    continue;
                QByteArray entry = properties;
                if (isParagraphs && entry.size() % 2 == 0)
                    entry = number(static_cast<quint64>(entry.size() / 2), 2).first(1).prepend('\0') + entry;
                else
                    entry.prepend(static_cast<char>(isParagraphs ? (entry.size() + 1) / 2 : entry.size()));
                at = (at - entry.size()) / 2 * 2;
                page.replace(at, entry.size(), entry);
                page[(count + 1) * 4 + i * (isParagraphs ? 13 : 1)] = static_cast<char>(at / 2);
            }
            pages += page;
        }
        places = starts + number(static_cast<quint64>(begin), 4) + numbers;
    }
};

QByteArray style(quint16 builtIn, quint16 kind, quint16 base, const QList<QByteArray> &properties)
{
    QByteArray entry = number(builtIn, 2) + number(kind | base << 4, 2) + number(0, 6) + number(1, 2) + "x\0\0\0"_ba;
    for (const QByteArray &part : properties)
        entry = padded(entry + number(static_cast<quint64>(part.size()), 2) + part, 2);
    return number(static_cast<quint64>(entry.size()), 2) + entry;
}

} // namespace

QByteArray docProperty(quint16 property, quint32 operand, int size)
{
    return number(property, 2) + number(operand, size);
}

QByteArray docFonts()
{
    QByteArray fonts = number(2, 2) + number(0, 2);
    for (const QString &name : {u"Times"_s, u"Symbol"_s}) {
        const QByteArray font = QByteArray(39, '\0') + utf16(name) + QByteArray(2, '\0');
        fonts += number(static_cast<quint64>(font.size()), 1) + font;
    }
    return fonts;
}

QByteArray docStyles()
{
    constexpr quint16 none = 0xfff;
    QByteArray sheet = number(18, 2) + number(6, 2) + number(10, 2) + QByteArray(14, '\0');
    sheet += style(0, 1, none, {number(0, 2), {}});
    sheet += style(2, 1, 0, {number(1, 2), {}});
    sheet += style(none - 1, 1, 1, {number(2, 2), {}});
    sheet += style(none - 1, 2, none, {docProperty(0x083c, 1, 1)});
    sheet += style(none - 1, 1, 4, {number(4, 2), docProperty(0x0835, 1, 1)});
    sheet += style(none - 1, 1, 0, {number(5, 2) + docProperty(0x460b, 1, 2), {}});
    return sheet;
}

QByteArray docLists(const QList<QList<DocLevel>> &lists)
{
    QByteArray heads = number(static_cast<quint64>(lists.size()), 2);
    QByteArray levels;
    for (qsizetype i = 0; i < lists.size(); ++i) {
        heads += number(static_cast<quint64>(i + 1), 4) + number(0, 4);
        for (int level = 0; level < 9; ++level)
            heads += number(level == 1 ? 5 : 0xfff, 2);
        heads += number(0, 2);
        for (qsizetype level = 0; level < 9; ++level) {
            const DocLevel now = level < lists[i].size() ? lists[i][level] : DocLevel{.format = 255};
            levels += number(now.start, 4) + number(now.format, 1) + number(now.flags, 1) + QByteArray(9 + 1 + 8, '\0');
            levels += number(3, 1) + number(4, 1) + number(now.restart, 1) + '\0' + QByteArray(7, '\x55');
            levels += number(static_cast<quint64>(now.text.size()), 2) + utf16(now.text);
        }
    }
    return heads + levels;
}

QByteArray docListUses(const QList<std::pair<quint32, quint32>> &uses)
{
    QByteArray heads = number(static_cast<quint64>(uses.size()), 4);
    QByteArray changes;
    for (const auto &[list, start] : uses) {
        heads += number(list, 4) + number(0, 8) + number(start > 0 ? 1 : 0, 4);
        changes += number(noSector, 4);
        if (start > 0)
            changes += number(start, 4) + number(0x10, 4);
    }
    return heads + changes;
}

QByteArray doc(const Doc &doc)
{
    const int width = doc.isWide ? 2 : 1;
    QString text;
    Runs paragraphs;
    Runs characters;
    const auto end = [&] { return textAt + text.size() * width; };
    const auto append = [&](const QList<DocParagraph> &story) {
        const qsizetype begin = text.size();
        for (const DocParagraph &paragraph : story) {
            for (const DocRun &run : paragraph.runs) {
                text += run.text;
                characters.ends.append(std::pair(end(), run.properties));
            }
            text += QChar(paragraph.mark);
            characters.ends.append(std::pair(end(), paragraph.ofMark));
            paragraphs.ends.append(std::pair(end(), number(paragraph.style, 2) + paragraph.properties));
        }
        return static_cast<quint64>(text.size() - begin);
    };
    // In the order of the head's lengths: body, footnotes, margins, macros, comments, endnotes, boxes, their margins'.
    const std::array<quint64, 8> lengths{
        append(doc.body), append(doc.footnotes), append(doc.margins), 0, 0, append(doc.endnotes), append(doc.boxes), 0};

    QByteArray stream(textAt, '\0');
    stream = padded(stream + (doc.isWide ? utf16(text) : text.toLatin1()), sector);
    characters.write(stream.size(), false);
    stream += characters.pages;
    paragraphs.write(stream.size(), true);
    stream += paragraphs.pages;

    QByteArray table;
    std::map<int, std::pair<qsizetype, qsizetype>> places;
    const auto add = [&](int index, const QByteArray &structure, qsizetype counted) {
        places[index] = {table.size(), counted};
        table += structure;
    };
    const auto positions = [](const QList<DocParagraph> &story) {
        QByteArray result = number(0, 4);
        quint64 at = 0;
        for (const DocParagraph &paragraph : story) {
            for (const DocRun &run : paragraph.runs)
                at += static_cast<quint64>(run.text.size());
            result += number(++at, 4);
        }
        return result;
    };
    // Their marks stand behind each other, the first of which the document tells; its last paragraph is none.
    const auto addNotes = [&](int index, const QList<DocParagraph> &notes) {
        const qsizetype count = std::max<qsizetype>(0, notes.size() - 1);
        const quint64 first = index == 2 ? doc.footnoteMarks : doc.endnoteMarks;
        QByteArray marks;
        for (qsizetype i = 0; i < count; ++i)
            marks += number(first + static_cast<quint64>(i), 4);
        marks += number(lengths[0], 4) + QByteArray(count * 2, '\1');
        add(index, marks, marks.size());
        add(index + 1, positions(notes), positions(notes).size());
    };
    QByteArray pieces = number(0, 4) + number(static_cast<quint64>(text.size()), 4) + number(0, 2)
        + number(doc.isWide ? textAt : textAt * 2 | 0x40000000, 4) + number(doc.change, 2);
    pieces = '\2' + number(static_cast<quint64>(pieces.size()), 4) + pieces;
    if (!doc.changes.isEmpty())
        pieces = '\1' + number(static_cast<quint64>(doc.changes.size()), 2) + doc.changes + pieces;
    QByteArray margins = number(0, 24) + positions(doc.margins); // first six that part notes from the text
    margins += margins.last(4);
    QByteArray shapePositions;
    QByteArray shapes;
    for (const auto &[position, shape] : doc.shapes.asKeyValueRange()) {
        shapePositions += number(position, 4);
        shapes += number(shape, 4) + QByteArray(22, '\0');
    }
    QByteArray boxes = positions(doc.boxes);
    for (qsizetype i = 0; i < doc.boxes.size(); ++i)
        boxes += QByteArray(14, '\0') + number(static_cast<quint64>(i + 1), 4) + QByteArray(4, '\0');
    add(1, docStyles(), docStyles().size());
    addNotes(2, doc.footnotes);
    addNotes(46, doc.endnotes);
    add(11, margins, doc.margins.isEmpty() ? 0 : margins.size());
    add(12, characters.places, characters.places.size());
    add(13, paragraphs.places, paragraphs.places.size());
    add(15, docFonts(), docFonts().size());
    add(33, pieces, pieces.size());
    shapePositions += number(lengths[0], 4);
    add(40, shapePositions + shapes, shapePositions.size() + shapes.size());
    add(56, boxes, boxes.size());
    add(73, doc.lists, doc.lists.isEmpty() ? 0 : 2 + 28);
    add(74, doc.uses, doc.uses.size());

    put(stream, 0, 0xa5ec, 2);
    put(stream, 2, doc.version, 2);
    put(stream, 10, 0x0200 | doc.flags, 2);
    put(stream, 32, 14, 2);
    put(stream, 62, 22, 2);
    for (size_t i = 0; i < lengths.size(); ++i)
        put(stream, 76 + static_cast<qsizetype>(i) * 4, lengths[i], 4);
    put(stream, 152, 93, 2);
    for (const auto &[index, place] : places) {
        put(stream, 154 + index * 8, static_cast<quint64>(place.first), 4);
        put(stream, 158 + index * 8, static_cast<quint64>(place.second), 4);
    }
    QList<std::pair<QString, QByteArray>> streams{{u"1Table"_s, table}, {u"WordDocument"_s, stream}};
    if (!doc.data.isEmpty())
        streams.append({u"Data"_s, doc.data});
    return compoundFile(streams);
}

QByteArray compoundFile(const QList<std::pair<QString, QByteArray>> &streams)
{
    Table table;
    Table smallTable;
    QByteArray small;
    QByteArray large;
    // Each sector of the table tells of 128; the head of the file has room for 109 of them.
    qsizetype size = 0;
    for (const auto &[name, content] : streams)
        size += content.size() + 2 * sector;
    const auto tables = static_cast<quint32>(size / sector / 126 + 1);
    table.mark(tables, tableSector);
    const quint32 directoryAt = table.add((streams.size() + 1) * 128, sector);
    QList<quint32> starts;
    for (const auto &[name, content] : streams) {
        const bool isSmall = content.size() < 4096;
        starts.append(isSmall ? smallTable.add(content.size(), smallSector) : table.add(content.size(), sector));
        (isSmall ? small : large) += padded(content, isSmall ? smallSector : sector);
    }
    const QByteArray smallTableBytes = smallTable.bytes(sector);
    const quint32 smallAt = table.add(small.size(), sector);
    const quint32 smallTableAt = table.add(smallTableBytes.size(), sector);

    QByteArray directory = directoryEntry(u"Root Entry"_s, 5, noSector, 1, smallAt, small.size());
    for (qsizetype i = 0; i < streams.size(); ++i) {
        const quint32 next = i + 1 < streams.size() ? static_cast<quint32>(i + 2) : noSector;
        directory += directoryEntry(streams[i].first, 2, next, noSector, starts[i], streams[i].second.size());
    }
    QByteArray header("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
    header += QByteArray(16, '\0') + number(0x3e, 2) + number(3, 2) + number(0xfffe, 2) + number(9, 2) + number(6, 2);
    header += QByteArray(10, '\0') + number(tables, 4) + number(directoryAt, 4) + number(0, 4) + number(4096, 4);
    header += number(smallTableAt, 4) + number(1, 4) + number(endOfChain, 4) + number(0, 4);
    for (quint32 i = 0; i < tables; ++i)
        header += number(i, 4);
    header = header.leftJustified(sector, '\xff');
    return header + table.bytes(tables * sector) + padded(directory, sector) + large + padded(small, sector)
        + smallTableBytes;
}

std::vector<Sample> hostileDocs()
{
    Doc sound;
    for (int i = 0; i < 40; ++i)
        sound.body.append({.runs = {{.text = u"The ship left the harbour early, %1."_s.arg(i)}},
                           .properties = docProperty(0x460b, 1, 2)});
    sound.lists = docLists({{{.text = u"%1."_s.replace(u"%1"_s, QString(QChar(u'\0')))}}});
    sound.uses = docListUses({{1, 3}});
    const QByteArray file = doc(sound);
    const qsizetype head = file.indexOf("\xec\xa5\xc1"); // the document's stream, which lies in one piece
    const auto with = [&file](qsizetype at, quint64 value, int size) {
        QByteArray bytes = file;
        put(bytes, at, value, size);
        return bytes;
    };
    std::vector<Sample> result;
    const auto add = [&result](const QString &name, const QByteArray &content) { result.push_back({name, content}); };
    for (qsizetype i = 1; i < 16; ++i)
        add(u"cut-%1.doc"_s.arg(i), file.first(file.size() * i / 16));
    const qsizetype streamAt = head / sector - 1;
    add(u"cycle-of-one.doc"_s, with(sector + streamAt * 4, static_cast<quint64>(streamAt), 4));
    add(u"cycle.doc"_s, with(sector + (streamAt + 3) * 4, static_cast<quint64>(streamAt), 4));
    add(u"cycle-of-directory.doc"_s, with(sector + 4, 1, 4));
    QByteArray tables = with(68, 0, 4); // the list of the table's sectors is the table, whose last entry refers to it
    put(tables, 76, noSector, 4);
    put(tables, sector + 508, 0, 4);
    add(u"cycle-of-tables.doc"_s, tables);
    add(u"table-outside.doc"_s, with(76, 0x00fffff0, 4));
    add(u"small-table-outside.doc"_s, with(60, 0x00fffff0, 4));
    add(u"entries-in-a-ring.doc"_s, with(sector * 2 + 128 + 72, 1, 4));
    add(u"huge-sectors.doc"_s, with(30, 31, 2));
    for (const int index : {1, 12, 13, 33, 40, 56, 73, 74}) {
        add(u"huge-structure-%1.doc"_s.arg(index), with(head + 158 + index * 8, 0xffffffff, 4));
        add(u"structure-outside-%1.doc"_s.arg(index), with(head + 154 + index * 8, 0xfffffff0, 4));
    }
    add(u"huge-stories.doc"_s, with(head + 76, 0xffffffff, 4));
    add(u"no-structures.doc"_s, with(head + 152, 0, 2));
    add(u"many-structures.doc"_s, with(head + 152, 0xffff, 2));
    for (const auto &[name, at, value] : std::initializer_list<std::tuple<QString, qsizetype, quint64>>{
             {u"piece-outside"_s, 11, 0x3ffffff0}, {u"huge-piece"_s, 5, 0x7fffffff}, {u"piece-backwards"_s, 5, 0}}) {
        const qsizetype table = file.indexOf('\2' + number(16, 4) + number(0, 4));
        add(name + u".doc"_s, with(table + 4 + at, value, 4));
    }
    Doc boxes{.body = {{.runs = {{.text = u"\b"_s}}}}, .boxes = {}, .shapes = {{0, 1}}}; // each holds the next one
    for (quint32 i = 1; i < 9'000; ++i) {
        boxes.boxes.append({.runs = {{.text = u"\b"_s}}});
        boxes.shapes.insert(i * 2, i + 1);
    }
    add(u"boxes-in-boxes.doc"_s, doc(boxes));
    return result;
}

} // namespace Procession::Samples
