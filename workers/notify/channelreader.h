// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channelsettings.h"
#include "jsonreader.h"

namespace Procession {

/// Takes what several kinds of channel have in their tables. As JsonReader, it remembers the first error. One thread.
class ChannelReader
{
public:
    explicit ChannelReader(const QJsonObject &json)
        : m_json(json)
        , m_reader(m_json)
    {
    }

    Q_DISABLE_COPY_MOVE(ChannelReader)

    /// Refuses other keys than these and those that all channels have, with the nearest of them.
    void onlyKeys(const QStringList &keys);
    /// A text; empty where it isn't there, which is an error where it is required.
    QString text(QLatin1StringView key, bool isRequired);
    bool boolean(QLatin1StringView key) { return m_reader.boolean(key).value_or(false); }
    /// The absolute path of a file or folder; empty where it isn't there.
    QString path(QLatin1StringView key);
    /// `KEY_file` or `KEY_env`.
    SecretSource secret(QLatin1StringView key, bool isRequired);
    /// A table of names and texts.
    QMap<QString, QString> texts(QLatin1StringView key);
    /// A list of texts that aren't empty.
    QStringList list(QLatin1StringView key);
    JsonReader &reader() { return m_reader; }
    void fail(QLatin1StringView key, const QString &message) { m_reader.fail(key, message); }

private:
    const QJsonObject m_json;
    JsonReader m_reader;
};

// The transport of each kind; errors stand in the reader.
WebhookSettings webhookFrom(ChannelReader &reader);
/// One of the services that Procession knows.
WebhookSettings serviceFrom(ChannelReader &reader, const QString &kind);
MailSettings mailFrom(ChannelReader &reader);
CommandSettings commandFrom(ChannelReader &reader);
DesktopSettings desktopFrom(ChannelReader &reader);

} // namespace Procession
