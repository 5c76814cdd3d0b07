// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "linestate.h"

#include <algorithm>
#include <cstring>

namespace Procession {

namespace {

/// As std::count, sixteen bytes at a time.
qint64 countNewlines(QByteArrayView bytes)
{
    using Lanes = quint8 __attribute__((vector_size(16)));
    const char *at = bytes.data();
    const char *const end = at + bytes.size();
    qint64 count = 0;
    while (end - at >= 16) {
        Lanes counts{};
        // A lane counts to 255.
        for (const char *const stop = at + std::min<qsizetype>((end - at) / 16, 255) * 16; at < stop; at += 16) {
            Lanes lanes;
            std::memcpy(&lanes, at, sizeof(lanes));
            counts -= reinterpret_cast<Lanes>(lanes == static_cast<quint8>('\n'));
        }
        for (int i = 0; i < 16; ++i)
            count += counts[i];
    }
    return count + std::count(at, end, '\n');
}

} // namespace

void LineState::pass(OutputStream next, qint64 offset, QByteArrayView bytes)
{
    if (bytes.isEmpty())
        return;
    const Line line = lineOf(next, offset);
    lines = line.number;
    lineStart = line.start;
    stream = next;
    isOpen = bytes.back() != '\n';
    const qint64 newlines = countNewlines(bytes);
    // The last newline begins no line where nothing follows it.
    lines += newlines - (newlines > 0 && !isOpen ? 1 : 0);
    if (const qsizetype last = bytes.chopped(1).lastIndexOf('\n'); last >= 0)
        lineStart = offset + last + 1;
}

} // namespace Procession
