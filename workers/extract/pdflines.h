// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dehyphenation.h"

#include <QList>
#include <QRectF>
#include <QString>

namespace Poppler {
class Page;
}

namespace Procession {

/// A line that is printed on a page, or in a cell of its table.
struct PdfLine
{
    QString text;
    QRectF box; ///< in points, from the top left corner

    /// Whether the other one is printed at the same height.
    bool isBeside(const PdfLine &other) const;
};

/// The lines of a page in the order in which they are read. The mark of a note stands apart from the words beside it.
QList<PdfLine> pdfLines(const Poppler::Page &page);

/// Joins words that were parted at the end of a line in a cell: the next line that is read is of another cell, the rest
/// of the word stands below.
void joinInCells(QList<PdfLine> &lines, const Dehyphenation &hyphens);

} // namespace Procession
