// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "jsonwriter.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <cmath>
#include <limits>

using namespace Procession;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestJsonWriter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void printsEveryKindOfValue();
    void nestsObjectsAndArrays();
    void appendsToTheBytesThatAreThere();
    void emptyOnesAreWhole();
    void escapesStrings_data();
    void escapesStrings();
    void halfAPairBecomesAQuestionMark_data();
    void halfAPairBecomesAQuestionMark();
    void printsNumbers_data();
    void printsNumbers();
    void printsIntegers_data();
    void printsIntegers();
    void printsSeconds_data();
    void printsSeconds();
    void closesOnce();
    void aListIsTakenInParts();
    void growsPastTheBytesAtHand();
};

void TestJsonWriter::printsEveryKindOfValue()
{
    QByteArray json;
    {
        ObjectWriter object(json);
        QVERIFY(object.isEmpty());
        object.raw("raw", R"({"a":[1]})");
        QVERIFY(!object.isEmpty());
        object.null("null");
        object.boolean("true", true);
        object.boolean("false", false);
        object.integer("integer", -7);
        object.number("number", 12.5);
        object.numberOrNull("no number", std::nullopt);
        object.numberOrNull("a number", 3.0);
        object.seconds("milliseconds", 1500);
        object.seconds("duration", 2s);
        object.secondsOrNull("no time", std::optional<qint64>());
        object.secondsOrNull("a time", std::optional<qint64>(1));
        object.secondsOrNull("no duration", std::optional<std::chrono::milliseconds>());
        object.secondsOrNull("a duration", std::optional(20ms));
        object.ascii("bytes", "plain");
        object.ascii("latin", "latin"_L1);
        object.text("utf8", QByteArrayView("木"));
        object.text("text", Text(u"\"quoted\""_s));
        object.text("string", u"ü"_s);
        object.textOrNull("no text", Text());
        object.textOrNull("a text", Text(u"x"_s));
    }
    QCOMPARE(json,
             R"({"raw":{"a":[1]},"null":null,"true":true,"false":false,"integer":-7,"number":12.5,"no number":null,)"
             R"("a number":3,"milliseconds":1.5,"duration":2,"no time":null,"a time":0.001,"no duration":null,)"
             R"("a duration":0.02,"bytes":"plain","latin":"latin","utf8":"木","text":"\"quoted\"","string":"ü",)"
             R"("no text":null,"a text":"x"})");
}

void TestJsonWriter::nestsObjectsAndArrays()
{
    QByteArray json;
    {
        ArrayWriter list(json);
        list.integer(1);
        {
            ObjectWriter object = list.object();
            object.text("a", u"1"_s);
            {
                ObjectWriter inner = object.object("b");
                inner.null("c");
                ArrayWriter innermost = inner.array("d");
                innermost.array().boolean(true);
                innermost.raw("{}");
            }
            object.object("e").null("f");
            object.integer("g", 2);
        }
        list.array().close();
        list.ascii("end");
    }
    QCOMPARE(json, R"([1,{"a":"1","b":{"c":null,"d":[[true],{}]},"e":{"f":null},"g":2},[],"end"])");
}

void TestJsonWriter::appendsToTheBytesThatAreThere()
{
    QByteArray lines;
    for (const int number : {1, 2}) {
        ObjectWriter(lines).integer("n", number);
        lines += '\n';
    }
    QCOMPARE(lines, "{\"n\":1}\n{\"n\":2}\n");
}

void TestJsonWriter::emptyOnesAreWhole()
{
    QByteArray json;
    ObjectWriter object(json);
    object.close();
    QCOMPARE(json, "{}");
    QByteArray list;
    ArrayWriter array(list);
    array.close();
    QCOMPARE(list, "[]");
    QByteArray texts;
    {
        ArrayWriter strings(texts);
        strings.text(Text());
        strings.text(QString());
        strings.ascii("");
    }
    QCOMPARE(texts, R"(["","",""])");
}

void TestJsonWriter::escapesStrings_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("json");
    for (char16_t c = 0; c < 0x20; ++c) {
        QByteArray expected = c == '\n' ? "\\n" : c == '\t' ? "\\t" : c == '\r' ? "\\r" : QByteArray();
        if (expected.isEmpty())
            expected = "\\u00" + QByteArray::number(c, 16).rightJustified(2, '0');
        QTest::addRow("U+%04X", uint(c)) << (u"a"_s + QChar(c) + u'b') << QByteArray("\"a" + expected + "b\"");
    }
    QTest::newRow("quotes and backslashes") << uR"("\/)"_s << QByteArray(R"("\"\\/")");
    QTest::newRow("the last that is plain") << u"\x7f"_s << QByteArray("\"\x7f\"");
    QTest::newRow("controls beyond ASCII") << u"\u0080\u009f\u2028"_s << QByteArray("\"\u0080\u009f\u2028\"");
    QTest::newRow("letters beyond ASCII") << u"Größe 完成"_s << QByteArray("\"Größe 完成\"");
    QTest::newRow("a surrogate pair") << u"𝄞"_s << QByteArray("\"𝄞\"");
    QTest::newRow("only escapes") << u"\n\n"_s << QByteArray(R"("\n\n")");
    QTest::newRow("nothing") << QString() << QByteArray("\"\"");
}

void TestJsonWriter::escapesStrings()
{
    QFETCH(QString, text);
    QByteArray json;
    {
        ArrayWriter list(json);
        list.text(text);
        list.text(Text(text));
    }
    QTEST(json.sliced(1, (json.size() - 3) / 2), "json");
    // Both ways print the same, and Qt reads it back.
    QCOMPARE(QJsonDocument::fromJson(json).array(), QJsonArray({text, text}));
}

void TestJsonWriter::halfAPairBecomesAQuestionMark_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("the first half") << u"a"_s + QChar(0xd834) + u'b' << QByteArray(R"(["a?b"])");
    QTest::newRow("the second half") << u"a"_s + QChar(0xdd1e) << QByteArray(R"(["a?"])");
    QTest::newRow("the wrong way round") << u""_s + QChar(0xdd1e) + QChar(0xd834) << QByteArray(R"(["??"])");
    QTest::newRow("a byte that isn't UTF-8") << u""_s + QChar(0xdcff) << QByteArray(R"(["?"])");
}

void TestJsonWriter::halfAPairBecomesAQuestionMark()
{
    QFETCH(QString, text);
    QByteArray json;
    ArrayWriter(json).text(text);
    QTEST(json, "json");
}

void TestJsonWriter::printsNumbers_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QByteArray>("json");
    using Limits = std::numeric_limits<double>;
    QTest::newRow("zero") << 0.0 << QByteArray("[0]");
    QTest::newRow("less than zero by nothing") << -0.0 << QByteArray("[0]");
    QTest::newRow("whole") << 75.0 << QByteArray("[75]");
    QTest::newRow("the largest that is printed as whole") << 1e6 << QByteArray("[1000000]");
    QTest::newRow("larger") << 1000001.0 << QByteArray("[1000001]");
    QTest::newRow("large") << 1e21 << QByteArray("[1e+21]");
    QTest::newRow("negative") << -3.0 << QByteArray("[-3]");
    QTest::newRow("a third") << 100.0 / 3 << QByteArray("[33.333333333333336]");
    QTest::newRow("smallest") << Limits::denorm_min() << QByteArray("[5e-324]");
    QTest::newRow("largest") << Limits::max() << QByteArray("[1.7976931348623157e+308]");
    QTest::newRow("infinite") << Limits::infinity() << QByteArray("[null]");
    QTest::newRow("infinitely low") << -Limits::infinity() << QByteArray("[null]");
    QTest::newRow("not a number") << Limits::quiet_NaN() << QByteArray("[null]");
}

void TestJsonWriter::printsNumbers()
{
    QFETCH(double, value);
    QByteArray json;
    ArrayWriter(json).number(value);
    QTEST(json, "json");
    if (std::isfinite(value))
        QCOMPARE(QJsonDocument::fromJson(json).array().at(0).toDouble(), value);
}

void TestJsonWriter::printsIntegers_data()
{
    QTest::addColumn<qint64>("value");
    QTest::addColumn<QByteArray>("json");
    using Limits = std::numeric_limits<qint64>;
    QTest::newRow("zero") << qint64(0) << QByteArray("[0,0]");
    QTest::newRow("least") << Limits::min() << QByteArray("[-9223372036854775808,9223372036854775808]");
    QTest::newRow("most") << Limits::max() << QByteArray("[9223372036854775807,9223372036854775807]");
    QTest::newRow("minus one") << qint64(-1) << QByteArray("[-1,18446744073709551615]");
}

void TestJsonWriter::printsIntegers()
{
    QFETCH(qint64, value);
    QByteArray json;
    {
        ArrayWriter list(json);
        list.integer(value);
        list.integer(static_cast<quint64>(value));
    }
    QTEST(json, "json");
}

void TestJsonWriter::printsSeconds_data()
{
    QTest::addColumn<qint64>("milliseconds");
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("now") << qint64(0) << QByteArray("[0]");
    QTest::newRow("the shortest") << qint64(1) << QByteArray("[0.001]");
    QTest::newRow("hundredths") << qint64(1010) << QByteArray("[1.01]");
    QTest::newRow("tenths") << qint64(1700000000100) << QByteArray("[1700000000.1]");
    QTest::newRow("thousandths") << qint64(1700000000123) << QByteArray("[1700000000.123]");
    QTest::newRow("whole") << qint64(60000) << QByteArray("[60]");
    QTest::newRow("before 1970") << qint64(-1500) << QByteArray("[-1.5]");
    QTest::newRow("a moment before") << qint64(-1) << QByteArray("[-0.001]");
    QTest::newRow("earliest") << std::numeric_limits<qint64>::min() << QByteArray("[-9223372036854775.808]");
    QTest::newRow("last") << std::numeric_limits<qint64>::max() << QByteArray("[9223372036854775.807]");
}

void TestJsonWriter::printsSeconds()
{
    QFETCH(qint64, milliseconds);
    QByteArray json;
    ArrayWriter(json).seconds(milliseconds);
    QTEST(json, "json");
}

void TestJsonWriter::closesOnce()
{
    QByteArray json;
    {
        ObjectWriter object(json);
        {
            ArrayWriter list = object.array("list");
            list.integer(1);
            list.close();
            list.close();
            object.integer("after", 2); // the list is over, although its writer is still there
        }
        object.close();
    }
    QCOMPARE(json, R"({"list":[1],"after":2})");
}

void TestJsonWriter::aListIsTakenInParts()
{
    QByteArray bytes;
    QByteArrayList parts;
    {
        Appender out(bytes);
        ObjectWriter object(out);
        ArrayWriter list = object.array("list");
        list.integer(1);
        QCOMPARE(out.size(), qsizetype(10));
        parts << out.take();
        QCOMPARE(out.size(), qsizetype(0));
        list.integer(2);
        list.object().integer("three", 3);
        parts << out.take() << out.take();
        list.close();
        object.null("next");
        object.close();
        parts << out.take();
    }
    QCOMPARE(parts, QByteArrayList({R"({"list":[1)", R"(,2,{"three":3})", "", R"(],"next":null})"}));
    QVERIFY(bytes.isEmpty());
}

void TestJsonWriter::growsPastTheBytesAtHand()
{
    QByteArray json;
    QJsonArray expected;
    {
        ArrayWriter list(json);
        for (int i = 0; i < 2000; ++i) {
            const QString text(i % 97, u'x');
            list.text(text);
            list.object().integer("n", i);
            expected << text << QJsonObject{{u"n"_s, i}};
        }
    }
    QCOMPARE(json, QJsonDocument(expected).toJson(QJsonDocument::Compact));
}

QTEST_GUILESS_MAIN(TestJsonWriter)
#include "tst_jsonwriter.moc"
