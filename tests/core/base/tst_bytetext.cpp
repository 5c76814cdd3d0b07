// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bytetext.h"

#include <QTest>

#include <array>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestByteText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void losesNothing_data();
    void losesNothing();
    void everyPairOfBytesComesBack();
};

void TestByteText::losesNothing_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("shown");
    QTest::newRow("nothing") << QByteArray() << QString();
    QTest::newRow("ASCII") << QByteArray("a b") << u"a b"_s;
    QTest::newRow("UTF-8") << QByteArray("Grüße 木 𝄞") << u"Grüße 木 𝄞"_s;
    QTest::newRow("Latin-1") << QByteArray("caf\xe9.txt") << u"caf\ufffd.txt"_s;
    QTest::newRow("no UTF-8 at all") << QByteArray("a\xff"
                                                   "b")
                                     << u"a\ufffd"
                                        "b"_s;
    QTest::newRow("a character that is cut off") << QByteArray("x\xe2\x82") << u"x\ufffd\ufffd"_s;
    QTest::newRow("longer than it has to be") << QByteArray("\xc0\xaf") << u"\ufffd\ufffd"_s;
    QTest::newRow("a surrogate") << QByteArray("\xed\xb2\xa9") << u"\ufffd\ufffd\ufffd"_s;
    QTest::newRow("past the last character") << QByteArray("\xf4\x90\x80\x80") << u"\ufffd\ufffd\ufffd\ufffd"_s;
    QTest::newRow("a pair, then a byte") << QByteArray("𝄞\xb0") << u"𝄞\ufffd"_s;
}

void TestByteText::losesNothing()
{
    QFETCH(QByteArray, bytes);
    const QString text = ByteText::fromBytes(bytes);
    QCOMPARE(ByteText::toBytes(text), bytes);
    QTEST(ByteText::shown(text), "shown");
}

void TestByteText::everyPairOfBytesComesBack()
{
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            const std::array pair{static_cast<char>(first), static_cast<char>(second)};
            const QByteArray bytes(pair.data(), pair.size());
            QCOMPARE(ByteText::toBytes(ByteText::fromBytes(bytes)), bytes);
        }
    }
}

QTEST_GUILESS_MAIN(TestByteText)
#include "tst_bytetext.moc"
