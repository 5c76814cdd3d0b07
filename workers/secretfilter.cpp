// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "secretfilter.h"

#include <QJsonArray>
#include <QJsonObject>

#include <utility>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr auto mask = "***"_L1;
/// A shorter beginning of a secret is more likely something else.
constexpr qsizetype shortestBeginning = SecretFilter::shortestSecret / 2;

} // namespace

SecretFilter::SecretFilter(const QByteArray &secret)
    : m_secret(secret.size() < shortestSecret ? QString() : QString::fromUtf8(secret))
{
}

/// How many of the last characters are the secret's first ones.
qsizetype SecretFilter::beginningAtEnd(QStringView text) const
{
    qsizetype length = std::min(text.size(), m_secret.size() - 1);
    while (length > 0 && !m_secret.startsWith(text.last(length)))
        --length;
    return length;
}

QString SecretFilter::hide(QString text) const
{
    if (m_secret.isEmpty())
        return text;
    text.replace(m_secret, mask);
    // Long texts of others are shortened before they are shown, and may be cut in the middle of the secret.
    qsizetype end = text.size();
    while (end > 0) {
        if (const qsizetype length = beginningAtEnd(QStringView(text).first(end)); length >= shortestBeginning) {
            end -= length;
            text.replace(end, length, mask);
        }
        end = end > 0 ? text.lastIndexOf(u'…', end - 1) : 0;
    }
    return text;
}

QJsonValue SecretFilter::hide(const QJsonValue &value) const
{
    if (m_secret.isEmpty())
        return value;
    if (value.isString())
        return hide(value.toString());
    if (value.isArray()) {
        QJsonArray shown;
        const QJsonArray array = value.toArray();
        for (const QJsonValue &element : array)
            shown.append(hide(element));
        return shown;
    }
    if (value.isObject()) {
        QJsonObject shown;
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            shown.insert(hide(it.key()), hide(QJsonValue(it.value())));
        return shown;
    }
    return value;
}

QString SecretFilter::feed(const QString &piece)
{
    if (m_secret.isEmpty())
        return piece;
    m_held += piece;
    m_held.replace(m_secret, mask);
    const qsizetype held = beginningAtEnd(m_held);
    QString shown = m_held.chopped(held);
    m_held = m_held.last(held);
    return shown;
}

QString SecretFilter::finish()
{
    QString rest = std::exchange(m_held, {});
    return rest.size() < shortestBeginning ? rest : QString();
}

} // namespace Procession
