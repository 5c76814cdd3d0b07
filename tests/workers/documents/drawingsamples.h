// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sampledocuments.h"

namespace Procession::Samples {

/// A DXF drawing of AutoCAD's version `version`, such as AC1015, in a code page, from what its sections have.
QByteArray dxf(const QByteArray &entities, const QByteArray &blocks = {}, const QByteArray &tables = {},
               const QByteArray &version = "AC1015", const QByteArray &codePage = "ANSI_1251");
/// Pairs of a code and a value, such as {{0, "TEXT"}, {1, "Scope"}}.
QByteArray groups(const QList<std::pair<int, QByteArray>> &pairs);
/// A text of one line, 2.5 units high.
QByteArray drawnText(const QByteArray &text, int x = 0, int y = 0, const QByteArray &type = "TEXT");

std::vector<Sample> goodDrawings();
/// Drawings and presentations.
std::vector<Sample> hostileDrawings();

} // namespace Procession::Samples
