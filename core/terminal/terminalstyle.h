// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace Procession {

/// A colour as a program asked for it; the window decides what it looks like.
struct TerminalColor
{
    enum class Kind : quint8 {
        Default, ///< that of the text, or of its ground
        Indexed, ///< `value` is one of the 256 colours of a palette; 0 to 15 are the ones that have names
        Direct,  ///< `value` is 0xRRGGBB
    };
    Kind kind = Kind::Default;
    quint32 value = 0;

    bool operator==(const TerminalColor &) const = default;
};

/// How a piece of output looks.
struct TerminalStyle
{
    TerminalColor foreground = {};
    TerminalColor background = {};
    bool bold = false;
    bool dim = false;
    bool italic = false;
    bool underline = false;
    bool strikeOut = false;
    bool inverse = false;

    bool operator==(const TerminalStyle &) const = default;
};

} // namespace Procession
