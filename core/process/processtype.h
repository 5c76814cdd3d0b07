// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text.h"

#include <array>
#include <optional>

namespace Procession {

/// The kind of operation that a process is, such as `ai_task`. rule() says how it may be spelled.
///
/// A well-formed type isn't necessarily a known one: the tracker holds the registered types and refuses the rest.
class ProcessType
{
public:
    ProcessType() = default;

    /// For a sentence such as "A type is %1.": 1 to 64 of `a-z 0-9 _`, of which the first is a letter.
    static QString rule();
    /// The type that `name` spells, or nothing where it is malformed.
    static std::optional<ProcessType> fromString(QStringView name);

    static ProcessType aiTask() { return ProcessType(Text(u"ai_task")); }
    static ProcessType ragTraining() { return ProcessType(Text(u"rag_training")); }
    static ProcessType documentProcessing() { return ProcessType(Text(u"document_processing")); }
    static ProcessType scheduledTask() { return ProcessType(Text(u"scheduled_task")); }
    static ProcessType backgroundJob() { return ProcessType(Text(u"background_job")); }
    static ProcessType toolsExecution() { return ProcessType(Text(u"tools_execution")); }

    /// The six that every installation knows, in the contract's order.
    static std::array<ProcessType, 6> builtIn();

    QString toString() const { return m_name.toString(); }
    /// The same as bytes, which are ASCII.
    QByteArrayView bytes() const { return m_name.utf8(); }

    friend bool operator==(const ProcessType &a, const ProcessType &b) = default;
    friend bool operator<(const ProcessType &a, const ProcessType &b) { return a.m_name < b.m_name; }
    friend size_t qHash(const ProcessType &type, size_t seed = 0) noexcept { return qHash(type.m_name, seed); }

private:
    explicit ProcessType(Text name)
        : m_name(std::move(name))
    {
    }

    Text m_name;
};

} // namespace Procession
