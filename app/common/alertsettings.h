// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertrule.h"
#include "channelsettings.h"

#include <QList>
#include <QUrl>

namespace Procession {

/// Once a week, what happened in it. Plain data.
struct AlertSummary
{
    QStringList channels;
    QString weekday = QStringLiteral("mon");
    QString time = QStringLiteral("08:00");
    QString timeZone = QStringLiteral("UTC");

    friend bool operator==(const AlertSummary &a, const AlertSummary &b) = default;
};

/// The table `[alerts]` of the configuration file. Plain data.
struct AlertSettings
{
    QList<ChannelSettings> channels;
    QList<AlertRule> rules;
    /// The address by which people reach the window or the API; links in messages begin with it. Empty for none.
    QUrl link;
    std::optional<AlertSummary> summary{};

    QStringList channelNames() const
    {
        QStringList names;
        for (const ChannelSettings &channel : channels)
            names.append(channel.name);
        return names;
    }

    friend bool operator==(const AlertSettings &a, const AlertSettings &b) = default;
};

/// Refuses a channel that isn't configured. Errors: InvalidField (channels), with the nearest name.
Result<void> checkChannels(const QStringList &wanted, const QStringList &channels);

} // namespace Procession
