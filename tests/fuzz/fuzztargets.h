// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <array>

namespace Procession {

/// A reader of bytes that a stranger may have written.
///
/// `run` gives it the bytes, once whole and once in two pieces of which the first has `cut` bytes. It ends the program
/// where the two ways have different outcomes, or where an outcome isn't possible.
struct FuzzTarget
{
    const char *name; ///< that of its folder in corpus/
    void (*run)(QByteArrayView bytes, qsizetype cut);
};

extern const std::array<FuzzTarget, 8> fuzzTargets;

} // namespace Procession
