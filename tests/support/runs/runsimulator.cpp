// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runsimulator.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace Procession {

namespace {

constexpr int piecesOfWork = 100;

} // namespace

const char *nameOf(RunKind kind)
{
    switch (kind) {
    case RunKind::Steady:
        return "steady";
    case RunKind::Slowing:
        return "slowing";
    case RunKind::InSteps:
        return "in steps";
    case RunKind::HeavyTailed:
        return "heavy-tailed";
    case RunKind::Pausing:
        return "pausing";
    case RunKind::Silent:
        return "silent";
    }
    return "";
}

RunSimulator::RunSimulator(RunKind kind, quint64 seed)
    : m_kind(kind)
    , m_random(seed)
    , m_scaleMs(std::exp(std::log(10e3) + uniform() * std::log(720.0))) // 10 s to 2 h
    , m_exponent(1.5 + 1.5 * uniform())
{
    const int count = 3 + static_cast<int>(uniform() * 5);
    double progress = 0;
    double share = 0;
    for (int i = 0; i < count; ++i) {
        progress += 0.2 + uniform();
        m_stages.push_back({progress, 0.1 + uniform() * uniform() * 2});
        share += m_stages.back().share;
    }
    for (Stage &stage : m_stages) {
        stage.progress *= 100 / progress;
        stage.share /= share;
    }
}

double RunSimulator::uniform()
{
    return (static_cast<double>(m_random() >> 11) + 0.5) / 9007199254740992.0;
}

double RunSimulator::normal()
{
    const double radius = std::sqrt(-2 * std::log(uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
}

double RunSimulator::pareto(double index)
{
    return std::pow(uniform(), -1 / index);
}

SimulatedRun RunSimulator::ofPieces(const std::vector<double> &pieces)
{
    SimulatedRun run;
    for (size_t i = 0; i < pieces.size(); ++i) {
        run.durationMs += pieces[i];
        run.reports.push_back({run.durationMs, 100 * static_cast<double>(i + 1) / static_cast<double>(pieces.size())});
    }
    return run;
}

SimulatedRun RunSimulator::next()
{
    std::vector<double> pieces(piecesOfWork);
    const double speed = m_scaleMs * std::exp(0.25 * normal()) / piecesOfWork;
    switch (m_kind) {
    case RunKind::Steady:
        for (double &piece : pieces)
            piece = speed * std::exp(0.4 * normal());
        return ofPieces(pieces);
    case RunKind::Slowing: {
        const double exponent = m_exponent * std::exp(0.08 * normal());
        double before = 0;
        for (size_t i = 0; i < pieces.size(); ++i) {
            const double left = 1 - static_cast<double>(i + 1) / piecesOfWork;
            const double share = 1 - std::pow(left, 1 / exponent);
            pieces[i] = speed * piecesOfWork * (share - before) * std::exp(0.3 * normal());
            before = share;
        }
        return ofPieces(pieces);
    }
    case RunKind::InSteps: {
        SimulatedRun run;
        for (const Stage &stage : m_stages) {
            run.durationMs += speed * piecesOfWork * stage.share * std::exp(0.3 * normal());
            run.reports.push_back({run.durationMs, stage.progress});
        }
        return run;
    }
    case RunKind::HeavyTailed: {
        const double slowness = std::exp(0.5 * normal());
        for (double &piece : pieces)
            piece = speed * slowness * pareto(1.4);
        return ofPieces(pieces);
    }
    case RunKind::Pausing: {
        for (double &piece : pieces)
            piece = speed * std::exp(0.4 * normal());
        pieces[static_cast<size_t>(uniform() * piecesOfWork)] += speed * piecesOfWork * (0.1 + 0.5 * uniform());
        return ofPieces(pieces);
    }
    case RunKind::Silent: {
        SimulatedRun run;
        run.durationMs = speed * piecesOfWork * (uniform() < 0.85 ? 1 : pareto(1.3));
        return run;
    }
    }
    return {};
}

} // namespace Procession
