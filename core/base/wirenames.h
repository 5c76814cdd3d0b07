// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <array>
#include <optional>
#include <utility>

namespace Procession {

/// The wire names of an enum whose values count from 0: a row for each value, in their order.
template <typename Enum, size_t count>
using WireNames = std::array<std::pair<Enum, QLatin1StringView>, count>;

/// The wire name of the value. Any thread.
template <const auto &names, typename Enum>
QLatin1StringView nameIn(Enum value)
{
    constexpr auto isInOrder = [] {
        for (size_t i = 0; i < names.size(); ++i) {
            if (static_cast<size_t>(names[i].first) != i)
                return false;
        }
        return true;
    };
    static_assert(isInOrder());
    Q_ASSERT(static_cast<size_t>(value) < names.size());
    return names[static_cast<size_t>(value)].second;
}

/// The value of that wire name, or nothing where there is none. Any thread.
template <const auto &names>
auto valueIn(QStringView name) -> std::optional<decltype(names[0].first)>
{
    for (const auto &[value, wire] : names) {
        if (name == wire)
            return value;
    }
    return std::nullopt;
}

} // namespace Procession
