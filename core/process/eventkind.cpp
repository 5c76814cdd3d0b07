// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "eventkind.h"

#include <array>

namespace Procession {

namespace {

constexpr std::array<std::pair<EventKind, QLatin1StringView>, 12> kindNames{{
    {EventKind::Started, QLatin1StringView("started")},
    {EventKind::Reported, QLatin1StringView("reported")},
    {EventKind::Cancelled, QLatin1StringView("cancelled")},
    {EventKind::Retried, QLatin1StringView("retried")},
    {EventKind::RetryDecided, QLatin1StringView("retry_decided")},
    {EventKind::TimedOut, QLatin1StringView("timed_out")},
    {EventKind::FellQuiet, QLatin1StringView("fell_quiet")},
    {EventKind::Removed, QLatin1StringView("removed")},
    {EventKind::Archived, QLatin1StringView("archived")},
    {EventKind::Imported, QLatin1StringView("imported")},
    {EventKind::TypeRegistered, QLatin1StringView("type_registered")},
    {EventKind::PolicySet, QLatin1StringView("policy_set")},
}};

} // namespace

QLatin1StringView wireName(EventKind kind)
{
    return kindNames[static_cast<size_t>(kind)].second;
}

std::optional<EventKind> eventKindFromString(QStringView name)
{
    for (const auto &[kind, wire] : kindNames) {
        if (name == wire)
            return kind;
    }
    return std::nullopt;
}

} // namespace Procession
