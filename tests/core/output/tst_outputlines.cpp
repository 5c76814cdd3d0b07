// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputbench.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mebi = OutputBench::mebi;
constexpr OutputKey key = OutputBench::key;

/// A line as this test knows it, whatever the store does.
struct Known
{
    qint64 offset;
    OutputStream stream;
    qint64 timeMs;
    QByteArray bytes;
};

} // namespace

/// Lines of an output, found by number, by offset and by time, beside a plain list of them.
class TestOutputLines : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_bench = std::make_unique<OutputBench>(); }

    void findsEachLine_data();
    void findsEachLine();
    void showsAnyBytes_data();
    void showsAnyBytes();
    void showsWhatIsLeftOfALongLine_data();
    void showsWhatIsLeftOfALongLine();
    void showsALineOf100Megabytes();
    void countsWhatWasCut();
    void findsMoments();

private:
    /// Appends chunks at random, and gives the lines.
    std::vector<Known> write(qint64 size, qint64 maxChunk, int newlineEach, bool twoStreams);

    std::unique_ptr<OutputBench> m_bench;
};

std::vector<Known> TestOutputLines::write(qint64 size, qint64 maxChunk, int newlineEach, bool twoStreams)
{
    QRandomGenerator random(static_cast<quint32>(size + maxChunk + newlineEach));
    std::vector<Known> lines;
    bool isOpen = false;
    for (qint64 offset = 0; offset < size;) {
        QByteArray bytes(random.bounded(1, maxChunk + 1), Qt::Uninitialized);
        for (char &byte : bytes)
            byte = newlineEach > 0 && random.bounded(newlineEach) == 0 ? '\n' : char('a' + random.bounded(26));
        const OutputStream stream = twoStreams && random.bounded(3) == 0 ? OutputStream::Stderr : OutputStream::Stdout;
        m_bench->clock.advance(std::chrono::milliseconds(random.bounded(3)));
        if (!m_bench->append(offset, bytes, stream))
            return {};
        for (qsizetype i = 0; i < bytes.size(); ++i) {
            if (!isOpen || lines.back().stream != stream)
                lines.push_back({offset + i, stream, m_bench->clock.wallMs(), {}});
            isOpen = bytes[i] != '\n';
            if (isOpen)
                lines.back().bytes += bytes[i];
        }
        offset += bytes.size();
    }
    return lines;
}

void TestOutputLines::findsEachLine_data()
{
    QTest::addColumn<qint64>("size");
    QTest::addColumn<qint64>("maxChunk");
    QTest::addColumn<int>("newlineEach"); // so many bytes; 0: never
    QTest::addColumn<bool>("twoStreams");
    QTest::newRow("short lines") << 2'500'000LL << 10'000LL << 40 << false;
    QTest::newRow("short lines of two streams") << 2'500'000LL << 300LL << 40 << true;
    QTest::newRow("many empty lines") << 300'000LL << 1000LL << 2 << true;
    QTest::newRow("long lines") << 4'000'000LL << 100'000LL << 300'000 << false;
    QTest::newRow("long lines of two streams") << 4'000'000LL << 100'000LL << 300'000 << true;
    QTest::newRow("one line") << 3'500'000LL << 200'000LL << 0 << false;
    QTest::newRow("lines of a segment's size") << 6'000'000LL << 200'000LL << 1'000'000 << false;
    QTest::newRow("tiny chunks") << 150'000LL << 2LL << 10 << true;
}

void TestOutputLines::findsEachLine()
{
    QFETCH(qint64, size);
    QFETCH(qint64, maxChunk);
    QFETCH(int, newlineEach);
    QFETCH(bool, twoStreams);
    const std::vector<Known> known = write(size, maxChunk, newlineEach, twoStreams);
    QVERIFY(!known.empty());
    const auto total = static_cast<qint64>(known.size());
    OutputStore *store = m_bench->store.get();
    QRandomGenerator random(1);
    for (int run = 0; run < 3; ++run) {
        QCOMPARE(store->extent(key)->lines, total);
        for (int i = 0; i < 200; ++i) {
            const qint64 first = 1 + random.bounded(total);
            const auto found = store->lines(key, i % 2 == 0 ? first : first - total - 1, 3);
            QVERIFY(found.ok());
            QCOMPARE(static_cast<qint64>(found->lines.size()), std::min<qint64>(3, total - first + 1));
            for (size_t k = 0; k < found->lines.size(); ++k) {
                const OutputLine &line = found->lines[k];
                const Known &expected = known[static_cast<size_t>(first) - 1 + k];
                const qsizetype shown = std::min(expected.bytes.size(), OutputStore::maxLineText);
                QCOMPARE(
                    line,
                    (OutputLine{first + qint64(k), expected.offset, expected.offset, expected.stream, expected.timeMs,
                                QString::fromLatin1(expected.bytes.first(shown)), expected.bytes.size() - shown}));
            }
            const Known &line = known[static_cast<size_t>(first) - 1];
            const qint64 inLine = line.bytes.isEmpty() ? 0 : random.bounded(line.bytes.size());
            QCOMPARE(*store->lineAtOffset(key, line.offset + inLine), first);
            const qint64 tail = std::min(total - first + 1, 100'000LL);
            QCOMPARE(*store->offsetOfTail(key, tail), known[static_cast<size_t>(total - tail)].offset);
        }
        QCOMPARE(*store->lineAtOffset(key, store->extent(key)->length), total);
        QVERIFY(store->lines(key, total + 1, 10)->lines.empty());
        QCOMPARE(store->lines(key, -total - 100, 1)->lines.front().number, 1);
        if (run == 1)
            QVERIFY(store->finish(key).ok());
        m_bench->open();
        store = m_bench->store.get();
    }
}

void TestOutputLines::showsAnyBytes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("cut");
    QTest::newRow("UTF-8") << "gr\xc3\xbc\xc3\x9f"_ba << u"grüß"_s << 0LL;
    QTest::newRow("Latin-1") << "gr\xfc\xdf!"_ba << u"gr\ufffd\ufffd!"_s << 0LL;
    QTest::newRow("half a character") << "gr\xc3"_ba << u"gr\ufffd"_s << 0LL;
    QTest::newRow("NUL") << QByteArray("a\0b", 3) << QString::fromLatin1("a\0b", 3) << 0LL;
    QTest::newRow("an escape") << "\x1b]0;title\x07"_ba << u"\x1b]0;title\x07"_s << 0LL;
    QTest::newRow("a progress bar") << "10%\r20%\r"_ba << u"10%\r20%\r"_s << 0LL;
    QTest::newRow("as long as may be") << QByteArray(16384, 'x') << QString(16384, u'x') << 0LL;
    QTest::newRow("longer") << QByteArray(16385, 'x') << QString(16384, u'x') << 1LL;
    QTest::newRow("cut within a character") << QByteArray(16383, 'x') + "\xe2\x82\xac!" << QString(16383, u'x') << 4LL;
    QTest::newRow("cut behind a character")
        << QByteArray(16381, 'x') + "\xe2\x82\xac!" << QString(16381, u'x') + u"€"_s << 1LL;
}

void TestOutputLines::showsAnyBytes()
{
    QFETCH(QByteArray, bytes);
    QVERIFY(m_bench->append(0, "before\n" + bytes + "\nbehind").ok());
    const auto lines = m_bench->store->lines(key, 1, 10);
    QCOMPARE(lines->lines.size(), 3u);
    QTEST(lines->lines[1].text, "text");
    QTEST(lines->lines[1].cutBytes, "cut");
    QCOMPARE(lines->lines[2].text, u"behind"_s);
}

void TestOutputLines::showsWhatIsLeftOfALongLine_data()
{
    QTest::addColumn<QByteArray>("bytes"); // of the line
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isItsEnd");
    const QByteArray bar = QByteArray(60, '#') + " 50%";
    const QByteArray many = ('\r' + bar).repeated(1000);
    QTest::newRow("a progress bar") << many + "\rdone" << bar + many.first(250 * 65) + "\rdone" << true;
    QTest::newRow("one that goes back at its end")
        << (bar + '\r').repeated(1000) << (bar + '\r').repeated(16384 / 65) << true;
    QTest::newRow("of three megabytes") << ('\r' + bar).repeated(50'000) << bar + ('\r' + bar).repeated(16384 / 65 - 1)
                                        << true;
    QTest::newRow("characters of three bytes")
        << ("\r\xe2\x96\x88\xe2\x96\x88"_ba).repeated(10'000)
        << "\xe2\x96\x88\xe2\x96\x88"_ba + ("\r\xe2\x96\x88\xe2\x96\x88"_ba).repeated(2339) << true;
    QTest::newRow("the end of a line of Windows") << QByteArray(20'000, 'x') + "\r" << QByteArray(16384, 'x') << false;
    QTest::newRow("long before the end") << "10%\r" + QByteArray(20'000, 'x')
                                         << ("10%\r" + QByteArray(20'000, 'x')).first(16384) << false;
    QTest::newRow("as long as may be") << "10%\r" + QByteArray(16380, 'x') << "10%\r" + QByteArray(16380, 'x') << false;
}

void TestOutputLines::showsWhatIsLeftOfALongLine()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QByteArray, text);
    QFETCH(const bool, isItsEnd);
    QVERIFY(m_bench->append(0, "before\n").ok());
    for (qint64 at = 0; at < bytes.size(); at += 100'000)
        QVERIFY(m_bench->append(7 + at, bytes.mid(at, 100'000)).ok());
    for (const bool isEnded : {false, true}) {
        if (isEnded)
            QVERIFY(m_bench->append(7 + bytes.size(), "\nbehind").ok());
        const auto lines = m_bench->store->lines(key, 2, 1);
        QVERIFY(lines.ok());
        QCOMPARE(lines->lines.size(), 1u);
        const OutputLine &line = lines->lines.front();
        QCOMPARE(line.text, QString::fromUtf8(text));
        QCOMPARE(line.offset, 7);
        QCOMPARE(line.textOffset - line.offset, isItsEnd ? bytes.size() - text.size() : 0);
        QCOMPARE(line.textOffset + text.size() + line.cutBytes, 7 + bytes.size());
        // A tail begins with the line.
        QCOMPARE(*m_bench->store->offsetOfTail(key, isEnded ? 2 : 1), 7);
    }
}

void TestOutputLines::showsALineOf100Megabytes()
{
    m_bench->limits.bytesPerAttempt = 200 * mebi;
    m_bench->open();
    constexpr qint64 size = 100'000'000;
    QVERIFY(m_bench->append(0, "before\n").ok());
    for (qint64 written = 0; written < size; written += 4'000'000)
        QVERIFY(m_bench->append(7 + written, QByteArray(4'000'000, 'x')).ok());
    QVERIFY(m_bench->append(7 + size, "end\nbehind\n").ok());
    const auto lines = m_bench->store->lines(key, -3, 10);
    QVERIFY2(lines.ok(), lines.ok() ? "" : qPrintable(lines.error().message));
    QCOMPARE(lines->lines.size(), 3u);
    QCOMPARE(lines->lines[1].text, QString(16384, u'x'));
    QCOMPARE(lines->lines[1].cutBytes, size + 3 - 16384);
    QCOMPARE(lines->lines[2].offset, size + 11);
    QCOMPARE(*m_bench->store->lineAtOffset(key, size / 2), 2);
    OutputQuery query;
    query.text = u"xend"_s;
    const auto found = m_bench->store->search(key, query);
    QVERIFY2(found.ok(), found.ok() ? "" : qPrintable(found.error().message));
    QCOMPARE(found->matches.size(), 1u);
    const OutputLine &line = found->matches[0].line;
    QCOMPARE(line.number, 2);
    QCOMPARE(line.offset, 7);
    QCOMPARE(line.textOffset + line.text.size(), size + 10);
    QCOMPARE(line.cutBytes, 0);
    const auto [at, length] = found->matches[0].spans.at(0);
    QCOMPARE(line.text.mid(at, length), u"xend"_s);
}

void TestOutputLines::countsWhatWasCut()
{
    m_bench->limits.bytesPerAttempt = 4 * mebi;
    m_bench->open();
    for (qint64 offset = 0; offset < 10 * mebi; offset += mebi / 2)
        QVERIFY(m_bench->append(offset, OutputBench::numbered(offset, mebi / 2)).ok());
    OutputStore *store = m_bench->store.get();
    const OutputRange cut = store->extent(key)->cut;
    QCOMPARE(cut.from, mebi);
    const auto around = store->lines(key, mebi / 16 - 1, 4);
    QCOMPARE(around->lines.size(), 4u);
    const std::array<qint64, 4> offsets{mebi - 32, mebi - 16, cut.to, cut.to + 16};
    for (size_t i = 0; i < offsets.size(); ++i) {
        QCOMPARE(around->lines[i].offset, offsets[i]);
        QCOMPARE(around->lines[i].number, offsets[i] / 16 + 1);
        QCOMPARE(around->lines[i].text.trimmed().remove(u'.'), QString::number(offsets[i] / 16));
    }
    QCOMPARE(store->lines(key, 3 * mebi / 16, 1)->lines.front().offset, cut.to);
    QCOMPARE(*store->lineAtOffset(key, 3 * mebi), cut.to / 16 + 1);
    QCOMPARE(*store->offsetOfTail(key, 100'000'000), std::max(10 * mebi - 100'000 * 16, cut.to));
}

void TestOutputLines::findsMoments()
{
    const qint64 begin = m_bench->clock.wallMs();
    OutputStore *store = m_bench->store.get();
    QCOMPARE(*store->lineAtTime(key, begin), 1);
    const QByteArray line(700'000, 'x');
    for (int i = 0; i < 5; ++i) {
        QVERIFY(m_bench->append(OutputStore::atEnd, line + '\n').ok());
        m_bench->clock.advance(std::chrono::seconds(10));
    }
    for (int run = 0; run < 2; ++run) {
        QCOMPARE(*store->lineAtTime(key, 0), 1);
        for (int i = 0; i < 5; ++i) {
            QCOMPARE(*store->lineAtTime(key, begin + i * 10'000), i + 1);
            QCOMPARE(*store->lineAtTime(key, begin + i * 10'000 + 1), i + 2);
        }
        m_bench->open();
        store = m_bench->store.get();
    }
}

QTEST_GUILESS_MAIN(TestOutputLines)
#include "tst_outputlines.moc"
