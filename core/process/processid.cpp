// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processid.h"

#include "uuid.h"

#include <algorithm>

namespace Procession {

namespace {

constexpr qsizetype maxIdLength = 128;

bool isIdCharacter(char16_t u)
{
    return (u >= u'a' && u <= u'z') || (u >= u'A' && u <= u'Z') || (u >= u'0' && u <= u'9') || u == u'.' || u == u'_'
        || u == u':' || u == u'-';
}

} // namespace

QString ProcessId::rule()
{
    return QStringLiteral("1 to %1 of A-Z a-z 0-9 . _ : -").arg(maxIdLength);
}

std::optional<ProcessId> ProcessId::fromString(QStringView text)
{
    const auto isValid = [](QChar c) { return isIdCharacter(c.unicode()); };
    if (text.isEmpty() || text.size() > maxIdLength || !std::all_of(text.begin(), text.end(), isValid))
        return std::nullopt;
    return ProcessId(Text(text));
}

std::optional<ProcessId> ProcessId::fromBytes(QByteArrayView text)
{
    const auto isValid = [](char c) { return isIdCharacter(static_cast<uchar>(c)); };
    if (text.isEmpty() || text.size() > maxIdLength || !std::all_of(text.begin(), text.end(), isValid))
        return std::nullopt;
    return ProcessId(Text::fromUtf8(text));
}

bool ProcessId::isReserved() const
{
    return std::any_of(reservedNames.begin(), reservedNames.end(),
                       [name = bytes()](const char *taken) { return name == taken; });
}

ProcessId ProcessId::generate(qint64 wallMs)
{
    return ProcessId(makeUuidV7(wallMs).toString(QUuid::WithoutBraces));
}

} // namespace Procession
