// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "attemptseries.h"

#include <algorithm>
#include <cmath>

namespace Procession {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

bool isSame(double a, double b)
{
    return (std::isnan(a) && std::isnan(b)) || !(a < b || b < a || std::isnan(a) || std::isnan(b));
}

bool areSame(const std::vector<double> &a, const std::vector<double> &b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), isSame);
}

} // namespace

AttemptSeries::Values AttemptSeries::noValues()
{
    Values values;
    values.fill(nothing);
    return values;
}

AttemptSeries::Value AttemptSeries::value(size_t point, Channel channel) const
{
    const Column &values = column(channel);
    if (values.last.empty())
        return {nothing, nothing, nothing};
    const double last = values.last[point];
    return values.least.empty() ? Value{last, last, last} : Value{last, values.least[point], values.most[point]};
}

void AttemptSeries::add(qint64 atMs, const Values &values, size_t maxPoints)
{
    std::array<Value, channelCount> point;
    std::transform(values.begin(), values.end(), point.begin(), [](double value) {
        return Value{value, value, value};
    });
    addPoint(atMs, point, maxPoints);
}

void AttemptSeries::add(const AttemptSeries &later, qint64 afterMs)
{
    for (size_t i = 0; i < later.size(); ++i) {
        if (later.atMs(i) <= afterMs)
            continue;
        std::array<Value, channelCount> point;
        for (size_t c = 0; c < channelCount; ++c)
            point[c] = later.value(i, static_cast<Channel>(c));
        addPoint(later.atMs(i), point, mostPoints);
    }
    if (later.m_source)
        m_source = later.m_source;
}

void AttemptSeries::addPoint(qint64 atMs, const std::array<Value, channelCount> &values, size_t maxPoints)
{
    if (isEmpty())
        m_beginMs = atMs;
    else
        atMs = std::max(atMs, m_times.back());
    const bool joins = !isEmpty() && bucketOf(atMs) == bucketOf(m_times.back());
    if (joins)
        m_times.back() = atMs;
    else
        m_times.push_back(atMs);

    for (size_t c = 0; c < channelCount; ++c) {
        Column &column = m_columns[c];
        const Value &value = values[c];
        if (column.last.empty()) {
            if (std::isnan(value.last))
                continue;
            column.last.assign(size() - 1, nothing); // it wasn't told before
            if (joins)
                column.last.push_back(nothing);
        }
        const bool isSpan = value.least < value.last || value.most > value.last;
        const bool widens = joins && !std::isnan(value.last) && !std::isnan(column.last.back());
        if (!joins)
            column.last.push_back(value.last);
        if (column.least.empty() && (isSpan || widens)) {
            column.least = column.last;
            column.most = column.last;
        } else if (!joins && !column.least.empty()) {
            column.least.push_back(value.least);
            column.most.push_back(value.most);
        }
        if (std::isnan(value.last))
            continue;
        column.last.back() = value.last;
        if (!column.least.empty()) { // fmin() passes over what isn't a number
            column.least.back() = std::fmin(column.least.back(), value.least);
            column.most.back() = std::fmax(column.most.back(), value.most);
        }
    }
    if (size() > maxPoints)
        thin(std::max(maxPoints, fewestPoints));
}

/// Puts points together until there are about half as many as there may be.
void AttemptSeries::thin(size_t maxPoints)
{
    const qint64 span = m_times.back() - m_beginMs + 1;
    AttemptSeries thinner;
    thinner.m_source = m_source;
    const auto wanted = static_cast<qint64>(maxPoints / 2);
    thinner.m_bucketMs = std::max(m_bucketMs, (span + wanted - 1) / wanted);
    for (size_t i = 0; i < size(); ++i) {
        std::array<Value, channelCount> point;
        for (size_t c = 0; c < channelCount; ++c)
            point[c] = value(i, static_cast<Channel>(c));
        thinner.addPoint(m_times[i], point, std::numeric_limits<size_t>::max());
        thinner.m_beginMs = m_beginMs; // the first point may be some later moment of its bucket
    }
    *this = std::move(thinner);
}

size_t AttemptSeries::bytes() const
{
    size_t doubles = 0;
    for (const Column &column : m_columns)
        doubles += column.last.capacity() + column.least.capacity() + column.most.capacity();
    return m_times.capacity() * sizeof(qint64) + doubles * sizeof(double);
}

bool operator==(const AttemptSeries &a, const AttemptSeries &b)
{
    return a.m_times == b.m_times && a.m_beginMs == b.m_beginMs && a.m_bucketMs == b.m_bucketMs
        && a.m_source == b.m_source
        && std::equal(a.m_columns.begin(), a.m_columns.end(), b.m_columns.begin(),
                      [](const AttemptSeries::Column &x, const AttemptSeries::Column &y) {
                          return areSame(x.last, y.last) && areSame(x.least, y.least) && areSame(x.most, y.most);
                      });
}

} // namespace Procession
