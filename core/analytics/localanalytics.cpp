// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "localanalytics.h"

#include "analyticsjson.h"

#include <QJsonDocument>
#include <QPromise>
#include <QtConcurrentRun>

namespace Procession {

namespace {

AnalyticsSource::Answer answerOf(const Analytics &analytics, const AnalyticsQuery &query, const std::stop_token &stop)
{
    const auto answer = analytics.ask(query, stop);
    if (!answer)
        return answer.error();
    QByteArray json;
    {
        ObjectWriter body(json);
        writeAnalytics(body, query, *answer);
    }
    return QJsonDocument::fromJson(json).object();
}

} // namespace

LocalAnalytics::LocalAnalytics(const Analytics &analytics)
    : m_analytics(analytics)
{
    m_readers.setMaxThreadCount(1);
}

LocalAnalytics::~LocalAnalytics()
{
    m_stop.request_stop();
    m_readers.clear();
    m_readers.waitForDone();
}

std::unique_ptr<LocalAnalytics> LocalAnalytics::of(const Analytics *analytics)
{
    return analytics ? std::make_unique<LocalAnalytics>(*analytics) : nullptr;
}

QFuture<AnalyticsSource::Answer> LocalAnalytics::ask(const AnalyticsQuery &query)
{
    return QtConcurrent::run(&m_readers,
                             [&analytics = m_analytics, query, stop = m_stop.get_token()](QPromise<Answer> &promise) {
                                 if (!promise.isCanceled())
                                     promise.addResult(answerOf(analytics, query, stop));
                             });
}

} // namespace Procession
