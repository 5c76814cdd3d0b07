// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processsearch.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestSearchWords : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void finds_data();
    void finds();
    void asksAgainWhatChanged();
};

void TestSearchWords::finds_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("found");
    const auto row = [](const char *tag, const QString &name, const QString &text, bool found) {
        QTest::newRow(tag) << name << text << found;
    };
    row("nothing is asked for", u"Alpha"_s, u""_s, true);
    row("only spaces", u"Alpha"_s, u"  \t "_s, true);
    row("whatever the case", u"Alpha report"_s, u"ALPHA"_s, true);
    row("in another order", u"Import 4999 from Riga"_s, u"riga 4999"_s, true);
    row("each of the words", u"Import 4999 from Riga"_s, u"riga 5000"_s, false);
    row("a part of a word", u"Import 4999"_s, u"mpo 99"_s, true);
    row("over the end of a text", u"Alpha"_s, u"theidalpha"_s, false);
    row("without the umlaut", u"Züge nach München"_s, u"munchen"_s, true);
    row("with it, where the name has none", u"Munchen"_s, u"münchen"_s, true);
    row("decomposed by the client", u"Mu\u0308nchen"_s, u"münchen"_s, true);
    row("sharp s", u"STRASSE"_s, u"straße"_s, true);
    row("a stroke", u"Łódź, København"_s, u"lodz kobenhavn"_s, true);
    row("two letters in one", u"Æther œuvre"_s, u"aether oeuvre"_s, true);
    row("dotted capital I", u"İstanbul"_s, u"istanbul"_s, true);
    row("Cyrillic", u"Ёлка"_s, u"ЕЛКА"_s, true);
    row("Greek", u"Αθήνα"_s, u"ΑΘΗΝΑ"_s, true);
    row("full width", u"ＡＢＣ１２"_s, u"abc12"_s, true);
    row("beyond the basic plane", u"job 🚀 go"_s, u"🚀"_s, true);
    row("letters that ASCII lacks", u"Alpha"_s, u"ä漢"_s, false);
    row("in the id", u"x"_s, u"THE.ID"_s, true);
    row("in the description", u"x"_s, u"described"_s, true);
    row("in the message", u"x"_s, u"reading"_s, true);
    row("in the error", u"x"_s, u"disk full"_s, true);
    row("a value of the metadata", u"x"_s, u"c-13"_s, true);
    row("a key of the metadata", u"x"_s, u"customer"_s, true);
    row("what JSON escapes", u"x"_s, uR"(c:\temp\new)"_s, true);
    row("a quotation mark", u"x"_s, u"say\"hi\""_s, true);
    row("a lone accent asks for nothing", u"x"_s, u"\u0301"_s, true);
}

void TestSearchWords::finds()
{
    QFETCH(QString, name);
    QFETCH(QString, text);
    QFETCH(bool, found);
    Process process;
    process.id = ProcessId::fromString(u"the.id").value();
    process.name = name;
    process.description = u"Described"_s;
    process.message = u"Reading pages"_s;
    process.errorMessage = u"Disk FULL"_s;
    process.metadata =
        Metadata({{u"customer"_s, u"C-13"_s}, {u"path"_s, uR"(C:\temp\new)"_s}, {u"q"_s, u"say\"hi\""_s}});
    QCOMPARE(SearchWords(text).areIn(process), found);
    ProcessSearch search;
    search.setText(text);
    QCOMPARE(search.finds(process), found);
    QCOMPARE(search.finds(process), found); // from memory
    process.name = name + u" é"_s;          // and folded
    QCOMPARE(SearchWords(text).areIn(process), found);
}

void TestSearchWords::asksAgainWhatChanged()
{
    ProcessSearch search;
    search.setText(u"two"_s);
    Process process;
    process.seq = 1;
    process.message = u"one"_s;
    QVERIFY(!search.finds(process));
    process.seq = 2;
    process.message = u"two"_s;
    QVERIFY(search.finds(process));
    search.setText(u"three"_s);
    QVERIFY(!search.finds(process));
}

QTEST_GUILESS_MAIN(TestSearchWords)
#include "tst_searchwords.moc"
