// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "output.h"

#include <QRegularExpression>

namespace Procession {

/// The pattern of a search. Matching takes a bounded number of steps, whatever the pattern. Threads: one at a time.
class OutputPattern
{
public:
    /// Errors: InvalidField, with the field `q`.
    static Result<OutputPattern> of(const OutputQuery &query);

    /// Where it matches, or that it doesn't.
    struct Place
    {
        qsizetype start = -1; ///< -1 where it doesn't
        qsizetype length = 0;
        bool gaveUp = false; ///< it took too many steps to tell

        bool isNone() const { return start < 0 && !gaveUp; }
    };
    /// The first match in the line at `from` or behind it; the line has no newline.
    Place inLine(const QString &line, qsizetype from) const;
    /// A place in a text of many lines before which no line matches; the line of it may match by itself, or not.
    /// Only where canSkip().
    Place inText(const QString &text, qsizetype from) const;
    bool canSkip() const { return m_canSkip; }
    /// Whether a segment of these bytes can't match, as is known without reading them as text.
    bool rulesOut(QByteArrayView bytes) const;

private:
    OutputPattern() = default;
    static Place placeOf(const QRegularExpressionMatch &match);

    QRegularExpression m_line;
    QRegularExpression m_text;
    QByteArray m_bytes; // that stand in every match; empty where none are known
    bool m_canSkip = false;
};

} // namespace Procession
