// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "symbolfont.h"

#include <QStringView>

namespace Procession {

QChar symbolCharacter(char16_t code)
{
    constexpr char16_t first = 0x20;
    constexpr char16_t firstHigh = 0xa0;
    constexpr QStringView low =
        u" !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼";
    constexpr QStringView high = u"€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…|—↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑";
    if (code >= 0xf000 && code <= 0xf0ff)
        code &= 0xff;
    if (code >= first && code - first < low.size())
        return low[code - first];
    if (code >= firstHigh && code - firstHigh < high.size())
        return high[code - firstHigh];
    return code == 0xf1 ? QChar(u'〉') : code == 0xf2 ? QChar(u'∫') : QChar();
}

} // namespace Procession
