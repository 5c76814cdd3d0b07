// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "subscription.h"

#include "filterparameters.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Error invalid(const char *field, const QString &message)
{
    return {ErrorCode::InvalidField, message, QLatin1String(field)};
}

} // namespace

QByteArray Subscription::channel() const
{
    QStringList parts;
    for (const ProcessType &type : filter.types)
        parts.append(u"t:"_s + type.toString());
    for (const ProcessStatus status : filter.statuses)
        parts.append(u"s:"_s + wireName(status));
    for (const ProcessId &id : filter.ids)
        parts.append(u"i:"_s + id.toString());
    parts.append(u"q:"_s + filter.text);
    parts.sort();
    return (full ? "full\n" : "\n") + parts.join(u'\n').toUtf8();
}

Result<Subscription> Subscription::fromQuery(const QByteArray &queryText, const ProcessTracker &tracker)
{
    const QUrlQuery query = queryOf(queryText);
    const auto value = [&query](const QString &key) { return query.queryItemValue(key, QUrl::FullyDecoded); };

    Subscription subscription;
    const auto filter = filterFromQuery(query, tracker);
    if (!filter)
        return filter.error();
    subscription.filter = *filter;

    for (const auto &[key, flag] :
         {std::pair(u"snapshot"_s, &subscription.snapshot), {u"full"_s, &subscription.full}}) {
        const QString text = value(key);
        if (text == "1"_L1 || text == "true"_L1)
            *flag = true;
        else if (!text.isEmpty() && text != "0"_L1 && text != "false"_L1)
            return invalid(key.toLatin1().constData(), u"%1 must be 1 or 0."_s.arg(key));
    }

    if (const QString since = value(u"since"_s); !since.isEmpty()) {
        const qsizetype dash = since.lastIndexOf(u'-');
        bool isNumber = false;
        Place place;
        place.seq = since.sliced(dash + 1).toULongLong(&isNumber);
        place.epoch = since.first(std::max<qsizetype>(dash, 0)).toLatin1();
        if (dash <= 0 || !isNumber)
            return invalid("since", u"since must be EPOCH-SEQ, as a snapshot and its updates told them."_s);
        subscription.since = place;
    }

    if (const QString batch = value(u"batch"_s); !batch.isEmpty()) {
        bool isNumber = false;
        const int milliseconds = batch.toInt(&isNumber);
        if (!isNumber || milliseconds < 1 || milliseconds > 60000)
            return invalid("batch", u"batch must be a whole number of milliseconds from 1 to 60000."_s);
        subscription.batch = std::chrono::milliseconds(milliseconds);
    }
    return subscription;
}

} // namespace Procession
