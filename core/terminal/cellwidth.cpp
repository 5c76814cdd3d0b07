// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cellwidth.h"

#include <QChar>

#include <algorithm>
#include <array>

namespace Procession {

namespace {

struct Range
{
    char32_t first;
    char32_t last;
};

/// Of Unicode's EastAsianWidth.txt, W and F; blocks that have nothing narrow in them are one range.
constexpr std::array<Range, 66> wide{
    {{0x1100, 0x115f},   {0x231a, 0x231b},   {0x2329, 0x232a},   {0x23e9, 0x23ec},   {0x23f0, 0x23f0},
     {0x23f3, 0x23f3},   {0x25fd, 0x25fe},   {0x2614, 0x2615},   {0x2648, 0x2653},   {0x267f, 0x267f},
     {0x2693, 0x2693},   {0x26a1, 0x26a1},   {0x26aa, 0x26ab},   {0x26bd, 0x26be},   {0x26c4, 0x26c5},
     {0x26ce, 0x26ce},   {0x26d4, 0x26d4},   {0x26ea, 0x26ea},   {0x26f2, 0x26f3},   {0x26f5, 0x26f5},
     {0x26fa, 0x26fa},   {0x26fd, 0x26fd},   {0x2705, 0x2705},   {0x270a, 0x270b},   {0x2728, 0x2728},
     {0x274c, 0x274c},   {0x274e, 0x274e},   {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},
     {0x27b0, 0x27b0},   {0x27bf, 0x27bf},   {0x2b1b, 0x2b1c},   {0x2b50, 0x2b50},   {0x2b55, 0x2b55},
     {0x2e80, 0x303e},   {0x3041, 0x4dbf},   {0x4e00, 0xa4cf},   {0xa960, 0xa97f},   {0xac00, 0xd7a3},
     {0xf900, 0xfaff},   {0xfe10, 0xfe19},   {0xfe30, 0xfe6f},   {0xff01, 0xff60},   {0xffe0, 0xffe6},
     {0x16fe0, 0x18cff}, {0x1b000, 0x1b2ff}, {0x1f004, 0x1f004}, {0x1f0cf, 0x1f0cf}, {0x1f18e, 0x1f18e},
     {0x1f191, 0x1f19a}, {0x1f200, 0x1f320}, {0x1f32d, 0x1f335}, {0x1f337, 0x1f37c}, {0x1f37e, 0x1f393},
     {0x1f3a0, 0x1f3ca}, {0x1f3cf, 0x1f3d3}, {0x1f3e0, 0x1f3f0}, {0x1f3f4, 0x1f43e}, {0x1f440, 0x1f4fc},
     {0x1f4ff, 0x1f53d}, {0x1f54b, 0x1f567}, {0x1f5fb, 0x1f64f}, {0x1f680, 0x1f6c5}, {0x1f7e0, 0x1faff},
     {0x20000, 0x3fffd}}};

/// Whether it changes the character before it: what joins emoji or parts letters, colours of skin, flags of regions.
bool isModifier(char32_t character)
{
    return character == 0x200c || character == 0x200d || (character >= 0x1f3fb && character <= 0x1f3ff)
        || (character >= 0xe0020 && character <= 0xe007f);
}

static_assert(std::is_sorted(wide.begin(), wide.end(), [](Range a, Range b) { return a.last < b.first; }));

} // namespace

bool isInvisible(char32_t character)
{
    return QChar::category(character) == QChar::Other_Format && QChar::script(character) == QChar::Script_Common
        && !isModifier(character);
}

int cellWidth(char32_t character)
{
    if (character < 0x300)
        return 1;
    switch (QChar::category(character)) {
    case QChar::Mark_NonSpacing:
    case QChar::Mark_Enclosing:
        return 0;
    default:
        break;
    }
    if (isModifier(character))
        return 0;
    const auto *range =
        std::lower_bound(wide.begin(), wide.end(), character, [](Range r, char32_t c) { return r.last < c; });
    return range != wide.end() && range->first <= character ? 2 : 1;
}

bool standsAlone(char32_t character)
{
    switch (QChar::script(character)) {
    case QChar::Script_Unknown:
    case QChar::Script_Inherited:
    case QChar::Script_Common:
    case QChar::Script_Latin:
    case QChar::Script_Greek:
    case QChar::Script_Cyrillic:
    case QChar::Script_Armenian:
    case QChar::Script_Georgian:
    case QChar::Script_Han:
    case QChar::Script_Hiragana:
    case QChar::Script_Katakana:
    case QChar::Script_Bopomofo:
    case QChar::Script_Yi:
    case QChar::Script_Braille:
    case QChar::Script_Runic:
    case QChar::Script_Cherokee:
        break;
    case QChar::Script_Hangul:
        return character >= 0xac00 && character <= 0xd7a3; // a syllable; a letter alone joins others
    default:
        return false;
    }
    const QChar::Direction direction = QChar::direction(character);
    return direction != QChar::DirR && direction != QChar::DirAL;
}

} // namespace Procession
