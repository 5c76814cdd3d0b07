// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminalstyle.h"

#include <QByteArrayView>

namespace Procession {

/// Applies the parameters of SGR, the escape that sets colours and weights: the bytes between `ESC [` and `m`, such as
/// `1;38;5;208`. Parameters that it doesn't know, blinking and hidden text among them, change nothing. Pure; any thread.
void applyGraphicRendition(TerminalStyle &style, QByteArrayView parameters);

} // namespace Procession
