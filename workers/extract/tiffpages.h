// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

namespace Procession {

/// Where a page of a TIFF file is described, and how large it says it is, in pixels; 0 where it doesn't say.
struct TiffPage
{
    size_t offset = 0;
    qint64 width = 0;
    qint64 height = 0;

    friend bool operator==(const TiffPage &a, const TiffPage &b) = default;
};

/// The pages of a TIFF file in their order, `most` at most, without unpacking any: what their directories say. It ends at
/// a directory that is damaged, or was there before. Empty where the first one is damaged. Pure; any thread.
QList<TiffPage> tiffPages(const QByteArray &content, qsizetype most);

} // namespace Procession
