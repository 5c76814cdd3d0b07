// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runjudge.h"

#include <algorithm>
#include <cmath>

namespace Procession {

namespace {

constexpr int runsOfAName = 10;

RunCourse courseUntil(const SimulatedRun &run, double atMs)
{
    RunCourse course;
    for (const SimulatedReport &report : run.reports) {
        if (report.atMs > atMs)
            break;
        course.note(report.atMs, report.progress);
    }
    return course;
}

PastRun pastRunOf(const SimulatedRun &run)
{
    return PastRun(static_cast<qint64>(run.durationMs), courseUntil(run, run.durationMs));
}

double pinball(double quantile, double probability, double truth)
{
    return truth > quantile ? probability * (truth - quantile) : (1 - probability) * (quantile - truth);
}

} // namespace

double median(std::vector<double> values)
{
    if (values.empty())
        return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

void Judgement::add(double truthMs, double durationMs, const std::optional<TimeLeft> &left,
                    std::optional<double> linearMs)
{
    ++asked;
    if (!left)
        return;
    ++answered;
    const auto p50 = static_cast<double>(left->p50);
    const auto p90 = static_cast<double>(left->p90);
    belowP50 += truthMs <= p50 ? 1 : 0;
    belowP90 += truthMs <= p90 ? 1 : 0;
    pinball50 += pinball(p50, 0.5, truthMs) / durationMs;
    pinball90 += pinball(p90, 0.9, truthMs) / durationMs;
    if (!linearMs)
        return;
    ++compared;
    comparedPinball50 += pinball(p50, 0.5, truthMs) / durationMs;
    linearPinball50 += pinball(*linearMs, 0.5, truthMs) / durationMs;
    errors.push_back(std::abs(p50 - truthMs) / truthMs);
    linearErrors.push_back(std::abs(*linearMs - truthMs) / truthMs);
}

void Judgement::add(const Judgement &other)
{
    asked += other.asked;
    answered += other.answered;
    belowP50 += other.belowP50;
    belowP90 += other.belowP90;
    pinball50 += other.pinball50;
    pinball90 += other.pinball90;
    linearPinball50 += other.linearPinball50;
    comparedPinball50 += other.comparedPinball50;
    compared += other.compared;
    errors.insert(errors.end(), other.errors.begin(), other.errors.end());
    linearErrors.insert(linearErrors.end(), other.linearErrors.begin(), other.linearErrors.end());
}

Judgement KindJudgement::all() const
{
    Judgement sum;
    for (const Judgement &one : at)
        sum.add(one);
    return sum;
}

KindJudgement judge(RunKind kind, int runs, size_t history, quint64 seed)
{
    KindJudgement result;
    for (quint64 name = 0; result.runs < runs; ++name) {
        RunSimulator simulator(kind, seed + name);
        std::vector<double> durations;
        for (int i = 0; i < 101; ++i)
            durations.push_back(simulator.next().durationMs);
        const double usualMs = median(durations);
        PastRuns past(history);
        for (size_t i = 0; i < history; ++i)
            past.addNewest(pastRunOf(simulator.next()));
        for (int i = 0; i < runsOfAName && result.runs < runs; ++i) {
            const SimulatedRun run = simulator.next();
            ++result.runs;
            const auto ask = [&](Judgement &judgement, double atMs) {
                const RunCourse course = courseUntil(run, atMs);
                const auto estimated = estimate(course, atMs, history > 0 ? &past : nullptr);
                std::optional<double> linear;
                if (course.progress() > 0 && course.progress() < 100)
                    linear = atMs * (100 - course.progress()) / course.progress();
                judgement.add(run.durationMs - atMs, run.durationMs, estimated ? estimated->left : std::nullopt,
                              linear);
            };
            for (size_t k = 0; k < judgedShares.size(); ++k)
                ask(result.at[k], judgedShares[k] * run.durationMs);
            for (const double multiple : {0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.5}) {
                if (multiple * usualMs < run.durationMs)
                    ask(result.anytime, multiple * usualMs);
            }
            const auto last = estimate(courseUntil(run, run.durationMs), run.durationMs, &past);
            result.becameOverdue += last && last->overdue ? 1 : 0;
            past.addNewest(pastRunOf(run));
        }
    }
    return result;
}

StuckJudgement judgeStuck(RunKind kind, int runs, size_t history, quint64 seed)
{
    StuckJudgement result;
    for (quint64 name = 0; result.runs < runs; ++name) {
        RunSimulator simulator(kind, seed + name);
        PastRuns past(history);
        for (size_t i = 0; i < history; ++i)
            past.addNewest(pastRunOf(simulator.next()));
        for (int i = 0; i < runsOfAName && result.runs < runs; ++i) {
            const SimulatedRun run = simulator.next();
            ++result.runs;
            const double share = 0.1 + 0.8 * simulator.uniform();
            const RunCourse course = courseUntil(run, share * run.durationMs);
            const double stopMs = course.reachedMs();
            const auto answersAfter = [&](double waitedMs) {
                const auto estimated = estimate(course, stopMs + waitedMs, history > 0 ? &past : nullptr);
                return estimated && estimated->left;
            };
            double silent = 100 * run.durationMs;
            if (answersAfter(silent)) {
                ++result.neverSilent;
                continue;
            }
            double answered = 0;
            while (silent - answered > 0.01 * run.durationMs) {
                const double middle = (answered + silent) / 2;
                (answersAfter(middle) ? answered : silent) = middle;
            }
            result.silenceLag.push_back(answered / run.durationMs);
        }
    }
    return result;
}

} // namespace Procession
