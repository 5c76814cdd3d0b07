// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "progresstext.h"

#include <QByteArray>
#include <QRegularExpression>
#include <QString>

#include <optional>

namespace Procession {

/// Reads progress from what a command prints: `37%`, `12/80`, or a pattern of the user's own.
///
/// Lines end in LF or, as progress bars do, in CR; they may come in pieces. feed() only gathers bytes, at next to no cost;
/// they are read at the next question. Then the last 16 KiB count, and before those the last place with `%` or `/` where
/// one is found (beyond 1 MiB between two questions not all is searched). With a pattern of the user's own the last
/// 64 KiB count, and of a line longer than 8 KiB its end. One parser for each stream; one thread at a time.
class ProgressParser
{
public:
    ProgressParser() = default;
    /// `pattern` has one group (percent), two (done, total), or none (the whole match is the percent).
    explicit ProgressParser(QRegularExpression pattern);
    /// Keeps the last line and looks for no progress.
    static ProgressParser withoutProgress();

    /// Takes the next bytes that were printed.
    void feed(QByteArrayView bytes);
    /// Nothing more comes: a last line counts without its end.
    void finish();

    /// The last progress that was seen, 0 to 100.
    std::optional<double> progress();
    /// The last line that wasn't empty, without control characters, at most 500 characters.
    QString lastLine();

private:
    void take(QByteArrayView bytes);
    void drop(QByteArrayView bytes);
    void read();
    bool readLines(QByteArrayView bytes, bool hasBegin, bool hasEnd);
    std::optional<double> progressOf(const PrintedLine &line) const;
    qsizetype keptBytes() const;

    std::optional<QRegularExpression> m_pattern;
    bool m_readsProgress = true;
    QByteArray m_tail;
    bool m_tailHasBegin = true;
    bool m_isUnread = false;
    bool m_isFinished = false;
    qsizetype m_searched = 0;  // bytes, since the last question
    QByteArray m_droppedPlace; // with the last `%` or `/` of what no longer stands in m_tail
    QByteArray m_droppedLine;  // the last whole one of that
    std::optional<double> m_progress;
    QString m_lastLine;
};

} // namespace Procession
