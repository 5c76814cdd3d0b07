// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "seriesdata.h"

#include <QColor>
#include <QPainter>

namespace Procession {

/// Draws the sign of a mark, some nine pixels wide. Each kind has a shape of its own, so that its colour isn't needed to
/// tell it.
void paintMarkGlyph(QPainter &painter, SeriesMark::Kind kind, QPointF middle, const QColor &color);

} // namespace Procession
