// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminalstyle.h"

#include <QColor>
#include <QList>

#include <map>

namespace Procession {

/// What colours of programs look like on a given ground: readable ones, whatever the program asked for.
///
/// Threads: one at a time. Owner: who draws.
class TerminalPalette
{
public:
    struct Look
    {
        QColor foreground;
        QColor background; ///< invalid where the ground shows through
    };

    TerminalPalette();

    const QColor &text() const { return m_text; }
    const QColor &ground() const { return m_ground; }
    const QList<QColor> &named() const { return m_named; }
    void setText(const QColor &color);
    void setGround(const QColor &color);
    /// The colours 0 to 15; those that are missing stay what they are.
    void setNamed(const QList<QColor> &colors);

    /// Text that is drawn so has a contrast of 4.5 to its background at least.
    Look look(const TerminalStyle &style) const;
    /// The colour of the same text on another ground, such as that of a selection.
    QColor lookOn(const TerminalStyle &style, const QColor &ground) const;

    /// Of WCAG 2: 1 to 21.
    static double contrast(const QColor &a, const QColor &b);
    /// The colour, or the nearest lighter or darker one that has that contrast to the ground.
    static QColor readable(const QColor &color, const QColor &ground, double contrast);

private:
    QColor color(TerminalColor color, const QColor &otherwise) const;
    const QColor &readableOn(const QColor &color, const QColor &ground) const;

    QColor m_text;
    QColor m_ground;
    QList<QColor> m_named;
    // Of foreground and background. Cleared where it gets large.
    mutable std::map<std::pair<QRgb, QRgb>, QColor> m_readable;
};

} // namespace Procession
