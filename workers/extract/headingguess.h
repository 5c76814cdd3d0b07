// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>

namespace Procession {

/// What a paragraph looks like, as far as it may tell a heading. Plain data.
struct ParagraphLook
{
    bool isBold = false; ///< all of its text
    bool isCentred = false;

    /// Notes whether a part of the text is bold.
    void noteBold(bool bold)
    {
        isBold = bold && (isBold || !m_hasText);
        m_hasText = true;
    }

private:
    bool m_hasText = false;
};

/// The level of a heading that is no heading by its style but looks like one: bold, centred or in capitals, and short. Its
/// number says how deep it is, such as 2 for "3.2 Materials". 0 where it looks like text. Pure; any thread.
int guessedHeadingLevel(QStringView text, const ParagraphLook &look);

} // namespace Procession
