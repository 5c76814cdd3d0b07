// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QRegularExpression>
#include <QString>

#include <optional>

namespace Procession {

/// Reads progress from what a command prints: `37%`, `12/80`, or a pattern of the user's own.
///
/// Lines may end in LF or, as progress bars do, in CR; they may come in pieces. Of a line that is longer than
/// 8 KiB the end counts. Pure; one for each stream.
class ProgressParser
{
public:
    ProgressParser() = default;
    /// `pattern` has one group (percent), two (done, total), or none (the whole match is the percent).
    explicit ProgressParser(QRegularExpression pattern);

    /// Takes the next bytes that were printed. Whether there was progress or a line in them.
    bool feed(QByteArrayView bytes);
    /// Nothing more comes: a last line counts without its end. Whether there was one.
    bool finish();

    /// The last progress that was seen, 0 to 100.
    std::optional<double> progress() const { return m_progress; }
    /// The last line that wasn't empty, without control characters, at most 500 characters.
    const QString &lastLine() const { return m_lastLine; }

private:
    enum class Line : quint8 { Whole, Begun };

    bool readLine(QByteArrayView line, Line kind);
    bool mayHoldProgress(QByteArrayView line) const;
    std::optional<double> progressIn(const QString &line, Line kind) const;

    std::optional<QRegularExpression> m_pattern;
    QByteArray m_rest;
    std::optional<double> m_progress;
    QString m_lastLine;
};

} // namespace Procession
