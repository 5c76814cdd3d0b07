// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "textflow.h"

#include <QStringList>

#include <vector>

namespace Procession {

/// A box of text on a slide, or a table. Plain data.
struct SlideShape
{
    static constexpr size_t mostOfASlide = 10'000;

    qint64 x = 0; ///< of its upper left corner, in EMU: 360,000 to a centimetre
    qint64 y = 0;
    bool isTitle = false;
    bool isFurniture = false; ///< the slide's number, date and footer
    bool isPlaced = false;
    QStringList paragraphs{}; ///< of a table: its rows
    bool isTable = false;
};

/// Puts the shapes of a slide in the order in which they are read: the title first, then from top to bottom and from left
/// to right; those whose place the layout gives stay in their order.
void sortAsRead(std::vector<SlideShape> &shapes);
/// Appends them: titles as headings, tables row by row.
void appendShapes(const std::vector<SlideShape> &shapes, TextFlow &flow);

} // namespace Procession
