// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace Procession::Bench {

/// Values of one figure, one for each round.
class Samples
{
public:
    void add(double value) { m_values.push_back(value); }
    bool isEmpty() const { return m_values.empty(); }
    /// 0 where there is none.
    double median() const;
    double least() const;
    double most() const;
    const std::vector<double> &values() const { return m_values; }

private:
    std::vector<double> m_values;
};

/// All that was measured, and what was to be reached.
class Report
{
public:
    enum class Bound { AtLeast, AtMost, None };

    /// `judges` is whether a run says how fast anything is, rather than only that it works.
    explicit Report(bool judges)
        : m_judges(judges)
    {
    }

    /// What is measured, and of which version.
    void setVersions(std::vector<std::pair<std::string, std::string>> versions) { m_versions = std::move(versions); }
    /// What the following figures and goals belong to.
    void begin(const std::string &part);
    void figure(const std::string &what, const std::string &unit, const Samples &samples);
    /// A ratio, or another figure that has a goal. Left out where it couldn't be measured (`value` is 0).
    void goal(const std::string &what, double value, Bound bound, double limit);
    /// A ratio that nothing was asked of.
    void ratio(const std::string &what, double value) { goal(what, value, Bound::None, 0); }
    /// Something that this run doesn't say, and why.
    void skip(const std::string &what);

    std::string markdown() const;
    std::string json() const;

private:
    struct Figure
    {
        std::string part, what, unit;
        Samples samples;
    };
    struct Goal
    {
        std::string part, what;
        double value;
        Bound bound;
        double limit;
        bool holds() const;
        std::string limitText() const;
    };

    const bool m_judges;
    std::vector<std::pair<std::string, std::string>> m_versions;
    std::string m_part;
    std::vector<Figure> m_figures;
    std::vector<Goal> m_goals;
    std::vector<std::string> m_skipped;
};

/// The ratio of two medians; 0 where one is missing.
double ratio(const Samples &a, const Samples &b);

} // namespace Procession::Bench
