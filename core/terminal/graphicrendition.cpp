// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "graphicrendition.h"

#include <algorithm>
#include <array>
#include <optional>

namespace Procession {

namespace {

/// The numbers of an SGR, one after the other. Some programs part the numbers of one colour with colons.
class Parameters
{
public:
    struct Number
    {
        int value = 0;
        bool isSubordinate = false; ///< it follows a colon
    };

    explicit Parameters(QByteArrayView bytes)
        : m_bytes(bytes)
    {
    }

    bool atEnd() const { return m_isDone; }

    Number next()
    {
        Number number{0, m_colonBefore};
        while (m_at < m_bytes.size() && m_bytes[m_at] >= '0' && m_bytes[m_at] <= '9')
            number.value = std::min(number.value * 10 + (m_bytes[m_at++] - '0'), 99'999);
        if (m_at >= m_bytes.size()) {
            m_isDone = true;
        } else {
            m_colonBefore = m_bytes[m_at] == ':';
            ++m_at;
        }
        return number;
    }
    bool colonFollows() const { return !m_isDone && m_colonBefore; }

private:
    QByteArrayView m_bytes;
    qsizetype m_at = 0;
    bool m_colonBefore = false;
    bool m_isDone = false;
};

TerminalColor indexed(int index)
{
    return {TerminalColor::Kind::Indexed, static_cast<quint32>(index)};
}

/// What follows 38, 48 or 58; nothing where it is no colour.
std::optional<TerminalColor> extendedColor(Parameters &numbers)
{
    const bool colons = numbers.colonFollows();
    std::array<int, 6> values{};
    size_t count = 0;
    if (colons) {
        while (numbers.colonFollows()) {
            const int value = numbers.next().value;
            if (count < values.size())
                values[count++] = value;
        }
    } else {
        if (numbers.atEnd())
            return {};
        values[count++] = numbers.next().value;
        const size_t wanted = values[0] == 5 ? 2 : values[0] == 2 ? 4 : 1;
        while (count < wanted && !numbers.atEnd())
            values[count++] = numbers.next().value;
    }
    if (values[0] == 5 && count >= 2 && values[1] <= 255)
        return indexed(values[1]);
    // With colons, the number of a colour space may stand before the three.
    const size_t red = colons && count >= 5 ? 2 : 1;
    if (values[0] != 2 || count < red + 3)
        return {};
    quint32 color = 0;
    for (size_t at = red; at < red + 3; ++at) {
        if (values[at] > 255)
            return {};
        color = (color << 8) | static_cast<quint32>(values[at]);
    }
    return TerminalColor{TerminalColor::Kind::Direct, color};
}

void applyOne(TerminalStyle &style, int number, Parameters &rest)
{
    switch (number) {
    case 0:
        style = {};
        break;
    case 1:
        style.bold = true;
        break;
    case 2:
        style.dim = true;
        break;
    case 3:
        style.italic = true;
        break;
    case 4: // 4:0 is none, 4:3 a wavy one
        style.underline = !rest.colonFollows() || rest.next().value != 0;
        break;
    case 7:
        style.inverse = true;
        break;
    case 9:
        style.strikeOut = true;
        break;
    case 21:
        style.underline = true;
        break;
    case 22:
        style.bold = style.dim = false;
        break;
    case 23:
        style.italic = false;
        break;
    case 24:
        style.underline = false;
        break;
    case 27:
        style.inverse = false;
        break;
    case 29:
        style.strikeOut = false;
        break;
    case 38:
        style.foreground = extendedColor(rest).value_or(style.foreground);
        break;
    case 39:
        style.foreground = {};
        break;
    case 48:
        style.background = extendedColor(rest).value_or(style.background);
        break;
    case 49:
        style.background = {};
        break;
    case 58: // the colour of the line below, which has that of its text here
        extendedColor(rest);
        break;
    default:
        if (number >= 30 && number <= 37)
            style.foreground = indexed(number - 30);
        else if (number >= 40 && number <= 47)
            style.background = indexed(number - 40);
        else if (number >= 90 && number <= 97)
            style.foreground = indexed(number - 90 + 8);
        else if (number >= 100 && number <= 107)
            style.background = indexed(number - 100 + 8);
    }
}

} // namespace

void applyGraphicRendition(TerminalStyle &style, QByteArrayView parameters)
{
    Parameters numbers(parameters);
    while (!numbers.atEnd()) {
        const Parameters::Number number = numbers.next();
        if (!number.isSubordinate)
            applyOne(style, number.value, numbers);
    }
}

} // namespace Procession
