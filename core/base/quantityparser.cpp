// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "quantityparser.h"

#include <QRegularExpression>

#include <cmath>

namespace Procession {

using namespace Qt::StringLiterals;

std::optional<qint64> bytesFrom(const QString &text)
{
    static const QRegularExpression form(u"^(\\d{1,18}(?:\\.\\d{1,9})?) ?(?:([kmgt])(?:i?b)?|b)?$"_s,
                                         QRegularExpression::CaseInsensitiveOption);
    const auto match = form.match(text.trimmed());
    if (!match.hasMatch())
        return std::nullopt;
    const qsizetype power = match.captured(2).isEmpty() ? 0 : u"kmgt"_s.indexOf(match.captured(2).toLower()) + 1;
    const double bytes = match.captured(1).toDouble() * std::pow(1024.0, static_cast<double>(power));
    constexpr double most = 9.2e18;
    return bytes >= 1 && bytes < most ? std::optional(static_cast<qint64>(bytes)) : std::nullopt;
}

std::optional<std::chrono::milliseconds> durationFrom(const QString &text)
{
    static const QRegularExpression form(u"^(\\d{1,12}(?:\\.\\d{1,9})?) ?(ms|s|m|h|d)?$"_s);
    const auto match = form.match(text.trimmed());
    if (!match.hasMatch())
        return std::nullopt;
    const QString unit = match.captured(2);
    const double factor = unit == "ms"_L1 ? 1.0
        : unit == "m"_L1                  ? 60'000.0
        : unit == "h"_L1                  ? 3'600'000.0
        : unit == "d"_L1                  ? 86'400'000.0
                                          : 1000.0;
    const double milliseconds = match.captured(1).toDouble() * factor;
    constexpr double most = 100.0 * 366 * 86'400'000;
    return milliseconds <= most ? std::optional(std::chrono::milliseconds(std::llround(milliseconds))) : std::nullopt;
}

} // namespace Procession
