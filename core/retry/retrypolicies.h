// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "processtype.h"
#include "retrypolicy.h"

#include <map>
#include <mutex>
#include <optional>

namespace Procession {

/// Which types of process are retried, and how. Starts with the contract's defaults: `ai_task`,
/// `rag_training` and `document_processing`; other types aren't retried until a policy is set.
///
/// Threads: any. Owner: app/.
class RetryPolicies
{
public:
    RetryPolicies();

    std::optional<RetryPolicy> policy(const ProcessType &type) const;
    std::map<ProcessType, RetryPolicy> all() const;
    /// Errors: InvalidField, naming the value that is out of range.
    Result<void> setPolicy(const ProcessType &type, const RetryPolicy &policy);

private:
    mutable std::mutex m_mutex;
    std::map<ProcessType, RetryPolicy> m_policies;
};

} // namespace Procession
