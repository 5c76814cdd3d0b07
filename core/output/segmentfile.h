// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "outputfiles.h"
#include "segmentframes.h"
#include "segmentname.h"

namespace Procession {

/// The file of a segment, whole. Threads: any.
namespace SegmentFile {

/// What stands in an opened file, without the compression. One that is damaged has the content up to there, which may
/// be none. Nothing where it can't be read.
std::optional<SegmentFrames::Content> read(const Descriptor &file, const SegmentName &name);
/// Puts a compressed file beside that of a closed segment, under a name of its own that renaming ends: on the disk, with
/// the time of the other one. The new file's size; nothing where that can't be done, and why is in errno.
std::optional<qint64> compress(const Descriptor &folder, const SegmentName &name, const QByteArray &temporaryName);
/// What such a name ends with.
inline constexpr const char *temporarySuffix = ".tmp";

} // namespace SegmentFile

} // namespace Procession
