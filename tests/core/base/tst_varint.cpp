// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "varint.h"

#include <QTest>

using namespace Procession;

class TestVarint : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void comesBack_data();
    void comesBack();
    void refuses_data();
    void refuses();
};

void TestVarint::comesBack_data()
{
    QTest::addColumn<quint64>("number");
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("0") << quint64(0) << QByteArray("00");
    QTest::newRow("127") << quint64(127) << QByteArray("7f");
    QTest::newRow("128") << quint64(128) << QByteArray("8001");
    QTest::newRow("300") << quint64(300) << QByteArray("ac02");
    QTest::newRow("the most") << std::numeric_limits<quint64>::max() << QByteArray("ffffffffffffffffff01");
}

void TestVarint::comesBack()
{
    QFETCH(quint64, number);
    QFETCH(QByteArray, bytes);
    QByteArray made("x");
    appendVarint(made, number);
    QCOMPARE(made.sliced(1).toHex(), bytes);
    made.append('y');
    QByteArrayView rest = QByteArrayView(made).sliced(1);
    QCOMPARE(takeVarint(rest), std::optional(number));
    QCOMPARE(rest.toByteArray(), QByteArray("y"));
}

void TestVarint::refuses_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("none") << QByteArray();
    QTest::newRow("it ends early") << QByteArray("8080");
    QTest::newRow("65 bits") << QByteArray("ffffffffffffffffff03");
    QTest::newRow("it doesn't end") << QByteArray("ffffffffffffffffffffffff");
}

void TestVarint::refuses()
{
    QFETCH(QByteArray, bytes);
    const QByteArray raw = QByteArray::fromHex(bytes);
    QByteArrayView rest(raw);
    QVERIFY(!takeVarint(rest));
}

QTEST_APPLESS_MAIN(TestVarint)
#include "tst_varint.moc"
