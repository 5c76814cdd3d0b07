// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "questionwords.h"
#include "stopwords.h"
#include "wordfolding.h"
#include "wordstems.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestRagWords : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesTheWords_data();
    void takesTheWords();
    void takesAnyText();
    void takesStems_data();
    void takesStems();
    void asksForWhatSaysSomething_data();
    void asksForWhatSaysSomething();
    void looksForEachForm();
};

void TestRagWords::takesTheWords_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("words"); // a place each; what stands at the same place after a slash
    QTest::newRow("empty") << u""_s << u""_s;
    QTest::newRow("signs only") << u" ... -- § ____ "_s << u""_s;
    QTest::newRow("a sentence") << u"The apt-get tool, v2.4!"_s << u"the apt get/aptget tool v 2.4/v2.4"_s;
    QTest::newRow("no word") << QString(65, u'x') + u" ok"_s << u"ok"_s;
    QTest::newRow("yo") << u"Жёсткость ЁЛКИ"_s << u"жесткость елки"_s;
    QTest::newRow("decomposed") << u"троллеи\u0306бус е\u0308лка"_s << u"троллейбус елка"_s;
    QTest::newRow("soft hyphen") << u"фунда\u00ADмента"_s << u"фундамента"_s;
    QTest::newRow("stress") << u"за\u0301мок"_s << u"замок"_s;
    QTest::newRow("ligatures, full width") << u"ﬁle ＡＢＣ"_s << u"file abc"_s;
    QTest::newRow("sharp s") << u"Größe GRÖSSE"_s << u"grösse grösse"_s;
    QTest::newRow("clause") << u"п. 3.2.1."_s << u"п 3.2.1/3.2"_s;
    QTest::newRow("clause without a space") << u"(п.3.2)"_s << u"п 3.2"_s;
    QTest::newRow("norm") << u"СП 70.13330.2012"_s << u"сп 70.13330.2012/70.13330"_s;
    QTest::newRow("norm without a space") << u"СП70.13330.2012"_s << u"сп 70.13330.2012/70.13330/сп70.13330.2012"_s;
    QTest::newRow("norm with a year") << u"ГОСТ 12.1.004-91"_s << u"гост 12.1.004/12.1 91/12.1.00491"_s;
    QTest::newRow("decimal comma") << u"0,5 м²"_s << u"0.5 м2"_s;
    QTest::newRow("a note's number") << u"пункт 3.2¹"_s << u"пункт 3.2 1"_s;
    QTest::newRow("grade") << u"бетон В25"_s << u"бетон в25"_s;
    QTest::newRow("hyphen") << u"веб\u2011сервер"_s << u"веб сервер/вебсервер"_s;
    QTest::newRow("names of files") << u"sources.list max_files"_s << u"sources list/sourceslist max files/maxfiles"_s;
    QTest::newRow("apostrophes") << u"don't l’homme об'єкт"_s << u"dont l homme/lhomme обєкт"_s;
    QTest::newRow("chinese") << u"混凝土养护"_s << u"混凝 凝土 土养 养护/护"_s;
    QTest::newRow("one sign") << u"水"_s << u"水"_s;
    QTest::newRow("japanese") << u"東京タワー。"_s << u"東京 京タ タワ ワー/ー"_s;
    QTest::newRow("thai") << u"คอนกรีต"_s << u"คอ อน นก กรี รีต/ต"_s;
    QTest::newRow("korean") << u"서울 도시는"_s << u"서울/울 도시 시는/는"_s;
    QTest::newRow("mixed") << u"使用Procession软件"_s << u"使用/用 procession 软件/件"_s;
    QTest::newRow("arabic") << u"مُحَمَّد"_s << u"محمد"_s;
    QTest::newRow("hebrew") << u"שָׁלוֹם"_s << u"שלום"_s;
    QTest::newRow("hindi keeps its vowels") << u"किताब"_s << u"किताब"_s;
    QTest::newRow("german") << u"Brandschutz-Verordnung"_s << u"brandschutz verordnung/brandschutzverordnung"_s;
}

void TestRagWords::takesTheWords()
{
    QFETCH(QString, text);
    QFETCH(QString, words);
    QStringList taken;
    int place = -1;
    TextWords cutter;
    cutter.each(text, [&](const TextWord &word) {
        if (word.place == place)
            taken.last() += u'/' + word.text;
        else
            taken.append(word.text);
        QVERIFY(word.place == place || word.kind == TextWord::Kind::Own);
        place = word.place;
    });
    QCOMPARE(taken.join(u' '), words);
    QCOMPARE(wordsOf(text).size(), static_cast<size_t>(taken.size()));
}

/// Half letters, marks without letters, endless runs: words stay within their bounds, and all ends.
void TestRagWords::takesAnyText()
{
    QRandomGenerator random(7);
    TextWords cutter;
    for (int round = 0; round < 300; ++round) {
        QString text;
        for (int i = 0; i < 400; ++i) {
            constexpr char32_t blocks[] = {0x20,   0x60,   0x300,  0x410,  0x5D0,  0x640, 0xE00,
                                           0x3040, 0x4E00, 0xAC00, 0xD800, 0xDC00, 0xFB00};
            text += QChar(static_cast<char16_t>(blocks[random.bounded(13)] + random.bounded(0x40U)));
        }
        int place = -1;
        cutter.each(text, [&place](const TextWord &word) {
            QVERIFY(!word.text.isEmpty());
            QVERIFY(word.text.size() <= 18 * TextWords::longest); // a letter may be folded to 18
            QVERIFY(word.place == place || word.place == place + 1);
            place = word.place;
        });
    }
    for (const QString &run : {QString(100'000, u'x'), QString(100'000, u'-'), QString(100'000, u'\u0301'),
                               QString(100'000, u'漢'), QString(100'000, u'\u0E48'), u"1."_s.repeated(50'000),
                               u"a-"_s.repeated(50'000), QString(100'000, QChar(0xD800))}) {
        qsizetype longest = 0;
        cutter.each(run, [&longest](const TextWord &word) { longest = std::max(longest, word.text.size()); });
        QVERIFY(longest <= TextWords::longest);
    }
}

void TestRagWords::takesStems_data()
{
    QTest::addColumn<QString>("language"); // of the text
    QTest::addColumn<QStringList>("forms");
    QTest::addColumn<QString>("rules");
    QTest::newRow("russian") << u"ru"_s << QStringList{u"сводные"_s, u"сводную"_s, u"сводных"_s} << u"ru"_s;
    QTest::newRow("russian in a text of no language") << u""_s << QStringList{u"таблицы"_s, u"таблицу"_s} << u"ru"_s;
    QTest::newRow("english in a russian text") << u"ru"_s << QStringList{u"mounting"_s, u"mounted"_s} << u"en"_s;
    QTest::newRow("german") << u"de"_s << QStringList{u"vertrag"_s, u"verträge"_s, u"verträgen"_s} << u"de"_s;
    QTest::newRow("french, with and without accents") << u"fr"_s << QStringList{u"résumés"_s, u"resume"_s} << u"fr"_s;
    QTest::newRow("norwegian") << u"nb"_s << QStringList{u"husene"_s, u"huset"_s} << u"no"_s;
    QTest::newRow("ukrainian has no rules") << u"uk"_s << QStringList{u"договір"_s} << u""_s;
    QTest::newRow("arabic") << u"ar"_s << QStringList{u"الكتاب"_s, u"كتاب"_s} << u"ar"_s;
    QTest::newRow("persian isn't arabic") << u"fa"_s << QStringList{u"کتاب"_s} << u""_s;
}

void TestRagWords::takesStems()
{
    QFETCH(QString, language);
    QFETCH(QStringList, forms);
    QFETCH(QString, rules);
    WordStems stems;
    QStringList found;
    for (QString form : std::as_const(forms)) {
        const TextWord::Script script = foldWord(form);
        QCOMPARE(WordStems::languageOf(script, language), rules);
        found.append(QString::fromStdString(stems.stem({form, script, TextWord::Kind::Own, 0}, rules)));
    }
    found.removeDuplicates();
    QVERIFY2(found.size() == 1, qPrintable(found.join(u' ')));
    QVERIFY(!rules.isEmpty() || found == forms);
}

void TestRagWords::asksForWhatSaysSomething_data()
{
    QTest::addColumn<QString>("question");
    QTest::addColumn<QStringList>("languages");
    QTest::addColumn<QString>("words");
    QTest::newRow("nothing") << u"?!"_s << QStringList() << u""_s;
    QTest::newRow("a question") << u"How do I mount a disk?"_s << QStringList() << u"mount disk"_s;
    QTest::newRow("only small words") << u"to be or not to be"_s << QStringList() << u"to be or not"_s;
    QTest::newRow("each word once") << u"Disk disk DISK"_s << QStringList() << u"disk"_s;
    QTest::newRow("russian") << u"Как обновляются ещё сводные таблицы?"_s << QStringList{u"ru"_s}
                             << u"обновляются сводные таблицы"_s;
    QTest::newRow("russian in an english collection")
        << u"Что делать с договором?"_s << QStringList{u"en"_s} << u"делать договором"_s;
    QTest::newRow("english in a german collection")
        << u"How does a program die?"_s << QStringList{u"de"_s, u"en"_s} << u"program die"_s;
    QTest::newRow("german") << u"Wie kündige ich die Verträge?"_s << QStringList{u"de"_s} << u"kündige verträge"_s;
    QTest::newRow("numbers") << u"Что сказано в п. 3.2.1 СП 70.13330.2012?"_s << QStringList{u"ru"_s}
                             << u"сказано п 3.2.1 сп 70.13330.2012"_s;
}

void TestRagWords::asksForWhatSaysSomething()
{
    QFETCH(QString, question);
    QFETCH(QStringList, languages);
    QFETCH(QString, words);
    QCOMPARE(tellingWords(question, languages).join(u' '), words);
    QStringList looked;
    for (const QuestionWord &word : questionWords(question, languages))
        looked.append(word.text);
    QCOMPARE(looked.join(u' '), words);
}

void TestRagWords::looksForEachForm()
{
    const auto expression = [](const QString &question, const QStringList &languages) {
        return matchExpression(questionWords(question, languages));
    };
    QCOMPARE(
        expression(u"mount\" AND NEAR(col:umn*"_s, {}),
        u"\"mount\" OR \"=mount\" OR \"moun\"* OR \"near\" OR \"=near\" OR \"near\"* OR \"col\" OR \"=col\" OR \"umn\" OR \"=umn\""_s);
    QCOMPARE(expression(u"Удаление"_s, {u"ru"_s}), u"\"удален\" OR \"=удаление\" OR \"удал\"*"_s);
    // By the rules of each language that the collection has.
    QCOMPARE(expression(u"Verträge"_s, {u"de"_s, u"en"_s}), u"\"vertrag\" OR \"=verträge\" OR \"vertr\"*"_s);
    QCOMPARE(expression(u"3.2 水"_s, {}), u"\"3.2\" OR \"=3.2\" OR \"水\"*"_s);
    QVERIFY(isStopWord(u"ещё"_s.replace(u'ё', u'е'), u"ru"_s));
    QVERIFY(!isStopWord(u"die"_s, u"en"_s));
}

QTEST_GUILESS_MAIN(TestRagWords)
#include "tst_ragwords.moc"
