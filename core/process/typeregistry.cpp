// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "typeregistry.h"

namespace Procession {

using namespace std::chrono_literals;

TypeRegistry::TypeRegistry()
    : m_policies{
        {ProcessType::aiTask(), RetryPolicy{.maxAttempts = 3, .initialDelay = 1s, .maxDelay = 60s}},
        {ProcessType::ragTraining(), RetryPolicy{.maxAttempts = 2, .initialDelay = 5s, .maxDelay = 300s}},
        {ProcessType::documentProcessing(), RetryPolicy{.maxAttempts = 3, .initialDelay = 2s, .maxDelay = 120s}},
    }
{
    for (const ProcessType &type : ProcessType::builtIn())
        std::ignore = apply({type});
}

const ProcessType *TypeRegistry::find(const ProcessType &type) const
{
    const auto known = m_known.constFind(type);
    return known == m_known.cend() ? nullptr : &*known;
}

std::optional<RetryPolicy> TypeRegistry::policy(const ProcessType &type) const
{
    const auto it = m_policies.find(type);
    return it == m_policies.end() ? std::nullopt : std::optional(it->second);
}

Result<bool> TypeRegistry::apply(const Setting &setting)
{
    if (setting.pause) {
        const bool wasPaused = m_pauses.contains(setting.type);
        if (setting.pause->isPaused)
            m_pauses.emplace(setting.type, *setting.pause); // whoever paused it first did
        else
            m_pauses.erase(setting.type);
        return wasPaused != setting.pause->isPaused;
    }
    if (!setting.policy) {
        if (m_known.contains(setting.type))
            return false;
        m_known.insert(setting.type, setting.type);
        m_types.append(setting.type);
        return true;
    }
    if (auto valid = validate(*setting.policy); !valid)
        return valid.error();
    if (policy(setting.type) == setting.policy)
        return false;
    m_policies.insert_or_assign(setting.type, *setting.policy);
    return true;
}

} // namespace Procession
