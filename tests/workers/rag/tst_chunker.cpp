// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chunker.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

DocumentText documentOf(const QStringList &pages, const QList<Heading> &headings = {})
{
    DocumentText document;
    document.pages = pages;
    document.pageCount = static_cast<int>(pages.size());
    document.headings = headings;
    return document;
}

/// Sentences that can be told apart.
QString sentences(int count, int from = 0)
{
    QString text;
    for (int i = from; i < from + count; ++i)
        text += u"This is sentence number %1. "_s.arg(i);
    return text.trimmed();
}

} // namespace

class TestChunker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsTheClause();
    void repeatsTheHeadsOfATable();
    void cutsWhereItShould_data();
    void cutsWhereItShould();
    void knowsPagesAndHeadings();
    void forgetsTheHeadingsOfASectionThatEnded();
    void carriesTheEndOverWithinASection();
    void keepsEveryWordAndEveryLimit_data();
    void keepsEveryWordAndEveryLimit();
};

void TestChunker::cutsWhereItShould_data()
{
    QTest::addColumn<QStringList>("pages");
    QTest::addColumn<QStringList>("texts");
    QTest::newRow("nothing") << QStringList{} << QStringList{};
    QTest::newRow("blank pages") << QStringList{u" \n\n "_s, u""_s} << QStringList{};
    QTest::newRow("paragraphs that fit together")
        << QStringList{u"One short.\n\nTwo short."_s} << QStringList{u"One short.\n\nTwo short."_s};
    QTest::newRow("between paragraphs")
        << QStringList{u"The first paragraph has some words in it.\n\nThe second one too, as it happens."_s}
        << QStringList{u"The first paragraph has some words in it."_s, u"The second one too, as it happens."_s};
    QTest::newRow("between sentences")
        << QStringList{u"A first sentence of some words. Then a second one, which is longer still. End."_s}
        << QStringList{u"A first sentence of some words."_s, u"Then a second one, which is longer still. End."_s};
    QTest::newRow("between words")
        << QStringList{u"one two three four five six seven eight nine ten eleven twelve thirteen fourteen"_s}
        << QStringList{u"one two three four five six seven eight nine ten eleven"_s, u"twelve thirteen fourteen"_s};
    QTest::newRow("within a word") << QStringList{QString(100, u'x')}
                                   << QStringList{QString(58, u'x'), QString(42, u'x')};
}

void TestChunker::cutsWhereItShould()
{
    QFETCH(QStringList, pages);
    QFETCH(QStringList, texts);
    QStringList cut;
    for (const Chunk &chunk : chunksOf(documentOf(pages), {.target = 60, .least = 20, .overlap = 0}))
        cut.append(chunk.text);
    QCOMPARE(cut, texts);
}

void TestChunker::knowsPagesAndHeadings()
{
    const QString first = u"Introduction\n\n"_s + sentences(12);
    const QString second = u"Details\n\n"_s + sentences(12, 100);
    const auto chunks = chunksOf(documentOf({first, second}, {{1, u"Introduction"_s, 1, 0}, {2, u"Details"_s, 2, 0}}),
                                 {.target = 400, .least = 100, .overlap = 0});
    QCOMPARE(chunks.front().page, 1);
    QCOMPARE(chunks.front().heading, u"Introduction"_s);
    QVERIFY(chunks.front().text.startsWith("Introduction"_L1));
    QCOMPARE(chunks.back().page, 2);
    QCOMPARE(chunks.back().heading, u"Introduction › Details"_s);
    const auto details = std::find_if(chunks.begin(), chunks.end(), [](const Chunk &chunk) { return chunk.page == 2; });
    QVERIFY(details->text.startsWith("Details"_L1));
}

void TestChunker::forgetsTheHeadingsOfASectionThatEnded()
{
    QString text;
    QList<Heading> headings;
    for (const auto &[level, name] : {std::pair(1, u"A"_s), {2, u"B"_s}, {3, u"C"_s}, {2, u"D"_s}, {1, u"E"_s}}) {
        headings.append({level, name, 1, text.size()});
        text += name + u"\n\n"_s + sentences(6) + u"\n\n"_s;
    }
    QStringList paths;
    for (const Chunk &chunk : chunksOf(documentOf({text}, headings), {.target = 400, .least = 50, .overlap = 0}))
        paths.append(chunk.heading);
    QCOMPARE(paths, (QStringList{u"A"_s, u"A › B"_s, u"A › B › C"_s, u"A › D"_s, u"E"_s}));
}

void TestChunker::carriesTheEndOverWithinASection()
{
    const QString text = sentences(10) + u"\n\n"_s + sentences(10, 50);
    const auto overlapping = chunksOf(documentOf({text}), {.target = 290, .least = 60, .overlap = 60});
    QVERIFY(overlapping.size() > 1);
    for (size_t i = 1; i < overlapping.size(); ++i) {
        // The next passage begins with whole sentences that the one before ends with.
        const QString begin = overlapping[i].text.section(u'.', 0, 0);
        QVERIFY2(begin.startsWith("This is sentence"_L1), qPrintable(begin));
        QVERIFY2(overlapping[i - 1].text.contains(begin + u'.'), qPrintable(begin));
    }
    // What another section ended with says nothing about this one.
    const QString two = sentences(6) + u"\n\nOther\n\n"_s + sentences(6, 50);
    const auto sections = chunksOf(documentOf({two}, {{1, u"Other"_s, 1, two.indexOf("Other"_L1)}}),
                                   {.target = 290, .least = 60, .overlap = 60});
    QVERIFY(sections.back().text.startsWith("Other"_L1));
}

void TestChunker::keepsEveryWordAndEveryLimit_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("sentences") << sentences(200);
    QTest::newRow("a table") << u"cell\tcell\n"_s.repeated(500);
    QTest::newRow("no spaces") << u"äöü"_s.repeated(2000);
    QTest::newRow("surrogates") << QString::fromUcs4(U"\U0001F600").repeated(1500);
    QTest::newRow("short paragraphs") << u"word.\n\n"_s.repeated(800);
    QTest::newRow("empty lines only between") << (u"a b c"_s + u"\n"_s.repeated(500) + u"d e f"_s);
}

void TestChunker::keepsEveryWordAndEveryLimit()
{
    QFETCH(QString, text);
    for (const ChunkSize &size : {ChunkSize{}, ChunkSize{300, 50, 0}, ChunkSize{100, 40, 30}}) {
        const auto chunks = chunksOf(documentOf({text, text}), size);
        QString joined;
        for (const Chunk &chunk : chunks) {
            QVERIFY2(chunk.text.size() <= size.target, qPrintable(QString::number(chunk.text.size())));
            QVERIFY(!chunk.text.front().isLowSurrogate());
            QVERIFY(!chunk.text.back().isHighSurrogate());
            joined += chunk.text;
        }
        if (size.overlap == 0) {
            QString wanted = text + text;
            const auto isSpace = [](QChar c) { return c.isSpace(); };
            wanted.removeIf(isSpace);
            joined.removeIf(isSpace);
            QCOMPARE(joined, wanted);
        }
    }
}

void TestChunker::tellsTheClause()
{
    DocumentText document;
    const QString sentence = u" Бетонную смесь укладывают слоями одинаковой толщины без разрывов."_s.repeated(5);
    document.pages = {u"3 Работы\n\nВведение."_s + sentence + u"\n\n3.1.1 Смесь."_s + sentence + u"\n\n1. слой"_s
                      + sentence + u"\n\n3.1.2 Швы."_s + sentence};
    document.headings = {{1, u"3 Работы"_s, 1, 0}};
    QStringList clauses;
    for (const Chunk &chunk : chunksOf(document, {.target = 1000, .least = 250, .overlap = 100}))
        clauses.append(chunk.clause + u' ' + chunk.text.left(8));
    QCOMPARE(clauses, QStringList({u"3 3 Работы"_s, u"3.1.1 3.1.1 См"_s, u"3.1.2 3.1.2 Шв"_s}));
}

void TestChunker::repeatsTheHeadsOfATable()
{
    DocumentText document;
    const QString head = u"Имя\tЦена"_s;
    QString text = u"Смета\n\n"_s + head + u'\n';
    const qsizetype begin = text.size();
    for (int row = 0; row < 100; ++row)
        text += u"Работа %1\t%2,00\n"_s.arg(row).arg(row * 7);
    const qsizetype end = text.size();
    text += u"\nИтого всё."_s;
    document.pages = {text};
    document.tables = {{head, 1, begin, 1, end}};
    const std::vector<Chunk> chunks = chunksOf(document, {.target = 400, .least = 100, .overlap = 50});
    QVERIFY(chunks.size() > 3);
    int rows = 0;
    for (const Chunk &chunk : chunks) {
        QVERIFY(chunk.text.size() <= 400);
        QVERIFY2(chunk.text.contains(head), qPrintable(chunk.text));
        rows += static_cast<int>(chunk.text.count(u"Работа "_s));
        for (const QString &line : chunk.text.split(u'\n', Qt::SkipEmptyParts)) // rows stay whole
            QVERIFY2(line == head || !line.startsWith(u"Работа"_s) || line.contains(u",00"_s), qPrintable(line));
    }
    QCOMPARE(rows, 100); // none twice
    QVERIFY(chunks.back().text.contains(u"Итого"_s));
}

QTEST_GUILESS_MAIN(TestChunker)
#include "tst_chunker.moc"
