// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dependencies.h"

#include "wirenames.h"

#include <QStringList>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr WireNames<DependencyRule, 4> ruleNames{{
    {DependencyRule::AllCompleted, "all_completed"_L1},
    {DependencyRule::AllFinished, "all_finished"_L1},
    {DependencyRule::AnyCompleted, "any_completed"_L1},
    {DependencyRule::AnyFailed, "any_failed"_L1},
}};

constexpr WireNames<Dependencies::State, 3> stateNames{{
    {Dependencies::State::Waiting, "waiting"_L1},
    {Dependencies::State::Released, "released"_L1},
    {Dependencies::State::Failed, "failed"_L1},
}};

} // namespace

QLatin1StringView wireName(DependencyRule rule)
{
    return nameIn<ruleNames>(rule);
}

std::optional<DependencyRule> dependencyRuleFromString(QStringView name)
{
    return valueIn<ruleNames>(name);
}

QStringList dependencyRuleNames()
{
    QStringList names;
    for (const auto &[rule, name] : ruleNames)
        names.append(name);
    return names;
}

QLatin1StringView wireName(Dependencies::State state)
{
    return nameIn<stateNames>(state);
}

std::optional<Dependencies::State> dependencyStateFromString(QStringView name)
{
    return valueIn<stateNames>(name);
}

} // namespace Procession
