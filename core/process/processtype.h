// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHashFunctions>
#include <QString>

#include <array>
#include <optional>

namespace Procession {

/// The kind of operation a process is, such as `ai_task`: `^[a-z][a-z0-9_]{0,63}$`.
///
/// A well-formed type isn't necessarily a known one: the tracker holds the registered types and
/// refuses the rest.
class ProcessType
{
public:
    ProcessType() = default;

    /// The type that `name` spells, or nothing where it is malformed.
    static std::optional<ProcessType> fromString(QStringView name);

    static ProcessType aiTask() { return ProcessType(QStringLiteral("ai_task")); }
    static ProcessType ragTraining() { return ProcessType(QStringLiteral("rag_training")); }
    static ProcessType documentProcessing() { return ProcessType(QStringLiteral("document_processing")); }
    static ProcessType scheduledTask() { return ProcessType(QStringLiteral("scheduled_task")); }
    static ProcessType backgroundJob() { return ProcessType(QStringLiteral("background_job")); }
    static ProcessType toolsExecution() { return ProcessType(QStringLiteral("tools_execution")); }

    /// The six that every installation knows, in the contract's order.
    static std::array<ProcessType, 6> builtIn();

    const QString &toString() const { return m_name; }

    friend bool operator==(const ProcessType &a, const ProcessType &b) = default;
    friend bool operator<(const ProcessType &a, const ProcessType &b) { return a.m_name < b.m_name; }
    friend size_t qHash(const ProcessType &type, size_t seed = 0) { return qHash(type.m_name, seed); }

private:
    explicit ProcessType(QString name)
        : m_name(std::move(name))
    {
    }

    QString m_name;
};

} // namespace Procession
