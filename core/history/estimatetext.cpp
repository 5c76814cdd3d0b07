// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "estimatetext.h"

#include <QStringList>

#include <algorithm>
#include <array>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

struct Unit
{
    qint64 ms;
    QStringView name;
    qint64 most; // of it, before the next unit is used
};

constexpr qint64 second = 1000;
constexpr qint64 minute = 60 * second;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;
constexpr std::array units{Unit{second, u"s", 99}, Unit{minute, u"min", 99}, Unit{hour, u"h", 47}, Unit{day, u"d", 0}};

qint64 rounded(qint64 ms, const Unit &unit)
{
    return ms / unit.ms + (ms % unit.ms * 2 >= unit.ms ? 1 : 0);
}

} // namespace

QString bandText(const TimeLeft &left)
{
    const auto *unit = std::find_if(units.begin(), units.end() - 1,
                                    [&left](const Unit &each) { return rounded(left.p90, each) <= each.most; });
    const qint64 to = std::max<qint64>(rounded(left.p90, *unit), 1);
    const qint64 from = std::min(rounded(left.p50, *unit), to);
    const QString name = u' ' + unit->name.toString();
    if (from == to || (from < 1 && to == 1))
        return u'~' + QString::number(to) + name;
    return (from < 1 ? u"<1"_s : QString::number(from)) + u'–' + QString::number(to) + name;
}

QString estimateText(const Estimate &estimate)
{
    QStringList parts;
    if (estimate.overdue)
        parts.append(u"overdue"_s);
    if (estimate.left)
        parts.append(bandText(*estimate.left));
    const QString source = estimate.basis == Estimate::Basis::Progress ? u"its own progress"_s
        : estimate.runs == 1                                           ? u"1 earlier run"_s
                                                                       : u"%1 earlier runs"_s.arg(estimate.runs);
    return parts.join(u", "_s) + u" (%1)"_s.arg(source);
}

} // namespace Procession
