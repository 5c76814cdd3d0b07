// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shownline.h"

#include "sizetext.h"
#include "terminaltext.h"

#include <QCoreApplication>
#include <QThreadPool>

namespace Procession {

namespace {

/// Text of ours within a line, told apart from the program's.
TerminalLine note(const QString &text)
{
    TerminalText terminal;
    terminal.setStyle({.dim = true, .italic = true});
    terminal.feed(text.toUtf8());
    return terminal.openLine();
}

QString tr(const char *text)
{
    return QCoreApplication::translate("ShownLine", text);
}

} // namespace

std::vector<ShownLine> shownLines(const OutputLines &lines)
{
    std::vector<ShownLine> shown;
    shown.reserve(lines.lines.size());
    TerminalText terminal;
    for (const OutputLine &line : lines.lines) {
        terminal.feed(line.text.toUtf8());
        terminal.feed("\n");
        TerminalLine drawn = std::move(terminal.takeLines().front());
        if (const qint64 before = line.textOffset - line.offset; before > 0) {
            TerminalLine noted = note(tr("… %1 not shown …").arg(sizeText(before)) + u' ');
            noted.append(drawn);
            drawn = std::move(noted);
        }
        if (const qint64 behind = line.cutBytes + drawn.cutBytes; behind > 0)
            drawn.append(note(u' ' + tr("… %1 more").arg(sizeText(behind))));
        shown.push_back({line.number, line.offset, line.timeMs, line.stream, std::move(drawn)});
    }
    return shown;
}

QFuture<ShownLines> shownLater(QFuture<Result<OutputLines>> lines, std::stop_token stop)
{
    return lines.then(QThreadPool::globalInstance(), [stop](const Result<OutputLines> &answer) -> ShownLines {
        if (!answer)
            return answer.error();
        // One who scrolls fast leaves many answers behind, and drawing them would keep the later ones waiting.
        if (stop.stop_requested())
            return std::vector<ShownLine>();
        return shownLines(*answer);
    });
}

} // namespace Procession
