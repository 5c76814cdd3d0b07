// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringList>

namespace Procession {

/// The lines that a library writes to standard error, as far as people want to read them: the first 100, each of at most
/// 500 characters. A document can have it write any bytes without end. A value; threads as an int.
class ComplaintLines
{
public:
    static constexpr int mostLines = 100;
    static constexpr qsizetype longestLine = 500;

    /// The lines that these bytes end; after the last one that is told, one that says so.
    QStringList feed(QByteArrayView bytes);
    /// The line that has no end.
    QStringList finish();

private:
    void endLine(QStringList &lines);

    QByteArray m_line; // its beginning
    int m_lines = 0;
};

} // namespace Procession
