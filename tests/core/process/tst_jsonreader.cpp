// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "jsonreader.h"

#include <QJsonDocument>
#include <QTest>

#include <array>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

/// The value that `read` yields, or what was wrong with it; a dash where it is absent.
template <typename Read>
QString outcome(const QJsonObject &object, Read read)
{
    JsonReader reader(object);
    const auto value = read(reader);
    return reader.error() ? reader.error()->message : value ? QString::number(*value) : u"-"_s;
}

std::optional<qint64> ms(std::optional<std::chrono::milliseconds> duration)
{
    return duration ? std::optional<qint64>(duration->count()) : std::nullopt;
}

} // namespace

class TestJsonReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void unknownKeysAreRefused_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("words");

        QTest::newRow("nothing") << QByteArray("{}") << QString() << QString();
        QTest::newRow("all of them") << QByteArray(R"({"name":1,"status":2,"timeout":3})") << QString() << QString();
        QTest::newRow("a slip") << QByteArray(R"({"name":1,"statuss":2})") << u"statuss"_s
                                << u"did you mean \"status\"?"_s;
        QTest::newRow("null is a slip as well")
            << QByteArray(R"({"tiemout":null})") << u"tiemout"_s << u"did you mean \"timeout\"?"_s;
        QTest::newRow("in place of a known one")
            << QByteArray(R"({"Name":1,"status":2,"timeout":3})") << u"Name"_s << u"did you mean \"name\"?"_s;
        QTest::newRow("nothing like it") << QByteArray(R"({"x":1})") << u"x"_s
                                         << u"known are: name, status, timeout."_s;
        QTest::newRow("without a name") << QByteArray(R"({"":1})") << QString() << u"There is no field \"\" here"_s;
        QTest::newRow("not ASCII") << QByteArray("{\"n\xc3\xa4me\":1}") << u"näme"_s << u"did you mean \"name\"?"_s;
        const QByteArray endless(100'000, 'a');
        QTest::newRow("without end") << "{\"" + endless + "\":1}" << QString(64, u'a') + u'…' << u"known are: name"_s;
    }
    void unknownKeysAreRefused()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, field);
        QFETCH(QString, words);
        const QJsonObject object = QJsonDocument::fromJson(json).object();
        JsonReader reader(object);
        reader.onlyKeys({"name"_L1, "status"_L1, "timeout"_L1});
        QCOMPARE(reader.error().has_value(), !words.isEmpty());
        if (words.isEmpty())
            return;
        QCOMPARE(reader.error()->code, ErrorCode::InvalidField);
        QCOMPARE(reader.error()->field, field);
        QVERIFY2(reader.error()->message.contains(words), qPrintable(reader.error()->message));
        QVERIFY(reader.error()->message.size() < 300);
    }

    void theKeysThatWereFoundAreRead_data()
    {
        QTest::addColumn<int>("others");
        QTest::newRow("few") << 1;
        QTest::newRow("as many as are remembered") << 7;
        QTest::newRow("more") << 8;
    }
    void theKeysThatWereFoundAreRead()
    {
        QFETCH(int, others);
        QJsonObject object{{u"name"_s, u"n"_s}};
        constexpr std::array keys{"a"_L1, "b"_L1, "c"_L1, "d"_L1, "e"_L1, "f"_L1, "g"_L1, "h"_L1};
        for (int i = 0; i < others; ++i)
            object.insert(keys[static_cast<size_t>(i)], i);
        JsonReader reader(object);
        reader.onlyKeys({"absent"_L1, "a"_L1, "b"_L1, "c"_L1, "d"_L1, "e"_L1, "f"_L1, "g"_L1, "h"_L1, "name"_L1});
        QCOMPARE(reader.text("name"_L1, 10), u"n"_s);
        for (int i = 0; i < others; ++i)
            QCOMPARE(reader.integer(keys[static_cast<size_t>(i)], 0, 10), i);
        QVERIFY(reader.has("name"_L1));
        QVERIFY(!reader.has("absent"_L1));
        QVERIFY(!reader.text("absent"_L1, 10));
        QVERIFY(!reader.error());
    }

    void numbersAreReadWithinTheirRange_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QString>("number");
        QTest::addColumn<QString>("integer");
        QTest::addColumn<QString>("seconds");

        const QString number = u"n must be a number from -1 to 2.5."_s;
        const QString integer = u"n must be a whole number from -1 to 2."_s;
        const QString seconds = u"n must be a number from 0.001 to 60."_s;
        QTest::newRow("least") << QByteArray("-1") << u"-1"_s << u"-1"_s << seconds;
        QTest::newRow("whole") << QByteArray("2") << u"2"_s << u"2"_s << u"2000"_s;
        QTest::newRow("most") << QByteArray("2.5") << u"2.5"_s << integer << u"2500"_s;
        QTest::newRow("above") << QByteArray("3") << number << integer << u"3000"_s;
        QTest::newRow("huge") << QByteArray("1e300") << number << integer << seconds;
        QTest::newRow("a millisecond") << QByteArray("0.001") << u"0.001"_s << integer << u"1"_s;
        QTest::newRow("true") << QByteArray("true") << number << integer << seconds;
        QTest::newRow("a text") << QByteArray("\"1\"") << number << integer << seconds;
        QTest::newRow("null") << QByteArray("null") << u"-"_s << u"-"_s << u"-"_s;
    }
    void numbersAreReadWithinTheirRange()
    {
        using namespace std::chrono_literals;
        QFETCH(QByteArray, value);
        const QJsonObject object = QJsonDocument::fromJson("{\"n\":" + value + '}').object();
        QTEST(outcome(object, [](JsonReader &r) { return r.number("n"_L1, -1, 2.5); }), "number");
        QTEST(outcome(object, [](JsonReader &r) { return r.integer("n"_L1, -1, 2); }), "integer");
        QTEST(outcome(object, [](JsonReader &r) { return ms(r.seconds("n"_L1, 1ms, 60s)); }), "seconds");
    }

    void numbersWithoutARangeBecomeTheNearestThatFits_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QString>("integer");
        QTest::addColumn<QString>("seconds");
        const QString fraction = u"n must be a whole number."_s;
        QTest::newRow("small") << QByteArray("-7") << u"-7"_s << u"-7000"_s;
        QTest::newRow("a fraction") << QByteArray("1.5") << fraction << u"1500"_s;
        QTest::newRow("past the most") << QByteArray("2147483648") << u"2147483647"_s << u"2147483648000"_s;
        QTest::newRow("huge") << QByteArray("1e300") << u"2147483647"_s << u"1000000000000000"_s;
        QTest::newRow("hugely low") << QByteArray("-1e300") << u"-2147483648"_s << u"-1000000000000000"_s;
        QTest::newRow("a list") << QByteArray("[]") << fraction << u"n must be a number."_s;
        QTest::newRow("null") << QByteArray("null") << u"-"_s << u"-"_s;
    }
    void numbersWithoutARangeBecomeTheNearestThatFits()
    {
        QFETCH(QByteArray, value);
        const QJsonObject object = QJsonDocument::fromJson("{\"n\":" + value + '}').object();
        QTEST(outcome(object, [](JsonReader &r) { return r.integer("n"_L1); }), "integer");
        QTEST(outcome(object, [](JsonReader &r) { return ms(r.seconds("n"_L1)); }), "seconds");
    }

    void theFirstErrorIsKept()
    {
        const QJsonObject object{{u"name"_s, 1}, {u"nam"_s, 2}};
        JsonReader reader(object);
        QVERIFY(!reader.text("name"_L1, 10));
        reader.onlyKeys({"name"_L1});
        QCOMPARE(reader.error()->field, u"name"_s);
    }
};

QTEST_GUILESS_MAIN(TestJsonReader)
#include "tst_jsonreader.moc"
