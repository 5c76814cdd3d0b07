// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metadata.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Procession;

class TestMetadata : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mergesKeyByKey_data();
    void mergesKeyByKey();
};

void TestMetadata::mergesKeyByKey_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("update");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("nothing to nothing") << QByteArray("{}") << QByteArray("{}") << QByteArray("{}");
    QTest::newRow("a new key") << QByteArray(R"({"a":1})") << QByteArray(R"({"b":2})")
                               << QByteArray(R"({"a":1,"b":2})");
    QTest::newRow("a changed key") << QByteArray(R"({"a":1})") << QByteArray(R"({"a":"x"})")
                                   << QByteArray(R"({"a":"x"})");
    QTest::newRow("null deletes") << QByteArray(R"({"a":1,"b":2})") << QByteArray(R"({"a":null})")
                                  << QByteArray(R"({"b":2})");
    QTest::newRow("the last key goes") << QByteArray(R"({"a":1})") << QByteArray(R"({"a":null})") << QByteArray("{}");
    QTest::newRow("null for a key that isn't there")
        << QByteArray("{}") << QByteArray(R"({"a":null})") << QByteArray("{}");
    QTest::newRow("objects are replaced, not merged")
        << QByteArray(R"({"o":{"x":1}})") << QByteArray(R"({"o":{"y":2}})") << QByteArray(R"({"o":{"y":2}})");
    QTest::newRow("null inside is kept") << QByteArray("{}") << QByteArray(R"({"o":{"y":null}})")
                                         << QByteArray(R"({"o":{"y":null}})");
}

void TestMetadata::mergesKeyByKey()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, update);
    QFETCH(QByteArray, after);
    const Metadata metadata(QJsonDocument::fromJson(before).object());
    const Metadata merged = metadata.merged(QJsonDocument::fromJson(update).object());
    QCOMPARE(merged.toJson(), after);
    QCOMPARE(merged.isEmpty(), after == "{}");
    QCOMPARE(metadata.toJson(), before);
}

QTEST_APPLESS_MAIN(TestMetadata)
#include "tst_metadata.moc"
