// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "jsonreader.h"

#include "nearestname.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

using Seconds = std::chrono::duration<double>;

constexpr double anyNumber = std::numeric_limits<double>::infinity();

std::optional<std::chrono::milliseconds> milliseconds(std::optional<double> seconds)
{
    constexpr double longest = 1e15; // 30,000 years: longer than any time that is counted
    if (!seconds)
        return std::nullopt;
    return std::chrono::milliseconds(std::llround(std::clamp(*seconds * 1000.0, -longest, longest)));
}

} // namespace

std::optional<QJsonValue> JsonReader::take(QLatin1StringView key) const
{
    if (m_error || lacks(key))
        return std::nullopt;
    const QJsonValue value = m_object.value(key);
    if (value.isUndefined() || value.isNull())
        return std::nullopt;
    return value;
}

bool JsonReader::has(QLatin1StringView key) const
{
    if (lacks(key))
        return false;
    const QJsonValue value = m_object.value(key);
    return !value.isUndefined() && !value.isNull();
}

void JsonReader::onlyKeys(std::initializer_list<QLatin1StringView> known)
{
    if (m_error)
        return;
    // Most objects have known keys only, and are told by counting them, until all were found: no key is copied.
    const auto size = static_cast<size_t>(m_object.size());
    size_t found = 0;
    for (auto key = known.begin(); found < size && key != known.end(); ++key) {
        if (!m_object.contains(*key))
            continue;
        if (found < m_keys.size())
            m_keys[found] = *key;
        ++found;
    }
    if (found == size) {
        m_areKeysKnown = size <= m_keys.size();
        return;
    }
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

std::optional<QJsonArray> JsonReader::array(QLatin1StringView key)
{
    const auto value = take(key);
    if (!value)
        return std::nullopt;
    if (!value->isArray()) {
        fail(key, QStringLiteral("%1 must be a list.").arg(key));
        return std::nullopt;
    }
    return value->toArray();
}

void JsonReader::failWithin(QLatin1StringView key, const JsonReader &inner)
{
    if (inner.error())
        fail(key, key + u": "_s + inner.error()->message);
}

std::optional<qint64> JsonReader::moment(QLatin1StringView key)
{
    constexpr double farFuture = 1e11;
    const auto seconds = number(key, -farFuture, farFuture);
    return seconds ? std::optional<qint64>(std::llround(*seconds * 1000.0)) : std::nullopt;
}

std::optional<double> JsonReader::takeNumber(QLatin1StringView key, bool isWhole, double from, double to)
{
    const auto value = take(key);
    if (!value)
        return std::nullopt;
    const double number = value->toDouble();
    if (value->isDouble() && number >= from && number <= to && (!isWhole || std::floor(number) >= number))
        return number;
    const QString range = to < anyNumber ? u" from %1 to %2"_s.arg(from, 0, 'g', 10).arg(to, 0, 'g', 10) : QString();
    fail(key, u"%1 must be %2 number%3."_s.arg(key, isWhole ? "a whole"_L1 : "a"_L1, range));
    return std::nullopt;
}

std::optional<double> JsonReader::number(QLatin1StringView key, double from, double to)
{
    return takeNumber(key, false, from, to);
}

std::optional<double> JsonReader::number(QLatin1StringView key)
{
    return takeNumber(key, false, -anyNumber, anyNumber);
}

std::optional<int> JsonReader::integer(QLatin1StringView key, int from, int to)
{
    const auto number = takeNumber(key, true, from, to);
    return number ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

std::optional<int> JsonReader::integer(QLatin1StringView key)
{
    using Limits = std::numeric_limits<int>;
    const auto number = takeNumber(key, true, -anyNumber, anyNumber);
    return number ? std::optional(static_cast<int>(std::clamp<double>(*number, Limits::min(), Limits::max())))
                  : std::nullopt;
}

std::optional<std::chrono::milliseconds> JsonReader::seconds(QLatin1StringView key, std::chrono::milliseconds from,
                                                             std::chrono::milliseconds to)
{
    return milliseconds(number(key, Seconds(from).count(), Seconds(to).count()));
}

std::optional<std::chrono::milliseconds> JsonReader::seconds(QLatin1StringView key)
{
    return milliseconds(number(key));
}

} // namespace Procession
