// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Procession {

/// Text of others as it may be printed: nothing in it steers a terminal, or shows it in another order than it has.
///
/// The one place for that. Gone or made spaces are: escape sequences, control characters (C0, C1, DEL), line
/// separators of Unicode, and what overrides the direction of writing. Pure.
namespace PlainText {

/// As one line: line ends and tabs are spaces.
QString line(const QString &text);
/// As several lines, parted by LF; tabs stay. CR LF is one line end, a CR alone is a space.
QString lines(const QString &text);
/// JSON that says the same, with such characters in its strings escaped.
QString json(const QByteArray &json);

} // namespace PlainText

} // namespace Procession
