// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metadata.h"

#include <QJsonDocument>

namespace Procession {

Metadata::Metadata(const QJsonObject &object)
{
    if (!object.isEmpty())
        m_json = Text::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

Metadata Metadata::fromJson(const QByteArray &json)
{
    Metadata metadata;
    if (json.size() > 2)
        metadata.m_json = Text::fromUtf8(json);
    return metadata;
}

QJsonObject Metadata::toObject() const
{
    return m_json.isEmpty() ? QJsonObject() : QJsonDocument::fromJson(toJson()).object();
}

Metadata Metadata::merged(const QJsonObject &update) const
{
    QJsonObject object = toObject();
    for (auto it = update.begin(); it != update.end(); ++it) {
        if (it.value().isNull())
            object.remove(it.key());
        else
            object.insert(it.key(), it.value());
    }
    return Metadata(object);
}

} // namespace Procession
