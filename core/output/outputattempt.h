// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "descriptor.h"
#include "outputkey.h"
#include "outputstore.h"
#include "segmentbatch.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <span>

namespace Procession {

/// What the attempts of one store share. Owner: the store; outlives them.
struct OutputContext
{
    QByteArray root;
    bool syncs = false;
    OutputLimits limits;
    std::atomic<qint64> bytesOnDisk = 0;
    std::atomic<int> openFiles = 0;                  ///< of open segments
    std::function<void(const OutputKey &)> onClosed; ///< there is a segment to compress; any thread
};

/// The segments of one attempt's output: appends to them, closes, cuts and compresses them.
///
/// Threads: any. One lock orders those who write; readers take only the other one, for a copy of view(). Owner: the store,
/// and calls in progress.
class OutputAttempt
{
public:
    OutputAttempt(OutputContext &context, const OutputKey &key);
    ~OutputAttempt();
    Q_DISABLE_COPY_MOVE(OutputAttempt)

    const OutputKey &key() const { return m_key; }
    const QByteArray &root() const { return m_context.root; }

    /// As OutputStore's.
    Result<OutputExtent, OutputRefusal> append(qint64 offset, std::span<const OutputChunk> chunks);
    Result<void> finish();
    /// Keeps at most so many bytes of output: drops whole segments, the oldest behind the beginning first.
    Result<void> cutTo(qint64 bytes);
    /// Compresses the segments that are closed. By the thread in the background.
    Result<void> compress(const std::stop_token &stop);
    /// Closes the file that is appended to, where nobody does right now; the next append opens it again.
    void letGoOfFile();

    /// How the output stands at some moment.
    struct View
    {
        std::shared_ptr<const std::vector<SegmentName>> segments; ///< in order; the last may be open
        OutputExtent extent;
        /// Of the open segment: a place from which one can read, before the byte that was asked for, and its end.
        qint64 markOffset = 0;
        qint64 markPosition = 0;
        qint64 fileBytes = 0;

        qint64 endOf(const SegmentName &segment) const
        {
            return segment.form == SegmentName::Form::Open ? extent.length : segment.end;
        }
    };
    /// The view, with the mark for the byte at `offset`. Reads the folder where that wasn't done yet. Errors: Io.
    Result<View> view(qint64 offset = 0);
    /// How long it is, where that is known without waiting for the disk, or for one who writes.
    std::optional<OutputExtent> extentAtHand() const;
    /// A file of it, for reading. It may be gone since the view was taken: then errno is ENOENT.
    Descriptor open(const SegmentName &segment) const;

private:
    using Segments = std::vector<SegmentName>;

    // All but replace(), which takes both locks: with that of those who write. Where one fails, errno says why.
    Result<void> load();
    bool hasOpenSegment() const;
    bool isFull() const;
    bool write(std::span<const OutputChunk> chunks);
    bool commit(SegmentBatch &batch);
    bool openFile(const SegmentName &name);
    void setFile(Descriptor file);
    bool closeSegment(bool isOver);
    bool markOver();
    void cut(const Descriptor &folder, qint64 bytes);
    /// The compressed file, of that size, takes the place of the plain one.
    bool replace(const Descriptor &folder, const SegmentName &plain, const QByteArray &temporary, qint64 size);

    OutputContext &m_context;
    const OutputKey m_key;

    std::mutex m_writeMutex;  // taken first
    bool m_needsTrim = false; // behind m_fileBytes there may be something that wasn't confirmed
    Descriptor m_file;        // the open segment's, unless it was let go of
    LineState m_line;

    mutable std::mutex m_stateMutex; // what follows is written with both, and read with either
    bool m_isLoaded = false;
    std::shared_ptr<const Segments> m_segments = std::make_shared<Segments>();
    OutputExtent m_extent;
    qint64 m_fileBytes = 0; // of the open segment
    std::vector<SegmentMark> m_marks;
};

} // namespace Procession
