// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Procession {

/// Text of others as a terminal may print it: nothing in it steers the terminal or changes the order of letters. Escape
/// sequences are left out, and characters that are steering (steering.h) become spaces. Pure.
namespace PlainText {

/// As one line: line ends and tabs are spaces.
QString line(const QString &text);
/// As several lines, parted by LF; tabs stay. CR LF is one line end, a CR alone is a space.
QString lines(const QString &text);
/// JSON that says the same, with such characters in its strings escaped.
QString json(const QByteArray &json);

} // namespace PlainText

} // namespace Procession
