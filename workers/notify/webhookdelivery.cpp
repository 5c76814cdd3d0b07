// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "webhookdelivery.h"

#include "channelsecrets.h"
#include "curltransfer.h"
#include "retryafter.h"
#include "webhooksignature.h"

#include <QCryptographicHash>
#include <QFile>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// The id as it can stand in a header; another one, always the same, in place of an id that can't.
QByteArray headerId(const QString &id)
{
    const QByteArray bytes = id.toUtf8();
    const bool isPlain = !bytes.isEmpty() && bytes.size() <= 200
        && std::all_of(bytes.cbegin(), bytes.cend(), [](char c) { return c > ' ' && c <= '~' && c != '.'; });
    return isPlain ? bytes : QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

HttpMessage requestOf(const WebhookSettings &webhook, const Notification &notification,
                      const QMap<QString, QString> &secrets, qint64 nowMs)
{
    HttpMessage message =
        webhook.request.render({.values = valuesOf(notification), .settings = webhook.settings, .secrets = secrets});
    message.headers.emplaceBack("User-Agent", "Procession");
    message.headers.emplaceBack("webhook-id", headerId(notification.id));
    message.headers.emplaceBack("webhook-timestamp", QByteArray::number(nowMs / 1000));
    return message;
}

/// Of a transfer without a whole answer.
DeliveryOutcome outcomeOfFailure(const CurlTransfer &transfer, const ChannelSecrets &secrets)
{
    if (transfer.wasStopped())
        return DeliveryOutcome::again(u"It was stopped before an answer came."_s);
    if (const QString address = transfer.refusedAddress(); !address.isEmpty()) {
        return DeliveryOutcome::never(
            u"%1 is no public address; allow_private lets this channel use such addresses."_s.arg(address));
    }
    if (transfer.code() == CURLE_UNSUPPORTED_PROTOCOL && !transfer.hasBegun())
        return DeliveryOutcome::never(u"The URL is neither https nor, with allow_http, http."_s);
    if (transfer.code() == CURLE_URL_MALFORMAT)
        return DeliveryOutcome::never(u"The URL isn't one."_s);
    return DeliveryOutcome::again(secrets.hide(transfer.problem()));
}

} // namespace

DeliveryOutcome outcomeOfStatus(int status, const QByteArray &retryAfter, const QByteArray &date, qint64 nowMs)
{
    constexpr int requestTimeout = 408;
    constexpr int tooEarly = 425;
    constexpr int tooManyRequests = 429;
    if (status >= 200 && status < 300)
        return DeliveryOutcome::delivered();
    const QString answer = u"The receiver answered %1."_s.arg(status);
    if (status >= 300 && status < 400)
        return DeliveryOutcome::never(answer + u" Redirects aren't followed."_s);
    const bool passes = status == requestTimeout || status == tooEarly || status == tooManyRequests || status >= 500;
    if (passes || status < 200)
        return DeliveryOutcome::again(answer, waitFrom(retryAfter, date, nowMs));
    return DeliveryOutcome::never(answer);
}

DeliveryPreview previewOfWebhook(const WebhookSettings &webhook, const Notification &notification, qint64 nowMs)
{
    HttpMessage message = requestOf(webhook, notification, ChannelSecrets::masked(webhook.secrets), nowMs);
    if (webhook.signingSecret.isSet())
        message.headers.emplaceBack("webhook-signature", "v1," + ChannelSecrets::mask().toUtf8());
    return {.method = message.method, .target = message.url, .headers = message.headers, .body = message.body};
}

DeliveryOutcome deliverByWebhook(const ChannelSettings &channel, const WebhookSettings &webhook,
                                 const Notification &notification, qint64 nowMs, const std::stop_token &stop)
{
    auto secrets = ChannelSecrets::read(webhook.secrets);
    if (!secrets)
        return DeliveryOutcome::again(secrets.error().message);
    HttpMessage message = requestOf(webhook, notification, secrets->values(), nowMs);
    if (webhook.signingSecret.isSet()) {
        const auto secret = readSecret(webhook.signingSecret);
        if (!secret)
            return DeliveryOutcome::again(secret.error().message);
        const auto key = WebhookSignature::keyFrom(*secret);
        if (!key)
            return DeliveryOutcome::again(key.error().message);
        secrets->add(u"signing secret"_s, *secret);
        message.headers.emplaceBack(
            "webhook-signature", WebhookSignature::sign(*key, headerId(notification.id), nowMs / 1000, message.body));
    }
    CurlTransfer transfer({.timeout = channel.timeout,
                           .connectTimeout = channel.connectTimeout,
                           .allowsPrivate = webhook.allowsPrivate,
                           .caFile = QFile::encodeName(webhook.caFile)});
    QByteArrayList headers{"Expect:", "Accept: */*"};
    for (const auto &[name, value] : std::as_const(message.headers))
        headers.append(name + (value.isEmpty() ? QByteArray(";") : ": " + value));
    transfer.setList(CURLOPT_HTTPHEADER, headers);
    transfer.set(CURLOPT_URL, message.url);
    transfer.set(CURLOPT_PROTOCOLS_STR, webhook.allowsHttp ? "http,https" : "https");
    transfer.set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    transfer.set(CURLOPT_PATH_AS_IS, 1L);
    transfer.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(message.body.size()));
    transfer.set(CURLOPT_POSTFIELDS, message.body);
    transfer.set(CURLOPT_CUSTOMREQUEST, message.method);
    transfer.run(stop);
    // The status of a whole head counts, however its body ends: to send it again would tell people twice.
    if (!transfer.hasHead())
        return outcomeOfFailure(transfer, *secrets);
    DeliveryOutcome outcome =
        outcomeOfStatus(transfer.status(), transfer.header("retry-after"), transfer.header("date"), nowMs);
    if (outcome.kind != DeliveryOutcome::Kind::Delivered && !transfer.answer().isEmpty())
        outcome.reason += u' ' + secrets->hide(QString::fromUtf8(transfer.answer()));
    return outcome;
}

} // namespace Procession
