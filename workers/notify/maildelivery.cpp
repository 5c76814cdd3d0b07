// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "maildelivery.h"

#include "channelsecrets.h"
#include "curltransfer.h"
#include "mailmessage.h"

#include <QFile>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

QByteArray urlOf(const MailSettings &mail)
{
    const QString host = mail.host.contains(u':') ? u'[' + mail.host + u']' : mail.host;
    const QString scheme = mail.security == MailSettings::Security::Tls ? u"smtps"_s : u"smtp"_s;
    return u"%1://%2:%3"_s.arg(scheme, host).arg(mail.port).toLatin1();
}

QByteArray inBrackets(const QString &address)
{
    return '<' + address.toLatin1() + '>';
}

/// The last line with which the server refused something; empty for none.
QByteArray refusal(const CurlTransfer &transfer)
{
    const QByteArrayList &lines = transfer.lines();
    const auto found = std::find_if(lines.crbegin(), lines.crend(), [](const QByteArray &line) {
        return line.size() > 3 && (line.at(0) == '4' || line.at(0) == '5') && line.at(3) != '-';
    });
    return found == lines.crend() ? QByteArray() : *found;
}

/// Whether the transfer failed since the server said no, rather than on the way to it.
bool wasRefused(CURLcode code)
{
    return code == CURLE_SEND_ERROR || code == CURLE_LOGIN_DENIED || code == CURLE_WEIRD_SERVER_REPLY
        || code == CURLE_UPLOAD_FAILED || code == CURLE_REMOTE_ACCESS_DENIED || code == CURLE_RECV_ERROR;
}

DeliveryOutcome outcomeOf(const CurlTransfer &transfer, const ChannelSecrets &secrets)
{
    const QByteArray refused = refusal(transfer);
    const QString said = secrets.hide(QString::fromUtf8(refused));
    if (transfer.succeeded())
        return DeliveryOutcome::delivered(refused.isEmpty() ? QString() : u"Not to all receivers: %1"_s.arg(said));
    if (transfer.wasStopped())
        return DeliveryOutcome::again(u"It was stopped before the mail server took the mail."_s);
    if (refused.isEmpty() || !wasRefused(transfer.code()))
        return DeliveryOutcome::again(secrets.hide(transfer.problem()));
    const QString reason = u"The mail server refused it: %1"_s.arg(said);
    return refused.startsWith('5') ? DeliveryOutcome::never(reason) : DeliveryOutcome::again(reason);
}

} // namespace

DeliveryPreview previewOfMail(const MailSettings &mail, const Notification &notification)
{
    DeliveryPreview preview{.method = "MAIL", .target = urlOf(mail), .body = mailOf(mail, notification)};
    preview.headers.emplaceBack("FROM", inBrackets(mail.from));
    for (const QString &address : mail.to)
        preview.headers.emplaceBack("TO", inBrackets(address));
    return preview;
}

DeliveryOutcome deliverByMail(const ChannelSettings &channel, const MailSettings &mail,
                              const Notification &notification, const std::stop_token &stop)
{
    QMap<QString, SecretSource> sources;
    if (!mail.user.isEmpty())
        sources.insert(u"password"_s, mail.password);
    const auto secrets = ChannelSecrets::read(sources);
    if (!secrets)
        return DeliveryOutcome::again(secrets.error().message);
    CurlTransfer transfer({.timeout = channel.timeout,
                           .connectTimeout = channel.connectTimeout,
                           .allowsPrivate = true, // the host is the configuration's, and most are in the own network
                           .caFile = QFile::encodeName(mail.caFile)});
    transfer.set(CURLOPT_URL, urlOf(mail));
    transfer.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    const bool isPlain = mail.security == MailSettings::Security::None;
    transfer.set(CURLOPT_USE_SSL, static_cast<long>(isPlain ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    if (!mail.user.isEmpty()) {
        transfer.set(CURLOPT_USERNAME, mail.user.toUtf8());
        transfer.set(CURLOPT_PASSWORD, secrets->values().value(u"password"_s).toUtf8());
    }
    transfer.set(CURLOPT_MAIL_FROM, inBrackets(mail.from));
    QByteArrayList receivers;
    for (const QString &address : mail.to)
        receivers.append(inBrackets(address));
    transfer.setList(CURLOPT_MAIL_RCPT, receivers);
    transfer.set(CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L); // one wrong address doesn't keep the mail from the others
    transfer.setUpload(mailOf(mail, notification));
    transfer.run(stop);
    return outcomeOf(transfer, *secrets);
}

} // namespace Procession
