// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Procession {

// Texts of drawings (DXF) as they are drawn, without what says how. Pure; any thread.

/// Of a text of one line: TEXT, ATTRIB. "%%c20" is "Ø20".
QString drawnLine(QStringView text);
/// Of a text of several lines, MTEXT: "\fArial|b1;a\Pb" is "a", then "b". Stacked parts are parted by a slash.
QString drawnLines(QStringView text);

} // namespace Procession
