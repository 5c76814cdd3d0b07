// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "safeoutput.h"

#include "sizetext.h"

#include <QStringList>

#include <limits>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr QLatin1StringView plain("\x1b[0m");
constexpr QLatin1StringView lineAnew("\r\x1b[K");

void appendColour(QStringList &codes, const TerminalColor &colour, bool isGround)
{
    constexpr quint32 firstOfPalette = 16;
    const int base = isGround ? 40 : 30;
    switch (colour.kind) {
    case TerminalColor::Kind::Default:
        break;
    case TerminalColor::Kind::Indexed:
        if (colour.value < 8)
            codes.append(QString::number(base + static_cast<int>(colour.value)));
        else if (colour.value < firstOfPalette)
            codes.append(QString::number(base + 60 - 8 + static_cast<int>(colour.value)));
        else
            codes.append(u"%1;5;%2"_s.arg(base + 8).arg(colour.value));
        break;
    case TerminalColor::Kind::Direct:
        codes.append(u"%1;2;%2;%3;%4"_s.arg(base + 8)
                         .arg(colour.value >> 16 & 255)
                         .arg(colour.value >> 8 & 255)
                         .arg(colour.value & 255));
        break;
    }
}

QString sequenceFor(const TerminalStyle &style)
{
    QStringList codes{u"0"_s};
    for (const auto &[isSet, code] : {std::pair(style.bold, 1),
                                      {style.dim, 2},
                                      {style.italic, 3},
                                      {style.underline, 4},
                                      {style.inverse, 7},
                                      {style.strikeOut, 9}}) {
        if (isSet)
            codes.append(QString::number(code));
    }
    appendColour(codes, style.foreground, false);
    appendColour(codes, style.background, true);
    return u"\x1b["_s + codes.join(u';') + u'm';
}

} // namespace

SafeOutput::SafeOutput(int width, bool hasColours)
    : m_width(width > 1 ? width : 80)
    , m_hasColours(hasColours)
{
}

QString SafeOutput::feed(QByteArrayView bytes)
{
    m_text.feed(bytes);
    QString text;
    for (const TerminalLine &line : m_text.takeLines()) {
        if (!std::exchange(m_openLine, {}).text.isEmpty())
            text += lineAnew;
        text += lineText(line, std::numeric_limits<int>::max()) + u'\n';
    }
    if (const TerminalLine open = m_text.openLine(); open != m_openLine) {
        if (!m_openLine.text.isEmpty())
            text += lineAnew;
        text += lineText(open, m_width - 1); // one that wraps couldn't be replaced
        m_openLine = open;
    }
    return text;
}

QString SafeOutput::finish()
{
    if (m_openLine.text.isEmpty())
        return {};
    const TerminalLine last = std::exchange(m_openLine, {});
    return lineAnew + lineText(last, std::numeric_limits<int>::max()) + u'\n';
}

QString SafeOutput::lineText(const TerminalLine &line, int maxColumns) const
{
    QString text;
    TerminalStyle style;
    for (const TerminalRun &run : line.runs) {
        QString piece = line.text.mid(run.begin, run.length);
        if (run.column + run.columns > maxColumns) {
            if (run.kind != TerminalRun::Kind::Plain || run.column >= maxColumns)
                break;
            piece.truncate(maxColumns - run.column);
        }
        if (m_hasColours && run.style != style) {
            text += sequenceFor(run.style);
            style = run.style;
        }
        text += piece;
    }
    if (style != TerminalStyle{})
        text += plain;
    if (line.cutBytes > 0 && maxColumns == std::numeric_limits<int>::max())
        text += u"… (%1 more)"_s.arg(sizeText(line.cutBytes));
    return text;
}

} // namespace Procession
