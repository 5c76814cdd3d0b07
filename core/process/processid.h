// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text.h"

#include <array>
#include <compare>
#include <optional>

namespace Procession {

/// The names that stand below `/processes/` in place of an id, in the API. A new one is added here and nowhere else: the API
/// routes by this list, and a store renames an older process that has one for its id.
inline constexpr std::array routeNames{"types", "statuses", "batch", "cancel", "retry", "import"};
/// routeNames, and the names that a client or a proxy takes out of a path before it sends the path on.
inline constexpr std::array reservedNames = [] {
    std::array<const char *, routeNames.size() + 2> names{".", ".."};
    for (size_t i = 0; i < routeNames.size(); ++i)
        names[i + 2] = routeNames[i];
    return names;
}();

/// The name of one process, which the client chooses or the server generates. rule() says what it may be.
class ProcessId
{
public:
    /// An id that names nothing; the only one that isn't valid.
    ProcessId() = default;

    /// For a sentence such as "An id is %1.": 1 to 128 of `A-Z a-z 0-9 . _ : -`.
    static QString rule();
    /// The id that `text` spells, or nothing where it breaks the rule.
    static std::optional<ProcessId> fromString(QStringView text);
    static std::optional<ProcessId> fromBytes(QByteArrayView text);
    /// A new UUIDv7, so that generated ids sort by their birth.
    static ProcessId generate(qint64 wallMs);

    QString toString() const { return m_text.toString(); }
    /// The same as bytes, which are ASCII.
    QByteArrayView bytes() const { return m_text.utf8(); }
    bool containsCaseInsensitive(const QString &part) const { return m_text.containsCaseInsensitive(part); }
    bool isNull() const { return m_text.isEmpty(); }
    /// Whether it is one of reservedNames: no process may begin with it.
    bool isReserved() const;

    friend bool operator==(const ProcessId &a, const ProcessId &b) = default;
    friend bool operator<(const ProcessId &a, const ProcessId &b) { return a.m_text < b.m_text; }
    friend size_t qHash(const ProcessId &id, size_t seed = 0) noexcept { return qHash(id.m_text, seed); }

private:
    explicit ProcessId(Text text)
        : m_text(std::move(text))
    {
    }

    Text m_text;
};

} // namespace Procession
