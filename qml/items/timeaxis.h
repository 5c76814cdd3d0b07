// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "seriesdata.h"

#include <vector>

namespace Procession {

/// Places times on a line of pixels. Long times in which nothing happened take a notch each, no more. A value.
class TimeAxis
{
public:
    static constexpr double notchWidth = 52.0;

    struct Notch
    {
        double from = 0.0; ///< ms since the epoch
        double to = 0.0;
        double left = 0.0; ///< pixels
    };
    struct Tick
    {
        double at = 0.0; ///< ms since the epoch
        double x = 0.0;
        QString text; ///< the time since the beginning
    };

    TimeAxis() = default;
    /// From `begin` to `end` on `width` pixels, the first of which is at `left`. `busy` are the times at which something
    /// happened, in any order.
    TimeAxis(double begin, double end, std::vector<double> busy, double left, double width);

    double xOf(double time) const;
    /// Within begin and end, wherever x is.
    double timeOf(double x) const;
    double begin() const { return m_begin; }
    double end() const { return m_end; }
    double left() const { return m_left; }
    double right() const { return m_left + m_width; }
    const std::vector<Notch> &notches() const { return m_notches; }
    /// At round times, at least `distance` pixels apart.
    std::vector<Tick> ticks(double distance) const;

private:
    struct Piece
    {
        double from;
        double to;
        double left;
        double right;
    };

    double m_begin = 0.0;
    double m_end = 1.0;
    double m_left = 0.0;
    double m_width = 1.0;
    double m_perMs = 1.0;        // pixels
    std::vector<Piece> m_pieces; // one after the other, notches among them
    std::vector<Notch> m_notches;
};

} // namespace Procession
