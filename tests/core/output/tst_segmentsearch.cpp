// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputbench.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mebi = OutputBench::mebi;
constexpr OutputKey key = OutputBench::key;

} // namespace

class TestSegmentSearch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_bench = std::make_unique<OutputBench>(); }

    void findsWhatEachLineHas_data();
    void findsWhatEachLineHas();
    void refuses_data();
    void refuses();
    void showsLinesAround();
    void keepsStreamsApart();
    void showsALongLineAroundTheMatch();
    void endsByItsTimeLimit_data();
    void endsByItsTimeLimit();
    void stopsWhenAsked();

private:
    std::unique_ptr<OutputBench> m_bench;
};

void TestSegmentSearch::findsWhatEachLineHas_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isRegex");
    QTest::addColumn<bool>("isCaseSensitive");
    QTest::newRow("rare") << u"abcab"_s << false << false;
    QTest::newRow("rare, as it is written") << u"aBcA"_s << false << true;
    QTest::newRow("often") << u"a"_s << false << false;
    QTest::newRow("never") << u"Z"_s << false << true;
    QTest::newRow("not ASCII") << u"üB"_s << false << false;
    QTest::newRow("special characters") << u"c.b"_s << false << false;
    QTest::newRow("pattern") << u"c.b"_s << true << true;
    QTest::newRow("at the beginning") << u"^abc"_s << true << false;
    QTest::newRow("at the end") << u"abc$"_s << true << false;
    QTest::newRow("whole lines") << u"^a+$"_s << true << false;
    QTest::newRow("at the very beginning") << u"\\Aabc"_s << true << false;
    QTest::newRow("what would go on in the next line") << u"a\\s*b"_s << true << false;
    QTest::newRow("what must not go on in the next line") << u"ab[^c]*+$"_s << true << false;
    QTest::newRow("what must not follow") << u"abc(?!\\s*a)"_s << true << false;
    QTest::newRow("nothing is enough") << u"x*"_s << true << false;
    QTest::newRow("an empty line") << u"^$"_s << true << false;
    QTest::newRow("a line of the text") << u"a\nb"_s << true << false;
    QTest::newRow("the same again") << u"(b.)\\1\\1"_s << true << false;
}

void TestSegmentSearch::findsWhatEachLineHas()
{
    QFETCH(QString, text);
    QFETCH(bool, isRegex);
    QFETCH(bool, isCaseSensitive);
    // Lines of few letters, so that everything stands somewhere; over several segments.
    QRandomGenerator random(7);
    QByteArray all;
    while (all.size() < 2'300'000) {
        const int length = random.bounded(60);
        for (int i = 0; i < length; ++i)
            all += std::array{"a", "b", "c", "A", "B", ".", " ", "\xc3\xbc"}.at(random.bounded(8));
        all += '\n';
    }
    QVERIFY(m_bench->append(0, all).ok());

    const QRegularExpression expected(isRegex ? text : QRegularExpression::escape(text),
                                      isCaseSensitive ? QRegularExpression::NoPatternOption
                                                      : QRegularExpression::CaseInsensitiveOption);
    std::vector<qint64> numbers;
    const QStringList lines = QString::fromUtf8(all).chopped(1).split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (expected.match(lines[i]).hasMatch())
            numbers.push_back(i + 1);
    }
    for (const bool backwards : {false, true}) {
        OutputQuery query;
        query.text = text;
        query.isRegex = isRegex;
        query.isCaseSensitive = isCaseSensitive;
        query.backwards = backwards;
        query.limit = 997;
        std::vector<qint64> found;
        do {
            const auto matches = m_bench->store->search(key, query);
            QVERIFY(matches.ok());
            QVERIFY(!matches->timedOut);
            for (const OutputMatch &match : matches->matches) {
                found.push_back(match.line.number);
                const QString &line = lines[match.line.number - 1];
                QCOMPARE(match.line.text, line);
                const QRegularExpressionMatch first = expected.match(line);
                QCOMPARE(match.spans.at(0), std::pair(first.capturedStart(), first.capturedLength()));
            }
            query.fromLine = matches->nextLine.value_or(0);
        } while (query.fromLine > 0);
        if (backwards)
            std::reverse(found.begin(), found.end());
        QCOMPARE(found, numbers);
    }
}

void TestSegmentSearch::refuses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isRegex");
    QTest::addColumn<QString>("why");
    QTest::newRow("nothing") << QString() << false << u"needs a text"_s;
    QTest::newRow("too long") << QString(1001, u'x') << false << u"1000"_s;
    QTest::newRow("two lines") << u"a\nb"_s << false << u"one line"_s;
    QTest::newRow("no pattern") << u"ab(c"_s << true << u"at character 5"_s;
    QTest::newRow("a pattern that is too large") << u"((a{1000}){1000}){1000}"_s << true << u"regular expression"_s;
}

void TestSegmentSearch::refuses()
{
    QFETCH(QString, text);
    QFETCH(bool, isRegex);
    QFETCH(QString, why);
    OutputQuery query;
    query.text = text;
    query.isRegex = isRegex;
    const auto found = m_bench->store->search(key, query);
    QVERIFY(!found.ok());
    QCOMPARE(found.error().field, u"q"_s);
    QVERIFY2(found.error().message.contains(why), qPrintable(found.error().message));
}

void TestSegmentSearch::showsLinesAround()
{
    QByteArray all;
    for (int i = 1; i <= 9; ++i)
        all += "line " + QByteArray::number(i) + '\n';
    QVERIFY(m_bench->append(0, all).ok());
    const auto numbersOf = [](const std::vector<OutputLine> &lines) {
        QList<qint64> numbers;
        for (const OutputLine &line : lines)
            numbers.append(line.number);
        return numbers;
    };
    OutputQuery query;
    query.text = u"line [158]"_s;
    query.isRegex = true;
    query.context = 2;
    const auto found = m_bench->store->search(key, query);
    QCOMPARE(found->matches.size(), 3u);
    QCOMPARE(numbersOf(found->matches[0].before), QList<qint64>());
    QCOMPARE(numbersOf(found->matches[0].after), (QList<qint64>{2, 3}));
    QCOMPARE(numbersOf(found->matches[1].before), (QList<qint64>{3, 4}));
    QCOMPARE(numbersOf(found->matches[1].after), (QList<qint64>{6, 7}));
    QCOMPARE(numbersOf(found->matches[2].after), QList<qint64>{9});
    QCOMPARE(found->nextLine, std::nullopt);
    query.limit = 2;
    QCOMPARE(m_bench->store->search(key, query)->nextLine, 8);
    query.backwards = true;
    QCOMPARE(m_bench->store->search(key, query)->nextLine, 1);
    query.fromLine = 4;
    QCOMPARE(m_bench->store->search(key, query)->matches.at(0).line.number, 1);
    query.backwards = false;
    QCOMPARE(m_bench->store->search(key, query)->matches.at(0).line.number, 5);
}

void TestSegmentSearch::keepsStreamsApart()
{
    QVERIFY(m_bench->append(0, "half a li", OutputStream::Stdout).ok());
    QVERIFY(m_bench->append(9, "oops\n", OutputStream::Stderr).ok());
    QVERIFY(m_bench->append(14, "ne\n", OutputStream::Stdout).ok());
    const auto search = [this](const QString &text) {
        OutputQuery query;
        query.text = text;
        query.isRegex = true;
        return m_bench->store->search(key, query)->matches;
    };
    QVERIFY(search(u"lioops"_s).empty());
    QCOMPARE(search(u"li$"_s).at(0).line.number, 1);
    const auto oops = search(u"^oops$"_s);
    QCOMPARE(oops.at(0).line, (OutputLine{2, 9, 9, OutputStream::Stderr, m_bench->clock.wallMs(), u"oops"_s, 0}));
    QCOMPARE(search(u"^ne$"_s).at(0).line.number, 3);
}

void TestSegmentSearch::showsALongLineAroundTheMatch()
{
    // With what isn't UTF-8, and characters of two, three and four bytes.
    const QByteArray filling = "x\xfc\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80";
    const QByteArray beginning = filling.repeated(150'000);
    QVERIFY(m_bench->append(0, "before\n" + beginning + "needle" + filling.repeated(5'000) + '\n').ok());
    OutputQuery query;
    query.text = u"NEEDLE"_s;
    for (const bool backwards : {false, true}) {
        query.backwards = backwards;
        const auto found = m_bench->store->search(key, query);
        QCOMPARE(found->matches.size(), 1u);
        const OutputMatch &match = found->matches[0];
        QVERIFY(match.line.text.toUtf8().size() <= OutputStore::maxLineText);
        const auto [at, length] = match.spans.at(0);
        QCOMPARE(match.line.text.mid(at, length), u"needle"_s);
        QCOMPARE(match.line.offset, 7);
        const auto slice = m_bench->store->read(key, match.line.textOffset, 60'000);
        QVERIFY(QString::fromUtf8(slice->content.bytes).startsWith(match.line.text));
        QCOMPARE(match.line.cutBytes,
                 7 + beginning.size() + 6 + filling.size() * 5'000 - match.line.textOffset
                     - (7 + beginning.size() - match.line.textOffset)
                     - (match.line.cutBytes > 0 ? filling.size() * 5'000 + 6 - match.line.cutBytes : 0));
    }
}

void TestSegmentSearch::endsByItsTimeLimit_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("nested repetitions") << u"^(a+)+$"_s;
    QTest::newRow("with what can't be skipped") << u"(?=a)(a|a)*!!$"_s;
    QTest::newRow("many alternatives") << u"(a*)*(a*)*(a*)*!!"_s;
}

void TestSegmentSearch::endsByItsTimeLimit()
{
    QFETCH(QString, text);
    QVERIFY(m_bench->append(0, (QByteArray(60, 'a') + "!\n").repeated(50'000)).ok());
    // The real clock.
    m_bench->store.reset();
    const SystemClock clock;
    OutputStore store(m_bench->path(), OutputStore::Durability::Normal, clock);
    OutputQuery query;
    query.text = text;
    query.isRegex = true;
    query.timeLimitMs = 50;
    for (const bool backwards : {false, true}) {
        query.backwards = backwards;
        query.fromLine = 0;
        const auto found = store.search(key, query);
        QVERIFY(found->timedOut);
        QVERIFY(found->nextLine);
        QVERIFY(found->matches.empty());
        query.fromLine = *found->nextLine;
        const auto more = store.search(key, query);
        QVERIFY(more->timedOut);
        // It gets on.
        QVERIFY(backwards ? *more->nextLine < query.fromLine : *more->nextLine > query.fromLine);
    }
}

void TestSegmentSearch::stopsWhenAsked()
{
    QVERIFY(m_bench->append(0, OutputBench::numbered(0, 4 * mebi)).ok());
    std::stop_source stop;
    stop.request_stop();
    OutputQuery query;
    query.text = u"262143"_s; // in the last line
    const auto found = m_bench->store->search(key, query, stop.get_token());
    QVERIFY(found->timedOut);
    QVERIFY(found->matches.empty());
    query.fromLine = *found->nextLine;
    QVERIFY(query.fromLine > 1 && query.fromLine < 262'144);
    QCOMPARE(m_bench->store->search(key, query)->matches.at(0).line.number, 262'144);
}

QTEST_GUILESS_MAIN(TestSegmentSearch)
#include "tst_segmentsearch.moc"
