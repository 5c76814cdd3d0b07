// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminaltext.h"

#include "cellwidth.h"
#include "graphicrendition.h"
#include "steering.h"

#include <algorithm>
#include <utility>

namespace Procession {

namespace {

constexpr quint8 cancel = 0x18;
constexpr quint8 substitute = 0x1a;
constexpr quint8 escape = 0x1b;
constexpr quint8 rubout = 0x7f;
constexpr quint8 bell = 0x07;
constexpr char32_t joiner = 0x200d;

constexpr qsizetype maxParameters = 128; // bytes; a sequence with more has no effect
constexpr qsizetype maxMarks = 16;       // UTF-16 units on one character
constexpr int tabStop = 8;

bool isPrintable(quint8 byte)
{
    return byte >= 0x20 && byte < rubout;
}

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

TerminalText::TerminalText(int maxColumns)
    : m_maxColumns(std::max(2, maxColumns))
{
}

void TerminalText::feed(QByteArrayView bytes)
{
    for (qsizetype at = 0; at < bytes.size(); ++at) {
        // Most of an endless line is beyond its last column.
        const qsizetype begin = at;
        while (m_beyond > 0 && m_state == State::Text && m_decoder.isBetweenCharacters() && at < bytes.size()
               && isPrintable(static_cast<quint8>(bytes[at])))
            ++at;
        m_beyond += at - begin;
        m_mostBeyond = std::max(m_mostBeyond, m_beyond);
        if (at < bytes.size())
            takeByte(static_cast<quint8>(bytes[at]));
    }
}

std::vector<TerminalLine> TerminalText::takeLines()
{
    return std::exchange(m_lines, {});
}

TerminalLine TerminalText::openLine() const
{
    return lineOf(m_cells, m_mostBeyond);
}

void TerminalText::takeByte(quint8 byte)
{
    if (m_state != State::Text) {
        takeEscape(byte);
        return;
    }
    if (byte < 0x80 && m_decoder.isBetweenCharacters()) {
        takeCharacter(byte, 1);
        return;
    }
    ++m_bytesOfCharacter;
    const Utf8Decoder::Characters characters = m_decoder.take(byte);
    for (int at = 0; at < characters.count; ++at) {
        const bool isLast = at + 1 == characters.count && m_decoder.isBetweenCharacters();
        const int size = isLast && characters.count == 1 ? m_bytesOfCharacter : isLast ? 1 : m_bytesOfCharacter - 1;
        takeCharacter(characters.characters[static_cast<size_t>(at)], size);
        m_bytesOfCharacter = isLast ? 0 : 1;
    }
}

void TerminalText::takeEscape(quint8 byte)
{
    const auto leaveWith = [this](quint8 last) {
        m_state = State::Text;
        takeByte(last);
    };
    switch (m_state) {
    case State::Text:
        break;
    case State::Escape:
        if (byte == '[') {
            m_state = State::Csi;
            m_parameters.clear();
        } else if (byte == ']' || byte == 'P' || byte == 'X' || byte == '^' || byte == '_') {
            m_state = State::String;
        } else if (byte >= 0x20 && byte < 0x30) {
            m_state = State::EscapeIntermediate;
        } else if (isPrintable(byte) || byte == cancel || byte == substitute) {
            m_state = State::Text;
        } else if (byte != escape) {
            leaveWith(byte);
        }
        break;
    case State::EscapeIntermediate:
        if (byte >= 0x30 && byte < rubout)
            m_state = State::Text;
        else if (!isPrintable(byte))
            leaveWith(byte);
        break;
    case State::Csi:
        if (byte >= 0x20 && byte < 0x40) {
            if (m_parameters.size() <= maxParameters)
                m_parameters += static_cast<char>(byte);
        } else if (byte >= 0x40 && byte < rubout) {
            m_state = State::Text;
            finishCsi(byte);
        } else if (byte == cancel || byte == substitute) {
            m_state = State::Text;
        } else {
            leaveWith(byte);
        }
        break;
    case State::String:
        if (byte == escape)
            m_state = State::StringEscape;
        else if (byte == bell || byte == cancel || byte == substitute)
            m_state = State::Text;
        else if (byte == '\n')
            leaveWith(byte); // else one that never ends would hide all that follows
        break;
    case State::StringEscape:
        m_state = State::Escape;
        if (byte == '\\')
            m_state = State::Text;
        else
            takeEscape(byte);
        break;
    }
}

void TerminalText::takeCharacter(char32_t character, int bytes)
{
    if (character < 0x80) {
        if (isPrintable(static_cast<quint8>(character)))
            put(character, 1, bytes);
        else
            takeControl(static_cast<quint8>(character));
        return;
    }
    if (character <= 0xffff && isSteering(QChar(static_cast<char16_t>(character)))) {
        const bool isSeparator = character == 0x2028 || character == 0x2029 || character == 0x85;
        const bool isVisible = character <= 0x9f || character == 0x202d || character == 0x202e;
        if (isSeparator)
            put(U' ', 1, bytes);
        else if (isVisible)
            put(QChar::ReplacementCharacter, 1, bytes);
        return;
    }
    if (character == QChar::ObjectReplacementCharacter)
        character = QChar::ReplacementCharacter;
    if (isInvisible(character))
        return;
    const int width = cellWidth(character);
    if (width == 0)
        putMark(character);
    else
        put(character, width, bytes);
}

void TerminalText::takeControl(quint8 byte)
{
    switch (byte) {
    case '\n':
        endLine();
        break;
    case '\r':
        m_column = 0;
        m_beyond = 0;
        break;
    case '\b':
        if (m_beyond == 0)
            m_column = std::max(0, m_column - 1);
        break;
    case '\t':
        m_column = std::min((m_column / tabStop + 1) * tabStop, m_maxColumns);
        padTo(m_column);
        break;
    case escape:
        m_state = State::Escape;
        break;
    case rubout:
        put(0x2421, 1, 1);
        break;
    default:
        put(U'\u2400' + byte, 1, 1);
    }
}

void TerminalText::finishCsi(quint8 last)
{
    if (m_parameters.size() > maxParameters)
        return;
    if (std::any_of(m_parameters.cbegin(), m_parameters.cend(),
                    [](char c) { return (c < '0' || c > '9') && c != ';' && c != ':'; }))
        return; // a private one, or another function than its last byte tells
    if (last == 'm') {
        applyGraphicRendition(m_style, m_parameters);
        return;
    }
    bool isNumber = true;
    const int number = m_parameters.isEmpty() ? 0 : m_parameters.toInt(&isNumber);
    if (!isNumber)
        return;
    if (last == 'K') {
        erase(number);
    } else if (last == 'G') {
        m_column = std::clamp(number - 1, 0, m_maxColumns);
        m_beyond = 0;
    }
}

void TerminalText::put(char32_t character, int width, int bytes)
{
    if (!m_cells.empty() && m_column > 0 && m_column <= static_cast<int>(m_cells.size()) && width == 2) {
        int before = m_column - 1;
        while (before > 0 && m_cells[static_cast<size_t>(before)].character == 0)
            --before;
        if (m_cells[static_cast<size_t>(before)].marks.endsWith(QChar(static_cast<char16_t>(joiner)))) {
            putMark(character);
            return;
        }
    }
    if (m_beyond > 0 || m_column + width > m_maxColumns) {
        m_beyond += bytes;
        m_mostBeyond = std::max(m_mostBeyond, m_beyond);
        return;
    }
    if (m_column == static_cast<int>(m_cells.size())) {
        m_cells.resize(m_cells.size() + static_cast<size_t>(width));
    } else {
        padTo(m_column + width);
        split(m_column);
        split(m_column + width);
    }
    putCell(m_column, character);
    if (width == 2)
        putCell(m_column + 1, 0);
    m_column += width;
}

void TerminalText::putMark(char32_t character)
{
    if (m_beyond > 0)
        return;
    const auto size = [this] { return static_cast<int>(m_cells.size()); };
    if (m_column == 0 || m_column > size())
        put(U'\u25cc', 1, 0); // what a mark without a letter is drawn onto
    if (m_column == 0 || m_column > size())
        return; // no room
    int column = m_column - 1;
    while (column > 0 && m_cells[static_cast<size_t>(column)].character == 0)
        --column;
    QString &marks = m_cells[static_cast<size_t>(column)].marks;
    if (marks.size() < maxMarks)
        append(marks, character);
}

void TerminalText::putCell(int column, char32_t character)
{
    Cell &cell = m_cells[static_cast<size_t>(column)];
    cell.character = character;
    cell.marks.clear();
    cell.style = m_style;
}

void TerminalText::padTo(int column)
{
    if (static_cast<int>(m_cells.size()) < column)
        m_cells.resize(static_cast<size_t>(column));
}

/// Where a wide character stands on both sides of the column's beginning, spaces take its place.
void TerminalText::split(int column)
{
    if (column <= 0 || column >= static_cast<int>(m_cells.size()) || m_cells[static_cast<size_t>(column)].character)
        return;
    for (const int half : {column - 1, column}) {
        m_cells[static_cast<size_t>(half)].character = U' ';
        m_cells[static_cast<size_t>(half)].marks.clear();
    }
}

void TerminalText::erase(int how)
{
    const int end = static_cast<int>(m_cells.size());
    switch (how) {
    case 0: // from here to the end
        split(m_column);
        m_cells.resize(static_cast<size_t>(std::min(m_column, end)));
        m_mostBeyond = m_beyond;
        break;
    case 1: // from the beginning up to here
        split(m_column + 1);
        std::fill(m_cells.begin(), m_cells.begin() + std::min(m_column + 1, end), Cell());
        break;
    case 2:
        m_cells.clear();
        m_mostBeyond = m_beyond = 0;
        break;
    default:
        break;
    }
}

void TerminalText::endLine()
{
    m_lines.push_back(lineOf(m_cells, m_mostBeyond));
    m_cells.clear();
    m_column = 0;
    m_beyond = m_mostBeyond = 0;
}

TerminalLine TerminalText::lineOf(const std::vector<Cell> &cells, qint64 cutBytes)
{
    using Kind = TerminalRun::Kind;
    TerminalLine line;
    line.columns = static_cast<int>(cells.size());
    line.cutBytes = cutBytes;
    line.text.reserve(line.columns);
    for (int column = 0; column < line.columns; ++column) {
        const Cell &cell = cells[static_cast<size_t>(column)];
        if (cell.character < 0x80 && cell.marks.isEmpty() && !line.runs.empty() && line.runs.back().kind == Kind::Plain
            && line.runs.back().style == cell.style) {
            line.text += QChar(static_cast<char16_t>(cell.character));
            ++line.runs.back().length;
            ++line.runs.back().columns;
            continue;
        }
        const bool isWide = column + 1 < line.columns && cells[static_cast<size_t>(column) + 1].character == 0;
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
