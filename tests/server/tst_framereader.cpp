// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "frameguard.h"
#include "websocketframe.h"

#include <QTest>

using namespace Procession;
using Verdict = FrameHeaderReader::Verdict;

class TestFrameReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void judgesFrames_data();
    void judgesFrames();
    void writesFramesAsTheStandardHasThem_data();
    void writesFramesAsTheStandardHasThem();
};

void TestFrameReader::judgesFrames_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<Verdict>("verdict");
    const QByteArray masked = QByteArray::fromHex("8182") + "mask" + "ab";
    QTest::newRow("a masked text") << masked << Verdict::Fine;
    QTest::newRow("two of them") << masked + masked << Verdict::Fine;
    QTest::newRow("an unmasked text") << QByteArray::fromHex("81026162") << Verdict::Unmasked;
    QTest::newRow("an unmasked one behind a masked one")
        << masked + QByteArray::fromHex("81026162") << Verdict::Unmasked;
    QTest::newRow("an unmasked ping") << QByteArray::fromHex("8900") << Verdict::Unmasked;
    QTest::newRow("16-bit length within the limit")
        << QByteArray::fromHex("81fe03e8") + "mask" + QByteArray(1000, 'a') << Verdict::Fine;
    QTest::newRow("16-bit length over the limit") << QByteArray::fromHex("81fe03e9") << Verdict::TooLong;
    QTest::newRow("64-bit length") << QByteArray::fromHex("81ff7fffffffffffffff") << Verdict::TooLong;
    QTest::newRow("half a header") << QByteArray::fromHex("81") << Verdict::Fine;
}

void TestFrameReader::judgesFrames()
{
    QFETCH(QByteArray, bytes);
    FrameHeaderReader whole(1000);
    QTEST(whole.feed(bytes), "verdict");

    FrameHeaderReader slow(1000);
    Verdict verdict = Verdict::Fine;
    for (qsizetype i = 0; i < bytes.size() && verdict == Verdict::Fine; ++i)
        verdict = slow.feed(QByteArrayView(bytes).sliced(i, 1));
    QTEST(verdict, "verdict");
}

void TestFrameReader::writesFramesAsTheStandardHasThem_data()
{
    QTest::addColumn<qsizetype>("size");
    QTest::addColumn<QByteArray>("header");
    QTest::newRow("empty") << qsizetype(0) << QByteArray::fromHex("8100");
    QTest::newRow("short") << qsizetype(125) << QByteArray::fromHex("817d");
    QTest::newRow("16 bits") << qsizetype(126) << QByteArray::fromHex("817e007e");
    QTest::newRow("most of 16 bits") << qsizetype(65535) << QByteArray::fromHex("817effff");
    QTest::newRow("64 bits") << qsizetype(65536) << QByteArray::fromHex("817f0000000000010000");
}

void TestFrameReader::writesFramesAsTheStandardHasThem()
{
    QFETCH(qsizetype, size);
    QFETCH(QByteArray, header);
    const QByteArray payload(size, 'x');
    QByteArray out = "before";
    appendTextFrame(out, payload);
    QCOMPARE(out, "before" + header + payload);
}

QTEST_GUILESS_MAIN(TestFrameReader)
#include "tst_framereader.moc"
