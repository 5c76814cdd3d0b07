// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QByteArray>

#include <optional>
#include <vector>

namespace Procession {

/// Which of its two streams a program wrote to. The numbers stand on the wire and in the files.
enum class OutputStream : quint8 {
    Stdout = 1,
    Stderr = 2,
};

/// The wire name, `stdout` or `stderr`.
QLatin1StringView wireName(OutputStream stream);
/// The stream of that wire name, or nothing where there is none.
std::optional<OutputStream> outputStreamFromString(QStringView name);

/// Bytes that came together, from one stream. Any bytes: neither whole lines nor valid UTF-8 are asked for.
struct OutputChunk
{
    OutputStream stream = OutputStream::Stdout;
    qint64 timeMs = 0;    ///< wall time
    QByteArrayView bytes; ///< valid as long as what it is a view of

    friend bool operator==(const OutputChunk &a, const OutputChunk &b) = default;
};

/// Where in some bytes the output of one stream, of one moment, begins; it goes on to the next run.
struct OutputRun
{
    qint64 offset = 0;
    OutputStream stream = OutputStream::Stdout;
    qint64 timeMs = 0;

    friend bool operator==(const OutputRun &a, const OutputRun &b) = default;
};

/// Bytes of an output without a gap between them.
struct OutputBytes
{
    qint64 offset = 0; ///< of the first byte
    QByteArray bytes;
    std::vector<OutputRun> runs; ///< in order; the first begins at `offset`; none where there are no bytes

    qint64 end() const { return offset + bytes.size(); }
    /// The run that holds the byte, which must be one of these.
    const OutputRun &runAt(qint64 at) const;
    /// The bytes from `from` up to `to`, both within these.
    OutputBytes part(qint64 from, qint64 to) const;
    /// Appends bytes; a run goes on where stream and time are the same.
    void append(const OutputChunk &chunk);
    /// The same as chunks, which are views of these bytes.
    std::vector<OutputChunk> chunks() const;
};

/// The bytes from `from` up to `to`, without it.
struct OutputRange
{
    qint64 from = 0;
    qint64 to = 0;

    bool isEmpty() const { return to <= from; }
    friend bool operator==(const OutputRange &a, const OutputRange &b) = default;
};

/// How long the output of an attempt is, and what of it is kept.
///
/// Offsets count the bytes of both streams together, in the order in which they came, from 0. A line ends with its
/// newline, or where the other stream goes on: so each line is of one stream. Lines are counted from 1, those that were cut
/// too. A carriage return ends none.
struct OutputExtent
{
    qint64 length = 0;            ///< of all that was ever appended, in bytes; the offset that is expected next
    OutputRange cut;              ///< what isn't kept any more, to stay within the limit; empty where all is
    qint64 lines = 0;             ///< that were begun: a last one without its newline counts
    std::optional<qint64> lastAt; ///< wall time in ms of the last bytes; nothing where there are none
    bool complete = false;        ///< the attempt is over; what comes late all the same is still appended

    friend bool operator==(const OutputExtent &a, const OutputExtent &b) = default;
};

/// A refusal of append().
struct OutputRefusal
{
    Error error;
    qint64 expectedOffset = 0; ///< with WrongOffset: the length so far
};

/// An answer to read().
struct OutputSlice
{
    OutputBytes content; ///< its offset is later than asked where the bytes in between aren't kept
    OutputRange skipped; ///< the bytes from the one that was asked for that aren't kept; empty where nothing is missing
    OutputExtent extent; ///< at the time of reading

    /// Where to go on from.
    qint64 next() const { return content.end(); }
};

/// One line, as text that may be shown: valid UTF-8, without its newline; a carriage return before it stays. Of a line that
/// is too long the text is the beginning, or where carriage returns write over it, as a progress bar's do, the end.
struct OutputLine
{
    qint64 number = 1;
    qint64 offset = 0; ///< of its first byte, which may be cut
    qint64 textOffset =
        0; ///< of the first byte of `text`: behind `offset` where the beginning is cut, left out or written over
    OutputStream stream = OutputStream::Stdout;
    qint64 timeMs = 0;   ///< when its first byte came, of those that are kept
    QString text;        ///< U+FFFD in place of what isn't UTF-8; a NUL is one
    qint64 cutBytes = 0; ///< how many bytes of the line stand behind `text` without being in it

    friend bool operator==(const OutputLine &a, const OutputLine &b) = default;
};

/// Consecutive lines; a cut may stand between two of them, whose numbers tell.
struct OutputLines
{
    std::vector<OutputLine> lines;
    OutputExtent extent;
};

/// A search within the output of one attempt.
struct OutputQuery
{
    QString text; ///< plain text, or a regular expression (Perl's, one line at a time)
    bool isRegex = false;
    bool isCaseSensitive = false;
    bool backwards = false;    ///< from later lines to earlier ones
    qint64 fromLine = 0;       ///< the first line to look at; 0 for the first one, or the last one backwards
    int context = 0;           ///< lines before and after each match, 0 to 20
    int limit = 100;           ///< matching lines at most, 1 to 1000
    qint64 timeLimitMs = 2000; ///< 1 to 10,000
};

/// A line that matches.
struct OutputMatch
{
    OutputLine line;                                    ///< of a long line, the part that holds the first match
    std::vector<std::pair<qsizetype, qsizetype>> spans; ///< begin and length in `line.text`, in UTF-16 units
    std::vector<OutputLine> before;
    std::vector<OutputLine> after;
};

/// What a search has found. Where nextLine is set, the same query from there goes on with it.
struct OutputMatches
{
    std::vector<OutputMatch> matches; ///< in the order in which they were looked for
    std::optional<qint64> nextLine;   ///< the first line that wasn't looked at; nothing where it is through
    bool timedOut = false;            ///< it ended by its time limit, or because it was asked to stop
    OutputExtent extent;
};

} // namespace Procession
