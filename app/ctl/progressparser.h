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
/// Lines may end in LF or, as progress bars do, in CR; they may come in pieces. Pure; one for each stream.
class ProgressParser
{
public:
    ProgressParser() = default;
    /// `pattern` has one group (percent) or two (done, total).
    explicit ProgressParser(QRegularExpression pattern);

    /// Takes the next bytes that were printed.
    void feed(const QByteArray &bytes);

    /// The last progress that was seen, 0 to 100.
    std::optional<double> progress() const { return m_progress; }
    /// The last line that wasn't empty, without control characters, at most 500 characters.
    const QString &lastLine() const { return m_lastLine; }

private:
    void readLine(const QByteArray &line, bool complete);
    std::optional<double> progressIn(const QString &line) const;

    std::optional<QRegularExpression> m_pattern;
    QByteArray m_rest;
    std::optional<double> m_progress;
    QString m_lastLine;
};

} // namespace Procession
