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

size_t qHash(const Channel &channel, size_t seed)
{
    const ProcessFilter &filter = channel.filter;
    uint statuses = 0;
    for (const ProcessStatus status : filter.statuses)
        statuses |= 1U << static_cast<uint>(status);
    return qHashMulti(seed, filter.types, statuses, filter.ids, filter.text, channel.full, channel.left,
                      channel.alerts);
}

Result<Subscription> Subscription::fromQuery(const QByteArray &queryText, const ProcessTracker &tracker)
{
    const auto query = queryOf(queryText,
                               {.takesFilter = true,
                                .others = {"token"_L1, "ticket"_L1, "snapshot"_L1, "full"_L1, "left"_L1, "alerts"_L1,
                                           "since"_L1, "batch"_L1}});
    if (!query)
        return query.error();
    const auto value = [&query](const QString &key) { return query->queryItemValue(key, QUrl::FullyDecoded); };

    Subscription subscription;
    const auto filter = filterFromQuery(*query, tracker);
    if (!filter)
        return filter.error();
    subscription.channel.filter = *filter;

    const auto snapshot = flagFromQuery(*query, u"snapshot"_s);
    const auto full = flagFromQuery(*query, u"full"_s);
    const auto left = flagFromQuery(*query, u"left"_s);
    const auto alerts = flagFromQuery(*query, u"alerts"_s);
    for (const auto *flag : {&snapshot, &full, &left, &alerts}) {
        if (!*flag)
            return flag->error();
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
    subscription.snapshot = snapshot->value_or(false);
    subscription.channel.full = full->value_or(false);
    subscription.channel.alerts = alerts->value_or(false);
    // Whoever asks for one of these keeps a list; a plain subscriber gets what the contract names and nothing else.
    subscription.channel.left =
        left->value_or(subscription.snapshot || subscription.channel.full || subscription.since.has_value());

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
