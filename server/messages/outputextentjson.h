// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jsonwriter.h"
#include "output.h"

namespace Procession {

/// Prints the members that tell how the output of an attempt stands. `linesKey` is the key of the number of its lines.
void writeOutputExtent(ObjectWriter &object, int attempt, const OutputExtent &extent,
                       QByteArrayView linesKey = "lines");

/// The same without the attempt.
void writeOutputExtent(ObjectWriter &object, const OutputExtent &extent, QByteArrayView linesKey = "lines");

} // namespace Procession
