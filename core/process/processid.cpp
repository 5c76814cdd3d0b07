// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processid.h"

#include "uuid.h"

#include <algorithm>

namespace Procession {

namespace {

constexpr qsizetype maxIdLength = 128;

bool isIdCharacter(QChar c)
{
    const char16_t u = c.unicode();
    return (u >= u'a' && u <= u'z') || (u >= u'A' && u <= u'Z') || (u >= u'0' && u <= u'9') || u == u'.' || u == u'_'
        || u == u':' || u == u'-';
}

} // namespace

std::optional<ProcessId> ProcessId::fromString(QStringView text)
{
    if (text.isEmpty() || text.size() > maxIdLength || !std::all_of(text.begin(), text.end(), isIdCharacter))
        return std::nullopt;
    return ProcessId(Text(text));
}

ProcessId ProcessId::generate(qint64 wallMs)
{
    return ProcessId(makeUuidV7(wallMs).toString(QUuid::WithoutBraces));
}

} // namespace Procession
