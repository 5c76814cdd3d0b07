// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "jsonreader.h"

#include "nearestname.h"

#include <algorithm>
#include <cmath>

namespace Procession {

std::optional<QJsonValue> JsonReader::take(QLatin1StringView key) const
{
    if (m_error)
        return std::nullopt;
    const QJsonValue value = m_object.value(key);
    if (value.isUndefined() || value.isNull())
        return std::nullopt;
    return value;
}

bool JsonReader::has(QLatin1StringView key) const
{
    const QJsonValue value = m_object.value(key);
    return !value.isUndefined() && !value.isNull();
}

void JsonReader::onlyKeys(std::initializer_list<QLatin1StringView> known)
{
    if (m_error)
        return;
    // Most objects have known keys only, and are told by counting them: no key is copied.
    const auto found =
        std::count_if(known.begin(), known.end(), [this](QLatin1StringView key) { return m_object.contains(key); });
    if (found == m_object.size())
        return;
    constexpr qsizetype longestShown = 64;
    for (auto it = m_object.begin(); it != m_object.end(); ++it) {
        const QString key = it.key();
        if (std::any_of(known.begin(), known.end(), [&key](QLatin1StringView name) { return name == key; }))
            continue;
        const QStringList names(known.begin(), known.end());
        const QString shown = key.size() > longestShown ? key.left(longestShown) + u'…' : key;
        m_error = Error{ErrorCode::InvalidField,
                        QStringLiteral("There is no field \"%1\" here").arg(shown) + suggestion(key, names), shown};
        return;
    }
}

void JsonReader::fail(QLatin1StringView key, const QString &message, ErrorCode code)
{
    if (!m_error)
        m_error = Error{code, message, key};
}

std::optional<QString> JsonReader::text(QLatin1StringView key, qsizetype maxLength)
{
    const auto value = take(key);
    if (!value)
        return std::nullopt;
    if (!value->isString()) {
        fail(key, QStringLiteral("%1 must be a string.").arg(key));
        return std::nullopt;
    }
    QString text = value->toString();
    if (text.size() > maxLength) {
        fail(key,
             QStringLiteral("%1 is %2 characters long; at most %3 are allowed.")
                 .arg(key)
                 .arg(text.size())
                 .arg(maxLength));
        return std::nullopt;
    }
    return text;
}

std::optional<double> JsonReader::number(QLatin1StringView key, double from, double to)
{
    const auto value = take(key);
    if (!value)
        return std::nullopt;
    const double number = value->toDouble();
    if (!value->isDouble() || !(number >= from && number <= to)) {
        fail(key,
             QStringLiteral("%1 must be a number from %2 to %3.").arg(key).arg(from, 0, 'g', 10).arg(to, 0, 'g', 10));
        return std::nullopt;
    }
    return number;
}

std::optional<int> JsonReader::integer(QLatin1StringView key, int from, int to)
{
    const auto value = take(key);
    if (!value)
        return std::nullopt;
    const double number = value->toDouble();
    if (!value->isDouble() || !(number >= from && number <= to) || std::floor(number) < number) {
        fail(key, QStringLiteral("%1 must be a whole number from %2 to %3.").arg(key).arg(from).arg(to));
        return std::nullopt;
    }
    return static_cast<int>(number);
}

std::optional<bool> JsonReader::boolean(QLatin1StringView key)
{
    const auto value = take(key);
    if (!value)
        return std::nullopt;
    if (!value->isBool()) {
        fail(key, QStringLiteral("%1 must be true or false.").arg(key));
        return std::nullopt;
    }
    return value->toBool();
}

std::optional<QJsonObject> JsonReader::object(QLatin1StringView key)
{
    const auto value = take(key);
    if (!value)
        return std::nullopt;
    if (!value->isObject()) {
        fail(key, QStringLiteral("%1 must be a JSON object.").arg(key));
        return std::nullopt;
    }
    return value->toObject();
}

std::optional<std::chrono::milliseconds> JsonReader::seconds(QLatin1StringView key, double from, double to)
{
    const auto value = number(key, from, to);
    if (!value)
        return std::nullopt;
    return std::chrono::milliseconds(std::llround(*value * 1000.0));
}

} // namespace Procession
