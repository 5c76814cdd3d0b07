// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plaintext.h"
#include "processstatus.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace Procession {

/// The terminal: its size, and printing on it. Texts of others pass PlainText first.
namespace Terminal {

/// Whether standard output is a terminal.
bool isInteractive();
/// Its width in columns; 0 where there is none.
int width();
int height();

/// How many columns the text takes: 0 for a combining mark, 2 for a wide character.
int columns(const QString &text);
/// The text in at most that many columns; a text that is cut ends in `…`.
QString fitted(const QString &text, int maxColumns);

/// Columns that line up. Where `maxWidth` (0: none) is passed, the widest columns are cut first. The first row is
/// the heading.
QString table(const QList<QStringList> &rows, int maxWidth);

/// Such as `[#####.....]`; all dots where nothing was reported.
QString bar(std::optional<double> progress, int cells);

/// Whether it shows colours: not where NO_COLOR is set, or TERM says that it can't.
bool hasColours();
/// The text in the colour that stands for that status, on a terminal that has colours.
QString inStatusColour(const QString &text, ProcessStatus status);

/// Prints to standard output. Where the reader has gone, the program ends as SIGPIPE ends any other: quietly, and for a
/// shell with 141. Where standard output can't be written for another reason, such as a full disk, the program says so
/// and ends with 1.
void print(const QString &text);
void write(QByteArrayView bytes);
/// Ends the program in the same way as soon as the reader of standard output has gone, though nothing is printed. For
/// as long as the application runs its event loop.
void endWithReader();
void printError(const QString &text);

} // namespace Terminal

} // namespace Procession
