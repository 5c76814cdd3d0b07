// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace Procession {

/// Lines of ten bytes that tell their place: one that is lost, doubled or moved is seen.
inline QByteArray numberedLines(int from, int count)
{
    QByteArray lines;
    for (int i = from; i < from + count; ++i)
        lines += QByteArray::number(i).rightJustified(9, '0') + '\n';
    return lines;
}

} // namespace Procession
