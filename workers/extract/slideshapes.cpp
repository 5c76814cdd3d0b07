// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "slideshapes.h"

#include <algorithm>
#include <utility>

namespace Procession {

namespace {

void append(const SlideShape &shape, TextFlow &flow)
{
    if (shape.isTitle) {
        flow.appendHeading(1, shape.paragraphs.join(u' ').simplified());
        return;
    }
    if (shape.isTable)
        flow.beginTable();
    for (const QString &paragraph : shape.paragraphs) {
        flow.append(paragraph);
        if (shape.isTable)
            flow.endRow(false);
        else
            flow.breakLine();
    }
    if (shape.isTable)
        flow.endTable();
    flow.breakParagraph();
}

} // namespace

void sortAsRead(std::vector<SlideShape> &shapes)
{
    constexpr qint64 sameLine = 200'000; // EMU: some 5 mm
    std::stable_sort(shapes.begin(), shapes.end(), [](const SlideShape &a, const SlideShape &b) {
        if (a.isTitle != b.isTitle)
            return a.isTitle;
        if (a.isPlaced != b.isPlaced)
            return !a.isPlaced;
        return std::pair(a.y / sameLine, a.x) < std::pair(b.y / sameLine, b.x);
    });
}

void appendShapes(const std::vector<SlideShape> &shapes, TextFlow &flow)
{
    for (const SlideShape &shape : shapes)
        append(shape, flow);
}

} // namespace Procession
