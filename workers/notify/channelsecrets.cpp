// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "channelsecrets.h"

#include "messagevalues.h"
#include "plaintext.h"
#include "secretfilter.h"

#include <QUrl>

namespace Procession {

namespace {

constexpr qsizetype longestReason = 300;

} // namespace

Result<ChannelSecrets> ChannelSecrets::read(const QMap<QString, SecretSource> &sources)
{
    ChannelSecrets secrets;
    for (const auto &[name, source] : sources.asKeyValueRange()) {
        const auto value = readSecret(source);
        if (!value)
            return value.error();
        secrets.add(name, *value);
    }
    return secrets;
}

QMap<QString, QString> ChannelSecrets::masked(const QMap<QString, SecretSource> &sources)
{
    QMap<QString, QString> result;
    for (const auto &[name, source] : sources.asKeyValueRange())
        result.insert(name, mask());
    return result;
}

QString ChannelSecrets::hide(const QString &text) const
{
    QString shown = PlainText::line(text);
    for (const QString &secret : m_values) {
        shown = SecretFilter(secret.toUtf8()).hide(shown);
        const QUrl url(secret);
        if (!url.scheme().isEmpty() && url.path().size() > 1)
            shown = SecretFilter(url.path(QUrl::FullyEncoded).toUtf8()).hide(shown);
    }
    return shortened(shown.simplified(), longestReason);
}

} // namespace Procession
