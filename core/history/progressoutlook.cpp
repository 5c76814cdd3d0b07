// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "progressoutlook.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace Procession {

namespace {

/// The share of its time after which a run of this shape has made the progress (0 to 1).
struct Shape
{
    enum class Kind { Power, SlowEnd, Preparation, Finish };

    Kind kind;
    double parameter;
    double prior;

    double shareAt(double progress) const
    {
        switch (kind) {
        case Kind::Power:
            return parameter == 1 ? progress : std::pow(progress, parameter);
        case Kind::SlowEnd:
            return 1 - std::pow(1 - progress, 1 / parameter);
        case Kind::Preparation:
            return parameter + (1 - parameter) * progress;
        case Kind::Finish:
            return (1 - parameter) * progress;
        }
        return progress;
    }
};

constexpr std::array shapes{
    Shape{Shape::Kind::Power, 1, 0.60},          Shape{Shape::Kind::Power, 0.7, 0.04},
    Shape{Shape::Kind::Power, 1.4, 0.04},        Shape{Shape::Kind::Preparation, 0.08, 0.03},
    Shape{Shape::Kind::Preparation, 0.25, 0.02}, Shape{Shape::Kind::Finish, 0.1, 0.04},
    Shape{Shape::Kind::SlowEnd, 1.4, 0.06},      Shape{Shape::Kind::SlowEnd, 1.8, 0.06},
    Shape{Shape::Kind::SlowEnd, 2.3, 0.06},      Shape{Shape::Kind::SlowEnd, 3, 0.05},
};
constexpr size_t evenShape = 0;
/// That an even run paused once, for long.
constexpr double pausePrior = 0.05;
/// Pieces that follow each other resemble each other more than independent ones: their likelihood counts less.
constexpr double trust = 0.7;

/// The number of independent pieces of work, of exponential length, that vary as much as the run does.
struct Regularity
{
    double pieces;
    double prior;
};
constexpr std::array regularities{Regularity{4, 0.15}, Regularity{16, 0.2}, Regularity{64, 0.25}, Regularity{256, 0.2},
                                  Regularity{1024, 0.2}};

/// What is costly and always the same: the shapes at each half percent, and the logarithm of the gamma function.
class Tables
{
public:
    static const Tables &get()
    {
        static const Tables tables;
        return tables;
    }

    double share(size_t shape, double progress) const { return at(m_shares[shape], progress); }
    /// The logarithm of gamma(pieces * span + 1), for a span of 0 to 1.
    double logGammaAfter(size_t regularity, double span) const { return at(m_logGammas[regularity], span); }
    double logPieces(size_t regularity) const { return m_logPieces[regularity]; }
    double logPrior(size_t regularity) const { return m_logPriors[regularity]; }

private:
    static constexpr size_t steps = 200;
    using Column = std::array<double, steps + 1>;

    Tables()
    {
        for (size_t r = 0; r < regularities.size(); ++r) {
            m_logPieces[r] = std::log(regularities[r].pieces);
            m_logPriors[r] = std::log(regularities[r].prior);
        }
        for (size_t i = 0; i <= steps; ++i) {
            const double place = static_cast<double>(i) / steps;
            for (size_t s = 0; s < shapes.size(); ++s)
                m_shares[s][i] = shapes[s].shareAt(place);
            for (size_t r = 0; r < regularities.size(); ++r)
                m_logGammas[r][i] = std::lgamma(regularities[r].pieces * place + 1);
        }
    }

    static double at(const Column &column, double place)
    {
        const double position = place * steps;
        const size_t below = std::min(static_cast<size_t>(position), steps - 1);
        return column[below] + (position - static_cast<double>(below)) * (column[below + 1] - column[below]);
    }

    std::array<Column, shapes.size()> m_shares{};
    std::array<Column, regularities.size()> m_logGammas{};
    std::array<double, regularities.size()> m_logPieces{};
    std::array<double, regularities.size()> m_logPriors{};
};

/// A piece of the way that the run has gone.
struct Piece
{
    double endProgress; // 0 to 1; the next piece begins there
    double timeShare;   // of the time spent on the way
    double logTimeShare;

    /// The logarithm of the share of the time that was spent elsewhere.
    double logRest() const { return std::log(1 - std::min(timeShare, 0.999)); }
};

/// The way in pieces of about equal progress, fewer where it was made in few steps.
class Way
{
public:
    explicit Way(const RunCourse &course)
    {
        constexpr double mostPieces = 12;
        const double least = course.progress() / mostPieces;
        const double wholeMs = std::max(course.reachedMs(), 1.0);
        double fromProgress = 0;
        double fromMs = 0;
        const auto add = [&](double progress, double atMs) {
            constexpr double leastShare = 0.002; // reports come in bursts
            const double share = std::max((atMs - fromMs) / wholeMs, leastShare);
            m_pieces[m_size++] = {progress / 100, share, std::log(share)};
            fromProgress = progress;
            fromMs = atMs;
        };
        for (const RunCourse::Interval &interval : course.course()) {
            const auto progress = static_cast<double>(interval.progress);
            if (interval.hasStep() && progress >= fromProgress + least && progress <= course.progress() - least)
                add(progress, static_cast<double>(interval.atMs));
        }
        add(course.progress(), course.reachedMs());
    }

    const Piece *begin() const { return m_pieces.data(); }
    const Piece *end() const { return m_pieces.data() + m_size; }
    size_t size() const { return m_size; }

private:
    std::array<Piece, RunCourse::intervals + 1> m_pieces;
    size_t m_size = 0;
};

using LogLikelihoods = std::array<double, regularities.size()>;

/// How likely the pieces are, for each regularity, if runs have this shape. With `skipped` the time of that piece is
/// left out: the run paused there, for as long as may be.
LogLikelihoods logLikelihoods(const Way &way, size_t shape, const Piece *skipped)
{
    const Tables &tables = Tables::get();
    LogLikelihoods sums{};
    const size_t pieces = way.size() - (skipped ? 1 : 0);
    if (pieces < 2)
        return sums;
    const double logCounted = skipped ? skipped->logRest() : 0;
    double begin = 0;
    double whole = 0;
    for (const Piece &piece : way) {
        const double end = tables.share(shape, piece.endProgress);
        const double from = std::exchange(begin, end);
        if (&piece == skipped)
            continue;
        constexpr double leastSpan = 1e-4;
        const double span = std::max(end - from, leastSpan);
        const double logSpan = std::log(span);
        const double logTime = piece.logTimeShare - logCounted;
        whole += span;
        for (size_t r = 0; r < regularities.size(); ++r) {
            const double number = regularities[r].pieces;
            sums[r] += (number * span - 1) * logTime + logSpan + tables.logPieces(r) - tables.logGammaAfter(r, span);
        }
    }
    const double logWhole = std::log(whole);
    for (size_t r = 0; r < regularities.size(); ++r) {
        sums[r] += tables.logGammaAfter(r, std::min(whole, 1.0)) - logWhole - tables.logPieces(r)
            - static_cast<double>(pieces - 1) * logCounted;
    }
    return sums;
}

/// The mean and the variance of the logarithm of a gamma variable: the digamma and the trigamma function.
struct LogGamma
{
    double mean = 0;
    double variance = 0;
};
LogGamma logOfGamma(double parameter)
{
    LogGamma result;
    for (; parameter < 4; ++parameter) {
        result.mean -= 1 / parameter;
        result.variance += 1 / (parameter * parameter);
    }
    const double inverse = 1 / parameter;
    const double square = inverse * inverse;
    result.mean += std::log(parameter) - inverse / 2 - square * (1.0 / 12 - square * (1.0 / 120 - square / 252));
    result.variance += inverse + square / 2 + square * inverse * (1.0 / 6 - square * (1.0 / 30 - square / 42));
    return result;
}

} // namespace

ProgressOutlook::ProgressOutlook(const RunCourse &course)
{
    struct Candidate
    {
        double logWeight;
        size_t shape;
        size_t regularity;
        double logCounted; // the logarithm of the share of the time spent that tells the pace
    };
    std::array<Candidate, (shapes.size() + 1) * regularities.size()> candidates;
    size_t count = 0;
    double best = -1e300;
    const Way way(course);
    const auto consider = [&](size_t shape, const Piece *skipped, double prior) {
        const LogLikelihoods likelihoods = logLikelihoods(way, shape, skipped);
        const double logPrior = std::log(prior);
        const double logCounted = skipped ? skipped->logRest() : 0;
        for (size_t r = 0; r < regularities.size(); ++r) {
            const double logWeight = logPrior + Tables::get().logPrior(r) + trust * likelihoods[r];
            candidates[count++] = {logWeight, shape, r, logCounted};
            best = std::max(best, logWeight);
        }
    };
    for (size_t s = 0; s < shapes.size(); ++s)
        consider(s, nullptr, shapes[s].prior);
    if (way.size() > 3) {
        const Piece *longest = std::max_element(
            way.begin(), way.end(), [](const Piece &a, const Piece &b) { return a.timeShare < b.timeShare; });
        consider(evenShape, longest, pausePrior);
    }

    double total = 0;
    for (size_t i = 0; i < count; ++i) {
        const Candidate &candidate = candidates[i];
        constexpr double negligible = 3.5; // 3 % of the best
        if (candidate.logWeight < best - negligible || m_size == m_parts.size())
            continue;
        const double share = Tables::get().share(candidate.shape, course.progress() / 100);
        const double number = regularities[candidate.regularity].pieces;
        constexpr double leastParameter = 0.5;
        const LogGamma left = logOfGamma(std::max(number * (1 - share), leastParameter));
        const LogGamma spent = logOfGamma(std::max(number * share, leastParameter));
        const double weight = std::exp(candidate.logWeight - best);
        const double mean = left.mean - spent.mean + candidate.logCounted;
        m_parts[m_size++] = {weight, mean, left.variance + spent.variance};
        total += weight;
        m_mean += weight * mean;
    }
    m_mean /= total;
    for (size_t i = 0; i < m_size; ++i) {
        Part &part = m_parts[i];
        part.weight /= total;
        m_variance += part.weight * (part.variance + (part.mean - m_mean) * (part.mean - m_mean));
    }
}

void ProgressOutlook::addTo(DurationMixture &mixture, double spentMs, double weight) const
{
    const double logSpent = std::log(std::max(spentMs, 1.0));
    for (size_t i = 0; i < m_size; ++i)
        mixture.add(weight * m_parts[i].weight, logSpent + m_parts[i].mean, std::sqrt(m_parts[i].variance));
}

} // namespace Procession
