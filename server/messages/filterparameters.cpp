// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "filterparameters.h"

#include "nearestname.h"
#include "processtracker.h"

#include <QJsonArray>
#include <QSet>

#include <algorithm>
#include <array>
#include <cmath>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array filterNames{"process_type"_L1, "status"_L1, "process_id"_L1, "q"_L1};

bool isFilterName(const QString &name)
{
    return std::find(filterNames.begin(), filterNames.end(), name) != filterNames.end();
}

/// A name as a refusal shows it: what a client sends may be long.
QString shown(const QString &name)
{
    constexpr qsizetype longest = 64;
    return name.size() > longest ? name.left(longest) + u'…' : name;
}

QStringList namesOf(const QueryParameters &parameters)
{
    QStringList names;
    if (parameters.takesFilter)
        names = QStringList(filterNames.begin(), filterNames.end());
    for (const QLatin1StringView name : parameters.others)
        names.append(name);
    return names;
}

/// Adds one value of the part of a filter that has this name. The error where it is wrong.
std::optional<Error> add(ProcessFilter &filter, QLatin1StringView name, const QString &value,
                         const ProcessTracker &tracker)
{
    if (name == "process_type"_L1) {
        const auto type = ProcessType::fromString(value);
        if (!type || !tracker.isKnownType(*type)) {
            return Error{ErrorCode::UnknownProcessType,
                         u"There is no process type \"%1\"; GET /processes/types lists them."_s.arg(value.left(128)),
                         name};
        }
        filter.types.insert(*type);
    } else if (name == "status"_L1) {
        const auto status = statusFromString(value);
        if (!status) {
            return Error{ErrorCode::UnknownStatus,
                         u"There is no status \"%1\"; GET /processes/statuses lists them."_s.arg(value.left(128)),
                         name};
        }
        filter.statuses.insert(*status);
    } else if (name == "process_id"_L1) {
        const auto id = ProcessId::fromString(value);
        if (!id)
            return Error{ErrorCode::InvalidField, u"A process_id is %1."_s.arg(ProcessId::rule()), name};
        filter.ids.insert(*id);
    } else {
        // An empty search would find everything, which is hardly what was looked for.
        if (value.trimmed().isEmpty())
            return Error{ErrorCode::InvalidField, u"q is empty; leave it out to match whatever the text."_s, name};
        filter.text = value;
    }
    return std::nullopt;
}

} // namespace

QUrlQuery queryOf(const QByteArray &query)
{
    QByteArray spaced = query;
    spaced.replace('+', "%20");
    return QUrlQuery(QString::fromUtf8(spaced));
}

Result<QUrlQuery> queryOf(const QByteArray &text, const QueryParameters &parameters)
{
    QUrlQuery query = queryOf(text);
    if (text.isEmpty())
        return query;
    const QStringList known = namesOf(parameters);
    QSet<QString> seen;
    const QList<std::pair<QString, QString>> items = query.queryItems(QUrl::FullyDecoded);
    for (const auto &[name, value] : items) {
        if (name.isEmpty() && value.isEmpty())
            continue; // `?` and `&&` ask for nothing
        if (known.isEmpty()) {
            return Error{ErrorCode::InvalidField, u"This path takes no parameters, so not \"%1\"."_s.arg(shown(name)),
                         shown(name)};
        }
        if (!known.contains(name)) {
            return Error{ErrorCode::InvalidField,
                         u"There is no parameter \"%1\" here"_s.arg(shown(name)) + suggestion(name, known),
                         shown(name)};
        }
        if (value.trimmed().isEmpty() && name != "cursor"_L1)
            return Error{ErrorCode::InvalidField, u"%1 is empty; give it a value or leave it out."_s.arg(name), name};
        if (seen.contains(name) && (name == "q"_L1 || !isFilterName(name)))
            return Error{ErrorCode::InvalidField, u"%1 may be given once."_s.arg(name), name};
        seen.insert(name);
    }
    return query;
}

Result<ProcessFilter> filterFromQuery(const QUrlQuery &query, const ProcessTracker &tracker)
{
    ProcessFilter filter;
    if (query.isEmpty())
        return filter;
    for (const QLatin1StringView name : filterNames) {
        const QStringList values = query.allQueryItemValues(name, QUrl::FullyDecoded);
        for (const QString &value : values) {
            if (const auto wrong = add(filter, name, value, tracker))
                return *wrong;
        }
    }
    return filter;
}

Result<qsizetype> limitFromQuery(const QUrlQuery &query, qsizetype most)
{
    const auto limit = integerFromQuery(query, u"limit"_s, 1, most);
    if (!limit)
        return limit.error();
    return qsizetype(limit->value_or(most));
}

Result<std::optional<qint64>> integerFromQuery(const QUrlQuery &query, const QString &key, qint64 least, qint64 most)
{
    const QString text = query.queryItemValue(key, QUrl::FullyDecoded);
    if (text.isEmpty())
        return std::optional<qint64>();
    bool isNumber = false;
    const qint64 number = text.toLongLong(&isNumber);
    if (!isNumber || number < least || number > most) {
        return Error{ErrorCode::InvalidField,
                     u"%1 must be a whole number from %2 to %3 here."_s.arg(key).arg(least).arg(most), key};
    }
    return std::optional(number);
}

Result<std::optional<qint64>> momentFromQuery(const QUrlQuery &query, const QString &key)
{
    const QString text = query.queryItemValue(key, QUrl::FullyDecoded);
    if (text.isEmpty())
        return std::optional<qint64>();
    bool isNumber = false;
    const double seconds = text.toDouble(&isNumber);
    if (!isNumber || !std::isfinite(seconds) || std::abs(seconds) > 1e12)
        return Error{ErrorCode::InvalidField, u"%1 must be a number of seconds since the epoch."_s.arg(key), key};
    return std::optional(static_cast<qint64>(std::llround(seconds * 1000.0)));
}

Result<std::optional<bool>> flagFromQuery(const QUrlQuery &query, const QString &key)
{
    const QString text = query.queryItemValue(key, QUrl::FullyDecoded);
    if (text == "1"_L1 || text == "true"_L1)
        return std::optional(true);
    if (text == "0"_L1 || text == "false"_L1)
        return std::optional(false);
    if (text.isEmpty())
        return std::optional<bool>();
    return Error{ErrorCode::InvalidField, u"%1 must be 1 or 0."_s.arg(key), key};
}

Result<bool> isFullFromQuery(const QUrlQuery &query)
{
    if (query.isEmpty())
        return false;
    const auto full = flagFromQuery(query, u"full"_s);
    if (!full)
        return full.error();
    return full->value_or(false);
}

Result<ProcessFilter> filterFromJson(const QJsonObject &object, const ProcessTracker &tracker)
{
    const auto elementsOf = [](const QJsonValue &value) {
        return value.isArray() ? value.toArray() : QJsonArray{value};
    };
    const auto invalid = [](const QString &message) { return Error{ErrorCode::InvalidField, message, u"filter"_s}; };
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (!isFilterName(it.key())) { // a filter that is misspelled must not match everything
            return invalid(u"A filter has no \"%1\""_s.arg(shown(it.key()))
                           + suggestion(it.key(), QStringList(filterNames.begin(), filterNames.end())));
        }
        const QJsonArray elements = elementsOf(*it);
        if (elements.isEmpty()) // any of nothing would be none, and is more likely a mistake
            return invalid(u"The list of %1 is empty; leave it out to match all."_s.arg(it.key()));
        if (!std::all_of(elements.begin(), elements.end(), [](const QJsonValue &value) { return value.isString(); }))
            return invalid(u"%1 must be a string or a list of strings."_s.arg(it.key()));
        if (it.key() == "q"_L1 && elements.size() > 1)
            return invalid(u"q is one text; a search for one of several isn't known."_s);
    }
    ProcessFilter filter;
    for (const QLatin1StringView name : filterNames) {
        if (!object.contains(name))
            continue;
        const QJsonArray values = elementsOf(object.value(name));
        for (const QJsonValue &value : values) {
            if (const auto wrong = add(filter, name, value.toString(), tracker))
                return *wrong;
        }
    }
    return filter;
}

} // namespace Procession
