// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <map>
#include <optional>

namespace Procession {

/// What a piece of work asks of the server that runs it: its place among others, and how many of each named limit it uses
/// while it runs. Plain data.
struct Demand
{
    static constexpr int leastPriority = -100;
    static constexpr int mostPriority = 100;
    static constexpr int mostOfALimit = 1'000'000;

    std::optional<int> priority{}; ///< higher ones start first; empty counts as 0
    std::map<QString, int> uses{}; ///< by the limit's name; each more than 0

    /// The demand of something that `outer` says in general and this one says more exactly: its priority, where it has one,
    /// and of each limit the greater number, since what is asked for in general isn't lessened.
    Demand within(const Demand &outer) const;

    friend bool operator==(const Demand &a, const Demand &b) = default;
};

/// For a sentence such as "A limit's name is %1.": 1 to 64 of `a-z 0-9 _ -`, of which the first is a letter.
QString limitNameRule();
bool isLimitName(const QString &name);

} // namespace Procession
