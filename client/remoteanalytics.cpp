// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "remoteanalytics.h"

#include <QPromise>
#include <QUrl>
#include <QUrlQuery>

#include <memory>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

QString seconds(qint64 ms)
{
    return QString::number(static_cast<double>(ms) / 1000.0, 'f', 3);
}

QUrlQuery parametersOf(const AnalyticsQuery &query)
{
    QUrlQuery parameters;
    const auto add = [&parameters](const QString &key, const QByteArray &value) {
        parameters.addQueryItem(key, QString::fromLatin1(QUrl::toPercentEncoding(QString::fromUtf8(value))));
    };
    parameters.addQueryItem(u"from"_s, seconds(query.fromMs));
    parameters.addQueryItem(u"to"_s, seconds(query.toMs));
    parameters.addQueryItem(u"group_by"_s, wireName(query.groupBy));
    parameters.addQueryItem(u"sort"_s, wireName(query.sort));
    if (query.type)
        add(u"process_type"_s, query.type->bytes().toByteArray());
    if (query.name)
        add(u"name"_s, *query.name);
    if (query.group)
        add(u"group"_s, *query.group);
    if (!query.text.isEmpty())
        add(u"search"_s, query.text);
    parameters.addQueryItem(u"utc_offset"_s, QString::number(query.utcOffsetMinutes));
    parameters.addQueryItem(u"compare"_s, query.comparesBefore ? u"1"_s : u"0"_s);
    if (query.tellsHistogram)
        parameters.addQueryItem(u"histogram"_s, u"1"_s);
    parameters.addQueryItem(u"limit"_s, QString::number(query.limit));
    return parameters;
}

} // namespace

RemoteAnalytics::RemoteAnalytics(const ApiEndpoint &endpoint)
    : m_api(endpoint)
{
}

QFuture<AnalyticsSource::Answer> RemoteAnalytics::ask(const AnalyticsQuery &query)
{
    const auto promise = std::make_shared<QPromise<Answer>>();
    promise->start();
    m_api.look(u"/analytics"_s, parametersOf(query), [promise](const ApiReply<QJsonObject> &reply) {
        promise->addResult(reply ? Answer(*reply) : Answer(reply.error().error));
        promise->finish();
    });
    return promise->future();
}

} // namespace Procession
