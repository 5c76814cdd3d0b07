// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputline.h"

#include "bytetext.h"
#include "plaintext.h"

namespace Procession {

namespace {

constexpr qsizetype mostCharacters = 2000;

} // namespace

QByteArray outputLine(const QString &text)
{
    // Cut first: what comes from others may be of any length.
    QString line = PlainText::line(ByteText::shown(text.left(mostCharacters)));
    if (text.size() > mostCharacters)
        line += u'\u2026';
    return line.toUtf8() + '\n';
}

} // namespace Procession
