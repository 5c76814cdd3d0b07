// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery.h"
#include "files.h"
#include "notifications.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 noon = 1'795'694'400'000;

QJsonObject object(const char *json)
{
    QJsonParseError error;
    const QJsonObject result = QJsonDocument::fromJson(json, &error).object();
    if (error.error != QJsonParseError::NoError)
        qFatal("%s: %s", json, qPrintable(error.errorString()));
    return result;
}

} // namespace

class TestChannelSettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEachKind_data();
    void readsEachKind();
    void refuses_data();
    void refuses();
    void previewsTheServices_data();
    void previewsTheServices();
    void previewsAWebhook();
    void leavesOutAHeaderWithoutItsSecret();
    void staysWholeWithHostileWords_data();
    void staysWholeWithHostileWords();
    void readsSecrets_data();
    void readsSecrets();
};

void TestChannelSettings::readsEachKind_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("webhook") << QByteArray(
        R"({"kind":"webhook","url":"https://e.org/{{rule}}?k={{kind}}","method":"PUT",
        "headers":{"X-Rule":"{{rule}}"},"secret_headers":{"Authorization":"/run/token"},
        "body":"{\"text\":\"{{title}}\",\"f\":{{json fields}}}","secret_file":"/run/key","max_running":3,"timeout":5})");
    QTest::newRow("webhook, plain text") << QByteArray(R"({"kind":"webhook","url_env":"HOOK","body":"{{title}} \"",
        "headers":{"Content-Type":"text/plain"}})");
    QTest::newRow("webhook without TLS") << QByteArray(
        R"({"kind":"webhook","url":"http://127.0.0.1/","allow_http":true,"allow_private":true})");
    QTest::newRow("mail") << QByteArray(R"({"kind":"mail","host":"mail.example.org","user":"u","password_file":"/run/p",
        "from":"Procession ÄÖ <p@example.org>","to":["ops@example.org","b@c.de"],"ca_file":"/etc/ca.pem"})");
    QTest::newRow("mail, plain") << QByteArray(R"({"kind":"mail","host":"::1","security":"none","port":2525,
        "from":"p@example.org","to":["o@localhost"]})");
    QTest::newRow("command") << QByteArray(R"({"kind":"command","argv":["/bin/cat","-n"],"folder":"/tmp",
        "environment":{"A":"b"},"secrets":{"TOKEN":"/run/t"}})");
    QTest::newRow("desktop") << QByteArray(R"({"kind":"desktop"})");
    QTest::newRow("slack") << QByteArray(R"({"kind":"slack","url_file":"/run/slack"})");
    QTest::newRow("mattermost") << QByteArray(R"({"kind":"mattermost","url_env":"MM","allow_private":true})");
    QTest::newRow("discord") << QByteArray(R"({"kind":"discord","url_env":"D"})");
    QTest::newRow("telegram") << QByteArray(R"({"kind":"telegram","token_file":"/run/t","chat":"-100"})");
    QTest::newRow("ntfy") << QByteArray(R"({"kind":"ntfy","topic":"ops"})");
    QTest::newRow("ntfy of one's own") << QByteArray(R"({"kind":"ntfy","topic":"ops","url":"https://n.e.org/",
        "token_env":"NTFY","connect_timeout":3})");
    QTest::newRow("pagerduty") << QByteArray(R"({"kind":"pagerduty","key_file":"/run/pd"})");
}

void TestChannelSettings::readsEachKind()
{
    QFETCH(QByteArray, json);
    const auto channel = channelFromJson(u"ops"_s, object(json.constData()));
    QVERIFY2(channel, channel ? "" : qPrintable(channel.error().message));
    QVERIFY(channelKinds().contains(channel->kind));
    QVERIFY(!previewOf(*channel, someNotification(), noon).target.isEmpty());
    QCOMPARE(*channel, *channelFromJson(u"ops"_s, object(json.constData())));
}

void TestChannelSettings::refuses_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, const char *json, const QString &field, const QString &message) {
        QTest::newRow(name) << QByteArray(json) << field << message;
    };
    row("no kind", R"({})", u"kind"_s, u"kind"_s);
    row("unknown kind", R"({"kind":"slak"})", u"kind"_s, u"did you mean \"slack\"?"_s);
    row("unknown key", R"({"kind":"webhook","urll":"https://e.org/"})", u"urll"_s, u"did you mean \"url\"?"_s);
    row("key of another kind", R"({"kind":"desktop","url":"https://e.org/"})", u"url"_s, u"no \"url\""_s);
    row("no url", R"({"kind":"webhook"})", u"url_file"_s, u"where the secret is"_s);
    row("no TLS", R"({"kind":"webhook","url":"http://e.org/"})", u"url"_s, u"allow_http"_s);
    row("other scheme", R"({"kind":"webhook","url":"file:///etc/passwd"})", u"url"_s, u"URL of a server"_s);
    row("password in the url", R"({"kind":"webhook","url":"https://a:b@e.org/"})", u"url"_s, u"password"_s);
    row("host of the message", R"({"kind":"webhook","url":"https://{{rule}}.e.org/"})", u"url"_s, u"after the host"_s);
    row("secret in the url", R"({"kind":"webhook","url":"https://e.org/{{secret x}}"})", u"url"_s, u"message alone"_s);
    row("secret in the body", R"({"kind":"webhook","url":"https://e.org/","body":"[\"{{secret x}}\"]"})", u"body"_s,
        u"message alone"_s);
    row("body that isn't JSON", R"({"kind":"webhook","url":"https://e.org/","body":"{{title}}"})", u"body"_s,
        u"within quotes"_s);
    row("header that ends", R"({"kind":"webhook","url":"https://e.org/","headers":{"X":"a\r\nY: b"}})", u"headers"_s,
        u"one line"_s);
    row("name of a header", R"({"kind":"webhook","url":"https://e.org/","headers":{"X: y\r\nZ":"a"}})", u"headers"_s,
        u"name of a header"_s);
    row("header of our own", R"({"kind":"webhook","url":"https://e.org/","headers":{"Webhook-Id":"a"}})", u"headers"_s,
        u"Procession itself"_s);
    row("method", R"({"kind":"webhook","url":"https://e.org/","method":"GET"})", u"method"_s, u"POST or PUT"_s);
    row("secret itself", R"({"kind":"slack","url":"https://hooks.slack.com/x"})", u"url"_s, u"url_file"_s);
    row("two sources", R"({"kind":"slack","url_file":"/a","url_env":"B"})", u"url_env"_s, u"Only one"_s);
    row("relative file", R"({"kind":"slack","url_file":"a"})", u"url_file"_s, u"absolute path"_s);
    row("no chat", R"({"kind":"telegram","token_env":"T"})", u"chat"_s, u"missing"_s);
    row("mail without a host", R"({"kind":"mail","from":"a@b.c","to":["a@b.c"]})", u"host"_s, u"missing"_s);
    row("mail to nobody", R"({"kind":"mail","host":"h","from":"a@b.c","to":[]})", u"to"_s, u"isn't empty"_s);
    row("receiver that ends", R"({"kind":"mail","host":"h","from":"a@b.c","to":["a@b.c>\r\nRCPT TO:<x@y.z"]})", u"to"_s,
        u"addresses"_s);
    row("sender that ends", R"({"kind":"mail","host":"h","from":"A\r\nBcc: x@y.z <a@b.c>","to":["a@b.c"]})", u"from"_s,
        u"must be an address"_s);
    row("host with a path", R"({"kind":"mail","host":"h/x","from":"a@b.c","to":["a@b.c"]})", u"host"_s, u"name or"_s);
    row("password without TLS",
        R"({"kind":"mail","host":"h","security":"none","user":"u","password_env":"P","from":"a@b.c","to":["a@b.c"]})",
        u"security"_s, u"without TLS"_s);
    row("user without a password", R"({"kind":"mail","host":"h","user":"u","from":"a@b.c","to":["a@b.c"]})",
        u"password_file"_s, u"where the secret is"_s);
    row("command of a name", R"({"kind":"command","argv":["cat"]})", u"argv"_s, u"absolute path"_s);
    row("no command", R"({"kind":"command"})", u"argv"_s, u"isn't empty"_s);
    row("variable of ours", R"({"kind":"command","argv":["/bin/cat"],"environment":{"PROCESSION_X":"1"}})",
        u"environment"_s, u"can't be a variable"_s);
    row("endless", R"({"kind":"desktop","timeout":100000})", u"timeout"_s, u"timeout"_s);
    row("too many", R"({"kind":"desktop","max_running":17})", u"max_running"_s, u"max_running"_s);
}

void TestChannelSettings::refuses()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, message);
    const auto channel = channelFromJson(u"ops"_s, object(json.constData()));
    QVERIFY(!channel);
    QTEST(channel.error().field, "field");
    QVERIFY2(channel.error().message.contains(message), qPrintable(channel.error().message));
    QVERIFY(channel.error().message.startsWith("[alerts.channels.ops]: "_L1));
}

void TestChannelSettings::previewsTheServices_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QJsonValue>("value");
    const QString title = u"3 × backup failed"_s;
    QTest::newRow("slack") << QByteArray(R"({"kind":"slack","url_env":"S"})") << QByteArray("***") << u"text"_s
                           << QJsonValue(title);
    QTest::newRow("mattermost") << QByteArray(R"({"kind":"mattermost","url_env":"S"})") << QByteArray("***")
                                << u"text"_s << QJsonValue(title);
    QTest::newRow("discord") << QByteArray(R"({"kind":"discord","url_env":"S"})") << QByteArray("***")
                             << u"allowed_mentions"_s << QJsonValue(QJsonObject{{u"parse"_s, QJsonArray()}});
    QTest::newRow("telegram") << QByteArray(R"({"kind":"telegram","token_env":"S","chat":"-1"})")
                              << QByteArray("https://api.telegram.org/bot***/sendMessage") << u"chat_id"_s
                              << QJsonValue(u"-1"_s);
    QTest::newRow("ntfy") << QByteArray(R"({"kind":"ntfy","topic":"t"})") << QByteArray("https://ntfy.sh/")
                          << u"priority"_s << QJsonValue(5);
    QTest::newRow("pagerduty") << QByteArray(R"({"kind":"pagerduty","key_env":"S"})")
                               << QByteArray("https://events.pagerduty.com/v2/enqueue") << u"dedup_key"_s
                               << QJsonValue(u"nightly-failed-7"_s);
}

void TestChannelSettings::previewsTheServices()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, key);
    const auto channel = channelFromJson(u"ops"_s, object(json.constData()));
    QVERIFY(channel);
    const DeliveryPreview preview = previewOf(*channel, someNotification(), noon);
    QCOMPARE(preview.method, QByteArray("POST"));
    QTEST(preview.target, "target");
    QTEST(QJsonDocument::fromJson(preview.body).object().value(key), "value");
}

void TestChannelSettings::previewsAWebhook()
{
    const auto channel = channelFromJson(u"ops"_s, object(R"({"kind":"webhook","url":"https://e.org/{{rule}}",
        "secret_headers":{"Authorization":"/none"},"secret_env":"NONE","headers":{"X-Count":"{{count}}"}})"));
    QVERIFY(channel);
    const DeliveryPreview preview = previewOf(*channel, someNotification(), noon);
    QCOMPARE(preview.target, QByteArray("https://e.org/nightly-failed"));
    QMap<QByteArray, QByteArray> headers;
    for (const auto &[name, value] : preview.headers)
        headers.insert(name, value);
    QCOMPARE(headers,
             (QMap<QByteArray, QByteArray>{{"Content-Type", "application/json"},
                                           {"X-Count", "3"},
                                           {"Authorization", "***"},
                                           {"User-Agent", "Procession"},
                                           {"webhook-id", "msg_0001"},
                                           {"webhook-timestamp", "1795694400"},
                                           {"webhook-signature", "v1,***"}}));
    const QJsonObject body = QJsonDocument::fromJson(preview.body).object();
    QCOMPARE(body.value("type"_L1).toString(), u"alert.fired"_s);
    QCOMPARE(body.value("timestamp"_L1).toString(), u"2026-11-26T12:00:00.000Z"_s);
    QCOMPARE(body.value("data"_L1).toObject(), toJson(someNotification()));
}

void TestChannelSettings::leavesOutAHeaderWithoutItsSecret()
{
    const auto without = channelFromJson(u"ops"_s, object(R"({"kind":"ntfy","topic":"t"})"));
    const auto with = channelFromJson(u"ops"_s, object(R"({"kind":"ntfy","topic":"t","token_env":"T"})"));
    QVERIFY(without && with);
    const auto isThere = [](const ChannelSettings &channel) {
        return previewOf(channel, someNotification(), noon)
            .headers.contains(std::pair<QByteArray, QByteArray>("Authorization", "Bearer ***"));
    };
    QVERIFY(!isThere(*without));
    QVERIFY(isThere(*with));
}

void TestChannelSettings::staysWholeWithHostileWords_data()
{
    QTest::addColumn<QByteArray>("json");
    for (const char *kind : {"slack", "mattermost", "discord"})
        QTest::newRow(kind) << QByteArray("{\"url_env\":\"S\",\"kind\":\"") + kind + "\"}";
    QTest::newRow("telegram") << QByteArray(R"({"kind":"telegram","token_env":"S","chat":"-1"})");
    QTest::newRow("ntfy") << QByteArray(R"({"kind":"ntfy","topic":"t"})");
    QTest::newRow("pagerduty") << QByteArray(R"({"kind":"pagerduty","key_env":"S"})");
    QTest::newRow("webhook") << QByteArray(R"({"kind":"webhook","url_env":"S"})");
}

/// The same fields and headers as with honest words.
void TestChannelSettings::staysWholeWithHostileWords()
{
    QFETCH(QByteArray, json);
    const auto channel = channelFromJson(u"ops"_s, object(json.constData()));
    QVERIFY(channel);
    const DeliveryPreview honest = previewOf(*channel, someNotification(), noon);
    const DeliveryPreview hostile = previewOf(*channel, hostileNotification(), noon);
    QCOMPARE(hostile.target, honest.target);
    QCOMPARE(hostile.headers.size(), honest.headers.size());
    for (const auto &[name, value] : hostile.headers)
        QVERIFY(std::all_of(value.begin(), value.end(), [](char c) { return c >= ' ' && c <= '~'; }));
    const QJsonObject body = QJsonDocument::fromJson(hostile.body).object();
    QCOMPARE(body.keys(), QJsonDocument::fromJson(honest.body).object().keys());
    QVERIFY(!body.isEmpty());
    if (channel->kind == "slack"_L1)
        QVERIFY(!hostile.body.contains("<!channel>"));
    if (channel->kind == "mattermost"_L1)
        QVERIFY(!body.value("text"_L1).toString().contains("@everyone"_L1));
}

void TestChannelSettings::readsSecrets_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("expected"); // null where it is refused
    QTest::newRow("plain") << QByteArray("abc") << QByteArray("abc");
    QTest::newRow("line ends") << QByteArray("abc\r\n\n") << QByteArray("abc");
    QTest::newRow("empty") << QByteArray("\n") << QByteArray();
    QTest::newRow("header in it") << QByteArray("abc\r\nX: y") << QByteArray();
    QTest::newRow("zero") << QByteArray("a\0b", 3) << QByteArray();
    QTest::newRow("long") << QByteArray(65537, 'a') << QByteArray();
}

void TestChannelSettings::readsSecrets()
{
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, expected);
    QTemporaryDir folder;
    const QString path = folder.filePath(u"secret"_s);
    writeFile(path, content);
    const auto secret = readSecret({.file = path});
    QCOMPARE(secret.ok(), !expected.isNull());
    if (secret)
        QCOMPARE(*secret, expected);
    else
        QVERIFY(!secret.error().message.contains("X: y"_L1));
    QVERIFY(!readSecret({.file = path + u"-none"_s}));
    QVERIFY(!readSecret({.variable = u"PROCESSION_TEST_NONE"_s}));
    qputenv("PROCESSION_TEST_SECRET", "from-there");
    QCOMPARE(*readSecret({.variable = u"PROCESSION_TEST_SECRET"_s}), QByteArray("from-there"));
}

QTEST_GUILESS_MAIN(TestChannelSettings)
#include "tst_channelsettings.moc"
