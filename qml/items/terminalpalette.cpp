// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminalpalette.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace Procession {

namespace {

constexpr size_t mostRemembered = 4096;
constexpr double leastContrast = 4.5;

double luminance(const QColor &color)
{
    const auto linear = [](float channel) {
        const auto value = static_cast<double>(channel);
        return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

/// `share` of the second colour in the first one.
QColor mixed(const QColor &first, const QColor &second, float share)
{
    const auto channel = [share](float a, float b) { return a + (b - a) * share; };
    return QColor::fromRgbF(channel(first.redF(), second.redF()), channel(first.greenF(), second.greenF()),
                            channel(first.blueF(), second.blueF()));
}

/// The colours behind the named ones: a cube of 6 x 6 x 6 and 24 greys, the same in all terminals.
QColor standardColor(quint32 index)
{
    if (index >= 232) {
        const int grey = 8 + static_cast<int>(index - 232) * 10;
        return {grey, grey, grey};
    }
    constexpr std::array<int, 6> steps{0, 95, 135, 175, 215, 255};
    const quint32 place = index - 16;
    return {steps[place / 36], steps[place / 6 % 6], steps[place % 6]};
}

} // namespace

TerminalPalette::TerminalPalette()
    : m_text(Qt::black)
    , m_ground(Qt::white)
    , m_named{QColor(0x2e3436), QColor(0xcc0000), QColor(0x4e9a06), QColor(0xc4a000),
              QColor(0x3465a4), QColor(0x75507b), QColor(0x06989a), QColor(0xd3d7cf),
              QColor(0x555753), QColor(0xef2929), QColor(0x8ae234), QColor(0xfce94f),
              QColor(0x729fcf), QColor(0xad7fa8), QColor(0x34e2e2), QColor(0xeeeeec)}
{
}

void TerminalPalette::setText(const QColor &color)
{
    m_text = color;
}

void TerminalPalette::setGround(const QColor &color)
{
    m_ground = color;
}

void TerminalPalette::setNamed(const QList<QColor> &colors)
{
    std::copy_n(colors.begin(), std::min(colors.size(), m_named.size()), m_named.begin());
}

TerminalPalette::Look TerminalPalette::look(const TerminalStyle &style) const
{
    QColor foreground = color(style.foreground, m_text);
    QColor background = color(style.background, style.inverse ? m_ground : QColor());
    if (style.inverse)
        std::swap(foreground, background);
    const QColor &under = background.isValid() ? background : m_ground;
    constexpr float dimShare = 0.45F;
    if (style.dim)
        foreground = mixed(foreground, under, dimShare);
    return {readableOn(foreground, under), background};
}

QColor TerminalPalette::lookOn(const TerminalStyle &style, const QColor &ground) const
{
    TerminalStyle plain = style;
    plain.inverse = false;
    plain.background = {};
    return readableOn(look(plain).foreground, ground);
}

const QColor &TerminalPalette::readableOn(const QColor &color, const QColor &ground) const
{
    const auto key = std::pair(color.rgb(), ground.rgb());
    auto found = m_readable.find(key);
    if (found == m_readable.end()) {
        if (m_readable.size() >= mostRemembered)
            m_readable.clear();
        found = m_readable.emplace(key, readable(color, ground, leastContrast)).first;
    }
    return found->second;
}

double TerminalPalette::contrast(const QColor &a, const QColor &b)
{
    const double first = luminance(a) + 0.05;
    const double second = luminance(b) + 0.05;
    return std::max(first, second) / std::min(first, second);
}

QColor TerminalPalette::readable(const QColor &color, const QColor &ground, double wanted)
{
    if (contrast(color, ground) >= wanted)
        return color;
    // Away from the ground, towards whichever of black and white is further from it.
    const QColor end = contrast(Qt::white, ground) > contrast(Qt::black, ground) ? Qt::white : Qt::black;
    constexpr int steps = 20;
    for (int step = 1; step < steps; ++step) {
        const QColor candidate = mixed(color, end, static_cast<float>(step) / steps);
        if (contrast(candidate, ground) >= wanted)
            return candidate;
    }
    return end;
}

QColor TerminalPalette::color(TerminalColor color, const QColor &otherwise) const
{
    switch (color.kind) {
    case TerminalColor::Kind::Default:
        break;
    case TerminalColor::Kind::Indexed:
        return color.value < 16 ? m_named[static_cast<qsizetype>(color.value)] : standardColor(color.value);
    case TerminalColor::Kind::Direct:
        return QColor::fromRgb(color.value);
    }
    return otherwise;
}

} // namespace Procession
