// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "eventkind.h"
#include "processtype.h"
#include "queuepause.h"
#include "retrypolicy.h"

#include <QHash>
#include <QList>

#include <map>
#include <memory>
#include <optional>

namespace Procession {

struct AlertNews;
struct Expectation;
struct Schedule;

/// One setting that changed: a type was registered, the retry policy of a type was set, the work of a type was paused or
/// resumed, a schedule or an expectation changed, or there is news of alerts. Plain data.
struct Setting
{
    ProcessType type;
    std::optional<RetryPolicy> policy{};        ///< empty where the type was registered
    std::shared_ptr<const Schedule> schedule{}; ///< the schedule after the change; type and policy are empty then
    std::shared_ptr<const AlertNews> alerts{};  ///< a rule or episodes; type and policy are empty then
    std::optional<QueuePause> pause{};          ///< of the type; of all work of this server where the type is empty
    std::shared_ptr<const Expectation> expectation{}; ///< the expectation after the change; the type is empty then

    /// Of a type, a policy or a pause; the kinds of schedules and expectations are told by the change.
    EventKind kind() const
    {
        if (pause)
            return pause->isPaused ? EventKind::QueuePaused : EventKind::QueueResumed;
        return policy ? EventKind::PolicySet : EventKind::TypeRegistered;
    }

    friend bool operator==(const Setting &a, const Setting &b) = default;
};

/// The types that processes may have, the retry policies of types, and the types whose work is paused. A value, cheap to copy until it changes.
///
/// It begins with the built-in types and the contract's policies of `ai_task`, `rag_training` and
/// `document_processing`. A process of another type isn't retried until its type has a policy.
class TypeRegistry
{
public:
    TypeRegistry();

    /// The built-in types, then those that were registered, in that order.
    const QList<ProcessType> &types() const { return m_types; }
    /// The registered type as it is kept, so that all processes share one name; null where it isn't known.
    const ProcessType *find(const ProcessType &type) const;
    const std::map<ProcessType, RetryPolicy> &policies() const { return m_policies; }
    std::optional<RetryPolicy> policy(const ProcessType &type) const;

    /// What is paused, by type; the empty type stands for all work of this server.
    const QueuePauses &pauses() const { return m_pauses; }

    /// Takes the setting over and returns whether anything changed. This is the rule of settings, as apply() in change.h
    /// is the rule of processes. Pure: all folds of the same log come to the same registry.
    /// Errors: InvalidField, which names the value of the policy that is out of range.
    Result<bool> apply(const Setting &setting);

    friend bool operator==(const TypeRegistry &a, const TypeRegistry &b)
    {
        return a.m_types == b.m_types && a.m_policies == b.m_policies && a.m_pauses == b.m_pauses;
    }

private:
    QList<ProcessType> m_types; // in the order in which they were registered
    QHash<ProcessType, ProcessType> m_known;
    std::map<ProcessType, RetryPolicy> m_policies;
    QueuePauses m_pauses;
};

} // namespace Procession
