// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "remoteoutputpages.h"

#include "apijson.h"
#include "apilines.h"

#include <QPromise>

#include <algorithm>
#include <memory>
#include <utility>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Begins an answer that comes later. Of one that isn't given, the future ends without a result.
template <typename Answer>
std::shared_ptr<QPromise<Answer>> begin()
{
    auto promise = std::make_shared<QPromise<Answer>>();
    promise->start();
    return promise;
}

template <typename Answer>
void give(QPromise<Answer> &promise, Answer answer)
{
    promise.addResult(std::move(answer));
    promise.finish();
}

Error notUnderstood(const Error &error)
{
    return {ErrorCode::Io, u"The server's answer isn't understood: "_s + error.message, error.field};
}

} // namespace

RemoteOutputPages::RemoteOutputPages(ApiClient &api, const ProcessId &id, int attempt)
    : m_api(api)
    , m_id(id)
    , m_attempt(attempt)
    , m_news(api.endpoint(), id, {.attempt = attempt, .bringsExtents = true})
{
    connect(&m_news, &OutputReader::extentReceived, this, &RemoteOutputPages::take);
    connect(&m_news, &OutputReader::completed, this, [this] {
        OutputExtent extent = m_extent;
        extent.complete = true;
        take(extent);
    });
    m_news.open();
}

QString RemoteOutputPages::path(QLatin1StringView part) const
{
    return u"/processes/"_s + m_id.toString() + u"/output/"_s + part;
}

QUrlQuery RemoteOutputPages::parameters() const
{
    QUrlQuery query;
    addQueryValue(query, u"attempt"_s, QString::number(m_attempt));
    return query;
}

/// Late output of an attempt that is over leaves it so.
void RemoteOutputPages::take(const OutputExtent &extent)
{
    const bool isComplete = extent.complete || m_extent.complete;
    const OutputExtent before = std::exchange(m_extent, extent);
    m_extent.complete = isComplete;
    if (m_extent != before)
        Q_EMIT extentChanged();
}

QFuture<OutputPages::Lines> RemoteOutputPages::lines(qint64 first, int count)
{
    const auto promise = begin<Lines>();
    QUrlQuery query = parameters();
    addQueryValue(query, u"line"_s, QString::number(std::max<qint64>(1, first)));
    addQueryValue(query, u"count"_s, QString::number(count));
    m_api.look(path("lines"_L1), query, [promise, count](const ApiReply<QJsonObject> &reply) {
        if (!reply) {
            give(*promise, Lines(reply.error().error));
            return;
        }
        Result<OutputLines> lines = outputLinesFrom(*reply, count);
        give(*promise, lines ? Lines(std::move(*lines)) : Lines(notUnderstood(lines.error())));
    });
    return promise->future();
}

QFuture<OutputPages::Line> RemoteOutputPages::lineAt(const QString &key, const QString &value)
{
    const auto promise = begin<Line>();
    QUrlQuery query = parameters();
    addQueryValue(query, key, value);
    addQueryValue(query, u"count"_s, u"1"_s);
    m_api.look(path("lines"_L1), query, [promise](const ApiReply<QJsonObject> &reply) {
        if (!reply) {
            give(*promise, Line(reply.error().error));
            return;
        }
        const Result<OutputLines> lines = outputLinesFrom(*reply, 1);
        if (!lines)
            give(*promise, Line(notUnderstood(lines.error())));
        else
            give(*promise, Line(lines->lines.empty() ? lines->extent.lines + 1 : lines->lines.front().number));
    });
    return promise->future();
}

QFuture<OutputPages::Line> RemoteOutputPages::lineAtOffset(qint64 offset)
{
    return lineAt(u"offset"_s, QString::number(offset));
}

QFuture<OutputPages::Line> RemoteOutputPages::lineAtTime(qint64 timeMs)
{
    return lineAt(u"at"_s, QString::number(static_cast<double>(timeMs) / 1000.0, 'f', 3));
}

QFuture<OutputPages::Matches> RemoteOutputPages::search(const OutputQuery &query)
{
    const auto promise = begin<Matches>();
    QUrlQuery parts = parameters();
    addQueryValue(parts, u"q"_s, query.text);
    const auto addFlag = [&parts](const QString &key, bool isSet) {
        if (isSet)
            addQueryValue(parts, key, u"1"_s);
    };
    addFlag(u"regex"_s, query.isRegex);
    addFlag(u"case"_s, query.isCaseSensitive);
    addFlag(u"backwards"_s, query.backwards);
    addQueryValue(parts, u"limit"_s, QString::number(query.limit));
    if (query.fromLine > 0)
        addQueryValue(parts, u"from_line"_s, QString::number(query.fromLine));
    m_api.look(path("search"_L1), parts, [promise, query](const ApiReply<QJsonObject> &reply) {
        if (!reply) {
            give(*promise, Matches(reply.error().error));
            return;
        }
        Result<OutputMatches> matches = outputMatchesFrom(*reply, query);
        give(*promise, matches ? Matches(std::move(*matches)) : Matches(notUnderstood(matches.error())));
    });
    return promise->future();
}

QFuture<OutputPages::Bytes> RemoteOutputPages::bytes(qint64 offset, qint64 limit)
{
    const auto promise = begin<Bytes>();
    OutputQuestion question;
    question.attempt = m_attempt;
    question.offset = offset;
    question.limit = limit;
    m_api.output(m_id, question, [promise, offset](const ApiReply<OutputPart> &reply) {
        if (!reply) {
            give(*promise, Bytes(reply.error().error));
            return;
        }
        OutputSlice slice{.content = reply->content, .skipped = {}, .extent = reply->extent};
        if (slice.content.offset > offset)
            slice.skipped = {offset, slice.content.offset};
        give(*promise, Bytes(std::move(slice)));
    });
    return promise->future();
}

} // namespace Procession
