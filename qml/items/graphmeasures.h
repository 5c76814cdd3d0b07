// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>

/// The measures of a graph on the screen, in pixels at zoom 1.
namespace Procession::GraphMeasures {

inline constexpr double boxWidth = 188.0;
inline constexpr double boxHeight = 46.0;
inline constexpr double layerPitch = 252.0;
inline constexpr double rowPitch = 62.0;
inline constexpr double margin = 24.0;
inline constexpr double keyStep = 80.0;

inline constexpr double zoomStep = 1.25;
inline constexpr double leastZoom = 0.02;
inline constexpr double mostZoom = 3.0;
inline constexpr double fittedZoom = 1.25; // small graphs aren't blown up
inline constexpr double textZoom = 0.45;   // below it there is no text
inline constexpr double curveZoom = 0.12;  // below it edges are straight

inline constexpr int runningStatus = 1; // as StatusText has it

/// Of a box whose place is told in layers and rows.
inline QRectF placeOf(QPointF place)
{
    return {place.x() * layerPitch, place.y() * rowPitch, boxWidth, boxHeight};
}

} // namespace Procession::GraphMeasures
