// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retrypolicies.h"

namespace Procession {

using namespace std::chrono_literals;

RetryPolicies::RetryPolicies()
    : m_policies{
        {ProcessType::aiTask(), RetryPolicy{.maxAttempts = 3, .initialDelay = 1s, .maxDelay = 60s}},
        {ProcessType::ragTraining(), RetryPolicy{.maxAttempts = 2, .initialDelay = 5s, .maxDelay = 300s}},
        {ProcessType::documentProcessing(), RetryPolicy{.maxAttempts = 3, .initialDelay = 2s, .maxDelay = 120s}},
    }
{
}

std::optional<RetryPolicy> RetryPolicies::policy(const ProcessType &type) const
{
    const std::scoped_lock lock(m_mutex);
    const auto it = m_policies.find(type);
    return it == m_policies.end() ? std::nullopt : std::optional(it->second);
}

std::map<ProcessType, RetryPolicy> RetryPolicies::all() const
{
    const std::scoped_lock lock(m_mutex);
    return m_policies;
}

Result<void> RetryPolicies::setPolicy(const ProcessType &type, const RetryPolicy &policy)
{
    if (auto valid = validate(policy); !valid)
        return valid;
    const std::scoped_lock lock(m_mutex);
    m_policies.insert_or_assign(type, policy);
    return {};
}

} // namespace Procession
