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

constexpr qsizetype maxParameters = 128; // bytes; a sequence with more has no effect

bool isPrintable(quint8 byte)
{
    return byte >= 0x20 && byte < rubout;
}

} // namespace

TerminalText::TerminalText(int maxColumns)
    : m_cells(maxColumns)
{
}

void TerminalText::feed(QByteArrayView bytes)
{
    for (qsizetype at = 0; at < bytes.size(); ++at) {
        // Most of an endless line is beyond its last column.
        const qsizetype begin = at;
        while (m_cells.isFull() && m_state == State::Text && m_decoder.isBetweenCharacters() && at < bytes.size()
               && isPrintable(static_cast<quint8>(bytes[at])))
            ++at;
        m_cells.passOver(at - begin);
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
    return m_cells.line();
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
            m_cells.put(character, bytes, m_style);
        else
            takeControl(static_cast<quint8>(character));
        return;
    }
    if (character <= 0xffff && isSteering(QChar(static_cast<char16_t>(character)))) {
        const bool isSeparator = character == 0x2028 || character == 0x2029 || character == 0x85;
        const bool isVisible = character <= 0x9f || character == 0x202d || character == 0x202e;
        if (isSeparator)
            m_cells.put(U' ', bytes, m_style);
        else if (isVisible)
            m_cells.put(QChar::ReplacementCharacter, bytes, m_style);
        return;
    }
    if (character == QChar::ObjectReplacementCharacter)
        character = QChar::ReplacementCharacter;
    if (!isInvisible(character))
        m_cells.put(character, bytes, m_style);
}

void TerminalText::takeControl(quint8 byte)
{
    switch (byte) {
    case '\n':
        m_lines.push_back(m_cells.line());
        m_cells.clear();
        break;
    case '\r':
        m_cells.goTo(0);
        break;
    case '\b':
        m_cells.goBack();
        break;
    case '\t':
        m_cells.goToTabStop();
        break;
    case escape:
        m_state = State::Escape;
        break;
    case rubout:
        m_cells.put(0x2421, 1, m_style);
        break;
    default:
        m_cells.put(U'\u2400' + byte, 1, m_style);
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
        using Part = TerminalCells::Part;
        if (number <= 2)
            m_cells.erase(number == 0 ? Part::FromHere : number == 1 ? Part::UpToHere : Part::All);
    } else if (last == 'G') {
        m_cells.goTo(number - 1);
    }
}

} // namespace Procession
