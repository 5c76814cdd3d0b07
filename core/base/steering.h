// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QChar>

namespace Procession {

/// Whether the character steers the display in place of being shown: a control character (C0, DEL, C1), a line or
/// paragraph separator, or a mark that embeds, isolates or overrides the direction of writing. A text of others is shown
/// without them. Pure; any thread.
inline bool isSteering(QChar c)
{
    return c.category() == QChar::Other_Control || c.category() == QChar::Separator_Line
        || c.category() == QChar::Separator_Paragraph || (c >= u'\u202a' && c <= u'\u202e')
        || (c >= u'\u2066' && c <= u'\u2069');
}

} // namespace Procession
