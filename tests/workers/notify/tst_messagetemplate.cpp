// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "messagetemplate.h"
#include "notifications.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

using Place = MessageTemplate::Place;

namespace {

MessageValues someValues()
{
    Notification message = someNotification();
    message.title = u"a \"b\" & <c>\n*d* @all/\\"_s;
    return {.values = valuesOf(message), .settings = {{u"topic"_s, u"t\"1"_s}}, .secrets = {{u"token"_s, u"1:x/y"_s}}};
}

} // namespace

class TestMessageTemplate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void renders_data();
    void renders();
    void refuses_data();
    void refuses();
    void hostileValuesStayValues();
    void neverCutsACharacter_data();
    void neverCutsACharacter();
};

void TestMessageTemplate::renders_data()
{
    QTest::addColumn<Place>("place");
    QTest::addColumn<QString>("source");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("plain") << Place::Text << u"{{ title }}!"_s << QByteArray("a \"b\" & <c> *d* @all/\\!");
    QTest::newRow("cut") << Place::Text << u"{{title 4}}"_s << QByteArray("a \"…");
    QTest::newRow("json string") << Place::Json << u"{\"t\":\"x {{title}}\"}"_s
                                 << QByteArray(R"({"t":"x a \"b\" & <c> *d* @all/\\"})");
    QTest::newRow("json after an escaped quote")
        << Place::Json << u"{\"t\\\"\":\"{{kind}}\"}"_s << QByteArray(R"({"t\"":"fired"})");
    QTest::newRow("json value") << Place::Json << u"{\"t\":{{json title}}}"_s
                                << QByteArray(R"({"t":"a \"b\" & <c> *d* @all/\\"})");
    QTest::newRow("json object") << Place::Json << u"{\"f\":{{json fields}}}"_s << QByteArray(R"({"f":{"attempt":2}})");
    QTest::newRow("json list") << Place::Json << u"{{json samples}}"_s << QByteArray(R"(["b1","b2"])");
    QTest::newRow("json number") << Place::Json << u"{\"n\":{{json count}}}"_s << QByteArray(R"({"n":3})");
    QTest::newRow("json of what isn't there") << Place::Json << u"[{{json ended}}]"_s << QByteArray("[null]");
    QTest::newRow("number in a string") << Place::Json << u"[\"{{count}}\"]"_s << QByteArray(R"(["3"])");
    QTest::newRow("list in a string") << Place::Text << u"{{samples}}"_s << QByteArray("b1, b2");
    QTest::newRow("slack") << Place::Text << u"{{slack title}}"_s << QByteArray("a \"b\" &amp; &lt;c&gt; *d* @all/\\");
    QTest::newRow("markdown") << Place::Text << u"{{markdown title}}"_s
                              << QByteArray("a \"b\" & \\<c\\> \\*d\\* @\u200ball/\\\\");
    QTest::newRow("url") << Place::Url << u"https://h/{{title}}?n={{count}}"_s
                         << QByteArray("https://h/a%20%22b%22%20%26%20%3Cc%3E%20%2Ad%2A%20%40all%2F%5C?n=3");
    QTest::newRow("own in a url") << Place::Url << u"https://h/bot{{secret token}}/x"_s
                                  << QByteArray("https://h/bot1:x/y/x");
    QTest::newRow("own in json") << Place::Json << u"[\"{{setting topic}}\"]"_s << QByteArray(R"(["t\"1"])");
    QTest::newRow("header") << Place::Header << u"{{title}}"_s << QByteArray("a \"b\" & <c> *d* @all/\\");
    QTest::newRow("closing braces") << Place::Json << u"{\"a\":{\"b\":{}}}"_s << QByteArray(R"({"a":{"b":{}}})");
}

void TestMessageTemplate::renders()
{
    QFETCH(Place, place);
    QFETCH(QString, source);
    const auto text = MessageTemplate::fromString(source, place);
    QVERIFY2(text, text ? "" : qPrintable(text.error().message));
    QTEST(text->render(someValues()), "expected");
}

void TestMessageTemplate::refuses_data()
{
    QTest::addColumn<Place>("place");
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("expected");
    QTest::newRow("open") << Place::Text << u"a {{title"_s << u"no }}"_s;
    QTest::newRow("empty") << Place::Text << u"{{}}"_s << u"placeholder"_s;
    QTest::newRow("unknown") << Place::Text << u"{{titel}}"_s << u"did you mean \"title\"?"_s;
    QTest::newRow("length") << Place::Text << u"{{title 0}}"_s << u"from 1 on"_s;
    QTest::newRow("too many words") << Place::Text << u"{{title 1 2}}"_s << u"placeholder"_s;
    QTest::newRow("json in a string") << Place::Json << u"[\"{{json title}}\"]"_s << u"not stand within quotes"_s;
    QTest::newRow("text outside of strings") << Place::Json << u"[{{title}}]"_s << u"within quotes"_s;
    QTest::newRow("backslash before") << Place::Json << u"[\"\\{{title}}\"]"_s << u"backslash"_s;
    QTest::newRow("no json") << Place::Json << u"{\"a\":}"_s << u"isn't JSON"_s;
    QTest::newRow("chooses the host") << Place::Url << u"https://{{title}}/"_s << u"after the host"_s;
    QTest::newRow("chooses the host's end") << Place::Url << u"https://h{{title}}/"_s << u"after the host"_s;
    QTest::newRow("json in a url") << Place::Url << u"https://h/{{json title}}"_s << u"in a body only"_s;
    QTest::newRow("json in a header") << Place::Header << u"{{json title}}"_s << u"in a body only"_s;
}

void TestMessageTemplate::refuses()
{
    QFETCH(Place, place);
    QFETCH(QString, source);
    QFETCH(QString, expected);
    const auto text = MessageTemplate::fromString(source, place);
    QVERIFY(!text);
    QVERIFY2(text.error().message.contains(expected), qPrintable(text.error().message));
}

/// A client's words add no field, no header and no part of a URL.
void TestMessageTemplate::hostileValuesStayValues()
{
    const MessageValues values{.values = valuesOf(hostileNotification())};
    for (const QString &name : messageValueNames()) {
        const auto json = MessageTemplate::fromString(u"{\"a\":\"{{%1}}\",\"b\":{{json %1}},\"c\":\"{{slack %1}}\","
                                                      "\"d\":\"{{markdown %1 50}}\"}"_s.arg(name),
                                                      Place::Json);
        QVERIFY(json);
        const QJsonObject object = QJsonDocument::fromJson(json->render(values)).object();
        QCOMPARE(object.keys(), QStringList({u"a"_s, u"b"_s, u"c"_s, u"d"_s}));
        QVERIFY(!object.value("c"_L1).toString().contains(u'<'));

        const auto header = MessageTemplate::fromString(u"{{%1}}"_s.arg(name), Place::Header);
        QVERIFY(header);
        const QByteArray line = header->render(values);
        QVERIFY(std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c <= '~'; }));

        const auto url = MessageTemplate::fromString(u"https://h/a/{{%1}}/b?c=d"_s.arg(name), Place::Url);
        QVERIFY(url);
        const QByteArray address = url->render(values);
        QCOMPARE(address.count('/'), 5);
        QCOMPARE(address.count('?'), 1);
        QCOMPARE(address.count('#') + address.count('&') + address.count('\r') + address.count('\n'), 0);
    }
    Notification upwards = someNotification();
    upwards.rule = u".."_s;
    const auto url = MessageTemplate::fromString(u"https://h/a/{{rule}}/b"_s, Place::Url);
    QVERIFY(url);
    QCOMPARE(url->render({.values = valuesOf(upwards)}), QByteArray("https://h/a/__/b"));
}

void TestMessageTemplate::neverCutsACharacter_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("limit");
    QTest::addColumn<QString>("expected");
    QTest::newRow("fits") << u"abc"_s << 3 << u"abc"_s;
    QTest::newRow("cut") << u"abcd"_s << 3 << u"ab…"_s;
    QTest::newRow("pair") << u"a😀bc"_s << 3 << u"a…"_s;
    QTest::newRow("nothing") << u"abc"_s << 1 << u"…"_s;
    QTest::newRow("no limit") << u"abc"_s << 0 << u"abc"_s;
}

void TestMessageTemplate::neverCutsACharacter()
{
    QFETCH(QString, text);
    QFETCH(int, limit);
    QTEST(shortenedTo(text, limit), "expected");
}

QTEST_GUILESS_MAIN(TestMessageTemplate)
#include "tst_messagetemplate.moc"
