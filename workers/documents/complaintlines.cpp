// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "complaintlines.h"

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostLineBytes = 4 * ComplaintLines::longestLine; // of UTF-8

} // namespace

QStringList ComplaintLines::feed(QByteArrayView bytes)
{
    QStringList lines;
    while (m_lines <= mostLines && !bytes.isEmpty()) {
        const qsizetype newline = bytes.indexOf('\n');
        const QByteArrayView part = newline < 0 ? bytes : bytes.first(newline);
        m_line.append(part.first(std::min(part.size(), mostLineBytes - m_line.size())));
        if (newline < 0)
            break;
        endLine(lines);
        bytes = bytes.sliced(newline + 1);
    }
    return lines;
}

QStringList ComplaintLines::finish()
{
    QStringList lines;
    endLine(lines);
    return lines;
}

void ComplaintLines::endLine(QStringList &lines)
{
    const QString line = QString::fromUtf8(std::exchange(m_line, {})).trimmed().left(longestLine);
    if (line.isEmpty() || m_lines > mostLines)
        return;
    lines.append(m_lines++ < mostLines ? line : u"(what it says further is left out)"_s);
}

} // namespace Procession
