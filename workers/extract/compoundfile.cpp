// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "compoundfile.h"

#include <vector>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr int headerSize = 512;
constexpr int smallSectorSize = 64;
constexpr qint64 smallestLarge = 4096; // smaller streams lie in small sectors
constexpr int entrySize = 128;         // of the directory
constexpr qint64 listedInHeader = 109; // sectors of the table
constexpr quint32 lastSector = 0xfffffffa;
constexpr quint32 endOfChain = 0xfffffffe;
constexpr quint32 noEntry = 0xffffffff;

enum EntryType : quint8 { Stream = 2, Root = 5 };

Error damaged()
{
    return documentError(DocumentFailure::malformed, u"The file is damaged, or was cut off."_s);
}

/// The name of an entry of the directory.
QString nameOf(const BinaryView &entry)
{
    const int length = std::clamp(entry.u16(64) / 2 - 1, 0, 31); // of which the last one is a null
    QString name;
    for (int i = 0; i < length; ++i)
        name += QChar(entry.u16(i * 2));
    return name;
}

} // namespace

Result<CompoundFile> CompoundFile::open(const QByteArray &content)
{
    CompoundFile file(content);
    if (!file.readHeader() || !file.readTable() || !file.readDirectory() || !file.readSmallTable())
        return damaged();
    return file;
}

bool CompoundFile::readHeader()
{
    const int shift = m_file.u16(30);
    if (m_file.size() <= headerSize || (shift != 9 && shift != 12) || m_file.u16(32) != 6)
        return false;
    m_sectorSize = 1 << shift;
    m_sectors = (m_file.size() - 1) / m_sectorSize; // the header takes the room of one; the last may be cut off
    return true;
}

BinaryView CompoundFile::sector(quint32 number) const
{
    return m_file.sliced((qint64(number) + 1) * m_sectorSize, m_sectorSize);
}

/// The table of what sector follows which; the sectors that it lies in are listed in the header, then in a chain.
bool CompoundFile::readTable()
{
    const qint64 entries = m_sectorSize / 4;
    const auto append = [&](quint32 number) {
        const BinaryView part = sector(number);
        for (qint64 i = 0; i < entries && m_next.size() < m_sectors; ++i)
            m_next.append(i * 4 < part.size() ? part.u32(i * 4) : noEntry);
    };
    for (qint64 i = 0; i < listedInHeader && m_next.size() < m_sectors; ++i) {
        if (const quint32 number = m_file.u32(76 + i * 4); number < lastSector)
            append(number);
    }
    quint32 list = m_file.u32(68);
    for (qint64 steps = 0; list < lastSector && m_next.size() < m_sectors; ++steps) {
        const BinaryView part = sector(list);
        if (steps > m_sectors || part.isEmpty())
            return false;
        for (qint64 i = 0; i + 1 < entries && m_next.size() < m_sectors; ++i) {
            if (const quint32 number = part.u32(i * 4); number < lastSector)
                append(number);
        }
        list = part.u32((entries - 1) * 4);
    }
    return !m_next.isEmpty();
}

/// Puts the bytes of a chain of sectors behind others; of the whole chain where `size` is negative.
bool CompoundFile::appendChain(QByteArray &bytes, quint32 start, qint64 size) const
{
    if (size > m_file.size())
        return false;
    qint64 left = size;
    qint64 steps = 0;
    for (quint32 at = start; size < 0 ? at < lastSector : left > 0; at = m_next[at]) {
        const BinaryView part = sector(at);
        const qint64 wanted = size < 0 ? part.size() : std::min<qint64>(left, m_sectorSize);
        if (at >= m_next.size() || ++steps > m_sectors || part.size() < wanted)
            return false;
        bytes.append(part.bytes().first(wanted));
        left -= wanted;
    }
    return true;
}

bool CompoundFile::appendSmallChain(QByteArray &bytes, quint32 start, qint64 size) const
{
    qint64 left = size;
    qint64 steps = 0;
    for (quint32 at = start; left > 0; at = m_nextSmall[at]) {
        const BinaryView part = BinaryView(m_small).sliced(qint64(at) * smallSectorSize, smallSectorSize);
        const qint64 wanted = std::min<qint64>(left, smallSectorSize);
        if (at >= m_nextSmall.size() || ++steps > m_nextSmall.size() || part.size() < wanted)
            return false;
        bytes.append(part.bytes().first(wanted));
        left -= wanted;
    }
    return true;
}

/// The outermost folder is a tree of entries; each is visited once, however they refer to each other.
bool CompoundFile::readDirectory()
{
    QByteArray bytes;
    if (!appendChain(bytes, m_file.u32(48), -1))
        return false;
    const BinaryView directory(bytes);
    const qint64 count = directory.size() / entrySize;
    if (directory.u8(66) != Root)
        return false;
    const auto streamOf = [this](const BinaryView &entry) {
        const qint64 high = m_sectorSize > headerSize ? entry.u32(124) : 0; // older programs left garbage there
        return CompoundFile::Stream{.start = entry.u32(116), .size = (high & 0xffff) << 32 | entry.u32(120)};
    };
    m_root = streamOf(directory.sliced(0, entrySize));
    std::vector<bool> visited(static_cast<size_t>(count));
    std::vector<quint32> open{directory.u32(76)};
    while (!open.empty()) {
        const quint32 at = open.back();
        open.pop_back();
        if (at >= count || visited[at])
            continue;
        visited[at] = true;
        const BinaryView entry = directory.sliced(qint64(at) * entrySize, entrySize);
        if (entry.u8(66) == EntryType::Stream)
            m_streams.insert(nameOf(entry).toUpper(), streamOf(entry));
        open.push_back(entry.u32(68));
        open.push_back(entry.u32(72));
    }
    return true;
}

bool CompoundFile::readSmallTable()
{
    const quint32 start = m_file.u32(60);
    if (start >= lastSector)
        return true; // there are no small streams
    QByteArray table;
    if (!appendChain(table, start, -1) || !appendChain(m_small, m_root.start, m_root.size))
        return false;
    const BinaryView view(table);
    m_nextSmall.reserve(view.size() / 4);
    for (qsizetype at = 0; at + 4 <= view.size(); at += 4)
        m_nextSmall.append(view.u32(at));
    return true;
}

Result<QByteArray> CompoundFile::read(const QString &name) const
{
    const auto stream = m_streams.constFind(name.toUpper());
    QByteArray bytes;
    if (stream == m_streams.cend())
        return damaged();
    const bool isSmall = stream->size < smallestLarge;
    if (!(isSmall ? appendSmallChain(bytes, stream->start, stream->size)
                  : appendChain(bytes, stream->start, stream->size)))
        return damaged();
    return bytes;
}

} // namespace Procession
