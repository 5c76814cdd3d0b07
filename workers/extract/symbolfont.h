// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QChar>

namespace Procession {

/// What the font Symbol shows for a code of its own (0x20 to 0xff, or 0xf020 to 0xf0ff, where Word has them); null where
/// no character is like it. Pure.
QChar symbolCharacter(char16_t code);

} // namespace Procession
