// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <array>
#include <optional>

namespace Procession {

/// How the number of a list item is written.
enum class NumberFormat : quint8 {
    None,         ///< not at all
    Bullet,       ///< as a dash
    Decimal,      ///< 9, 10
    DecimalZero,  ///< 09, 10
    LowerLetter,  ///< a, b … z, aa, bb
    UpperLetter,  ///< A, B
    LowerRoman,   ///< i, ii
    UpperRoman,   ///< I, II
    LowerRussian, ///< а, б … without ё, з, й, о, ч, ъ, ы, ь where the standard leaves them out
    UpperRussian, ///< А, Б
};

/// A number as it is printed, such as "iv"; in digits where the format has no such number. Empty with None and Bullet.
QString numberText(int value, NumberFormat format);

/// How the items of one level of a list are numbered. Plain data.
struct ListLevel
{
    NumberFormat format = NumberFormat::None;
    int start = 1;
    QString pattern{};    ///< with %1 to %9 for the numbers of the levels, the outermost first, such as "%1.%2."
    bool isLegal = false; ///< all numbers in digits, whatever their levels say
    std::optional<int> restart{}; ///< the level after which it begins again, from 1; 0: never; else after any above it
};

constexpr int listLevels = 10;
using ListLevels = std::array<ListLevel, listLevels>;

/// The numbers of a list as far as it has come.
class ListCounters
{
public:
    /// Counts an item of that level (from 0), from `value` where one is given, and returns its number as printed, with a
    /// space behind it; empty where nothing is printed.
    QString next(const ListLevels &levels, int level, std::optional<int> value = {});

private:
    std::array<std::optional<int>, listLevels> m_numbers{};
};

} // namespace Procession
