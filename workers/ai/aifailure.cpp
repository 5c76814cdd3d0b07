// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "aifailure.h"

#include "chatreader.h"

#include <QDateTime>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr int tooManyRequests = 429;
constexpr std::chrono::milliseconds longestWait = std::chrono::hours(24);

/// A number of seconds, or a date.
std::optional<std::chrono::milliseconds> waitFrom(const QByteArray &retryAfter, qint64 nowMs)
{
    bool isNumber = false;
    const double seconds = retryAfter.toDouble(&isNumber);
    if (isNumber && seconds >= 0) {
        const double wanted = std::min(seconds * 1000.0, static_cast<double>(longestWait.count()));
        return std::chrono::milliseconds(static_cast<qint64>(wanted));
    }
    const QDateTime moment = QDateTime::fromString(QString::fromLatin1(retryAfter), Qt::RFC2822Date);
    if (!moment.isValid())
        return std::nullopt;
    return std::clamp(std::chrono::milliseconds(moment.toMSecsSinceEpoch() - nowMs), std::chrono::milliseconds(0),
                      longestWait);
}

QString advice(int status)
{
    switch (status) {
    case 401:
    case 403:
        return u" Check the key in LLM_API_KEY."_s;
    case 404:
        return u" Check LLM_BASE_URL and the model."_s;
    default:
        return {};
    }
}

} // namespace

AiFailure AiFailure::ofConnection(QNetworkReply::NetworkError error, const QString &errorText, const QString &server)
{
    switch (error) {
    case QNetworkReply::ConnectionRefusedError:
        return {u"There is no AI server at %1: the connection was refused. Start one there, or set LLM_BASE_URL."_s.arg(
            server)};
    case QNetworkReply::HostNotFoundError:
        return {u"There is no AI server at %1: no such host is known. Check LLM_BASE_URL."_s.arg(server)};
    case QNetworkReply::RemoteHostClosedError:
        return {u"The AI server at %1 closed the connection before its answer was complete."_s.arg(server)};
    case QNetworkReply::OperationCanceledError:
        return {u"The AI server at %1 did not answer in time."_s.arg(server)};
    case QNetworkReply::SslHandshakeFailedError:
        return {u"The AI server at %1 isn't trusted (%2). It isn't tried again."_s.arg(server, errorText), false};
    default:
        return {u"The connection to the AI server at %1 failed: %2."_s.arg(server, errorText)};
    }
}

AiFailure AiFailure::ofStatus(int status, const QByteArray &body, const QByteArray &retryAfter, qint64 nowMs,
                              const QString &server)
{
    QString said = chatErrorMessage(body);
    if (!said.isEmpty())
        said.prepend(u": "_s);
    if (!said.endsWith(u'.') && !said.endsWith(u'…'))
        said += u'.';
    AiFailure failure;
    if (status == tooManyRequests) {
        failure.message = u"The AI server at %1 has too much to do (429)%2"_s.arg(server, said);
        failure.retryAfter = waitFrom(retryAfter, nowMs);
        if (failure.retryAfter)
            failure.message += u" It asks to wait %1 s."_s.arg(failure.retryAfter->count() / 1000);
        return failure;
    }
    if (status >= 500) {
        failure.message = u"The AI server at %1 failed (%2)%3"_s.arg(server, QString::number(status), said);
        failure.retryAfter = waitFrom(retryAfter, nowMs);
        return failure;
    }
    failure.retryable = false;
    if (status >= 300 && status < 400) {
        failure.message =
            u"The AI server at %1 sends elsewhere (%2), which isn't followed, since the key is for "
            "this server only. Set LLM_BASE_URL to where it really is."_s.arg(server, QString::number(status));
        return failure;
    }
    failure.message =
        u"The AI server at %1 refused the request (%2)%3%4 It isn't tried again, since it would be refused again."_s
            .arg(server, QString::number(status), said, advice(status));
    return failure;
}

} // namespace Procession
