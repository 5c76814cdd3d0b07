// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "crc32c.h"
#include "outputcodec.h"
#include "segmentframes.h"
#include "segmentname.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

/// The forms of output on the wire and in the files.
class TestOutputCodec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAndWritesRecords_data();
    void readsAndWritesRecords();
    void refusesWhatIsNoRecord_data();
    void refusesWhatIsNoRecord();
    void checksumsAlikeByAllWays();
    void stopsAtAChangedBit();
    void namesSegments_data();
    void namesSegments();
    void knowsItsNames_data();
    void knowsItsNames();
};

void TestOutputCodec::readsAndWritesRecords_data()
{
    QTest::addColumn<std::vector<OutputChunk>>("chunks");
    QTest::addColumn<QByteArray>("hex");
    QTest::newRow("nothing") << std::vector<OutputChunk>() << ""_ba;
    QTest::newRow("one") << std::vector<OutputChunk>{{OutputStream::Stdout, 1, "a"}}
                         << "01000000000000010000000000000001"
                            "61"_ba;
    QTest::newRow("two") << std::vector<OutputChunk>{{OutputStream::Stderr, 0x18c00000000, "ab"},
                                                     {OutputStream::Stdout, 0, "\n"}}
                         << "02000000000000020000018c00000000"
                            "6162"
                            "01000000000000010000000000000000"
                            "0a"_ba;
}

void TestOutputCodec::readsAndWritesRecords()
{
    QFETCH(std::vector<OutputChunk>, chunks);
    QFETCH(QByteArray, hex);
    QCOMPARE(OutputCodec::encode(chunks).toHex(), hex);
    const QByteArray records = QByteArray::fromHex(hex);
    const auto decoded = OutputCodec::decode(records);
    QVERIFY(decoded.ok());
    QCOMPARE(*decoded, chunks);
}

void TestOutputCodec::refusesWhatIsNoRecord_data()
{
    QTest::addColumn<QByteArray>("hex");
    QTest::addColumn<QString>("why");
    const auto row = [](const char *name, const char *hex, const QString &why) {
        QTest::newRow(name) << QByteArray(hex) << why;
    };
    row("a head that is cut off", "010000000000000100000000000000", u"cut off"_s);
    row("another stream", "0300000000000001000000000000000161", u"no valid head"_s);
    row("no stream", "0000000000000001000000000000000161", u"no valid head"_s);
    row("something in between", "0100010000000001000000000000000161", u"no valid head"_s);
    row("no bytes", "01000000000000000000000000000001", u"no valid head"_s);
    row("a time before 1970", "0100000000000001ffffffffffffffff61", u"no valid head"_s);
    row("a time beyond 9999", "010000000000000100ffffffffffffff61", u"no valid head"_s);
    row("fewer bytes", "0100000000000002000000000000000161", u"2 bytes, and has 1"_s);
    row("far fewer bytes", "01000000ffffffff000000000000000161", u"4294967295"_s);
    row("a second one", "010000000000000100000000000000016161", u"Record 2 of the output, at byte 17"_s);
}

void TestOutputCodec::refusesWhatIsNoRecord()
{
    QFETCH(QByteArray, hex);
    QFETCH(QString, why);
    const QByteArray records = QByteArray::fromHex(hex);
    const auto decoded = OutputCodec::decode(records);
    QVERIFY(!decoded.ok());
    QCOMPARE(decoded.error().code, ErrorCode::InvalidField);
    QVERIFY2(decoded.error().message.contains(why), qPrintable(decoded.error().message));
}

void TestOutputCodec::checksumsAlikeByAllWays()
{
    QCOMPARE(crc32c("123456789"), 0xe3069283U);
    QCOMPARE(crc32c(""), 0U);
    QRandomGenerator random(3);
    QByteArray bytes(100'000, Qt::Uninitialized);
    for (char &byte : bytes)
        byte = static_cast<char>(random.generate());
    const auto bitwise = [](QByteArrayView of) {
        quint32 crc = ~0U;
        for (const char byte : of) {
            crc ^= static_cast<quint8>(byte);
            for (int bit = 0; bit < 8; ++bit)
                crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82f63b78U : 0U);
        }
        return ~crc;
    };
    for (const qsizetype size : {1, 7, 8, 9, 2047, 6143, 6144, 6145, 12'287, 12'288, 20'001, 100'000}) {
        const QByteArrayView part = QByteArrayView(bytes).first(size);
        QCOMPARE(crc32c(part), bitwise(part));
        QCOMPARE(crc32c(part.sliced(size / 3), crc32c(part.first(size / 3))), bitwise(part));
    }
}

void TestOutputCodec::stopsAtAChangedBit()
{
    QByteArray file;
    for (const char *text : {"first", "second", "third"}) {
        const OutputChunk chunk{OutputStream::Stdout, 5, text};
        file.append(SegmentFrames::encodeHead(chunk)).append(text);
    }
    QCOMPARE(SegmentFrames::decode(file, 0).output.bytes, "firstsecondthird"_ba);
    const qsizetype second = SegmentFrames::headSize + 5;
    for (qsizetype bit = second * 8; bit < (second + SegmentFrames::headSize + 6) * 8; ++bit) {
        QByteArray changed = file;
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
        const SegmentFrames::Content content = SegmentFrames::decode(changed, 100);
        QCOMPARE(content.output.bytes, "first"_ba);
        QCOMPARE(content.output.end(), 105);
        QCOMPARE(content.validBytes, second);
    }
}

void TestOutputCodec::namesSegments_data()
{
    using Form = SegmentName::Form;
    QTest::addColumn<SegmentName>("segment");
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("the first") << SegmentName{0, 1, 0, 0x18c, 0, Form::Open, false} << "0-1-0-18c.out"_ba;
    QTest::newRow("closed") << SegmentName{0x100000, 10, 0xfffff, 0x18c, 0x200000, Form::Closed, false}
                            << "100000-a-fffff-18c-200000.raw"_ba;
    QTest::newRow("compressed, of one that is over")
        << SegmentName{0x100000, 10, 0xfffff, 0x18c, 0x200000, Form::Compressed, true}
        << "100000-a-fffff-18c-200000-over.zst"_ba;
    QTest::newRow("late") << SegmentName{0, 1, 0, 0, 0, Form::Open, true} << "0-1-0-0-over.out"_ba;
}

void TestOutputCodec::namesSegments()
{
    QFETCH(SegmentName, segment);
    QFETCH(QByteArray, name);
    QCOMPARE(segment.toBytes(), name);
    QCOMPARE(SegmentName::fromBytes(name), segment);
}

void TestOutputCodec::knowsItsNames_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const char *name : {"", ".out", "0-1-0-18c", "0-1-0.out", "0-1-0-18c-5.out", "0-1-0-18c.raw", "00-1-0-18c.out",
                             "0-1-0-18C.out", "0-0-0-18c.out", "0-1-1-18c.out", "-1-1-0-18c.out", "0-1-0-18c.out.tmp",
                             "5-1-0-18c-5.raw", "0-1-0-18c-5-6.raw", "0-1-0-18c-5-over-over.zst", "0x0-1-0-18c.out",
                             "0-1-0-ffffffffffffffff.out", " 0-1-0-18c.out", "0-1-0-18c-over.tmp"})
        QTest::newRow(name) << QByteArray(name);
}

void TestOutputCodec::knowsItsNames()
{
    QFETCH(QByteArray, name);
    QCOMPARE(SegmentName::fromBytes(name), std::nullopt);
}

QTEST_GUILESS_MAIN(TestOutputCodec)
#include "tst_outputcodec.moc"
