// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "durationmixture.h"
#include "runcourse.h"

#include <array>

namespace Procession {

/// How long a run still takes, from the moment of its last step, by its own progress alone.
///
/// A run is taken for a gamma process: the time from one mark of progress to another is a gamma variable whose expected
/// share of the whole follows a shape (even, slowing, hastening, with a slow beginning or end), and whose spread follows
/// a regularity. Shapes and regularities have prior weights, the even one the most; the marks that the run has passed
/// weigh them anew. The ratio of time left to time spent is then a beta prime variable for each of them.
class ProgressOutlook
{
public:
    /// Of a course that is a measure and lies above 0 % and below 100 %.
    explicit ProgressOutlook(const RunCourse &course);

    /// Adds its parts, which together have this weight, for a run that made its last step `spentMs` after it began.
    void addTo(DurationMixture &mixture, double spentMs, double weight) const;
    /// Of the logarithm of (time left / time spent), over all parts.
    double mean() const { return m_mean; }
    double variance() const { return m_variance; }

private:
    struct Part // over the logarithm of (time left / time spent)
    {
        double weight = 0; // they sum to 1
        double mean = 0;
        double variance = 0;
    };

    static constexpr size_t mostParts = 64;
    std::array<Part, mostParts> m_parts;
    size_t m_size = 0;
    double m_mean = 0;
    double m_variance = 0;
};

} // namespace Procession
