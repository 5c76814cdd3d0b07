// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "listnumber.h"

#include <utility>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostRoman = 3999;
constexpr int mostLetters = 20; // of one number; beyond, digits

QString roman(int value)
{
    static constexpr std::pair<int, const char *> signs[] = {
        {1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"},
        {40, "XL"},  {10, "X"},   {9, "IX"},  {5, "V"},    {4, "IV"},  {1, "I"}};
    QString text;
    for (const auto &[number, sign] : signs) {
        for (; value >= number; value -= number)
            text += QLatin1StringView(sign);
    }
    return text;
}

/// After the last letter each is doubled: z, aa, bb.
QString letters(int value, QStringView alphabet)
{
    const int size = static_cast<int>(alphabet.size());
    const int times = (value - 1) / size + 1;
    return times > mostLetters ? QString::number(value) : QString(times, alphabet[(value - 1) % size]);
}

} // namespace

QString numberText(int value, NumberFormat format)
{
    constexpr QStringView latin = u"abcdefghijklmnopqrstuvwxyz";
    // As word processors number: without ё, й, ъ, ы and ь.
    constexpr QStringView russian = u"абвгдежзиклмнопрстуфхцчшщэюя";
    if (format == NumberFormat::None || format == NumberFormat::Bullet)
        return {};
    if (value < 1)
        return QString::number(value);
    switch (format) {
    case NumberFormat::DecimalZero:
        return u"%1"_s.arg(value, 2, 10, QChar(u'0'));
    case NumberFormat::LowerLetter:
        return letters(value, latin);
    case NumberFormat::UpperLetter:
        return letters(value, latin).toUpper();
    case NumberFormat::LowerRussian:
        return letters(value, russian);
    case NumberFormat::UpperRussian:
        return letters(value, russian).toUpper();
    case NumberFormat::LowerRoman:
        return value > mostRoman ? QString::number(value) : roman(value).toLower();
    case NumberFormat::UpperRoman:
        return value > mostRoman ? QString::number(value) : roman(value);
    default:
        return QString::number(value);
    }
}

QString ListCounters::next(const ListLevels &levels, int level, std::optional<int> value)
{
    if (level < 0 || level >= listLevels)
        return {};
    const auto at = static_cast<size_t>(level);
    if (value)
        m_numbers[at] = *value;
    else
        m_numbers[at] = m_numbers[at] ? *m_numbers[at] + 1 : levels[at].start;
    for (size_t above = 0; above < at; ++above) {
        if (!m_numbers[above])
            m_numbers[above] = levels[above].start; // nothing was counted there yet
    }
    for (size_t below = at + 1; below < listLevels; ++below) {
        const std::optional<int> restart = levels[below].restart;
        if (!restart || (*restart > 0 && level < *restart))
            m_numbers[below].reset();
    }

    if (levels[at].format == NumberFormat::Bullet)
        return u"- "_s;
    QString text;
    const QString &pattern = levels[at].pattern;
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        const int digit = pattern[i] == u'%' && i + 1 < pattern.size() ? pattern[i + 1].digitValue() : -1;
        if (digit < 1 || digit > listLevels) {
            text += pattern[i];
            continue;
        }
        const auto shown = static_cast<size_t>(digit - 1);
        const bool isLegal = levels[at].isLegal && levels[shown].format != NumberFormat::None;
        text += numberText(m_numbers[shown].value_or(levels[shown].start),
                           isLegal ? NumberFormat::Decimal : levels[shown].format);
        ++i;
    }
    return text.trimmed().isEmpty() ? QString() : text.trimmed() + u' ';
}

} // namespace Procession
