// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminalcells.h"

#include "cellwidth.h"

#include <algorithm>

namespace Procession {

namespace {

constexpr char16_t joiner = 0x200d;
constexpr qsizetype maxMarks = 16; // UTF-16 units on one character
constexpr int tabStop = 8;

void append(QString &text, char32_t character)
{
    if (QChar::requiresSurrogates(character)) {
        text += QChar(QChar::highSurrogate(character));
        text += QChar(QChar::lowSurrogate(character));
    } else {
        text += QChar(static_cast<char16_t>(character));
    }
}

/// Makes one run of words with spaces between them where the script may have to reorder the words.
void joinWords(TerminalLine &line)
{
    using Kind = TerminalRun::Kind;
    std::vector<TerminalRun> &runs = line.runs;
    if (std::none_of(runs.begin(), runs.end(), [](const TerminalRun &run) { return run.kind == Kind::Joined; }))
        return;
    const auto isSpace = [&line](const TerminalRun &run) {
        const QStringView text = QStringView(line.text).sliced(run.begin, run.length);
        return run.kind == Kind::Plain && std::all_of(text.begin(), text.end(), [](QChar c) { return c == u' '; });
    };
    size_t last = 0;
    for (size_t at = 1; at < runs.size(); ++at) {
        const bool follows = runs[last].kind == Kind::Joined && isSpace(runs[at]) && at + 1 < runs.size()
            && runs[at + 1].kind == Kind::Joined && runs[at].style == runs[last].style
            && runs[at + 1].style == runs[last].style;
        if (!follows) {
            runs[++last] = runs[at];
            continue;
        }
        for (const TerminalRun &run : {runs[at], runs[at + 1]}) {
            runs[last].length += run.length;
            runs[last].columns += run.columns;
        }
        ++at;
    }
    runs.resize(last + 1);
}

} // namespace

TerminalCells::TerminalCells(int maxColumns)
    : m_maxColumns(std::max(2, maxColumns))
{
}

void TerminalCells::put(char32_t character, int bytes, const TerminalStyle &style)
{
    const int width = cellWidth(character);
    if (width == 0) {
        putMark(character, style);
        return;
    }
    if (!m_cells.empty() && m_column > 0 && m_column <= static_cast<int>(m_cells.size()) && width == 2) {
        int before = m_column - 1;
        while (before > 0 && m_cells[static_cast<size_t>(before)].character == 0)
            --before;
        if (m_cells[static_cast<size_t>(before)].marks.endsWith(QChar(joiner))) {
            putMark(character, style);
            return;
        }
    }
    if (m_beyond > 0 || m_column + width > m_maxColumns) {
        passOver(bytes);
        return;
    }
    if (m_column == static_cast<int>(m_cells.size())) {
        m_cells.resize(m_cells.size() + static_cast<size_t>(width));
    } else {
        padTo(m_column + width);
        split(m_column);
        split(m_column + width);
    }
    putCell(m_column, character, style);
    if (width == 2)
        putCell(m_column + 1, 0, style);
    m_column += width;
}

void TerminalCells::passOver(qsizetype bytes)
{
    m_beyond += bytes;
    m_mostBeyond = std::max(m_mostBeyond, m_beyond);
}

void TerminalCells::goTo(int column)
{
    m_column = std::clamp(column, 0, m_maxColumns);
    m_beyond = 0;
}

void TerminalCells::goBack()
{
    if (m_beyond == 0)
        m_column = std::max(0, m_column - 1);
}

void TerminalCells::goToTabStop()
{
    m_column = std::min((m_column / tabStop + 1) * tabStop, m_maxColumns);
    padTo(m_column);
}

void TerminalCells::clear()
{
    m_cells.clear();
    m_column = 0;
    m_beyond = m_mostBeyond = 0;
}

void TerminalCells::putMark(char32_t character, const TerminalStyle &style)
{
    if (m_beyond > 0)
        return;
    const auto size = [this] { return static_cast<int>(m_cells.size()); };
    if (m_column == 0 || m_column > size())
        put(U'\u25cc', 0, style); // what a mark without a letter is drawn onto
    if (m_column == 0 || m_column > size())
        return; // no room
    int column = m_column - 1;
    while (column > 0 && m_cells[static_cast<size_t>(column)].character == 0)
        --column;
    QString &marks = m_cells[static_cast<size_t>(column)].marks;
    if (marks.size() < maxMarks)
        append(marks, character);
}

void TerminalCells::putCell(int column, char32_t character, const TerminalStyle &style)
{
    Cell &cell = m_cells[static_cast<size_t>(column)];
    cell.character = character;
    cell.marks.clear();
    cell.style = style;
}

void TerminalCells::padTo(int column)
{
    if (static_cast<int>(m_cells.size()) < column)
        m_cells.resize(static_cast<size_t>(column));
}

/// Where a wide character stands on both sides of the column's beginning, spaces take its place.
void TerminalCells::split(int column)
{
    if (column <= 0 || column >= static_cast<int>(m_cells.size()) || m_cells[static_cast<size_t>(column)].character)
        return;
    for (const int half : {column - 1, column}) {
        m_cells[static_cast<size_t>(half)].character = U' ';
        m_cells[static_cast<size_t>(half)].marks.clear();
    }
}

void TerminalCells::erase(Part part)
{
    const int end = static_cast<int>(m_cells.size());
    switch (part) {
    case Part::FromHere:
        split(m_column);
        m_cells.resize(static_cast<size_t>(std::min(m_column, end)));
        m_mostBeyond = m_beyond;
        break;
    case Part::UpToHere:
        split(m_column + 1);
        std::fill(m_cells.begin(), m_cells.begin() + std::min(m_column + 1, end), Cell());
        break;
    case Part::All:
        m_cells.clear();
        m_mostBeyond = m_beyond = 0;
        break;
    }
}

TerminalLine TerminalCells::line() const
{
    using Kind = TerminalRun::Kind;
    TerminalLine line;
    line.columns = static_cast<int>(m_cells.size());
    line.cutBytes = m_mostBeyond;
    line.text.reserve(line.columns);
    for (int column = 0; column < line.columns; ++column) {
        const Cell &cell = m_cells[static_cast<size_t>(column)];
        if (cell.character < 0x80 && cell.marks.isEmpty() && !line.runs.empty() && line.runs.back().kind == Kind::Plain
            && line.runs.back().style == cell.style) {
            line.text += QChar(static_cast<char16_t>(cell.character));
            ++line.runs.back().length;
            ++line.runs.back().columns;
            continue;
        }
        const bool isWide = column + 1 < line.columns && m_cells[static_cast<size_t>(column) + 1].character == 0;
        const Kind kind = !standsAlone(cell.character)                                     ? Kind::Joined
            : isWide || !cell.marks.isEmpty() || QChar::requiresSurrogates(cell.character) ? Kind::Cluster
                                                                                           : Kind::Plain;
        const int width = isWide ? 2 : 1;
        const qsizetype begin = line.text.size();
        append(line.text, cell.character);
        line.text += cell.marks;
        const qsizetype length = line.text.size() - begin;
        if (!line.runs.empty() && kind != Kind::Cluster && line.runs.back().kind == kind
            && line.runs.back().style == cell.style) {
            line.runs.back().length += length;
            line.runs.back().columns += width;
        } else {
            line.runs.push_back({begin, length, column, width, kind, cell.style});
        }
        column += width - 1;
    }
    joinWords(line);
    return line;
}

} // namespace Procession
