// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "filterparameters.h"

#include "nearestname.h"
#include "processtracker.h"

#include <QJsonArray>
#include <QSet>

#include <algorithm>
#include <array>
#include <optional>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array filterNames{"process_type"_L1, "status"_L1, "process_id"_L1, "q"_L1};

/// What a filter says, before it is understood. Nothing where it says nothing about a part.
struct FilterTexts
{
    QStringList types;
    QStringList statuses;
    QStringList ids;
    std::optional<QString> text;
};

bool mayBeRepeated(QLatin1StringView name)
{
    return name == "process_type"_L1 || name == "status"_L1 || name == "process_id"_L1;
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

Result<ProcessFilter> filterFrom(const FilterTexts &texts, const ProcessTracker &tracker)
{
    ProcessFilter filter;
    for (const QString &name : texts.types) {
        const auto type = ProcessType::fromString(name);
        if (!type || !tracker.isKnownType(*type)) {
            return Error{ErrorCode::UnknownProcessType,
                         u"There is no process type \"%1\"; GET /processes/types lists them."_s.arg(name.left(128)),
                         u"process_type"_s};
        }
        filter.types.insert(*type);
    }
    for (const QString &name : texts.statuses) {
        const auto status = statusFromString(name);
        if (!status) {
            return Error{ErrorCode::UnknownStatus,
                         u"There is no status \"%1\"; GET /processes/statuses lists them."_s.arg(name.left(128)),
                         u"status"_s};
        }
        filter.statuses.insert(*status);
    }
    for (const QString &text : texts.ids) {
        const auto id = ProcessId::fromString(text);
        if (!id)
            return Error{ErrorCode::InvalidField, u"A process_id is %1."_s.arg(ProcessId::rule()), u"process_id"_s};
        filter.ids.insert(*id);
    }
    if (texts.text) {
        // An empty search would find everything, which is hardly what was looked for.
        if (texts.text->trimmed().isEmpty()) {
            return Error{ErrorCode::InvalidField, u"q is empty; leave it out to match whatever the text."_s, u"q"_s};
        }
        filter.text = *texts.text;
    }
    return filter;
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
        if (seen.contains(name) && !mayBeRepeated(QLatin1StringView(name.toLatin1())))
            return Error{ErrorCode::InvalidField, u"%1 may be given once."_s.arg(name), name};
        seen.insert(name);
    }
    return query;
}

Result<ProcessFilter> filterFromQuery(const QUrlQuery &query, const ProcessTracker &tracker)
{
    const auto all = [&query](const QString &key) { return query.allQueryItemValues(key, QUrl::FullyDecoded); };
    FilterTexts texts{all(u"process_type"_s), all(u"status"_s), all(u"process_id"_s), std::nullopt};
    if (query.hasQueryItem(u"q"_s))
        texts.text = query.queryItemValue(u"q"_s, QUrl::FullyDecoded);
    return filterFrom(texts, tracker);
}

Result<qsizetype> limitFromQuery(const QUrlQuery &query, qsizetype most)
{
    const QString text = query.queryItemValue(u"limit"_s, QUrl::FullyDecoded);
    if (text.isEmpty())
        return most;
    bool isNumber = false;
    const int limit = text.toInt(&isNumber);
    if (!isNumber || limit < 1 || limit > most) {
        return Error{ErrorCode::InvalidField, u"limit must be a whole number from 1 to %1 here."_s.arg(most),
                     u"limit"_s};
    }
    return qsizetype(limit);
}

Result<ProcessFilter> filterFromJson(const QJsonObject &object, const ProcessTracker &tracker)
{
    FilterTexts texts;
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (std::none_of(filterNames.begin(), filterNames.end(),
                         [&it](QLatin1StringView name) { return name == it.key(); })) {
            // A filter that is misspelled must not match everything.
            return Error{ErrorCode::InvalidField,
                         u"A filter has no \"%1\""_s.arg(shown(it.key()))
                             + suggestion(it.key(), QStringList(filterNames.begin(), filterNames.end())),
                         u"filter"_s};
        }
        QStringList values;
        const QJsonArray elements = it->isArray() ? it->toArray() : QJsonArray{*it};
        if (elements.isEmpty()) // any of nothing would be none, and is more likely a mistake
            return Error{ErrorCode::InvalidField,
                         u"The list of %1 is empty; leave it out to match all."_s.arg(it.key()), u"filter"_s};
        for (const QJsonValue &element : elements) {
            if (!element.isString())
                return Error{ErrorCode::InvalidField, u"%1 must be a string or a list of strings."_s.arg(it.key()),
                             u"filter"_s};
            values.append(element.toString());
        }
        if (it.key() == "process_type"_L1)
            texts.types = values;
        else if (it.key() == "status"_L1)
            texts.statuses = values;
        else if (it.key() == "process_id"_L1)
            texts.ids = values;
        else if (values.size() == 1)
            texts.text = values.first();
        else
            return Error{ErrorCode::InvalidField, u"q is one text; a search for one of several isn't known."_s,
                         u"filter"_s};
    }
    return filterFrom(texts, tracker);
}

} // namespace Procession
