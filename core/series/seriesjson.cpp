// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "seriesjson.h"

#include <QJsonArray>

#include <cmath>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// The keys of a channel: of its last value, its least and its most.
struct Keys
{
    QLatin1StringView last;
    QLatin1StringView least;
    QLatin1StringView most;
};

constexpr std::array<Keys, AttemptSeries::channelCount> keys{{
    {"progress"_L1, "progress_min"_L1, "progress_max"_L1},
    {"cpu_percent"_L1, "cpu_percent_min"_L1, "cpu_percent_max"_L1},
    {"memory"_L1, "memory_min"_L1, "memory_max"_L1},
    {"read_bytes"_L1, "read_bytes_min"_L1, "read_bytes_max"_L1},
    {"written_bytes"_L1, "written_bytes_min"_L1, "written_bytes_max"_L1},
    {"threads"_L1, "threads_min"_L1, "threads_max"_L1},
    {"processes"_L1, "processes_min"_L1, "processes_max"_L1},
}};

QByteArrayView bytesOf(QLatin1StringView key)
{
    return {key.data(), key.size()};
}

} // namespace

void writeSeries(ObjectWriter &object, const AttemptSeries &series)
{
    {
        ArrayWriter points = object.array("points");
        for (size_t i = 0; i < series.size(); ++i) {
            ObjectWriter point = points.object();
            point.seconds("at", series.atMs(i));
            for (size_t c = 0; c < keys.size(); ++c) {
                const AttemptSeries::Value value = series.value(i, static_cast<AttemptSeries::Channel>(c));
                point.number(bytesOf(keys[c].last), value.last); // null where it isn't a number
                if (value.least < value.most) {
                    point.number(bytesOf(keys[c].least), value.least);
                    point.number(bytesOf(keys[c].most), value.most);
                }
            }
        }
    }
    if (series.source())
        object.ascii("source", wireName(*series.source()));
    else
        object.null("source");
}

AttemptSeries seriesFromJson(const QJsonObject &object)
{
    AttemptSeries series;
    for (const QJsonValue &value : object.value("points"_L1).toArray()) {
        const QJsonObject point = value.toObject();
        const QJsonValue at = point.value("at"_L1);
        if (!at.isDouble() || std::abs(at.toDouble()) > 1e11)
            continue;
        const qint64 atMs = std::llround(at.toDouble() * 1000.0);
        // The least and the most come as moments of their own, which the point then holds.
        AttemptSeries one;
        for (const auto key : {&Keys::least, &Keys::most, &Keys::last}) {
            AttemptSeries::Values values = AttemptSeries::noValues();
            for (size_t c = 0; c < keys.size(); ++c) {
                if (const QJsonValue number = point.value(keys[c].*key); number.isDouble())
                    values[c] = number.toDouble();
            }
            one.add(atMs, values);
        }
        series.add(one);
    }
    if (const auto source = resourceSourceFromString(object.value("source"_L1).toString()))
        series.setSource(*source);
    return series;
}

} // namespace Procession
