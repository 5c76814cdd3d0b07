// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Procession {

// Code pages of RTF, by their numbers. Pure; any thread.

constexpr int rtfWesternPage = 1252;

/// That of a font's `\fcharset`; 0 for that of the document.
int rtfCodePageOf(int charset);
/// Text in a code page; as in the western one where it isn't known.
QString decodedRtf(const QByteArray &bytes, int codePage);

} // namespace Procession
