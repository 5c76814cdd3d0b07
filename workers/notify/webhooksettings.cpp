// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of channels that are HTTP requests.
#include "channelreader.h"

#include <QDir>
#include <QUrl>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// What a service wants to know of its receiver.
struct Service
{
    QLatin1StringView kind;
    QLatin1StringView secret;
    bool isSecretRequired = true;
    std::initializer_list<QLatin1StringView> settings{}; // all of them required
    QLatin1StringView url{};                             // that `url` has unless it is configured
};

const std::initializer_list<Service> services{
    {"slack"_L1, "url"_L1},
    {"mattermost"_L1, "url"_L1},
    {"discord"_L1, "url"_L1},
    {"telegram"_L1, "token"_L1, true, {"chat"_L1}},
    {"ntfy"_L1, "token"_L1, false, {"topic"_L1}, "https://ntfy.sh/"_L1},
    {"pagerduty"_L1, "key"_L1},
};

const Service &serviceOf(const QString &kind)
{
    const auto *found = std::find_if(services.begin(), services.end(),
                                     [&kind](const Service &service) { return service.kind == kind; });
    Q_ASSERT(found != services.end());
    return *found;
}

void readConnection(ChannelReader &reader, WebhookSettings &webhook)
{
    webhook.allowsPrivate = reader.boolean("allow_private"_L1);
    webhook.allowsHttp = reader.boolean("allow_http"_L1);
    webhook.caFile = reader.path("ca_file"_L1);
}

void checkUrl(ChannelReader &reader, const QString &text, bool allowsHttp)
{
    const QUrl url(text, QUrl::StrictMode);
    const bool isHttp = url.scheme() == "http"_L1;
    if (!url.isValid() || url.host().isEmpty() || (!isHttp && url.scheme() != "https"_L1))
        reader.fail("url"_L1, u"url must be the URL of a server, such as \"https://example.org/hooks/alerts\"."_s);
    else if (!url.userInfo().isEmpty())
        reader.fail("url"_L1, u"url can't have a password in it; url_file says where such a URL is."_s);
    else if (isHttp && !allowsHttp)
        reader.fail("url"_L1, u"url must begin with https, unless allow_http is true."_s);
}

MessageTemplate take(ChannelReader &reader, QLatin1StringView key, const Result<MessageTemplate> &result)
{
    if (!result)
        reader.fail(key, u"%1: %2"_s.arg(key, result.error().message));
    return result ? *result : MessageTemplate();
}

/// The channel may have headers of its own, whose values may be secret.
QByteArray readHeaders(ChannelReader &reader, WebhookSettings &webhook)
{
    QByteArray contentType = "application/json";
    const auto headers = reader.texts("headers"_L1);
    for (const auto &[name, value] : headers.asKeyValueRange()) {
        const QByteArray bytes = name.toUtf8();
        if (bytes.compare("Content-Type", Qt::CaseInsensitive) == 0)
            contentType = value.toUtf8();
        else
            webhook.request.headers.emplaceBack(bytes, take(reader, "headers"_L1, headerTemplate(bytes, value)));
    }
    const auto secrets = reader.texts("secret_headers"_L1);
    for (const auto &[name, file] : secrets.asKeyValueRange()) {
        const QByteArray bytes = name.toUtf8();
        if (!QDir::isAbsolutePath(file))
            reader.fail("secret_headers"_L1,
                        u"secret_headers must be a table of headers and the absolute paths of files."_s);
        webhook.secrets.insert(name, {.file = file});
        webhook.request.headers.emplaceBack(
            bytes, take(reader, "secret_headers"_L1, headerTemplate(bytes, u"{{secret %1}}"_s.arg(name))));
    }
    webhook.request.headers.prepend(
        {"Content-Type", take(reader, "headers"_L1, headerTemplate("Content-Type", QString::fromUtf8(contentType)))});
    return contentType;
}

} // namespace

WebhookSettings webhookFrom(ChannelReader &reader)
{
    reader.onlyKeys({u"url"_s, u"url_file"_s, u"url_env"_s, u"method"_s, u"headers"_s, u"secret_headers"_s, u"body"_s,
                     u"secret_file"_s, u"secret_env"_s, u"allow_private"_s, u"allow_http"_s, u"ca_file"_s});
    WebhookSettings webhook;
    readConnection(reader, webhook);
    const auto shipped = shippedRequest(u"webhook"_s);
    Q_ASSERT(shipped);
    webhook.request = *shipped;
    webhook.request.headers.clear();
    const QByteArray contentType = readHeaders(reader, webhook);
    if (const QString url = reader.text("url"_L1, false); !url.isEmpty()) {
        webhook.request.url = take(reader, "url"_L1, MessageTemplate::fromString(url, MessageTemplate::Place::Url));
        const MessageValues values{.values = valuesOf({.id = u"x"_s})};
        if (!webhook.request.url.secrets().isEmpty() || !webhook.request.url.settings().isEmpty())
            reader.fail("url"_L1, u"url can have values of the message alone."_s);
        checkUrl(reader, QString::fromUtf8(webhook.request.url.render(values)), webhook.allowsHttp);
        if (reader.secret("url"_L1, false).isSet())
            reader.fail("url"_L1, u"Only one of url, url_file and url_env can be there."_s);
    } else {
        webhook.secrets.insert(u"url"_s, reader.secret("url"_L1, true));
    }
    webhook.request.method = reader.text("method"_L1, false).toLatin1();
    if (webhook.request.method.isEmpty())
        webhook.request.method = "POST";
    if (webhook.request.method != "POST" && webhook.request.method != "PUT")
        reader.fail("method"_L1, u"method must be POST or PUT."_s);
    const QString body = reader.text("body"_L1, false);
    webhook.request.body =
        take(reader, "body"_L1, bodyTemplate(body.isEmpty() ? shipped->body.source() : body, contentType));
    if (!webhook.request.body.settings().isEmpty() || !webhook.request.body.secrets().isEmpty())
        reader.fail("body"_L1, u"body can have values of the message alone; a secret can stand in secret_headers."_s);
    webhook.signingSecret = reader.secret("secret"_L1, false);
    return webhook;
}

WebhookSettings serviceFrom(ChannelReader &reader, const QString &kind)
{
    const Service &service = serviceOf(kind);
    QStringList keys{QString(service.secret) + "_file"_L1, QString(service.secret) + "_env"_L1, u"allow_private"_s,
                     u"allow_http"_s, u"ca_file"_s};
    for (const QLatin1StringView setting : service.settings)
        keys.append(setting);
    if (!service.url.isEmpty())
        keys.append(u"url"_s);
    reader.onlyKeys(keys);
    WebhookSettings webhook;
    readConnection(reader, webhook);
    const auto shipped = shippedRequest(kind);
    Q_ASSERT(shipped);
    webhook.request = *shipped;
    if (const SecretSource secret = reader.secret(service.secret, service.isSecretRequired); secret.isSet())
        webhook.secrets.insert(service.secret, secret);
    for (const QLatin1StringView setting : service.settings)
        webhook.settings.insert(setting, reader.text(setting, true));
    if (!service.url.isEmpty()) {
        const QString url = reader.text("url"_L1, false);
        webhook.settings.insert(u"url"_s, url.isEmpty() ? QString(service.url) : url);
        checkUrl(reader, webhook.settings.value(u"url"_s), webhook.allowsHttp);
    }
    return webhook;
}

} // namespace Procession
