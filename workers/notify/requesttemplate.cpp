// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "requesttemplate.h"

#include <QFile>
#include <QRegularExpression>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Error wrong(const QString &message)
{
    return {ErrorCode::InvalidField, message, {}};
}

bool isReserved(const QByteArray &name)
{
    static const QByteArrayList reserved{"host",   "content-length", "transfer-encoding", "connection",
                                         "expect", "webhook-id",     "webhook-timestamp", "webhook-signature",
                                         "te",     "upgrade"};
    return reserved.contains(name.toLower());
}

/// Whether the channel has all that the template wants of it.
bool isComplete(const MessageTemplate &text, const MessageValues &values)
{
    const QStringList settings = text.settings();
    const QStringList secrets = text.secrets();
    return std::all_of(settings.begin(), settings.end(),
                       [&](const auto &name) { return values.settings.contains(name); })
        && std::all_of(secrets.begin(), secrets.end(), [&](const auto &name) { return values.secrets.contains(name); });
}

} // namespace

HttpMessage RequestTemplate::render(const MessageValues &values) const
{
    HttpMessage message{.method = method, .url = url.render(values), .headers = {}, .body = body.render(values)};
    for (const auto &[name, value] : headers) {
        if (isComplete(value, values))
            message.headers.emplaceBack(name, value.render(values));
    }
    return message;
}

Result<MessageTemplate> headerTemplate(const QByteArray &name, const QString &value)
{
    static const QRegularExpression token(u"^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$"_s);
    const QString shown = QString::fromUtf8(name);
    if (!token.match(shown).hasMatch())
        return wrong(u"\"%1\" can't be the name of a header."_s.arg(shown));
    if (isReserved(name))
        return wrong(u"The header %1 is set by Procession itself."_s.arg(shown));
    if (std::any_of(value.cbegin(), value.cend(), [](QChar c) { return c < u' ' || c > u'~'; }))
        return wrong(u"The header %1 must be one line of ASCII."_s.arg(shown));
    return MessageTemplate::fromString(value, MessageTemplate::Place::Header);
}

Result<MessageTemplate> bodyTemplate(const QString &text, const QByteArray &contentType)
{
    const QByteArray type = contentType.split(';').constFirst().trimmed().toLower();
    const bool isJson = type == "application/json" || type.endsWith("+json");
    return MessageTemplate::fromString(text, isJson ? MessageTemplate::Place::Json : MessageTemplate::Place::Text);
}

Result<RequestTemplate> requestFromText(const QString &text)
{
    RequestTemplate request;
    const qsizetype headEnd = text.indexOf("\n\n"_L1);
    QStringList head = text.left(headEnd).split(u'\n', Qt::SkipEmptyParts);
    const QString first = head.isEmpty() ? QString() : head.takeFirst();
    request.method = first.section(u' ', 0, 0).toLatin1();
    if (request.method != "POST" && request.method != "PUT")
        return wrong(u"A request begins with POST or PUT and a URL."_s);
    const auto url = MessageTemplate::fromString(first.section(u' ', 1).trimmed(), MessageTemplate::Place::Url);
    if (!url)
        return url.error();
    request.url = *url;
    QByteArray contentType;
    for (const QString &line : std::as_const(head)) {
        const QByteArray name = line.section(u':', 0, 0).toUtf8();
        const auto value = headerTemplate(name, line.section(u':', 1).trimmed());
        if (!value)
            return value.error();
        request.headers.emplaceBack(name, *value);
        if (name.compare("Content-Type", Qt::CaseInsensitive) == 0)
            contentType = value->source().toUtf8();
    }
    const auto body = bodyTemplate(headEnd < 0 ? QString() : text.mid(headEnd + 2).trimmed(), contentType);
    if (!body)
        return body.error();
    request.body = *body;
    return request;
}

Result<RequestTemplate> shippedRequest(const QString &kind)
{
    QFile file(u":/notify/%1.http"_s.arg(kind));
    if (!file.open(QIODevice::ReadOnly))
        return wrong(u"There is no template for \"%1\"."_s.arg(kind));
    return requestFromText(QString::fromUtf8(file.readAll()));
}

} // namespace Procession
