// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "quantilesketch.h"

#include "varint.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace Procession {

namespace {

constexpr char format = 1;
/// What each bin's end is of its begin.
constexpr double gamma = (1 + QuantileSketch::relativeError) / (1 - QuantileSketch::relativeError);
const double logGamma = std::log(gamma);
const int lastBin = static_cast<int>(std::ceil(std::log(QuantileSketch::largest) / logGamma));

/// The bin of a value of 1 or more: it ends with gamma to the power of its number.
int binOf(double value)
{
    return std::clamp(static_cast<int>(std::ceil(std::log(value) / logGamma)), 0, lastBin);
}

double endOf(int bin)
{
    return std::exp(bin * logGamma);
}

/// The value that is within relativeError of each in the bin.
double middleOf(int bin)
{
    return 2 * endOf(bin) / (gamma + 1);
}

} // namespace

void QuantileSketch::add(double value, quint64 times)
{
    if (std::isnan(value) || times == 0)
        return;
    m_count += times;
    if (value < 1)
        m_zeros += times;
    else
        addToBin(binOf(std::min(value, largest)), times);
}

void QuantileSketch::addToBin(int bin, quint64 times)
{
    if (m_counts.empty())
        m_first = bin;
    if (bin < m_first) {
        m_counts.insert(m_counts.begin(), static_cast<size_t>(m_first - bin), 0);
        m_first = bin;
    }
    const auto at = static_cast<size_t>(bin - m_first);
    if (at >= m_counts.size())
        m_counts.resize(at + 1);
    m_counts[at] += times;
}

void QuantileSketch::merge(const QuantileSketch &other)
{
    m_count += other.m_count;
    m_zeros += other.m_zeros;
    for (size_t i = 0; i < other.m_counts.size(); ++i) {
        if (other.m_counts[i] > 0)
            addToBin(other.m_first + static_cast<int>(i), other.m_counts[i]);
    }
}

std::optional<double> QuantileSketch::quantile(double q) const
{
    if (m_count == 0)
        return std::nullopt;
    const double rank = std::ceil(std::clamp(q, 0.0, 1.0) * static_cast<double>(m_count));
    const quint64 place = static_cast<quint64>(std::max(1.0, rank)) - 1;
    quint64 before = m_zeros;
    if (place < before)
        return 0;
    for (size_t i = 0; i < m_counts.size(); ++i) {
        before += m_counts[i];
        if (place < before)
            return middleOf(m_first + static_cast<int>(i));
    }
    return middleOf(m_first + static_cast<int>(m_counts.size()) - 1);
}

double QuantileSketch::shareBelow(double value) const
{
    if (m_count == 0)
        return 0;
    double below = 0;
    if (value < 1) {
        below = static_cast<double>(m_zeros) / 2;
    } else {
        const int bin = binOf(std::min(value, largest));
        below = static_cast<double>(m_zeros);
        for (size_t i = 0; i < m_counts.size(); ++i) {
            const int here = m_first + static_cast<int>(i);
            if (here <= bin)
                below += static_cast<double>(m_counts[i]) * (here == bin ? 0.5 : 1);
        }
    }
    return below / static_cast<double>(m_count);
}

std::vector<QuantileSketch::Bin> QuantileSketch::bins() const
{
    std::vector<Bin> found;
    if (m_zeros > 0)
        found.push_back({0, 0, m_zeros});
    for (size_t i = 0; i < m_counts.size(); ++i) {
        const int bin = m_first + static_cast<int>(i);
        if (m_counts[i] > 0)
            found.push_back({endOf(bin - 1), endOf(bin), m_counts[i]});
    }
    return found;
}

std::vector<QuantileSketch::Bin> QuantileSketch::bins(size_t most) const
{
    const size_t width = std::max<size_t>(1, (m_counts.size() + most - 1) / std::max<size_t>(1, most));
    std::vector<Bin> found;
    if (m_zeros > 0)
        found.push_back({0, 0, m_zeros});
    for (size_t i = 0; i < m_counts.size(); i += width) {
        const size_t end = std::min(i + width, m_counts.size());
        quint64 count = 0;
        for (size_t at = i; at < end; ++at)
            count += m_counts[at];
        const int first = m_first + static_cast<int>(i);
        if (count > 0)
            found.push_back({endOf(first - 1), endOf(m_first + static_cast<int>(end) - 1), count});
    }
    return found;
}

QByteArray QuantileSketch::toBytes() const
{
    QByteArray bytes(1, format);
    appendVarint(bytes, m_zeros);
    // For each bin in use: how many bins later it is than the one before, and its count.
    int next = 0;
    for (size_t i = 0; i < m_counts.size(); ++i) {
        if (m_counts[i] == 0)
            continue;
        const int bin = m_first + static_cast<int>(i);
        appendVarint(bytes, static_cast<quint64>(bin - next));
        appendVarint(bytes, m_counts[i]);
        next = bin + 1;
    }
    return bytes;
}

std::optional<QuantileSketch> QuantileSketch::fromBytes(QByteArrayView bytes)
{
    if (bytes.isEmpty() || bytes.front() != format)
        return std::nullopt;
    bytes = bytes.sliced(1);
    QuantileSketch sketch;
    const auto zeros = takeVarint(bytes);
    if (!zeros)
        return std::nullopt;
    sketch.m_zeros = sketch.m_count = *zeros;
    quint64 next = 0;
    while (!bytes.isEmpty()) {
        const auto gap = takeVarint(bytes);
        const auto count = takeVarint(bytes);
        if (!gap || !count || *count == 0 || *gap > static_cast<quint64>(lastBin)
            || next + *gap > static_cast<quint64>(lastBin)
            || *count > std::numeric_limits<quint64>::max() - sketch.m_count)
            return std::nullopt;
        sketch.addToBin(static_cast<int>(next + *gap), *count);
        sketch.m_count += *count;
        next += *gap + 1;
    }
    return sketch;
}

bool operator==(const QuantileSketch &a, const QuantileSketch &b)
{
    return a.toBytes() == b.toBytes();
}

} // namespace Procession
