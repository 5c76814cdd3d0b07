// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "channelsecrets.h"

#include "messagevalues.h"
#include "plaintext.h"
#include "secretfilter.h"

#include <QRegularExpression>
#include <QUrl>

namespace Procession {

namespace {

constexpr qsizetype longestReason = 300;
constexpr qsizetype shortestSecret = 6; // a shorter one would spoil ordinary words
constexpr qsizetype shortestPart = 10;

/// What a receiver may repeat of a secret: the token of `Bearer TOKEN`, the last part of a URL's path. Not its host, which
/// a person needs to know.
QStringList partsOf(const QString &secret)
{
    static const QRegularExpression between(QStringLiteral("[ /?&=]+"));
    const QUrl url(secret);
    const bool isUrl = !url.scheme().isEmpty() && !url.host().isEmpty();
    const QString text = isUrl ? url.userInfo() + u' ' + url.path() + u' ' + url.query() : secret;
    QStringList parts{secret};
    if (isUrl)
        parts.append(url.path(QUrl::FullyEncoded));
    for (const QString &part : text.split(between, Qt::SkipEmptyParts)) {
        if (part.size() >= shortestPart)
            parts.append(part);
    }
    return parts;
}

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
        const QStringList parts = partsOf(secret);
        for (const QString &part : parts) {
            if (part.size() >= shortestSecret)
                shown.replace(part, mask());
            shown = SecretFilter(part.toUtf8()).hide(shown); // also where it was cut off
        }
    }
    return shortenedTo(shown.simplified(), longestReason);
}

} // namespace Procession
