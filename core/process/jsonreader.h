// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <chrono>
#include <initializer_list>
#include <optional>

namespace Procession {

/// Takes typed values out of a JSON object and remembers the first error.
///
/// A key that is null counts as absent. After an error further reads yield nothing: a caller reads all fields that it
/// needs and asks error() once. The object must outlive the reader. Any thread.
class JsonReader
{
public:
    explicit JsonReader(const QJsonObject &object)
        : m_object(object)
    {
    }

    /// `maxLength` is in UTF-16 units.
    std::optional<QString> text(QLatin1StringView key, qsizetype maxLength);
    std::optional<bool> boolean(QLatin1StringView key);
    std::optional<QJsonObject> object(QLatin1StringView key);
    std::optional<QJsonArray> array(QLatin1StringView key);
    std::optional<double> number(QLatin1StringView key, double from, double to);
    std::optional<int> integer(QLatin1StringView key, int from, int to);
    /// A number of seconds, at millisecond precision.
    std::optional<std::chrono::milliseconds> seconds(QLatin1StringView key, std::chrono::milliseconds from,
                                                     std::chrono::milliseconds to);

    /// A time in seconds since the epoch, as milliseconds.
    std::optional<qint64> moment(QLatin1StringView key);

    /// The same for a value whose range the caller checks. A number that the type can't hold becomes the nearest one.
    std::optional<double> number(QLatin1StringView key);
    std::optional<int> integer(QLatin1StringView key);
    std::optional<std::chrono::milliseconds> seconds(QLatin1StringView key);

    /// Refuses an object that has another key than these, also one that is null: InvalidField, with the nearest of them.
    /// Called first, so that a misspelled field is told before anything else. The names must be literals: those that are
    /// there are remembered, and asking for the others costs little then.
    void onlyKeys(std::initializer_list<QLatin1StringView> known);

    bool has(QLatin1StringView key) const;
    void fail(QLatin1StringView key, const QString &message, ErrorCode code = ErrorCode::InvalidField);
    /// Takes over the error, if there is one, of a reader of the object that is the member `key`.
    void failWithin(QLatin1StringView key, const JsonReader &inner);
    const std::optional<Error> &error() const { return m_error; }

private:
    /// The value, where it is there and no error came before.
    std::optional<QJsonValue> take(QLatin1StringView key) const;
    std::optional<double> takeNumber(QLatin1StringView key, bool isWhole, double from, double to);

    /// Whether the object is known not to have the key. A look into the object costs ten times as much.
    bool lacks(QLatin1StringView key) const
    {
        return m_areKeysKnown
            && std::find(m_keys.begin(), m_keys.begin() + m_object.size(), key) == m_keys.begin() + m_object.size();
    }

    const QJsonObject &m_object;
    std::array<QLatin1StringView, 8> m_keys{}; // of the object, where it has no more
    bool m_areKeysKnown = false;
    std::optional<Error> m_error;
};

} // namespace Procession
