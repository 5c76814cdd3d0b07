// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processtype.h"

#include <algorithm>

namespace Procession {

namespace {

constexpr qsizetype maxTypeLength = 64;

bool isLowerLetter(QChar c)
{
    return c >= u'a' && c <= u'z';
}

} // namespace

QString ProcessType::rule()
{
    return QStringLiteral("1 to %1 of a-z 0-9 _, of which the first is a letter").arg(maxTypeLength);
}

std::optional<ProcessType> ProcessType::fromString(QStringView name)
{
    const auto isTypeCharacter = [](QChar c) { return isLowerLetter(c) || (c >= u'0' && c <= u'9') || c == u'_'; };
    if (name.isEmpty() || name.size() > maxTypeLength || !isLowerLetter(name.front())
        || !std::all_of(name.begin(), name.end(), isTypeCharacter))
        return std::nullopt;
    return ProcessType(Text(name));
}

std::array<ProcessType, 6> ProcessType::builtIn()
{
    return {aiTask(), ragTraining(), documentProcessing(), scheduledTask(), backgroundJob(), toolsExecution()};
}

} // namespace Procession
