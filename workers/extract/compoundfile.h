// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "binaryview.h"
#include "documentfailure.h"

#include <QByteArray>
#include <QHash>
#include <QList>

namespace Procession {

/// The file in which Office programs until 2003 kept their streams ([MS-CFB], "OLE2"): a small file system of sectors.
/// Only the streams of its outermost folder are seen: those of embedded objects lie deeper.
///
/// Chains of sectors that go round, or out of the file, end with an error, after as many steps as the file has sectors.
class CompoundFile
{
public:
    /// Refers to `content`, which must outlive it. Errors: `malformed`.
    static Result<CompoundFile> open(const QByteArray &content);

    bool contains(const QString &name) const { return m_streams.contains(name.toUpper()); }
    /// The bytes of a stream. Errors: `malformed`, also where there is none of that name.
    Result<QByteArray> read(const QString &name) const;

private:
    struct Stream
    {
        quint32 start = 0;
        qint64 size = 0;
    };
    explicit CompoundFile(const QByteArray &content)
        : m_file(content)
    {
    }
    bool readHeader();
    bool readTable();
    bool readDirectory();
    bool readSmallTable();
    BinaryView sector(quint32 number) const;
    bool appendChain(QByteArray &bytes, quint32 start, qint64 size) const;
    bool appendSmallChain(QByteArray &bytes, quint32 start, qint64 size) const;

    BinaryView m_file;
    int m_sectorSize = 0;
    qint64 m_sectors = 0;             // in the file
    QList<quint32> m_next;            // the sector behind each
    QList<quint32> m_nextSmall;       // likewise, of those that small streams lie in
    QByteArray m_small;               // what these are cut from
    Stream m_root;                    // where m_small is
    QHash<QString, Stream> m_streams; // by name in capitals: case plays no part
};

} // namespace Procession
