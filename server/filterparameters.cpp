// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "filterparameters.h"

#include "processtracker.h"

#include <QJsonArray>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

struct FilterTexts
{
    QStringList types;
    QStringList statuses;
    QStringList ids;
    QString text;
};

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
            return Error{ErrorCode::InvalidField, u"A process_id is 1 to 128 of A-Z a-z 0-9 . _ : -"_s,
                         u"process_id"_s};
        filter.ids.insert(*id);
    }
    filter.text = texts.text;
    return filter;
}

} // namespace

QUrlQuery queryOf(const QByteArray &query)
{
    QByteArray spaced = query;
    spaced.replace('+', "%20");
    return QUrlQuery(QString::fromUtf8(spaced));
}

Result<ProcessFilter> filterFromQuery(const QUrlQuery &query, const ProcessTracker &tracker)
{
    const auto all = [&query](const QString &key) {
        QStringList values = query.allQueryItemValues(key, QUrl::FullyDecoded);
        values.removeAll(QString()); // `?status=` asks for nothing in particular
        return values;
    };
    return filterFrom({all(u"process_type"_s), all(u"status"_s), all(u"process_id"_s),
                       query.queryItemValue(u"q"_s, QUrl::FullyDecoded)},
                      tracker);
}

Result<ProcessFilter> filterFromJson(const QJsonObject &object, const ProcessTracker &tracker)
{
    FilterTexts texts;
    for (auto it = object.begin(); it != object.end(); ++it) {
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
        else if (it.key() == "q"_L1 && values.size() == 1)
            texts.text = values.first();
        else // a filter that is misspelled must not match everything
            return Error{ErrorCode::InvalidField,
                         u"A filter has process_type, status, process_id and q, not \"%1\"."_s.arg(it.key().left(64)),
                         u"filter"_s};
    }
    return filterFrom(texts, tracker);
}

} // namespace Procession
