// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertrule.h"
#include "channelsettings.h"

#include <QList>
#include <QUrl>

namespace Procession {

/// The table `[alerts]` of the configuration file. Plain data.
struct AlertSettings
{
    QList<ChannelSettings> channels;
    QList<AlertRule> rules;
    /// The address by which people reach the window or the API; links in messages begin with it. Empty for none.
    QUrl link;

    QStringList channelNames() const
    {
        QStringList names;
        for (const ChannelSettings &channel : channels)
            names.append(channel.name);
        return names;
    }

    friend bool operator==(const AlertSettings &a, const AlertSettings &b) = default;
};

/// Refuses a rule that names a channel that isn't configured. Errors: InvalidField (channels), with the nearest name.
Result<void> checkChannels(const AlertRule &rule, const QStringList &channels);

} // namespace Procession
