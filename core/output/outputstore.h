// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"
#include "output.h"
#include "outputkey.h"

#include <functional>
#include <memory>
#include <span>
#include <stop_token>

namespace Procession {

class OutputFollower;
class OutputStorePrivate;

/// How much output is kept.
struct OutputLimits
{
    qint64 bytesPerAttempt = 64LL * 1024 * 1024;   ///< of what was printed, in whole parts of 1 MiB; at least 4 MiB
    qint64 keptFromStart = 1024 * 1024;            ///< of them; the rest are the newest
    qint64 bytesInAll = 16LL * 1024 * 1024 * 1024; ///< on the disk
};

/// The bytes that attempts print, in files beside the store; they never pass through the event log.
///
/// Each attempt has a folder of its own, which only this server names. What append() has confirmed survives the
/// end of the program, and with Durability::Full a power cut; what a crash left half-written at the end is cut off when
/// the attempt is first asked for. Parts of 1 MiB are closed and compressed in the background. The names of the files are
/// the index: any byte or line is found by reading one part, however long the output is. See
/// docs/decisions/0012-output-in-files-of-its-own.md.
///
/// Threads: any, for all functions. Appends to different attempts don't wait for each other, and reading waits for an
/// append only while it books what it has written. One thread of its own, of low priority, compresses and sweeps.
/// Owner: app/; must outlive all followers. One store at a time for a folder.
/// Memory: some 4 KiB for each of the last 1,024 attempts that were used, 16 MiB of parts that were read last, and
/// for each call in progress some 3 MiB, or what it returns where that is more. 128 files at most stay open.
class OutputStore
{
public:
    enum class Durability : quint8 {
        Normal, ///< confirmed once it is written: survives the program, not the machine
        Full,   ///< confirmed once it is on the disk
    };

    /// `folder` is made, for its owner alone, when first something is appended. `clock` must outlive this.
    OutputStore(const QString &folder, Durability durability, const Clock &clock, OutputLimits limits = {});
    /// Ends the work in the background first; what it hasn't compressed yet, a later run does.
    ~OutputStore();
    Q_DISABLE_COPY_MOVE(OutputStore)

    /// The number that stands for "at the end" in place of an offset.
    static constexpr qint64 atEnd = -1;
    /// Appends the chunks, whose first byte has that offset (0 to the length, or atEnd), and gives the extent afterwards.
    /// Bytes that are known already are passed over, so that a repeated call adds nothing. An empty chunk adds nothing.
    /// Errors: WrongOffset behind the end; InvalidField for a negative offset; StoreUnavailable where the disk is full or
    /// can't be written to: then a beginning of the chunks may be there, and the same call later adds the rest.
    Result<OutputExtent, OutputRefusal> append(const OutputKey &key, qint64 offset,
                                               std::span<const OutputChunk> chunks);
    /// The attempt is over: the rest is closed, and readers learn that it is complete. Again: nothing. An attempt that
    /// printed nothing has no file and stays incomplete here: its process tells.
    /// Errors: StoreUnavailable.
    Result<void> finish(const OutputKey &key);

    /// All of one that never printed is 0. Errors: Io, also for the following ones.
    Result<OutputExtent> extent(const OutputKey &key);
    /// The same, but for one that has no output, which takes no memory here.
    Result<OutputExtent> extentIfThere(const OutputKey &key);
    /// The same, where it is known without waiting for the disk: for threads that must not.
    std::optional<OutputExtent> extentAtHand(const OutputKey &key) const;
    /// At most `limit` bytes (1 to 8 MiB; more is taken for that) from `offset` (0 to the length) on. It never spans a cut:
    /// it ends where the cut begins, and the next one begins where it ends.
    /// Errors: InvalidField for an offset outside, with the field `offset`.
    Result<OutputSlice> read(const OutputKey &key, qint64 offset, qint64 limit);
    /// The offset at which the last `lines` lines (1 to 100,000; more is taken for that) begin, of those that are kept
    /// without a cut in between.
    Result<qint64> offsetOfTail(const OutputKey &key, qint64 lines);

    /// A text of a line has at most so many bytes.
    static constexpr qsizetype maxLineText = 16 * 1024;
    /// At most `count` lines (1 to 10,000; more is taken for that), beginning with number `first` (from 1; -1 is the last
    /// one, -2 that before it), or with the first one behind it that is kept. Fewer where their text would be over 8 MiB.
    Result<OutputLines> lines(const OutputKey &key, qint64 first, qint64 count);
    /// The number of the line that holds the byte, or the next one that is kept. Errors: InvalidField, for an offset
    /// outside; the length itself stands for the last line.
    Result<qint64> lineAtOffset(const OutputKey &key, qint64 offset);
    /// The number of the first line that began at that wall time in ms or later; one more than there are where none did.
    Result<qint64> lineAtTime(const OutputKey &key, qint64 timeMs);
    /// Lines that match. It ends by its time limit, or soon after a stop is asked for.
    /// Of a line of over 64 KiB, a match of over 1 KiB may be missed.
    /// Errors: InvalidField, with the field `q`, for no text or a regular expression that isn't one.
    Result<OutputMatches> search(const OutputKey &key, const OutputQuery &query, std::stop_token stop = {});

    /// Forgets all attempts of the processes with these numbers. Done in the background.
    void remove(std::vector<quint64> createdSeqs);
    /// How a process stands, whose output is there.
    enum class Keep : quint8 {
        No,        ///< it is known no more: its output goes
        WhileRoom, ///< it is over
        Always,    ///< it is live: only the middle of its output may go
    };
    /// Removes the output of processes that are known no more, and while the rest is more than is allowed in all that of
    /// those whose last output is the oldest. `keep` is asked for each process that has output, by the number of its first
    /// event, on the thread in the background.
    void sweep(std::function<Keep(quint64 createdSeq)> keep);
    /// Waits until the work in the background is done. For tests, and before a copy is made of the folder.
    void waitForBackground();

    /// Bytes on the disk, as far as they are counted: complete some time after the start.
    qint64 bytesOnDisk() const;

private:
    friend class OutputFollower;
    const std::unique_ptr<OutputStorePrivate> d;
};

} // namespace Procession
