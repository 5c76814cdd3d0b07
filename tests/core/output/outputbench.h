// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fakeclock.h"
#include "outputstore.h"

#include <QDirIterator>
#include <QTemporaryDir>

namespace Procession {

/// An output store in a folder of its own, and one attempt to write to.
class OutputBench
{
public:
    static constexpr qint64 mebi = 1024 * 1024;
    static constexpr OutputKey key{500, 0x8d3fe21c09ab7742, 1};

    explicit OutputBench(OutputLimits bounds = {})
        : limits(bounds)
    {
        open();
    }

    /// Ends the store and begins anew with its files, as after a crash.
    void open(OutputStore::Durability durability = OutputStore::Durability::Normal)
    {
        store.reset();
        store = std::make_unique<OutputStore>(path(), durability, clock, limits);
    }
    QString path() const { return folder.filePath(QStringLiteral("output")); }
    QStringList files() const
    {
        QStringList found;
        for (QDirIterator each(path(), QDir::Files, QDirIterator::Subdirectories); each.hasNext();)
            found.append(each.next());
        found.sort();
        return found;
    }
    Result<OutputExtent, OutputRefusal> append(qint64 offset, QByteArrayView bytes,
                                               OutputStream stream = OutputStream::Stdout, const OutputKey &to = key)
    {
        const OutputChunk chunk{stream, clock.wallMs(), bytes};
        return store->append(to, offset, {&chunk, 1});
    }
    QByteArray readAll(const OutputKey &from = key)
    {
        QByteArray all;
        for (qint64 offset = 0;;) {
            const auto slice = store->read(from, offset, 8 * mebi);
            if (!slice || slice->content.bytes.isEmpty())
                return all;
            all += slice->content.bytes;
            offset = slice->next();
        }
    }
    /// Bytes that tell their offset, in lines of 16.
    static QByteArray numbered(qint64 from, qint64 size)
    {
        QByteArray bytes;
        for (qint64 line = from / 16; bytes.size() < size + 16; ++line)
            bytes += QByteArray::number(line).rightJustified(15, '.') + '\n';
        return bytes.mid(from % 16, size);
    }

    FakeClock clock;
    const QTemporaryDir folder;
    OutputLimits limits;
    std::unique_ptr<OutputStore> store;
};

} // namespace Procession
