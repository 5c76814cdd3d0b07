// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "requesttemplate.h"
#include "secretsource.h"

#include <QJsonObject>
#include <QMap>

#include <chrono>
#include <variant>

namespace Procession {

// The settings of a channel, as `[alerts.channels.NAME]` of the configuration has them. Plain data, without any secret:
// only where each one is. docs/alerts.md describes all keys.

/// An HTTP request to a receiver of one's own, or to one of the services that Procession knows.
struct WebhookSettings
{
    RequestTemplate request{};
    QMap<QString, QString> settings{};     ///< of its `{{setting NAME}}`
    QMap<QString, SecretSource> secrets{}; ///< of its `{{secret NAME}}`
    SecretSource signingSecret{};          ///< of Standard Webhooks; none for no signature
    bool allowsPrivate = false;            ///< addresses that aren't public
    bool allowsHttp = false;               ///< without TLS
    QString caFile{};                      ///< certificates to trust in place of the system's; empty for those

    friend bool operator==(const WebhookSettings &a, const WebhookSettings &b) = default;
};

struct MailSettings
{
    enum class Security : quint8 {
        StartTls, ///< or no mail
        Tls,      ///< from the first byte on
        None,
    };

    QString host{};
    int port = 0; ///< 587, 465 or 25 by the security, unless configured
    Security security = Security::StartTls;
    QString user{};          ///< empty for no login
    SecretSource password{}; ///< of the user
    QString fromName{};
    QString from{};   ///< the address alone
    QStringList to{}; ///< addresses alone
    QString caFile{};

    friend bool operator==(const MailSettings &a, const MailSettings &b) = default;
};

struct CommandSettings
{
    QStringList argv{}; ///< the first one is an absolute path
    QString folder{};   ///< to run it in; empty for the root
    QMap<QString, QString> environment{};
    QMap<QString, SecretSource> secrets{}; ///< variables whose value is in a file

    friend bool operator==(const CommandSettings &a, const CommandSettings &b) = default;
};

/// The desktop of the user who runs this program.
struct DesktopSettings
{
    friend bool operator==(const DesktopSettings &, const DesktopSettings &) = default;
};

struct ChannelSettings
{
    QString name;
    QString kind; ///< such as `slack`
    std::chrono::milliseconds timeout{30000};
    std::chrono::milliseconds connectTimeout{10000};
    int maxRunning = 2; ///< messages that are sent at once
    std::variant<WebhookSettings, MailSettings, CommandSettings, DesktopSettings> transport{};

    friend bool operator==(const ChannelSettings &a, const ChannelSettings &b) = default;
};

/// All kinds, in the order of the documentation.
QStringList channelKinds();

/// Reads a channel. Errors: InvalidField, with the key at fault as the field.
Result<ChannelSettings> channelFromJson(const QString &name, const QJsonObject &json);

} // namespace Procession
