// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sampledocuments.h"

namespace Procession::Samples {

/// A sound PNG, its pixels black, white or whatever `pixel` has: `depth` bits for each of its channels, whose number
/// `colour` tells, as PNG does (0 grey, 2 RGB, 4 grey and alpha, 6 RGB and alpha).
QByteArray png(quint32 width, quint32 height, char depth, char colour, const QByteArray &pixel);
/// A page of a TIFF: what it claims to be, and its pixels, which aren't packed.
struct TiffImage
{
    quint32 width = 1;
    quint32 height = 1;
    quint16 bits = 8;
    quint16 channels = 1;
    quint16 photometric = 1; ///< 1: black is 0; 2: RGB; 5: CMYK
    QByteArray pixels{};
    quint32 dpi = 300;
};
QByteArray tiff(const QList<TiffImage> &pages);

/// Images, and PDFs of images; some are `scan`, a PNG, with damages.
std::vector<Sample> hostileImages(const QByteArray &scan);

} // namespace Procession::Samples
