// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "seriesmodel.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <utility>

namespace Procession {

void SeriesModel::setData(SeriesData data)
{
    const auto isNumber = [](std::initializer_list<double> values) {
        return std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
    };
    for (SeriesLane &lane : data.lanes) {
        std::erase_if(lane.points, [&](const SeriesPoint &point) {
            return !isNumber({point.at, point.value, point.least, point.most});
        });
        if (lane.peak && !isNumber({*lane.peak}))
            lane.peak.reset();
    }
    std::erase_if(data.marks, [&](const SeriesMark &mark) { return !isNumber({mark.at}); });
    if (data.estimate && !isNumber({data.estimate->likely, data.estimate->latest}))
        data.estimate.reset();
    if (data == m_data)
        return;
    m_data = std::move(data);
    Q_EMIT changed();
}

bool SeriesModel::isEmpty() const
{
    return m_data.marks.empty() && std::all_of(m_data.lanes.begin(), m_data.lanes.end(), [](const SeriesLane &lane) {
               return lane.points.empty();
           });
}

} // namespace Procession
