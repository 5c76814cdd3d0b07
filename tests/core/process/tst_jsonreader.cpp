// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "jsonreader.h"

#include <QJsonDocument>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

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
