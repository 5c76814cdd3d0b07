// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHashFunctions>
#include <QString>

#include <compare>
#include <optional>

namespace Procession {

/// The name of one process: 1 to 128 of `A-Z a-z 0-9 . _ : -`. Chosen by the client, or generated.
class ProcessId
{
public:
    /// An id that names nothing; the only one that isn't valid.
    ProcessId() = default;

    /// The id that `text` spells, or nothing where it breaks the rule above.
    static std::optional<ProcessId> fromString(QStringView text);
    /// A new UUIDv7, so that generated ids sort by their birth.
    static ProcessId generate(qint64 wallMs);

    const QString &toString() const { return m_text; }
    bool isNull() const { return m_text.isEmpty(); }

    friend bool operator==(const ProcessId &a, const ProcessId &b) = default;
    friend bool operator<(const ProcessId &a, const ProcessId &b) { return a.m_text < b.m_text; }
    friend size_t qHash(const ProcessId &id, size_t seed = 0) { return qHash(id.m_text, seed); }

private:
    explicit ProcessId(QString text)
        : m_text(std::move(text))
    {
    }

    QString m_text;
};

} // namespace Procession
