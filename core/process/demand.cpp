// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "demand.h"

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestName = 64;

} // namespace

Demand Demand::within(const Demand &outer) const
{
    Demand demand = *this;
    if (!demand.priority)
        demand.priority = outer.priority;
    for (const auto &[name, count] : outer.uses) {
        int &own = demand.uses[name];
        own = std::max(own, count);
    }
    return demand;
}

QString limitNameRule()
{
    return u"1 to %1 of a-z 0-9 _ -, of which the first is a letter"_s.arg(longestName);
}

bool isLimitName(const QString &name)
{
    const auto isLetter = [](QChar c) { return c >= u'a' && c <= u'z'; };
    const auto isAllowed = [&](QChar c) { return isLetter(c) || (c >= u'0' && c <= u'9') || c == u'_' || c == u'-'; };
    return !name.isEmpty() && name.size() <= longestName && isLetter(name.front())
        && std::all_of(name.begin(), name.end(), isAllowed);
}

} // namespace Procession
