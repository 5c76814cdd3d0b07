// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text.h"

#include <QByteArray>
#include <QJsonObject>

namespace Procession {

/// A process's custom data: a JSON object, kept as its compact text.
///
/// Far more is read than merged, and readers want the text: lists, events and the store copy it as it
/// stands. An object tree would cost several times the memory and be printed again for each of them.
class Metadata
{
public:
    Metadata() = default;
    explicit Metadata(const QJsonObject &object);
    /// From a text that toJson() gave once: it isn't checked again.
    static Metadata fromJson(const QByteArray &json);

    /// The compact JSON text; `{}` where there is nothing.
    QByteArrayView json() const { return m_json.isEmpty() ? QByteArrayView("{}") : m_json.utf8(); }
    QByteArray toJson() const { return json().toByteArray(); }
    QJsonObject toObject() const;

    bool isEmpty() const { return m_json.isEmpty(); }
    /// The size of the text in bytes.
    qsizetype size() const { return m_json.size(); }

    /// This with each key of `update` set to its value; a null value deletes the key.
    Metadata merged(const QJsonObject &update) const;

    friend bool operator==(const Metadata &a, const Metadata &b) = default;

private:
    Text m_json; // empty where the object is
};

} // namespace Procession
