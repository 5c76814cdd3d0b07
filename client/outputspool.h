// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "descriptor.h"
#include "output.h"

#include <QByteArray>
#include <QString>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>

namespace Procession {

/// The limits of an OutputSpool. Plain data.
struct OutputSpoolOptions
{
    /// Bytes that are kept in memory, heads of records included; those that came first.
    qint64 memoryBytes = 1024 * 1024;
    /// Bytes that are kept in a file beyond that, heads included. With 0 there is no file.
    qint64 fileBytes = 64 * 1024 * 1024;
    /// Where that file is, which has no name and goes with the program; empty: TMPDIR, or else /var/tmp.
    QString folder{};
};

/// Output that wasn't sent yet: first in memory, and beyond that in a file with mode 0600.
///
/// Bytes leave in the order in which they came. Where too many wait, the oldest of those in the file are dropped, so that
/// the first and the newest are kept; a line in their place says how many bytes are missing.
/// Threads: append() from any; the rest one at a time. Owner: OutputUploader.
class OutputSpool
{
public:
    explicit OutputSpool(const OutputSpoolOptions &options = {});
    Q_DISABLE_COPY_MOVE(OutputSpool)

    /// Takes bytes. Where they have no room it waits for some before others are dropped: as long as all calls together
    /// have given it `patience` and not used it, at most 2 s. Not in a call that gives none.
    void append(const OutputChunk &chunk, std::chrono::microseconds patience = {});
    struct Batch
    {
        QByteArray records; ///< as OutputCodec has them
        qint64 bytes = 0;   ///< of output in them
    };
    /// Takes out the first bytes: at most `most` (over the size of a head) as records, or what is in memory.
    Batch take(qint64 most);

    /// Bytes of output that wait.
    qint64 size() const;
    /// Bytes of output that were dropped, from the beginning.
    qint64 dropped() const;

private:
    struct Kept
    {
        OutputStream stream = OutputStream::Stdout;
        qint64 timeMs = 0;
        QByteArray bytes;
    };

    void keepInMemory(const OutputChunk &chunk);
    void keepInFile(const OutputChunk &chunk);
    bool openFile();
    void loseFile();
    void dropOldest();
    void fillMemory();
    void tellOfGap();
    bool writeAt(qint64 position, QByteArrayView bytes) const;
    QByteArray readAt(qint64 position, qsizetype size) const;
    qint64 inFile() const { return m_fileEnd - m_fileBegin; }

    const OutputSpoolOptions m_options;
    mutable std::mutex m_mutex;
    std::condition_variable m_hasRoom;
    std::chrono::microseconds m_patience{}; // that is left
    std::deque<Kept> m_memory;
    qint64 m_memoryBytes = 0; // heads included
    Descriptor m_file;
    bool m_hasNoFile = false; // and can't have one
    qint64 m_fileBegin = 0;   // of the records in it; positions in it count on, round and round
    qint64 m_fileEnd = 0;
    qint64 m_size = 0;
    qint64 m_dropped = 0;
    qint64 m_gap = 0; // bytes that were dropped between those in memory and those in the file
    qint64 m_gapTimeMs = 0;
    char m_lastByte = '\n'; // of those that went to memory
};

} // namespace Procession
