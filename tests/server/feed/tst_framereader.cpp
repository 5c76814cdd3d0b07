// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "clientframes.h"
#include "framereader.h"
#include "serverframes.h"

#include <QTest>

using namespace Procession;
using Verdict = FrameReader::Verdict;

class TestFrameReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsMessages_data();
    void readsMessages();
    void takesACharacterInTwoFragments_data();
    void takesACharacterInTwoFragments();
    void judgesFrames_data();
    void judgesFrames();
    void leavesControlFramesToOthers();
    void stopsAtTheEndOfAMessage();
    void takesNothingAfterAClose();
    void holdsWhatIsNotWhole();
    void writesFramesAsTheStandardHasThem_data();
    void writesFramesAsTheStandardHasThem();

private:
    struct Outcome
    {
        QByteArrayList messages;
        QByteArray controlFrames;
        Verdict verdict = Verdict::Fine;
    };
    /// What comes of a stream that arrives in parts of that size.
    static Outcome read(const QByteArray &stream, qsizetype partSize)
    {
        FrameReader reader(1000);
        Outcome outcome;
        for (qsizetype at = 0; at < stream.size(); at += partSize) {
            QByteArrayView part = QByteArrayView(stream).sliced(at, std::min(partSize, stream.size() - at));
            while (!part.isEmpty()) {
                part = part.sliced(reader.read(part));
                if (const auto message = reader.takeMessage())
                    outcome.messages.append(*message);
            }
        }
        outcome.controlFrames = reader.takeControlFrames();
        outcome.verdict = reader.verdict();
        return outcome;
    }
};

void TestFrameReader::readsMessages_data()
{
    QTest::addColumn<QByteArray>("stream");
    QTest::addColumn<QByteArrayList>("messages");
    const QByteArray ping = clientFrame(0x89, "still there?");
    QTest::newRow("one") << clientFrame(0x81, "hello") << QByteArrayList{"hello"};
    QTest::newRow("two") << clientFrame(0x81, "hello") + clientFrame(0x81, "world") << QByteArrayList{"hello", "world"};
    QTest::newRow("an empty one") << clientFrame(0x81, "") << QByteArrayList{""};
    QTest::newRow("in three fragments") << clientFrame(0x01, "a") + clientFrame(0x00, "b") + clientFrame(0x80, "c")
                                        << QByteArrayList{"abc"};
    QTest::newRow("with an empty fragment first")
        << clientFrame(0x01, "") + clientFrame(0x80, "abc") << QByteArrayList{"abc"};
    QTest::newRow("with empty fragments in the middle and last") << clientFrame(0x01, "a") + clientFrame(0x00, "")
            + clientFrame(0x00, "b") + clientFrame(0x80, "") << QByteArrayList{"ab"};
    QTest::newRow("of empty fragments") << clientFrame(0x01, "") + clientFrame(0x80, "") << QByteArrayList{""};
    QTest::newRow("with pings between its fragments") << clientFrame(0x01, "a") + ping + clientFrame(0x00, "b") + ping
            + ping + clientFrame(0x80, "c") << QByteArrayList{"abc"};
    QTest::newRow("behind a ping") << ping + clientFrame(0x81, "a") << QByteArrayList{"a"};
    QTest::newRow("of 126 bytes") << clientFrame(0x81, QByteArray(126, 'x')) << QByteArrayList{QByteArray(126, 'x')};
    QTest::newRow("as long as may be") << clientFrame(0x81, QByteArray(1000, 'x'))
                                       << QByteArrayList{QByteArray(1000, 'x')};
    QTest::newRow("as long as may be, in fragments") << clientFrame(0x01, QByteArray(999, 'x')) + clientFrame(0x00, "x")
            + clientFrame(0x80, "") << QByteArrayList{QByteArray(1000, 'x')};
    QTest::newRow("not whole") << clientFrame(0x01, "a") << QByteArrayList{};
}

void TestFrameReader::readsMessages()
{
    QFETCH(QByteArray, stream);
    for (const qsizetype partSize : {stream.size(), qsizetype(1), qsizetype(7)}) {
        const Outcome outcome = read(stream, partSize);
        QTEST(outcome.messages, "messages");
        QCOMPARE(outcome.verdict, Verdict::Fine);
    }
}

void TestFrameReader::takesACharacterInTwoFragments_data()
{
    QTest::addColumn<QByteArray>("character");
    QTest::newRow("of two bytes") << QByteArray("\xc3\xbc");
    QTest::newRow("of three bytes") << QByteArray("\xe5\xbb\xba");
    QTest::newRow("of four bytes") << QByteArray("\xf0\x9f\x8f\x97");
}

void TestFrameReader::takesACharacterInTwoFragments()
{
    QFETCH(QByteArray, character);
    for (qsizetype at = 0; at <= character.size(); ++at) {
        const QByteArray stream = clientFrame(0x01, "a" + character.first(at)) + clientFrame(0x89, "ping")
            + clientFrame(0x80, character.sliced(at) + "b");
        for (const qsizetype partSize : {stream.size(), qsizetype(1)}) {
            const Outcome outcome = read(stream, partSize);
            QCOMPARE(outcome.messages, QByteArrayList{"a" + character + "b"});
            QCOMPARE(outcome.verdict, Verdict::Fine);
        }
    }
}

void TestFrameReader::judgesFrames_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<Verdict>("verdict");
    const auto hex = [](const char *digits) { return QByteArray::fromHex(digits); };
    const QByteArray masked = clientFrame(0x81, "ab");
    QTest::newRow("an unmasked text") << hex("81026162") << Verdict::Malformed;
    QTest::newRow("an unmasked one behind a masked one") << masked + hex("81026162") << Verdict::Malformed;
    QTest::newRow("an unmasked ping") << hex("8900") << Verdict::Malformed;
    QTest::newRow("16-bit length over the limit") << hex("81fe03e9") + "mask" << Verdict::TooLong;
    QTest::newRow("64-bit length") << hex("81ff7fffffffffffffff") + "mask" << Verdict::TooLong;
    QTest::newRow("a length of all bits") << hex("81ffffffffffffffffff") + "mask" << Verdict::TooLong;
    QTest::newRow("a length in more bytes than it takes") << hex("81fe007d") + "mask" << Verdict::Malformed;
    QTest::newRow("half a header") << hex("81") << Verdict::Fine;
    QTest::newRow("fragments over the limit together")
        << clientFrame(0x01, QByteArray(999, 'x')) + clientFrame(0x80, "xx") << Verdict::TooLong;
    QTest::newRow("fragments over the limit, with a ping between")
        << clientFrame(0x01, QByteArray(600, 'x')) + clientFrame(0x89, "ping") + clientFrame(0x00, QByteArray(401, 'x'))
        << Verdict::TooLong;
    QTest::newRow("two messages, each within it")
        << clientFrame(0x81, QByteArray(999, 'x')) + clientFrame(0x81, QByteArray(999, 'x')) << Verdict::Fine;
    QTest::newRow("a continuation of nothing") << clientFrame(0x80, "a") << Verdict::Malformed;
    QTest::newRow("a continuation of what is over") << masked + clientFrame(0x80, "a") << Verdict::Malformed;
    QTest::newRow("a text within a text") << clientFrame(0x01, "a") + masked << Verdict::Malformed;
    QTest::newRow("a reserved bit") << clientFrame(0xc1, "a") << Verdict::Malformed;
    QTest::newRow("a reserved opcode") << clientFrame(0x83, "a") << Verdict::Malformed;
    QTest::newRow("a reserved control opcode") << clientFrame(0x8b, "a") << Verdict::Malformed;
    QTest::newRow("a ping in fragments") << clientFrame(0x09, "a") << Verdict::Malformed;
    QTest::newRow("a ping of 126 bytes") << clientFrame(0x89, QByteArray(126, 'a')) << Verdict::Malformed;
    QTest::newRow("binary") << clientFrame(0x82, "a") << Verdict::WrongKind;
    QTest::newRow("binary in fragments") << clientFrame(0x02, "a") << Verdict::WrongKind;
    // Of the message as a whole: each fragment by itself may end anywhere.
    const auto fragments = [](const QByteArray &first, const QByteArray &second) {
        return clientFrame(0x01, first) + clientFrame(0x80, second);
    };
    QTest::newRow("a lone continuation byte") << clientFrame(0x81, "\x80") << Verdict::NotUtf8;
    QTest::newRow("a character that is cut off") << clientFrame(0x81, "a\xe5\xbb") << Verdict::NotUtf8;
    QTest::newRow("a character that is cut off by the end") << fragments("a\xf0\x9f", "\x8f") << Verdict::NotUtf8;
    QTest::newRow("a character that goes on wrongly") << fragments("a\xe5", "bc") << Verdict::NotUtf8;
    QTest::newRow("a surrogate") << clientFrame(0x81, "\xed\xa0\x80") << Verdict::NotUtf8;
    QTest::newRow("a surrogate in fragments") << fragments("\xed", "\xa0\x80") << Verdict::NotUtf8;
    QTest::newRow("two surrogates for one character") << fragments("\xed\xa0\xbc", "\xed\xbf\x97") << Verdict::NotUtf8;
    QTest::newRow("overlong") << clientFrame(0x81, "\xc0\xaf") << Verdict::NotUtf8;
    QTest::newRow("overlong in fragments") << fragments("\xc0", "\xaf") << Verdict::NotUtf8;
    QTest::newRow("past the last character") << fragments("\xf4\x90", "\x80\x80") << Verdict::NotUtf8;
}

void TestFrameReader::judgesFrames()
{
    QFETCH(QByteArray, bytes);
    for (const qsizetype partSize : {bytes.size(), qsizetype(1), qsizetype(5)})
        QTEST(read(bytes, partSize).verdict, "verdict");
}

void TestFrameReader::leavesControlFramesToOthers()
{
    const QByteArray ping = clientFrame(0x89, "ping");
    const QByteArray pong = clientFrame(0x8a, "");
    const QByteArray close = clientFrame(0x88, QByteArray::fromHex("03e8"));
    const QByteArray stream = ping + clientFrame(0x01, "a") + pong + clientFrame(0x80, "b") + close;
    for (const qsizetype partSize : {stream.size(), qsizetype(1)}) {
        const Outcome outcome = read(stream, partSize);
        QCOMPARE(outcome.controlFrames, ping + pong + close);
        QCOMPARE(outcome.messages, QByteArrayList{"ab"});
    }
}

void TestFrameReader::stopsAtTheEndOfAMessage()
{
    const QByteArray first = clientFrame(0x81, "first");
    const QByteArray stream = first + clientFrame(0x81, "second");
    FrameReader reader(1000);
    QCOMPARE(reader.read(stream), first.size());
    QCOMPARE(reader.takeMessage(), std::optional<QByteArray>("first"));
    QCOMPARE(reader.takeMessage(), std::nullopt);
    QCOMPARE(reader.read(QByteArrayView(stream).sliced(first.size())), stream.size() - first.size());
    QCOMPARE(reader.takeMessage(), std::optional<QByteArray>("second"));
}

void TestFrameReader::takesNothingAfterAClose()
{
    const QByteArray close = clientFrame(0x88, QByteArray::fromHex("03e8"));
    const Outcome outcome = read(close + clientFrame(0x81, "late") + QByteArray(100, '\xff'), 1000);
    QCOMPARE(outcome.messages, QByteArrayList{});
    QCOMPARE(outcome.controlFrames, close);
    QCOMPARE(outcome.verdict, Verdict::Fine);
}

void TestFrameReader::holdsWhatIsNotWhole()
{
    FrameReader reader(1000);
    reader.read(clientFrame(0x01, QByteArray(300, 'x')));
    QCOMPARE(reader.held(), 300);
    for (int i = 0; i < 1000; ++i)
        reader.read(clientFrame(0x00, "") + clientFrame(0x8a, ""));
    QCOMPARE(reader.held(), 300);
    reader.read(clientFrame(0x80, "x"));
    QCOMPARE(reader.takeMessage()->size(), 301);
    QCOMPARE(reader.held(), 0);
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
    ServerFrames::appendText(out, payload);
    QCOMPARE(out, "before" + header + payload);
}

QTEST_GUILESS_MAIN(TestFrameReader)
#include "tst_framereader.moc"
