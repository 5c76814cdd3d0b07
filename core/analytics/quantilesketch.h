// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <optional>
#include <vector>

namespace Procession {

/// How many values of which size there were, from which every quantile is known within 1 % of its value, however many
/// there are and in whatever order sketches were merged.
///
/// It is the DDSketch of Masson, Rim and Lee ("DDSketch: A fast and fully-mergeable quantile sketch with relative-error
/// guarantees", PVLDB 12, 2019): a value is counted in the bin of its logarithm. With values from 1 to 10^13 (300 years in
/// ms) there are 1,500 bins at most, so that none ever has to be given up. A value type: 8 bytes for each bin between the
/// least and the greatest value; some 2 bytes for each bin in use when it is stored. Any thread.
class QuantileSketch
{
public:
    /// A quantile differs from the exact one by this share of it at most.
    static constexpr double relativeError = 0.01;
    static constexpr double largest = 1e13;

    /// Values that follow each other, and how many there were.
    struct Bin
    {
        double from = 0; ///< without itself; 0 for what is less than 1
        double to = 0;
        quint64 count = 0;
    };

    /// Counts a value `times` times. Less than 1 counts as 0, more than `largest` as that; what is no number isn't counted.
    void add(double value, quint64 times = 1);
    /// Counts all that the other one counted.
    void merge(const QuantileSketch &other);

    quint64 count() const { return m_count; }
    bool isEmpty() const { return m_count == 0; }
    /// The least value that a share `q` (0 to 1) of all doesn't exceed: of n values in their order, number ceil(q n) (the
    /// nearest rank). Nothing where there is none.
    std::optional<double> quantile(double q) const;
    /// The share of the values, 0 to 1, that are less than `value`; values of its own bin count by half. 0 without values.
    double shareBelow(double value) const;
    /// The bins that aren't empty, from the least.
    std::vector<Bin> bins() const;
    /// The same with neighbours put together, so that there are `most` of them and one for zeros at most; 1 or more. All reach
    /// over the same number of bins but the last.
    std::vector<Bin> bins(size_t most) const;

    QByteArray toBytes() const;
    /// Nothing where toBytes() can't have made them.
    static std::optional<QuantileSketch> fromBytes(QByteArrayView bytes);

    friend bool operator==(const QuantileSketch &a, const QuantileSketch &b);

private:
    void addToBin(int bin, quint64 times);

    quint64 m_count = 0;
    quint64 m_zeros = 0;
    int m_first = 0; // the bin of m_counts[0]
    std::vector<quint64> m_counts;
};

} // namespace Procession
