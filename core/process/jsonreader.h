// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QJsonObject>

#include <chrono>
#include <initializer_list>
#include <optional>

namespace Procession {

/// Takes typed values out of a JSON object and remembers the first thing that was wrong.
///
/// A key that is null counts as absent. Once something was wrong, further reads yield nothing, so that a
/// caller reads all it needs and asks error() once.
class JsonReader
{
public:
    explicit JsonReader(const QJsonObject &object)
        : m_object(object)
    {
    }

    std::optional<QString> text(QLatin1StringView key, qsizetype maxLength);
    std::optional<double> number(QLatin1StringView key, double from, double to);
    std::optional<int> integer(QLatin1StringView key, int from, int to);
    std::optional<bool> boolean(QLatin1StringView key);
    std::optional<QJsonObject> object(QLatin1StringView key);
    /// A number of seconds, at millisecond precision.
    std::optional<std::chrono::milliseconds> seconds(QLatin1StringView key, double from, double to);

    /// Refuses the object where it has another key than these, also one that is null: InvalidField, with the nearest of
    /// them. A misspelled field is never passed over in silence. First thing, so that its answer comes before others.
    void onlyKeys(std::initializer_list<QLatin1StringView> known);

    bool has(QLatin1StringView key) const;
    void fail(QLatin1StringView key, const QString &message, ErrorCode code = ErrorCode::InvalidField);
    const std::optional<Error> &error() const { return m_error; }

private:
    /// The value where it is there and nothing was wrong yet.
    std::optional<QJsonValue> take(QLatin1StringView key) const;

    const QJsonObject &m_object;
    std::optional<Error> m_error;
};

} // namespace Procession
