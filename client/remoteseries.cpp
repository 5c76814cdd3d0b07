// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "remoteseries.h"

#include "process.h"
#include "seriesjson.h"

#include <QPromise>

#include <memory>

namespace Procession {

using namespace Qt::StringLiterals;

RemoteSeries::RemoteSeries(const ApiEndpoint &endpoint)
    : m_api(endpoint)
{
}

QFuture<SeriesSource::Answer> RemoteSeries::read(const Process &process, int attempt)
{
    const auto promise = std::make_shared<QPromise<Answer>>();
    promise->start();
    QUrlQuery query;
    query.addQueryItem(u"attempt"_s, QString::number(attempt));
    m_api.look(u"/processes/"_s + process.id.toString() + u"/series"_s, query,
               [promise](const ApiReply<QJsonObject> &reply) {
                   promise->addResult(reply ? Answer(seriesFromJson(*reply)) : Answer(reply.error().error));
                   promise->finish();
               });
    return promise->future();
}

} // namespace Procession
