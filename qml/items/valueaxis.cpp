// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "valueaxis.h"

#include "sizetext.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace Procession {

namespace {

/// The first round number that is at least `least`: 1, 2 or 5 times a power of ten, or of two for bytes.
double roundStep(double least, bool isBinary)
{
    if (isBinary)
        return std::exp2(std::ceil(std::log2(std::max(1.0, least))));
    const double power = std::pow(10.0, std::floor(std::log10(least)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (power * factor >= least * (1.0 - 1e-9))
            return power * factor;
    }
    return power * 10.0;
}

qint64 wholeNumber(double value)
{
    constexpr double most = 9.2e18;
    return std::llround(std::clamp(value, -most, most));
}

} // namespace

ValueAxis ValueAxis::over(double most, SeriesLane::Unit unit, int mostSteps)
{
    using Unit = SeriesLane::Unit;
    const bool isBinary = unit == Unit::Bytes || unit == Unit::BytesPerSecond;
    const double least = isBinary ? 1024.0 : unit == Unit::Percent ? 10.0 : 1.0;
    const double needed = std::max(least, std::isfinite(most) ? most : least);
    ValueAxis axis;
    axis.step = roundStep(needed / std::max(1, mostSteps), isBinary);
    if (unit == Unit::Count)
        axis.step = std::max(1.0, axis.step); // there are no halves
    axis.top = std::max(1.0, std::ceil(needed / axis.step * (1.0 - 1e-9))) * axis.step;
    return axis;
}

QString ValueAxis::text(double value, SeriesLane::Unit unit)
{
    using Unit = SeriesLane::Unit;
    if (value == 0.0)
        return QStringLiteral("0");
    switch (unit) {
    case Unit::Percent:
        return QString::number(value, 'f', value < 9.95 && value != std::floor(value) ? 1 : 0) + u'%';
    case Unit::Bytes:
        return sizeText(wholeNumber(value));
    case Unit::BytesPerSecond:
        return sizeText(wholeNumber(value)) + QStringLiteral("/s");
    case Unit::Count:
        break;
    }
    return QLocale().toString(wholeNumber(value));
}

} // namespace Procession
