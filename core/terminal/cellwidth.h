// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace Procession {

/// The columns that a character takes in a terminal: 0 for one that is drawn onto the character before it, 2 for most
/// of the scripts of East Asia and for emoji, else 1. Pure; any thread.
int cellWidth(char32_t character);

/// Whether a character is of a script whose letters are drawn one beside the other, from left to right, each for
/// itself. Pure; any thread.
bool standsAlone(char32_t character);

/// Whether a character is never seen, such as a byte order mark or a soft hyphen. Pure; any thread.
bool isInvisible(char32_t character);

} // namespace Procession
